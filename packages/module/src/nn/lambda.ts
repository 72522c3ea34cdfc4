import type { NDArray } from "@proj/array";
import { Module } from "../module.ts";

/**
 * A function as a layer. The function is a leaf of the tree, static to filtered transformations.
 *
 * @example
 * import { array, nn } from "@proj/array";
 * import { Lambda } from "@proj/module";
 * new Lambda({ f: nn.relu }).call(array([-1, 2])).toList(); // → [0, 2]
 */
export class Lambda extends Module<{ readonly f: (x: NDArray) => NDArray }> {
  call(x: NDArray): NDArray {
    return this.f(x);
  }
}
