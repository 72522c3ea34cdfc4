import { listenForInterrupt } from "../../cli/terminal/interrupt.ts";

// A program for the tests that never stops of its own accord, whatever it is asked.
listenForInterrupt(() => process.stderr.write("asked to stop\n"));
setInterval(() => undefined, 1000);
process.stderr.write("listening\n");
