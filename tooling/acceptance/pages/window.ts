import { makeReport } from "./report.ts";
import { run } from "./run.ts";

await run(makeReport);
