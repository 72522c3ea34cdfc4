/* Runs the program of a file: prints the seconds until its first loss, then those of as many steps as each line of the input says. */
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import type { NDArray } from "@proj/array";
import "@proj/autodiff";
import "@proj/jit";
import "@proj/jit-wasm";
import "@proj/module";
import "@proj/ode";
import "@proj/optim";
import "@proj/random";

interface Program {
  readonly start: () => unknown;
  readonly step: (state: unknown) => readonly [next: unknown, loss: NDArray];
}

const [file = ""] = process.argv.slice(2);
/** Seconds of the processor since an earlier moment. */
function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

let before = process.cpuUsage();
const { start, step } = (await import(pathToFileURL(file).href)) as Program;
let state = start();
const advance = (): void => {
  const [next, loss] = step(state);
  state = next;
  loss.item();
};
advance();
console.log(secondsSince(before));
for await (const times of createInterface({ input: process.stdin })) {
  before = process.cpuUsage();
  for (let n = 0; n < Number(times); n++) advance();
  console.log(secondsSince(before));
}
