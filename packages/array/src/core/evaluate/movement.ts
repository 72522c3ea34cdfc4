import { isWide } from "../types/dtype.ts";
import { stridesOf } from "../types/shape.ts";
import { allocate, type HostArray } from "./host-array.ts";
import type { MovementName } from "../families.ts";
import type { EvaluationRule } from "./index.ts";
import { bigints } from "./wide-integers.ts";
import { copyStrided, type Strided } from "./strided.ts";

/** A whole array as a strided box. */
export function whole(x: HostArray): Strided {
  return { data: x.data, offset: 0, strides: stridesOf(x.shape) };
}

/** Evaluation of the primitives that move elements without computing. */
export const movementEvaluationRules: { readonly [P in MovementName]: EvaluationRule<P> } = {
  broadcastInDim: ([x], { shape, broadcastDimensions }, [aval]) => {
    const result = allocate(aval!);
    if (x.data.length === 1) {
      result.data.fill(x.data[0]!);
      return [result];
    }
    const source = stridesOf(x.shape);
    const strides = new Array<number>(shape.length).fill(0);
    broadcastDimensions.forEach((target, axis) => {
      if (x.shape[axis] !== 1) strides[target] = source[axis]!;
    });
    copyStrided(shape, { data: x.data, offset: 0, strides }, whole(result));
    return [result];
  },
  // Arrays are immutable, so both shapes may share the values.
  reshape: ([x], { shape }) => [{ ...x, shape }],
  transpose: ([x], { permutation }, [aval]) => {
    const result = allocate(aval!);
    const source = stridesOf(x.shape);
    copyStrided(
      result.shape,
      { data: x.data, offset: 0, strides: permutation.map((axis) => source[axis]!) },
      whole(result),
    );
    return [result];
  },
  reverse: ([x], { dimensions }, [aval]) => {
    const result = allocate(aval!);
    const { data, strides } = whole(x);
    const offset = dimensions.reduce((sum, axis) => sum + (x.shape[axis]! - 1) * strides[axis]!, 0);
    const reversed = strides.map((stride, axis) => (dimensions.includes(axis) ? -stride : stride));
    copyStrided(x.shape, { data, offset, strides: reversed }, whole(result));
    return [result];
  },
  slice: ([x], { start, strides: steps }, [aval]) => {
    const result = allocate(aval!);
    const { data, strides } = whole(x);
    const offset = strides.reduce((sum, stride, axis) => sum + stride * start[axis]!, 0);
    copyStrided(
      result.shape,
      { data, offset, strides: strides.map((stride, axis) => stride * steps[axis]!) },
      whole(result),
    );
    return [result];
  },
  pad: ([x, value], { low, high: _, interior }, [aval]) => {
    const result = allocate(aval!);
    result.data.fill(value.data[0]!);
    const source = whole(x);
    const target = whole(result);
    // Element i of an axis goes to low + i·(interior+1); negative amounts leave only the i from `first` to before `end`.
    const step = interior.map((gap) => gap + 1);
    const first = low.map((amount, axis) => Math.max(0, Math.ceil(-amount / step[axis]!)));
    const end = x.shape.map((length, axis) =>
      Math.min(length, Math.ceil((result.shape[axis]! - low[axis]!) / step[axis]!)),
    );
    const kept = first.map((from, axis) => Math.max(0, end[axis]! - from));
    const readFrom = source.strides.reduce((sum, stride, axis) => sum + stride * first[axis]!, 0);
    const writeTo = target.strides.reduce(
      (sum, stride, axis) => sum + stride * (low[axis]! + first[axis]! * step[axis]!),
      0,
    );
    copyStrided(
      kept,
      { ...source, offset: readFrom },
      { ...target, offset: writeTo, strides: target.strides.map((stride, axis) => stride * step[axis]!) },
    );
    return [result];
  },
  concatenate: (operands, { dimension }, [aval]) => {
    const result = allocate(aval!);
    const target = whole(result);
    let position = 0;
    for (const x of operands) {
      copyStrided(x.shape, whole(x), { ...target, offset: position * target.strides[dimension]! });
      position += x.shape[dimension]!;
    }
    return [result];
  },
  split: ([x], { axis }, avals) => {
    const source = whole(x);
    let position = 0;
    return avals.map((aval) => {
      const part = allocate(aval);
      copyStrided(part.shape, { ...source, offset: position * source.strides[axis]! }, whole(part));
      position += part.shape[axis]!;
      return part;
    });
  },
  windows: ([x], { axis, stride, dilation }, [aval]) => {
    const result = allocate(aval!);
    const { data, strides } = whole(x);
    const step = strides[axis]!;
    const read = [...strides.with(axis, step * stride), step * dilation];
    copyStrided(result.shape, { data, offset: 0, strides: read }, whole(result));
    return [result];
  },
  shardingConstraint: ([x]) => [x],
  iota: (_, { dimension }, [aval]) => {
    const result = allocate(aval!);
    const stride = stridesOf(result.shape)[dimension] ?? 1;
    const length = result.shape[dimension] ?? 1;
    const place = (i: number): number => Math.floor(i / stride) % length;
    if (isWide(result.dtype)) bigints(result.data).forEach((_, i, data) => (data[i] = BigInt(place(i))));
    else for (let i = 0; i < result.data.length; i++) result.data[i] = place(i);
    return [result];
  },
};
