/* Loads a program and computes its first result, in a process that has done nothing else: `node process.js FILE`. */
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";

const [, , file = ""] = process.argv;
const begin = performance.now();
const { first } = await import(pathToFileURL(file).href);
const loaded = performance.now();
await first();
const done = performance.now();
process.stdout.write(JSON.stringify({ load: loaded - begin, first: done - begin }), () => process.exit());
