import { concatenate, max, mean, UsageError, type NDArray } from "@proj/array";
import { functionOption, readArgument } from "@proj/array/core";
import { reshape, slice } from "@proj/array/lax";
import { vmap } from "@proj/autodiff";
import { field, type GivenFields } from "../fields.ts";
import { withFields } from "../module.ts";
import { checkedSize } from "./layer-options.ts";
import { checkSpace, perAxisOption, type PerAxis } from "./windows.ts";

/** From the numbers of one part, float[n], to one number. */
export type PartOperation = (part: NDArray) => NDArray;

const adaptivePoolFields = {
  operation: field<PartOperation>({ static: true }),
  /** The lengths of the axes of space afterwards. */
  targetShape: field<readonly number[]>({ static: true }),
};

/** The fields of an adaptive pooling from its arguments. */
export function initAdaptivePool(
  operation: string,
  rank: number,
  targetShape: PerAxis,
  fold: PartOperation,
): GivenFields<typeof adaptivePoolFields> {
  return { operation: fold, targetShape: perAxisOption(rank, 1)(targetShape, { operation, name: "targetShape" }) };
}

/**
 * What all adaptive poolings share. Each axis is divided into as many parts as are asked for; where that is not possible
 * evenly, the first ones are longer by one.
 */
export class AdaptivePooling extends withFields(adaptivePoolFields) {
  /**
   * @param x - float[channels, ...space]: one input; for several use `vmap`.
   * @returns float[channels, ...targetShape]
   * @throws UsageError if `x` has other axes, or one that is shorter than what is asked for.
   */
  call(x: NDArray): NDArray {
    const operation = `${this.constructor.name}.call`;
    const { targetShape } = this;
    checkSpace(operation, x, targetShape.length, null);
    if (targetShape.some((target, axis) => x.shape[axis + 1]! < target)) {
      throw new UsageError({
        operation,
        received: x.describe(),
        expected: `axes of space of at least [${targetShape.join(", ")}]`,
        remedy: "give larger inputs, or ask for fewer parts",
      });
    }
    return targetShape.reduce((y, target, axis) => foldParts(y, axis + 1, target, this.operation), x);
  }
}

/** An axis divided into parts, each folded to one number. */
function foldParts(x: NDArray, axis: number, count: number, operation: PartOperation): NDArray {
  const length = x.shape[axis]!;
  const [size, longer] = [Math.floor(length / count), length % count];
  const middle = longer * (size + 1);
  const foldRange = (start: number, end: number, parts: number): NDArray => {
    const from = x.shape.map((_, place) => (place === axis ? start : 0));
    const to = x.shape.map((whole, place) => (place === axis ? end : whole));
    const shape = [...x.shape.slice(0, axis), parts, (end - start) / parts, ...x.shape.slice(axis + 1)];
    return foldAxis(reshape(slice(x, from, to), shape), axis + 1, operation);
  };
  const tail = foldRange(middle, length, count - longer);
  return longer === 0 ? tail : concatenate([foldRange(0, middle, longer), tail], axis);
}

/** One axis folded; functions of this library do it for all others at once. */
function foldAxis(x: NDArray, axis: number, operation: PartOperation): NDArray {
  if (operation === mean) return mean(x, axis);
  if (operation === max) return max(x, axis);
  const others = Array.from({ length: x.ndim - 1 }, () => 0);
  const lastFirst = x.transpose([...x.shape.keys()].filter((place) => place !== axis).concat(axis));
  return others.reduce<PartOperation>((f) => vmap((part: NDArray) => f(part)), operation)(lastFirst);
}

/**
 * Parts of each channel folded to one number, so many along each axis that the output has the shape that is asked for.
 *
 * @example
 * import { array, median } from "@proj/array";
 * import { AdaptivePool } from "@proj/module";
 * const medians = AdaptivePool.init(2, 1, median);
 * medians.call(array([[1, 5, 3, 2, 9, 4]])).toList(); // → [[3, 4]]
 */
export class AdaptivePool extends AdaptivePooling {
  /**
   * @param targetShape - the lengths of the axes of space afterwards: one for all, or a list.
   * @param numSpatialDims - how many axes of space there are.
   * @param operation - from the numbers of one part, float[n], to one number.
   */
  static init(targetShape: PerAxis, numSpatialDims: number, operation: PartOperation): AdaptivePool {
    const rank = checkedSize("AdaptivePool.init", "numSpatialDims", numSpatialDims);
    const fold = readArgument("AdaptivePool.init", "operation", operation, functionOption<PartOperation>());
    return new AdaptivePool(initAdaptivePool("AdaptivePool.init", rank, targetShape, fold));
  }
}
