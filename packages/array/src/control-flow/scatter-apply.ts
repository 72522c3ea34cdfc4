import {
  booleanOption,
  choiceOption,
  functionOption,
  integerOption,
  listOption,
  readArgument,
  readNeededOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { scalar } from "../core/operands.ts";
import type { Params, ScatterDimensions } from "../core/primitives.ts";
import type { Shape } from "../core/types/shape.ts";
import { shapesEqual } from "../core/types/shape.ts";
import { inTheNameOf, operand } from "../lax/apply.ts";
import { add, gt, lt } from "../lax/binary.ts";
import { select } from "../lax/elementwise.ts";
import { scatter } from "../lax/indexing.ts";
import { broadcastInDim } from "../lax/movement.ts";
import { reduceMax } from "../lax/reduction.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { whileLoop } from "./while-loop.ts";

/** How {@link scatterApply} finds its windows. */
export interface ScatterApplyParams {
  /** How axes correspond, as for `scatter`. */
  readonly dimensions: ScatterDimensions;
  /** The shape that updates would have. Default `[]`: one element. */
  readonly updateShape?: Shape;
  /** What happens outside, as for `scatter`. Default `"fill"`: nothing. */
  readonly mode?: Params<"scatter">["mode"];
  /** Whether no element comes twice, which saves a loop. Default false. */
  readonly uniqueIndices?: boolean;
}

const readers: OptionReaders<ScatterApplyParams> = {
  dimensions: (value) => value as ScatterDimensions,
  updateShape: listOption(integerOption(0)),
  mode: choiceOption("clip", "fill", "promise"),
  uniqueIndices: booleanOption,
};

/**
 * The array with a function of its elements in windows at positions that are data; where an element comes several times, the
 * function is applied as often.
 *
 * @param x - the array.
 * @param indices - integers; their last axis holds the index vectors.
 * @param f - of an array, element by element, with a result of the same shape and dtype.
 * @param params - see {@link ScatterApplyParams}.
 * @throws UsageError when `f` changes shape or dtype, and as `scatter` does.
 * @example
 * import { array } from "@proj/array";
 * import { scatterApply } from "@proj/array/lax";
 * const dimensions = {
 *   updateWindowDims: [],
 *   insertedWindowDims: [0],
 *   operandBatchingDims: [],
 *   indicesBatchingDims: [],
 *   scatterDimsToOperandDims: [0],
 * };
 * const places = array([[2], [0], [2]], { dtype: "int32" });
 * scatterApply(array([1, 2, 3]), places, (x) => x.mul(10), { dimensions, updateShape: [3] }); // → [10, 2, 300]
 */
export function scatterApply(
  x: NDArray,
  indices: NDArray,
  f: (elements: NDArray) => NDArray,
  params: ScatterApplyParams,
): NDArray {
  const operation = "lax.scatterApply";
  operand("scatterApply", x);
  const apply = readArgument(operation, "f", f, functionOption<typeof f>());
  const read = readNeededOptions(operation, params, readers, ["dimensions"]);
  const { dimensions, updateShape = [], mode = "fill", uniqueIndices = false } = read;
  const ones = broadcastInDim(scalar(1, "int32"), updateShape, []);
  const none = broadcastInDim(scalar(0, "int32"), x.shape, []);
  const times = inTheNameOf(operation, () =>
    scatter(none, indices, ones, { dimensions, mode, combine: "add", uniqueIndices }),
  );
  const applied = (elements: NDArray): NDArray => {
    const result = apply(elements);
    if (shapesEqual(result.shape, x.shape) && result.dtype === x.dtype) return result;
    throw new UsageError({
      operation,
      received: `${result.describe()} from f of ${x.describe()}`,
      expected: "a result of the same shape and dtype",
      remedy: "let f compute element by element, and convert its result with astype",
    });
  };
  if (uniqueIndices) return select(gt(times, 0), applied(x), x);
  const most = reduceMax(times, times.shape.map((_, axis) => axis)); // prettier-ignore
  const [, result] = whileLoop(
    ([round]: readonly [NDArray, NDArray]) => lt(round, most),
    ([round, elements]: readonly [NDArray, NDArray]): readonly [NDArray, NDArray] => [
      add(round, 1),
      select(gt(times, broadcastInDim(round, times.shape, [])), applied(elements), elements),
    ],
    [scalar(0, "int32"), x],
  );
  return result;
}
