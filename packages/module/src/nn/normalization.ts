import { formatShape, isStoredFloat, shapesEqual } from "@proj/array/core";
import { UsageError, type NDArray, type Shape } from "@proj/array";
import { checkInput } from "./layer-options.ts";

/*
 * What the layers that normalise share. Statistics need at least single precision: squares of halves overflow from 256 on,
 * and eps is next to nothing for them.
 */

/** An array in at least single precision. */
export function atLeastSingle(x: NDArray): NDArray {
  return isStoredFloat(x.dtype) ? x.astype("float32") : x;
}

/** Multiplied by weights and shifted by a bias, if there are any, and rounded to the dtype that came in. */
export function scaleAndShift(normal: NDArray, weight: NDArray | null, bias: NDArray | null, given: NDArray): NDArray {
  const scaled = weight === null ? normal : normal.mul(weight.astype(normal.dtype));
  const shifted = bias === null ? scaled : scaled.add(bias.astype(normal.dtype));
  return shifted.dtype === given.dtype ? shifted : shifted.astype(given.dtype);
}

/** Refuses inputs of another shape than the layer was made for. */
export function checkShape(operation: string, x: NDArray, shape: Shape): void {
  checkInput(operation, "x", x);
  if (shapesEqual(x.shape, shape)) return;
  throw new UsageError({
    operation,
    received: x.describe(),
    expected: `an array of shape ${formatShape(shape)}`,
    remedy: "for a batch, map over it: vmap((x) => layer.call(x))(batch)",
  });
}
