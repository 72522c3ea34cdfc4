import type { DType, TypedArray } from "@proj/array";
import { dtypes, isFloat } from "@proj/array/core";
import {
  planMemory,
  validate,
  type BufferSpec,
  type Fold,
  type Loop,
  type Program,
  type TargetLimits,
} from "@proj/jit/core";

/*
 * What every fold gives for every dtype, folding nothing, one element and enough to fill lanes and threads: written out here, since
 * what folds begin with is nowhere seen in random programs.
 */

/** Folds of one kind and dtype, with the values of the input and of each output. */
export interface FoldCase {
  readonly name: string;
  readonly program: Program;
  readonly input: TypedArray;
  readonly expected: readonly TypedArray[];
}

const lengths = [0, 1, 3, 100] as const;

/** Values that folds of the first few tell apart: 2, 1, 2, 1 …, or for booleans true, true, false, true, true, false …. */
function valuesOf(dtype: DType): TypedArray {
  const data = dtypes[dtype].allocate(100);
  for (let i = 0; i < data.length; i++) data[i] = dtype === "bool" ? (i % 3 === 2 ? 0 : 1) : 2 - (i % 2);
  return data;
}

/** The fold of the first `length` values of {@link valuesOf}. */
function expectedOf(fold: Fold, dtype: DType, length: number): number {
  const [infinite, isBool] = [isFloat(dtype), dtype === "bool"];
  const ones = Math.ceil(length / 2);
  switch (fold) {
    case "sum":
      return isBool ? Math.min(1, length) : length + ones;
    case "prod":
      // 2⁵⁰ wraps to 0.
      return isBool ? Number(length < 3) : infinite ? 2 ** ones : ones > 31 ? 0 : 2 ** ones;
    case "max":
      if (length === 0) return infinite ? -Infinity : dtypes[dtype].min;
      return isBool ? 1 : 2;
    case "min":
      if (length === 0) return infinite ? Infinity : dtypes[dtype].max;
      return isBool ? Number(length < 3) : length === 1 ? 2 : 1;
    case "and":
      if (length === 0) return isBool ? 1 : dtype === "int32" ? -1 : 2 ** 32 - 1;
      return isBool ? Number(length < 3) : length === 1 ? 2 : 0;
    case "or":
      if (length === 0) return 0;
      return isBool ? 1 : length === 1 ? 2 : 3;
    case "argmax":
      return 0;
    case "argmin":
      return isBool ? (length < 3 ? 0 : 2) : length === 1 ? 0 : 1;
  }
}

const hasFold = (fold: Fold, dtype: DType): boolean => (fold !== "and" && fold !== "or") || !isFloat(dtype);
const folds: readonly Fold[] = ["sum", "prod", "max", "min", "and", "or", "argmax", "argmin"];

/**
 * A program for each fold and dtype.
 *
 * @param available - the dtypes of the target.
 * @param limits - those of the target.
 */
export function foldCases(available: readonly DType[], limits: TargetLimits): FoldCase[] {
  return folds.flatMap((fold) =>
    available.flatMap((dtype): FoldCase[] => {
      if (!hasFold(fold, dtype)) return [];
      const isPosition = fold === "argmax" || fold === "argmin";
      const result: DType = isPosition ? "int32" : dtype;
      // There is no position in nothing.
      const folded = lengths.filter((length) => !isPosition || length > 0);
      const buffers: BufferSpec[] = [
        { dtype, size: 100, role: "input" },
        ...folded.map((): BufferSpec => ({ dtype: result, size: 1, role: "output" })),
      ];
      const steps = folded.map((length, n): Loop => ({
        kind: "loop",
        parallel: [],
        reduced: [length],
        expressions: [{ op: "load", dtype, view: { buffer: 0, offset: 0, strides: [1], dynamic: [] } }],
        reductions: [{ fold, value: 0, dtype: result }],
        stores: [{ view: { buffer: n + 1, offset: 0, strides: [], dynamic: [] }, value: 0 }],
      }));
      const outputs = folded.map((_, n) => n + 1);
      const name = `${fold} of ${dtype}`;
      const program = planMemory(
        { stage: "scheduled", name, buffers, inputs: [0], outputs, steps, arena: null },
        limits,
      );
      validate(program);
      const expected = folded.map((length) => dtypes[result].allocate(1).fill(expectedOf(fold, dtype, length)));
      return [{ name, program, input: valuesOf(dtype), expected }];
    }),
  );
}
