import { toPositions } from "./operands.ts";
import type { Params } from "./primitives.ts";
import { bind } from "./trace.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** `gather` with dimension numbers that the library has written, which need no check. */
export function gathered(x: NDArray, indices: NDArray, params: Params<"gather">): NDArray {
  return bind("gather", [x, toPositions(indices)], params)[0];
}

/** `scatter` with dimension numbers that the library has written, which need no check. */
export function scattered(x: NDArray, indices: NDArray, updates: NDArray, params: Params<"scatter">): NDArray {
  return bind("scatter", [x, toPositions(indices), updates], params)[0];
}
