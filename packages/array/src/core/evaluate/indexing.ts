import { isFloat, isWide, type DType } from "../types/dtype.ts";
import type { Params, ScatterCombine } from "../primitives.ts";
import { asElement, castScalar } from "../types/scalar-value.ts";
import { firstLengths, stridesOf, type Shape } from "../types/shape.ts";
import { allocate, type HostArray } from "./host-array.ts";
import type { IndexingName } from "../families.ts";
import type { EvaluationRule } from "./index.ts";
import { whole } from "./movement.ts";
import { copyStrided, offsetsOf } from "./strided.ts";

const clamp = (index: number, last: number): number => Math.min(Math.max(index, 0), last);

/** Where the window of the given lengths begins in an array, after moving it inside. */
function windowOffset(x: HostArray, starts: readonly HostArray[], sizes: Shape): number {
  const strides = stridesOf(x.shape);
  return starts.reduce(
    (sum, start, axis) => sum + clamp(start.data[0]!, x.shape[axis]! - sizes[axis]!) * strides[axis]!,
    0,
  );
}

/** The axes of a shape that are not among some others. */
function otherAxes(rank: number, ...without: readonly (readonly number[])[]): number[] {
  return Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !without.some((axes) => axes.includes(axis)));
}

const pick = (values: readonly number[], axes: readonly number[]): number[] => axes.map((axis) => values[axis]!);

/** The windows of an array that index vectors address, and what they are copied to or from: what gather reads and scatter writes. */
interface Windows {
  /** Where each window begins in the array, or -1 if it leaves the array and must be skipped. */
  readonly starts: Int32Array;
  /** Where the elements of a window are, from its beginning. */
  readonly within: Int32Array;
  /** Where each window begins among the copies. */
  readonly copies: Int32Array;
  /** Where the elements of a copy are, from its beginning. */
  readonly places: Int32Array;
}

/**
 * Finds the windows.
 *
 * @param windowShape - lengths of a window along each axis of the array.
 * @param addressed - the array's axis that each component of an index vector addresses.
 * @param batching - axes of the array, and of the indices, that go in step.
 * @param copied - the shape of the copies.
 * @param windowDims - the axes of the copies along which windows lie.
 */
function windowsOf(
  x: HostArray,
  indices: HostArray,
  windowShape: Shape,
  addressed: readonly number[],
  batching: Pick<Params<"gather">["dimensions"], "operandBatchingDims" | "indicesBatchingDims">,
  skipOutside: boolean,
  copied: Shape,
  windowDims: readonly number[],
): Windows {
  const strides = stridesOf(x.shape);
  const batchShape = firstLengths(indices.shape, indices.shape.length - 1);
  const batchStrides = batchShape.map((_, axis) => {
    const pair = batching.indicesBatchingDims.indexOf(axis);
    return pair < 0 ? 0 : strides[batching.operandBatchingDims[pair]!]!;
  });
  const starts = offsetsOf(batchShape, batchStrides);
  const components = addressed.length;
  for (let window = 0; window < starts.length; window++) {
    let start = starts[window]!;
    for (let k = 0; k < components; k++) {
      const axis = addressed[k]!;
      const last = x.shape[axis]! - windowShape[axis]!;
      const index = indices.data[window * components + k]!;
      const inside = clamp(index, last);
      if (inside !== index && skipOutside) {
        start = -1;
        break;
      }
      start += inside * strides[axis]!;
    }
    starts[window] = start;
  }
  const copiedStrides = stridesOf(copied);
  const box = (axes: readonly number[]) => offsetsOf(pick(copied, axes), pick(copiedStrides, axes));
  return {
    starts,
    within: offsetsOf(windowShape, strides),
    copies: box(otherAxes(copied.length, windowDims)),
    places: box(windowDims),
  };
}

function combiner(combine: ScatterCombine, dtype: DType): (old: number, update: number) => number {
  switch (combine) {
    case "replace":
      return (_, update) => update;
    case "add":
      return (old, update) => old + update;
    case "mul":
      return isFloat(dtype) || isWide(dtype) ? (old, update) => old * update : Math.imul;
    case "min":
      return isWide(dtype) ? (old, update) => (update < old ? update : old) : (old, update) => Math.min(old, update);
    case "max":
      return isWide(dtype) ? (old, update) => (update > old ? update : old) : (old, update) => Math.max(old, update);
  }
}

/** Evaluation of the primitives that address elements by computed indices. */
export const indexingEvaluationRules: { readonly [P in IndexingName]: EvaluationRule<P> } = {
  dynamicSlice: (operands, { sizes }, [aval]) => {
    const [x, ...starts] = operands as readonly [HostArray, ...HostArray[]];
    const result = allocate(aval!);
    copyStrided(sizes, { ...whole(x), offset: windowOffset(x, starts, sizes) }, whole(result));
    return [result];
  },
  dynamicUpdateSlice: (operands) => {
    const [x, update, ...starts] = operands as readonly [HostArray, HostArray, ...HostArray[]];
    const result = { ...x, data: x.data.slice() };
    copyStrided(update.shape, whole(update), { ...whole(result), offset: windowOffset(x, starts, update.shape) });
    return [result];
  },
  gather: ([x, indices], { dimensions, sliceSizes, mode, fillValue }, [aval]) => {
    const { offsetDims, startIndexMap } = dimensions;
    const result = allocate(aval!);
    const outside = asElement(castScalar(fillValue, x.dtype));
    const { starts, within, copies, places } = windowsOf(
      x,
      indices,
      sliceSizes,
      startIndexMap,
      dimensions,
      mode === "fill",
      result.shape,
      offsetDims,
    );
    for (let window = 0; window < starts.length; window++) {
      const read = starts[window]!;
      const write = copies[window]!;
      for (let k = 0; k < places.length; k++)
        result.data[write + places[k]!] = read < 0 ? outside : x.data[read + within[k]!]!;
    }
    return [result];
  },
  scatter: ([x, indices, updates], { dimensions, mode, combine }) => {
    const { updateWindowDims, insertedWindowDims, operandBatchingDims, scatterDimsToOperandDims } = dimensions;
    const windowShape = new Array<number>(x.shape.length).fill(1);
    otherAxes(x.shape.length, insertedWindowDims, operandBatchingDims).forEach((axis, k) => {
      windowShape[axis] = updates.shape[updateWindowDims[k]!]!;
    });
    const { starts, within, copies, places } = windowsOf(
      x,
      indices,
      windowShape,
      scatterDimsToOperandDims,
      dimensions,
      mode === "fill",
      updates.shape,
      updateWindowDims,
    );
    const join = combiner(combine, x.dtype);
    const data = x.data.slice();
    for (let window = 0; window < starts.length; window++) {
      const write = starts[window]!;
      const read = copies[window]!;
      if (write < 0) continue;
      for (let k = 0; k < places.length; k++) {
        const place = write + within[k]!;
        data[place] = join(data[place]!, updates.data[read + places[k]!]!);
      }
    }
    return [{ ...x, data }];
  },
};
