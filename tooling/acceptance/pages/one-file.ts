import type * as everything from "@proj/all";
import { run } from "./run.ts";

/** Where the server has the file in which everything is; a name, so that the bundler leaves it where it is. */
const file: string = "/proj.js";

await run(async () => {
  const { grad, jit, np, setDefaultTarget, wasm } = (await import(file)) as typeof everything;
  setDefaultTarget(wasm());
  const square = (x: everything.np.NDArray) => x.pow(2).sum();
  return { gradient: jit(grad(square))(np.array([1, 2, 3])).toList() };
});
