/*
 * All programs of `examples`, on WebAssembly and one core, beside the same programs in JAX on one thread where there is a Python that
 * has it; measured as the suite `ode` is:
 *
 *     taskset -c 0 npx -y pnpm@12.21.0 bench --suite examples --jax <python>
 */
import { loadGroup } from "@proj/reference";
import { exampleFiles, timePrograms } from "./time-programs.ts";

await timePrograms(
  "examples",
  "JAX",
  loadGroup("examples", "losses").map(({ name }) => exampleFiles(name)),
);
