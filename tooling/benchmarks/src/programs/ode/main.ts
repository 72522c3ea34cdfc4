/*
 * Programs that solve differential equations on WebAssembly and one core, beside the same programs in Diffrax on one thread where
 * there is a Python that has it:
 *
 *     taskset -c 0 npx -y pnpm@12.21.0 bench --suite ode --jax <python>
 *
 * The first loss includes whatever a process does once, compiling above all, but not the loading of libraries. Times are those of the
 * processor, and the best of several rounds in which both make steps in turn.
 */
import { join } from "node:path";
import { exampleFiles, timePrograms } from "../time-programs.ts";

const examples = ["neural-ode", "neural-cde", "chemical-kinetics", "bouncing-ball", "steady-state"].map(exampleFiles);
const solves = ["lotka-volterra", "robertson"].map((name) => ({
  name,
  ours: join(import.meta.dirname, name),
  python: join(import.meta.dirname, name.replaceAll("-", "_")),
}));

await timePrograms("ode", "Diffrax", [...examples, ...solves]);
