/* `start NAME [STEPS]`: runs one of the programs and prints its losses. */
import { runs } from "./runs.ts";

const [name = "", steps = "100"] = process.argv.slice(2);
const run = runs[name];
if (run === undefined) throw new Error(`"${name}" is none of the examples: ${Object.keys(runs).join(", ")}`);
const step = run();
for (let n = 0; n < Number(steps); n++) console.log(n, step());
