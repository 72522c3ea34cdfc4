import type { NDArray } from "@proj/array";
import { functionOption, readArgument } from "@proj/array/core";
import { Module } from "../module.ts";

/**
 * A function as a layer. The function is a leaf of the tree, static to filtered transformations.
 *
 * @example
 * import { array, nn } from "@proj/array";
 * import { Lambda } from "@proj/module";
 * Lambda.init(nn.relu).call(array([-1, 2])).toList(); // → [0, 2]
 */
export class Lambda extends Module<{ readonly f: (x: NDArray) => NDArray }> {
  /** @param f - from one array to another. */
  static init(f: (x: NDArray) => NDArray): Lambda {
    return new Lambda({ f: readArgument("Lambda.init", "f", f, functionOption<(x: NDArray) => NDArray>()) });
  }

  call(x: NDArray): NDArray {
    return this.f(x);
  }
}
