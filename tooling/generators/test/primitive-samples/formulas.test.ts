import type { NDArray, Shape } from "@proj/array";
import { sizeOf, stridesOf, type Params, type PrimitiveName, realNumber } from "@proj/array/core";
import { describe, expect, it } from "vitest";
import { applyPrimitive, Draw, primitiveSamples } from "../../src/primitive-samples/index.ts";

/*
 * Structural primitives once more, element by element, straight from their definitions: a result is a function from an
 * index to a number. Slow, and independent of the strided loops of the evaluator.
 */

type Index = readonly number[];
type Field = (index: Index) => number;

function* indicesOf(shape: Shape): Generator<number[]> {
  const strides = stridesOf(shape);
  for (let k = 0; k < sizeOf(shape); k++) yield shape.map((length, axis) => Math.floor(k / strides[axis]!) % length);
}

/** An array as a function of the index. */
function field(x: NDArray): Field {
  const data = x.dataSync();
  const strides = stridesOf(x.shape);
  return (index) => data[index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0)]!;
}

const pick = <T>(list: readonly T[], axes: readonly number[]): T[] => axes.map((axis) => list[axis]!);
const others = (rank: number, ...without: readonly (readonly number[])[]): number[] =>
  Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !without.flat().includes(axis));

/** The index that has the given components at the given axes. */
function place(rank: number, ...parts: readonly (readonly [axes: readonly number[], components: Index])[]): number[] {
  const index = new Array<number>(rank).fill(0);
  for (const [axes, components] of parts) axes.forEach((axis, k) => (index[axis] = components[k]!));
  return index;
}

const clamp = (value: number, high: number): number => Math.max(0, Math.min(value, high));

/** Where the window of a gather or scatter begins that the given place of the indices asks for; null if it is left out. */
function windowStart(
  x: NDArray,
  indices: NDArray,
  at: Index,
  sizes: Shape,
  addressed: Index,
  batching: readonly [operand: Index, indices: Index],
  mode: string,
): number[] | null {
  const start = place(x.ndim, [batching[0], pick(at, batching[1])]);
  for (const [k, axis] of addressed.entries()) {
    const wanted = field(indices)([...at, k]);
    const inside = clamp(wanted, x.shape[axis]! - sizes[axis]!);
    if (mode === "fill" && inside !== wanted) return null;
    start[axis] = inside;
  }
  return start;
}

/** What each primitive's results are, by definition. */
const definitions: {
  readonly [P in PrimitiveName]?: (operands: readonly NDArray[], params: Params<P>) => readonly Field[];
} = {
  broadcastInDim: ([x], { broadcastDimensions }) => [
    (index) => field(x!)(broadcastDimensions.map((target, axis) => (x!.shape[axis] === 1 ? 0 : index[target]!))),
  ],
  transpose: ([x], { permutation }) => [
    (index) => field(x!)(x!.shape.map((_, axis) => index[permutation.indexOf(axis)]!)),
  ],
  reverse: ([x], { dimensions }) => [
    (index) => field(x!)(index.map((i, axis) => (dimensions.includes(axis) ? x!.shape[axis]! - 1 - i : i))),
  ],
  slice: ([x], { start, strides }) => [(index) => field(x!)(index.map((i, axis) => start[axis]! + i * strides[axis]!))],
  pad: ([x, value], { low, interior }) => [
    (index) => {
      const source = index.map((i, axis) => (i - low[axis]!) / (interior[axis]! + 1));
      const inside = source.every((i, axis) => Number.isInteger(i) && i >= 0 && i < x!.shape[axis]!);
      return inside ? field(x!)(source) : value!.item();
    },
  ],
  concatenate: (operands, { dimension }) => [
    (index) => {
      let rest = index[dimension]!;
      for (const x of operands) {
        if (rest < x.shape[dimension]!) return field(x)(index.with(dimension, rest));
        rest -= x.shape[dimension]!;
      }
      throw new Error("beyond the end");
    },
  ],
  split: ([x], { sizes, axis }) =>
    sizes.map((_, part) => {
      const before = sizes.slice(0, part).reduce((sum, size) => sum + size, 0);
      return (index) => field(x!)(index.with(axis, index[axis]! + before));
    }),
  iota: (_, { dimension }) => [(index) => index[dimension]!],
  dotGeneral: ([lhs, rhs], { lhsContracting, rhsContracting, lhsBatch, rhsBatch }) => {
    const lhsFree = others(lhs!.ndim, lhsContracting, lhsBatch);
    const rhsFree = others(rhs!.ndim, rhsContracting, rhsBatch);
    return [
      (index) => {
        const batch = index.slice(0, lhsBatch.length);
        const row = index.slice(lhsBatch.length, lhsBatch.length + lhsFree.length);
        const column = index.slice(lhsBatch.length + lhsFree.length);
        let sum = 0;
        for (const k of indicesOf(pick(lhs!.shape, lhsContracting))) {
          const x = field(lhs!)(place(lhs!.ndim, [lhsBatch, batch], [lhsFree, row], [lhsContracting, k]));
          const y = field(rhs!)(place(rhs!.ndim, [rhsBatch, batch], [rhsFree, column], [rhsContracting, k]));
          sum = lhs!.dtype === "int32" ? (sum + Math.imul(x, y)) | 0 : sum + x * y;
        }
        return lhs!.dtype === "float32" ? Math.fround(sum) : sum;
      },
    ];
  },
  dynamicSlice: ([x, ...starts], { sizes }) => [
    (index) => field(x!)(index.map((i, axis) => i + clamp(starts[axis]!.item(), x!.shape[axis]! - sizes[axis]!))),
  ],
  dynamicUpdateSlice: ([x, update, ...starts]) => [
    (index) => {
      const at = index.map((i, axis) => i - clamp(starts[axis]!.item(), x!.shape[axis]! - update!.shape[axis]!));
      return at.every((i, axis) => i >= 0 && i < update!.shape[axis]!) ? field(update!)(at) : field(x!)(index);
    },
  ],
  gather: ([x, indices], { dimensions, sliceSizes, mode, fillValue }) => {
    const { offsetDims, collapsedSliceDims, operandBatchingDims, indicesBatchingDims, startIndexMap } = dimensions;
    const windowAxes = others(x!.ndim, collapsedSliceDims, operandBatchingDims);
    return [
      (index) => {
        const at = pick(index, others(index.length, offsetDims));
        const start = windowStart(
          x!,
          indices!,
          at,
          sliceSizes,
          startIndexMap,
          [operandBatchingDims, indicesBatchingDims],
          mode,
        );
        const within = place(x!.ndim, [windowAxes, pick(index, offsetDims)]);
        return start === null ? realNumber(fillValue) : field(x!)(start.map((i, axis) => i + within[axis]!));
      },
    ];
  },
  scatter: ([x, indices, updates], { dimensions, mode, combine }) => {
    const { updateWindowDims, insertedWindowDims, operandBatchingDims, indicesBatchingDims, scatterDimsToOperandDims } =
      dimensions;
    const windowAxes = others(x!.ndim, insertedWindowDims, operandBatchingDims);
    const sizes = place(
      x!.ndim,
      [others(x!.ndim), x!.shape.map(() => 1)],
      [windowAxes, pick(updates!.shape, updateWindowDims)],
    );
    const join = {
      replace: (_: number, y: number) => y,
      add: (a: number, b: number) => a + b,
      mul: (a: number, b: number) => a * b,
      min: Math.min,
      max: Math.max,
    }[combine];
    return [
      (index) => {
        let value = field(x!)(index);
        for (const from of indicesOf(updates!.shape)) {
          const at = pick(from, others(from.length, updateWindowDims));
          const start = windowStart(
            x!,
            indices!,
            at,
            sizes,
            scatterDimsToOperandDims,
            [operandBatchingDims, indicesBatchingDims],
            mode,
          );
          const within = place(x!.ndim, [windowAxes, pick(from, updateWindowDims)]);
          if (start !== null && start.every((i, axis) => i + within[axis]! === index[axis]))
            value = Math.fround(join(value, field(updates!)(from)));
        }
        return value;
      },
    ];
  },
};

const rows = (Object.keys(definitions) as PrimitiveName[]).flatMap((primitive) =>
  primitiveSamples[primitive].map((sample) => [`${primitive}, ${sample.title}`, primitive, sample] as const),
);

describe("evaluation of structural primitives", () => {
  it.each(rows)("is what the definition says, element by element: %s", (_, primitive, { make }) => {
    const { operands, params } = make(new Draw(5));
    const fields = (definitions[primitive] as (operands: readonly NDArray[], params: unknown) => readonly Field[])(
      operands,
      params,
    );
    const results = applyPrimitive(primitive, operands, params);
    expect(results.length).toBe(fields.length);
    results.forEach((result, k) =>
      expect(Array.from(result.dataSync())).toEqual(Array.from(indicesOf(result.shape), fields[k]!)),
    );
  });
});
