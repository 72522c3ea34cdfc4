import { freeAxes } from "../abstract-eval/contraction.ts";
import { isFloat, isWide, type TypedArray } from "../types/dtype.ts";
import { sizeOf, stridesOf } from "../types/shape.ts";
import { allocate, type HostArray } from "./host-array.ts";
import type { ContractionName } from "../families.ts";
import type { EvaluationRule } from "./index.ts";
import { copyStrided } from "./strided.ts";
import { multiplyWide } from "./wide-integers.ts";

/** Copies an operand so that its axes come in the order batch, free, contracted, and the sum runs over neighbours. */
function pack<A extends Float64Array | Int32Array | BigInt64Array>(
  x: HostArray,
  axes: readonly number[],
  target: A,
): A {
  const strides = stridesOf(x.shape);
  const shape = axes.map((axis) => x.shape[axis]!);
  copyStrided(
    shape,
    { data: x.data, offset: 0, strides: axes.map((axis) => strides[axis]!) },
    { data: target as unknown as TypedArray, offset: 0, strides: stridesOf(shape) },
  );
  return target;
}

interface Sizes {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
}

/** `out[b,i,j] = Σₖ left[b,i,k]·right[b,j,k]`, summed in double precision, four columns at a time. */
function multiplyFloats(
  left: Float64Array,
  right: Float64Array,
  out: HostArray["data"],
  { batch, rows, columns, depth }: Sizes,
): void {
  let write = 0;
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < rows; i++) {
      const row = (b * rows + i) * depth;
      let j = 0;
      for (; j + 4 <= columns; j += 4) {
        const column = (b * columns + j) * depth;
        let s0 = 0;
        let s1 = 0;
        let s2 = 0;
        let s3 = 0;
        for (let k = 0; k < depth; k++) {
          const x = left[row + k]!;
          s0 += x * right[column + k]!;
          s1 += x * right[column + depth + k]!;
          s2 += x * right[column + 2 * depth + k]!;
          s3 += x * right[column + 3 * depth + k]!;
        }
        out[write++] = s0;
        out[write++] = s1;
        out[write++] = s2;
        out[write++] = s3;
      }
      for (; j < columns; j++) {
        const column = (b * columns + j) * depth;
        let sum = 0;
        for (let k = 0; k < depth; k++) sum += left[row + k]! * right[column + k]!;
        out[write++] = sum;
      }
    }
  }
}

/** The same modulo 2³². */
function multiplyIntegers(
  left: Int32Array,
  right: Int32Array,
  out: HostArray["data"],
  { batch, rows, columns, depth }: Sizes,
): void {
  let write = 0;
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const row = (b * rows + i) * depth;
        const column = (b * columns + j) * depth;
        let sum = 0;
        for (let k = 0; k < depth; k++) sum = (sum + Math.imul(left[row + k]!, right[column + k]!)) | 0;
        out[write++] = sum;
      }
    }
  }
}

/** Evaluation of the general matrix product. */
export const contractionEvaluationRules: { readonly [P in ContractionName]: EvaluationRule<P> } = {
  dotGeneral: ([lhs, rhs], { lhsContracting, rhsContracting, lhsBatch, rhsBatch }, [aval]) => {
    const result = allocate(aval!);
    const lhsFree = freeAxes(lhs.shape.length, lhsContracting, lhsBatch);
    const rhsFree = freeAxes(rhs.shape.length, rhsContracting, rhsBatch);
    const lengths = (x: HostArray, axes: readonly number[]): number => sizeOf(axes.map((axis) => x.shape[axis]!));
    const sizes = {
      batch: lengths(lhs, lhsBatch),
      rows: lengths(lhs, lhsFree),
      columns: lengths(rhs, rhsFree),
      depth: lengths(lhs, lhsContracting),
    };
    const lhsAxes = [...lhsBatch, ...lhsFree, ...lhsContracting];
    const rhsAxes = [...rhsBatch, ...rhsFree, ...rhsContracting];
    if (isFloat(lhs.dtype)) {
      const left = pack(lhs, lhsAxes, new Float64Array(lhs.data.length));
      const right = pack(rhs, rhsAxes, new Float64Array(rhs.data.length));
      multiplyFloats(left, right, result.data, sizes);
    } else if (isWide(lhs.dtype)) {
      const left = pack(lhs, lhsAxes, new BigInt64Array(lhs.data.length));
      const right = pack(rhs, rhsAxes, new BigInt64Array(rhs.data.length));
      multiplyWide(left, right, result.data, sizes);
    } else {
      const left = pack(lhs, lhsAxes, new Int32Array(lhs.data.length));
      const right = pack(rhs, rhsAxes, new Int32Array(rhs.data.length));
      multiplyIntegers(left, right, result.data, sizes);
    }
    return [result];
  },
};
