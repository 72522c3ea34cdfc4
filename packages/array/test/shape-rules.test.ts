import type { DType } from "@proj/array";
import {
  abstractArray,
  abstractEval,
  psumRules,
  threefryRules,
  zeros,
  type AbstractArray,
  type Params,
  type PrimitiveName,
} from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { describe, expect, it } from "vitest";

const f32 = (...shape: number[]): AbstractArray => abstractArray(shape, "float32");
const i32 = (...shape: number[]): AbstractArray => abstractArray(shape, "int32");
const bool = (...shape: number[]): AbstractArray => abstractArray(shape, "bool");

/** The message for operands or parameters that do not fit; operands are as wrong as the test wants them. */
function refusal<P extends PrimitiveName>(primitive: P, operands: readonly AbstractArray[], params: Params<P>): string {
  return refused(() => abstractEval(primitive, operands as never, params));
}

/** The message of a call that is wrong. */
function refused(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return String(error);
  }
  throw new Error("the operands were accepted");
}

const infer = <P extends PrimitiveName>(
  primitive: P,
  operands: readonly AbstractArray[],
  params: Params<P>,
): readonly AbstractArray[] => abstractEval(primitive, operands as never, params);

describe("a shape rule says what does not fit:", () => {
  it("elementwise operands of different shapes", () => {
    expect(refusal("add", [f32(2), f32(3)], {})).toMatchInlineSnapshot(`
      "UsageError: add received float32[2] and float32[3]
        expected: operands of one shape, or scalars
        to fix:   broadcast the operands to one shape"
    `);
  });
  it("elementwise operands of different dtypes", () => {
    expect(refusal("mul", [f32(2), i32(2)], {})).toMatchInlineSnapshot(`
      "UsageError: mul received float32[2] and int32[2]
        expected: operands of one dtype
        to fix:   convert one of them with astype"
    `);
  });
  it("a dtype that the function does not take", () => {
    expect(refusal("sin", [i32(2)], {})).toMatchInlineSnapshot(`
      "UsageError: sin received int32[2]
        expected: an array of bfloat16, float16, float32, float64, complex64, complex128
        to fix:   convert it first: x.astype("float32")"
    `);
    expect(refusal("and", [f32(2), f32(2)], {})).toMatchInlineSnapshot(`
      "UsageError: and received float32[2]
        expected: an array of bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64
        to fix:   compare, or convert with astype"
    `);
  });
  it("a condition that is not boolean", () => {
    expect(refusal("select", [i32(2), f32(2), f32(2)], {})).toMatchInlineSnapshot(`
      "UsageError: select received int32[2]
        expected: a bool condition
        to fix:   compare first, for example x.ne(0)"
    `);
  });
  it("a negative power of integers", () => {
    expect(refusal("integerPow", [i32(2)], { exponent: -1 })).toMatchInlineSnapshot(`
      "UsageError: integerPow received int32[2] with exponent -1
        expected: an integral exponent, not negative for an array of integers
        to fix:   convert the array first: x.astype("float32").pow(y)"
    `);
  });
  it("bits of another number of bytes", () => {
    expect(refusal("bitcastConvertType", [f32(2)], { dtype: "float64" })).toMatchInlineSnapshot(`
      "UsageError: bitcastConvertType received float32[2] with dtype float64
        expected: dtypes of the same number of bytes
        to fix:   use astype to convert values instead of bits"
    `);
  });
  it("axes that cannot be broadcast", () => {
    expect(refusal("broadcastInDim", [f32(3)], { shape: [2, 4], broadcastDimensions: [1] })).toMatchInlineSnapshot(`
      "UsageError: broadcastInDim received float32[3] with shape [2,4], broadcastDimensions [1]
        expected: one axis per axis, in increasing order, each of equal length or stretched from 1
        to fix:   correct broadcastDimensions or the target shape"
    `);
    expect(refusal("broadcastInDim", [f32(1)], { shape: [2, 4], broadcastDimensions: [2] })).toContain(
      "with shape [2,4], broadcastDimensions [2]",
    );
    expect(refusal("broadcastInDim", [f32(2, 2)], { shape: [2, 2], broadcastDimensions: [1, 0] })).toContain(
      "increasing order",
    );
  });
  it("another number of elements", () => {
    expect(refusal("reshape", [f32(2, 3)], { shape: [4] })).toMatchInlineSnapshot(`
      "UsageError: reshape received float32[2,3] with shape [4]
        expected: a shape of as many elements
        to fix:   choose lengths whose product is the number of elements; one may be -1"
    `);
    expect(refusal("reshape", [f32(2, 3)], { shape: [-2, -3] })).toContain("[-2,-3]");
  });
  it("an axis that a permutation misses", () => {
    expect(refusal("transpose", [f32(2, 3)], { permutation: [0, 0] })).toMatchInlineSnapshot(`
      "UsageError: transpose received float32[2,3] with permutation [0,0]
        expected: each axis exactly once
        to fix:   list all axes in the new order"
    `);
  });
  it("axes to reverse that do not exist", () => {
    expect(refusal("reverse", [f32(2)], { dimensions: [1] })).toMatchInlineSnapshot(`
      "UsageError: reverse received float32[2] with dimensions [1]
        expected: distinct axes of the array
        to fix:   correct the axes"
    `);
  });
  it("bounds outside of the array", () => {
    expect(refusal("slice", [f32(3)], { start: [1], limit: [4], strides: [1] })).toMatchInlineSnapshot(`
      "UsageError: slice received float32[3] with start [1], limit [4], strides [1]
        expected: 0 ≤ start ≤ limit ≤ length and stride ≥ 1 on each axis
        to fix:   correct the bounds"
    `);
  });
  it("cuts that leave less than nothing", () => {
    expect(refusal("pad", [f32(3), f32()], { low: [-2], high: [-2], interior: [0] })).toMatchInlineSnapshot(`
      "UsageError: pad received float32[3] and float32[] with low [-2], high [-2], interior [0]
        expected: a padding scalar of the array's dtype, interior ≥ 0, and a result without negative lengths
        to fix:   correct the amounts, or convert the padding value with astype"
    `);
  });
  it("arrays that cannot be joined", () => {
    expect(refusal("concatenate", [f32(2, 3), f32(2, 4)], { dimension: 0 })).toMatchInlineSnapshot(`
      "UsageError: concatenate received float32[2,3] and float32[2,4] with dimension 0
        expected: at least one array; equal dtypes, ranks and lengths, except along the axis
        to fix:   reshape or convert the arrays so that they agree"
    `);
  });
  it("sizes that do not add up", () => {
    expect(refusal("split", [f32(5)], { sizes: [2, 2], axis: 0 })).toMatchInlineSnapshot(`
      "UsageError: split received float32[5] with sizes [2,2], axis 0
        expected: sizes that add up to the length of the axis
        to fix:   correct the sizes or the axis"
    `);
  });
  it("an axis that iota does not have", () => {
    expect(refusal("iota", [], { dtype: "int32", shape: [3], dimension: 1 })).toMatchInlineSnapshot(`
      "UsageError: iota received shape [3], dimension 1
        expected: lengths that are natural numbers, and one of the axes
        to fix:   correct the shape or the axis"
    `);
  });
  it("axes to reduce that do not exist", () => {
    expect(refusal("reduceSum", [f32(2, 3)], { axes: [2] })).toMatchInlineSnapshot(`
      "UsageError: reduceSum received float32[2,3] with axes [2]
        expected: distinct axes of the array
        to fix:   correct the axes"
    `);
  });
  it("the largest of nothing", () => {
    expect(refusal("argmax", [f32(0)], { axis: 0 })).toMatchInlineSnapshot(`
      "UsageError: argmax received float32[0] with axis 0
        expected: at least one element along the axis
        to fix:   check that the array is not empty"
    `);
  });
  it("contracted axes of different lengths", () => {
    expect(
      refusal("dotGeneral", [f32(2, 3), f32(4, 5)], {
        lhsContracting: [1],
        rhsContracting: [0],
        lhsBatch: [],
        rhsBatch: [],
      }),
    ).toMatchInlineSnapshot(`
      "UsageError: dotGeneral received float32[2,3] and float32[4,5] with lhsContracting [1], rhsContracting [0], lhsBatch [], rhsBatch []
        expected: one dtype, and equal lengths along paired axes
        to fix:   transpose one operand, or correct the paired axes"
    `);
  });
  it("a window larger than the array", () => {
    expect(refusal("dynamicSlice", [f32(3), i32()], { sizes: [4] })).toMatchInlineSnapshot(`
      "UsageError: dynamicSlice received float32[3] with starts [int32[]], window [4]
        expected: one integer scalar per axis, and a window that fits into the array
        to fix:   give one start per axis and a window no larger than the array"
    `);
    expect(refusal("dynamicUpdateSlice", [f32(3), i32(2), i32()], {})).toMatchInlineSnapshot(`
      "UsageError: dynamicUpdateSlice received float32[3] and int32[2]
        expected: operands of one dtype
        to fix:   convert one of them with astype"
    `);
  });
  it("indices that are not integers", () => {
    const dimensions = {
      offsetDims: [],
      collapsedSliceDims: [0],
      operandBatchingDims: [],
      indicesBatchingDims: [],
      startIndexMap: [0],
    };
    expect(
      refused(() =>
        lax.gather(zeros(f32(3)), zeros(f32(2, 1)), { dimensions, sliceSizes: [1], mode: "clip", fillValue: 0 }),
      ),
    ).toMatchInlineSnapshot(`
        "UsageError: lax.gather received float32[3], indices float32[2,1], slices [1], {"offsetDims":[],"collapsedSliceDims":[0],"operandBatchingDims":[],"indicesBatchingDims":[],"startIndexMap":[0]}
          expected: integer index vectors on the last axis, slices that fit into the array, and dimension numbers that name each axis once, in order
          to fix:   index with x.at(…).get() or take, which build the dimension numbers"
      `);
  });
  it("updates that do not fit into the array", () => {
    const dimensions = {
      updateWindowDims: [1],
      insertedWindowDims: [],
      operandBatchingDims: [],
      indicesBatchingDims: [],
      scatterDimsToOperandDims: [0],
    };
    expect(
      refused(() =>
        lax.scatter(zeros(f32(3)), zeros(i32(2, 1)), zeros(f32(2, 4)), {
          dimensions,
          mode: "clip",
          combine: "add",
          uniqueIndices: false,
        }),
      ),
    ).toMatchInlineSnapshot(`
      "UsageError: lax.scatter received float32[3], indices int32[2,1], updates float32[2,4], {"updateWindowDims":[1],"insertedWindowDims":[],"operandBatchingDims":[],"indicesBatchingDims":[],"scatterDimsToOperandDims":[0]}
        expected: integer index vectors on the last axis, one window of the array's dtype for each, which fits into the array, and dimension numbers that name each axis once, in order
        to fix:   write with x.at(…).set(…) or .add(…), which build the dimension numbers"
    `);
  });
  const rowsOf = {
    offsetDims: [1, 2],
    collapsedSliceDims: [0],
    operandBatchingDims: [],
    indicesBatchingDims: [],
    startIndexMap: [0, 1],
  };
  const gathered = (dimensions: Partial<Record<keyof typeof rowsOf, readonly number[]>>): Params<"gather"> => ({
    dimensions: { ...rowsOf, ...dimensions },
    sliceSizes: [1, 2, 2],
    mode: "clip",
    fillValue: 0,
  });
  // Each is refused by lax.gather of JAX too, and its mirror image by lax.scatter.
  it.each<readonly [string, Partial<Record<keyof typeof rowsOf, readonly number[]>>]>([
    ["an axis named twice", { startIndexMap: [0, 0] }],
    ["an axis that is not there", { startIndexMap: [0, 3] }],
    ["windows out of order", { offsetDims: [2, 1] }],
    ["windows beyond the result", { offsetDims: [1, 3] }],
    ["axes without a window twice", { collapsedSliceDims: [0, 0] }],
    ["an axis without a window and in step", { operandBatchingDims: [0], indicesBatchingDims: [0] }],
    ["an axis named and in step", { collapsedSliceDims: [], operandBatchingDims: [0], indicesBatchingDims: [0] }],
  ])("dimension numbers with %s", (_, dimensions) => {
    const [x, indices] = [zeros(f32(2, 3, 4)), zeros(i32(2, 2))];
    expect(lax.gather(x, indices, gathered({})).shape).toEqual([2, 2, 2]);
    const wrong = gathered(dimensions);
    expect(refused(() => lax.gather(x, indices, wrong))).toMatch(
      /dimension numbers that name each axis once, in order/,
    );
    const { offsetDims, collapsedSliceDims, startIndexMap, ...inStep } = wrong.dimensions;
    expect(
      refused(() =>
        lax.scatter(x, indices, zeros(f32(2, 2, 2)), {
          dimensions: {
            ...inStep,
            updateWindowDims: offsetDims,
            insertedWindowDims: collapsedSliceDims,
            scatterDimsToOperandDims: startIndexMap,
          },
          mode: "clip",
          combine: "add",
          uniqueIndices: false,
        }),
      ),
    ).toMatch(/dimension numbers that name each axis once, in order/);
  });
  it("arrays that cannot be sorted together", () => {
    expect(refusal("sort", [f32(3), i32(4)], { dimension: 0, numKeys: 1 })).toMatchInlineSnapshot(`
      "UsageError: sort received float32[3], int32[4] along axis 0 by 1 keys
        expected: arrays of one shape and at least one key
        to fix:   correct the axis, or broadcast the arrays to one shape"
    `);
  });
  it("random words that are not words", () => {
    expect(refusal("threefry2x32", [i32(), i32(), i32(), i32()], { rules: threefryRules })).toMatchInlineSnapshot(`
      "UsageError: threefry2x32 received int32[]
        expected: uint32 words
        to fix:   make keys with @proj/random's key(seed)"
    `);
  });
  it("an axis name that nobody has", () => {
    expect(refusal("psum", [f32()], { axisName: "batch", rules: psumRules })).toMatchInlineSnapshot(`
      "UsageError: psum received the axis name "batch", which no enclosing vmap has
        expected: the axisName of a vmap around this call
        to fix:   wrap the function: vmap(f, { axisName: "batch" })"
    `);
  });
});

describe("weak types", () => {
  const weak = (dtype: DType = "float32"): AbstractArray => abstractArray([], dtype, true);

  it("stay weak among themselves and give way to others", () => {
    expect(infer("add", [weak(), weak()], {})[0]?.weakType).toBe(true);
    expect(infer("add", [weak(), f32(2)], {})[0]).toEqual(f32(2));
    expect(infer("select", [bool(), weak(), weak()], {})[0]?.weakType).toBe(true);
  });

  it("do not survive a comparison", () => {
    expect(infer("lt", [weak(), weak()], {})[0]).toEqual(bool());
  });
});
