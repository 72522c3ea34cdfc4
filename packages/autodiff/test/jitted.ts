import type { NDArray } from "@proj/array";
import { bind, flattenArrays, stage } from "@proj/array/core";

/** A function as an equation `jit`, as the package of that name makes it. */
export function jitted<Args extends readonly NDArray[]>(f: (...args: Args) => NDArray): (...args: Args) => NDArray {
  return (...args) => {
    const { jaxpr, consts } = stage(
      (traced) => flattenArrays("jit", "result", f(...(traced as unknown as Args))).arrays,
      args.map(({ aval }) => aval),
      "jit",
    );
    return bind("jit", [...consts, ...args], { name: "f", jaxpr })[0]!;
  };
}
