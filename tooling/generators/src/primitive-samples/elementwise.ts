import {
  binaryNames,
  takesFloats,
  tableOf,
  unaryNames,
  unaryParams,
  type BinaryName,
  type ElementwiseName,
  type FloatName,
  type UnaryName,
} from "@proj/array/core";
import type { NDArray } from "@proj/array";
import { complex, convertElementType } from "@proj/array/lax";
import type { Draw, Interval } from "./draw.ts";
import { unaryDomains } from "../unary-domains.ts";
import { sample, type Sample, type SampleTable } from "./sample.ts";

function unarySamples(name: UnaryName & FloatName): readonly Sample<UnaryName>[] {
  const { intervals, differentiable: hasDerivative } = unaryDomains[name];
  const differentiable = hasDerivative ? [0] : [];
  const over = (title: string, shape: readonly number[]): Sample<UnaryName> =>
    sample(title, (draw) => ({ operands: [draw.floats(shape, ...intervals)], params: unaryParams(name) }), {
      differentiable,
    });
  return [over("a matrix", [3, 5]), over("a scalar", []), over("a vector that fills no whole number of lanes", [67])];
}

/** Real or imaginary parts, of which there are none in half precision. */
const parts = (draw: Draw, shape: readonly number[]): NDArray => {
  const x = draw.floats(shape);
  return x.dtype === "float16" ? convertElementType(x, "float32") : x;
};
const complexes = (draw: Draw, shape: readonly number[]): NDArray => complex(parts(draw, shape), parts(draw, shape));

/** How the operands of a function of two scalars are drawn. */
type Pair = (draw: Draw, shape: readonly number[]) => readonly [ReturnType<Draw["floats"]>, ReturnType<Draw["floats"]>];
interface Reals {
  readonly operands: Pair;
  readonly differentiable: readonly number[];
}

const reals = (
  left: readonly Interval[],
  right: readonly Interval[],
  differentiable: readonly number[] = [0, 1],
): Reals => ({
  operands: (draw, shape) => [draw.floats(shape, ...left), draw.floats(shape, ...right)],
  differentiable,
});
/** Operands that differ everywhere, by a margin: where they are equal, comparisons jump and extremes have a corner. */
const apart = (differentiable: readonly number[]): Reals =>
  reals(
    [
      [-2, -1],
      [0.1, 0.9],
      [2.1, 3],
    ],
    [
      [-0.9, -0.1],
      [1, 2],
    ],
    differentiable,
  );
const words: Reals = {
  operands: (draw, shape) => [
    draw.integers(shape, -(2 ** 31), 2 ** 31 - 1),
    draw.integers(shape, -(2 ** 31), 2 ** 31 - 1),
  ],
  differentiable: [],
};
const shifts: Reals = {
  operands: (draw, shape) => [draw.integers(shape, -(2 ** 31), 2 ** 31 - 1), draw.integers(shape, -2, 34)],
  differentiable: [],
};
const comparison: Reals = {
  operands: (draw, shape) => [draw.integers(shape, -2, 2), draw.integers(shape, -2, 2)],
  differentiable: [],
};

const binaryDomains: { readonly [P in BinaryName]: Reals } = {
  add: reals([[-2, 2]], [[-2, 2]]),
  sub: reals([[-2, 2]], [[-2, 2]]),
  mul: reals([[-2, 2]], [[-2, 2]]),
  div: reals(
    [[-2, 2]],
    [
      [-2, -0.5],
      [0.5, 2],
    ],
  ),
  // The remainder jumps where the quotient is a whole number.
  rem: reals(
    [
      [2.1, 2.9],
      [-2.9, -2.1],
    ],
    [
      [1, 1],
      [-1, -1],
    ],
    [0],
  ),
  pow: reals([[0.3, 3]], [[-2, 2]]),
  max: apart([0, 1]),
  min: apart([0, 1]),
  atan2: reals(
    [
      [-2, -0.5],
      [0.5, 2],
    ],
    [[0.5, 2]],
  ),
  nextAfter: reals([[-2, 2]], [[-2, 2]], []),
  and: words,
  or: words,
  xor: words,
  shiftLeft: shifts,
  shiftRightLogical: shifts,
  shiftRightArithmetic: shifts,
  eq: comparison,
  ne: comparison,
  lt: comparison,
  le: comparison,
  gt: comparison,
  ge: comparison,
};

const integerFunctions: ReadonlySet<BinaryName> = new Set<BinaryName>([
  "add",
  "sub",
  "mul",
  "div",
  "rem",
  "max",
  "min",
]);

function binarySamples(name: BinaryName): readonly Sample<BinaryName>[] {
  const { operands, differentiable } = binaryDomains[name];
  const samples: Sample<BinaryName>[] = [
    sample("two matrices", (draw) => ({ operands: operands(draw, [3, 5]), params: {} }), { differentiable }),
    sample(
      "two vectors that fill no whole number of lanes",
      (draw) => ({ operands: operands(draw, [67]), params: {} }),
      { differentiable },
    ),
    sample(
      "a scalar and a matrix",
      (draw) => ({ operands: [operands(draw, [])[0], operands(draw, [3, 5])[1]], params: {} }),
      { differentiable },
    ),
    sample(
      "a matrix and a scalar",
      (draw) => ({ operands: [operands(draw, [3, 5])[0], operands(draw, [])[1]], params: {} }),
      { differentiable },
    ),
  ];
  if (integerFunctions.has(name)) {
    samples.push(
      sample("signed integers that wrap", (draw) => ({ operands: words.operands(draw, [3, 5]), params: {} })),
      sample("unsigned integers that wrap", (draw) => ({
        operands: [draw.words([3, 5]), draw.words([3, 5])],
        params: {},
      })),
    );
  }
  return samples;
}

export const elementwiseSamples: SampleTable<ElementwiseName> = {
  ...tableOf(unaryNames.filter(takesFloats), unarySamples),
  not: [
    sample<"not">("integers", (draw) => ({ operands: [draw.integers([3, 5], -100, 100)], params: {} })),
    sample<"not">("booleans", (draw) => ({ operands: [draw.booleans([7])], params: {} })),
  ],
  ...tableOf(binaryNames, binarySamples),
  select: [
    sample<"select">(
      "three matrices",
      (draw) => ({ operands: [draw.booleans([3, 5]), draw.floats([3, 5]), draw.floats([3, 5])], params: {} }),
      { differentiable: [1, 2] },
    ),
    sample<"select">(
      "a scalar condition",
      (draw) => ({ operands: [draw.booleans([]), draw.floats([7]), draw.floats([7])], params: {} }),
      { differentiable: [1, 2] },
    ),
    sample<"select">(
      "a scalar where true",
      (draw) => ({ operands: [draw.booleans([7]), draw.floats([]), draw.floats([7])], params: {} }),
      { differentiable: [1, 2] },
    ),
    sample<"select">(
      "a ranked condition between scalars",
      (draw) => ({ operands: [draw.booleans([7]), draw.floats([]), draw.floats([])], params: {} }),
      { differentiable: [1, 2] },
    ),
  ],
  integerPow: [
    ...[0, 1, 2, 3, 7].map((exponent) =>
      sample<"integerPow">(
        `the power ${exponent}`,
        (draw) => ({ operands: [draw.floats([3, 5])], params: { exponent } }),
        { differentiable: [0], ulps: 8 },
      ),
    ),
    sample<"integerPow">(
      "a negative power",
      (draw) => ({ operands: [draw.floats([7], [-2, -0.5], [0.5, 2])], params: { exponent: -2 } }),
      { differentiable: [0], ulps: 8 },
    ),
    sample<"integerPow">("integers that wrap", (draw) => ({
      operands: [draw.integers([7], -50, 50)],
      params: { exponent: 7 },
    })),
  ],
  convertElementType: [
    sample<"convertElementType">("integers to floats", (draw) => ({
      operands: [draw.integers([7], -1000, 1000)],
      params: { dtype: draw.float, weakType: false },
    })),
    sample<"convertElementType">("floats to integers", (draw) => ({
      operands: [draw.floats([7], [-9, 9])],
      params: { dtype: "int32", weakType: false },
    })),
    sample<"convertElementType">("floats to booleans", (draw) => ({
      operands: [draw.floats([7], [0, 0], [1, 2])],
      params: { dtype: "bool", weakType: false },
    })),
    sample<"convertElementType">("booleans to floats", (draw) => ({
      operands: [draw.booleans([7])],
      params: { dtype: draw.float, weakType: false },
    })),
    sample<"convertElementType">("signed to unsigned integers", (draw) => ({
      operands: [draw.integers([7], -9, 9)],
      params: { dtype: "uint32", weakType: false },
    })),
    sample<"convertElementType">(
      "floats to weak floats",
      (draw) => ({ operands: [draw.floats([7])], params: { dtype: draw.float, weakType: true } }),
      { differentiable: [0] },
    ),
    sample<"convertElementType">(
      "floats to doubles",
      (draw) => ({ operands: [draw.floats([7])], params: { dtype: "float64", weakType: false } }),
      { differentiable: [0] },
    ),
  ],
  bitcastConvertType: [
    sample<"bitcastConvertType">("words to integers", (draw) => ({
      operands: [draw.words([7])],
      params: { dtype: "int32" },
    })),
    sample<"bitcastConvertType">("words to floats", (draw) => ({
      operands: [draw.integers([7], 0x3f800000, 0x40000000, "uint32")],
      params: { dtype: "float32" },
    })),
  ],
  complex: [
    sample<"complex">("two matrices", (draw) => ({ operands: [parts(draw, [3, 5]), parts(draw, [3, 5])], params: {} })),
    sample<"complex">("a scalar and a vector", (draw) => ({
      operands: [parts(draw, []), parts(draw, [7])],
      params: {},
    })),
  ],
  real: [sample<"real">("a matrix", (draw) => ({ operands: [complexes(draw, [3, 5])], params: {} }))],
  imag: [sample<"imag">("a vector", (draw) => ({ operands: [complexes(draw, [7])], params: {} }))],
};
