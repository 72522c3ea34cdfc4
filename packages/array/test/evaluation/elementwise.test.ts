import type { DType, NDArray } from "@proj/array";
import { bind, binaryFunctions, unaryFunctions, unaryParams, type BinaryName, type UnaryName } from "@proj/array/core";
import { loadGroup, output, type Case, type Tensor } from "@proj/reference";
import { describe, expect, it } from "vitest";
import { expectTensor, fromTensor, type Closeness } from "../support.ts";

/** JAX's names that differ from ours by more than their spelling. */
const renamed: Readonly<Record<string, string>> = {
  nextafter: "nextAfter",
  bitwise_not: "not",
  bitwise_and: "and",
  bitwise_or: "or",
  bitwise_xor: "xor",
  round_half_to_even: "round",
};

function primitiveOf({ params }: Case): string {
  const name = params["function"] as string;
  return renamed[name] ?? name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const isUnary = (name: string): name is UnaryName => name in unaryFunctions;
const isBinary = (name: string): name is BinaryName => name in binaryFunctions;
const exact = [
  "nextAfter",
  "max",
  "min",
  "rem",
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "and",
  "or",
  "xor",
  "not",
  "neg",
  "abs",
  "sign",
  "floor",
  "ceil",
  "round",
  "isFinite",
];

/** The smallest numbers of full precision; JAX's CPU backend reads anything smaller as zero, we do not. */
const tiny = { float32: 2 ** -126, float64: 2 ** -1022 } as const;

/** The reference without the elements that have an operand too small for JAX. */
function comparable(reference: Case): { readonly operands: readonly NDArray[]; readonly result: Tensor } {
  const inputs = Object.values(reference.inputs);
  const result = output(reference, "result");
  const kept = Array.from(result.data.keys()).filter((index) =>
    inputs.every(
      ({ dtype, data }) =>
        !(dtype === "float32" || dtype === "float64") || data[index] === 0 || !(Math.abs(data[index]!) < tiny[dtype]),
    ),
  );
  const restrict = (tensor: Tensor): Tensor =>
    ({ ...tensor, shape: [kept.length], data: tensor.data.filter((_, index) => kept.includes(index)) }) as Tensor;
  return { operands: inputs.map(restrict).map(fromTensor), result: restrict(result) };
}

/**
 * JAX computes on the CPU in the dtype of the operands, by approximations of a few units in the last place, and
 * returns zero instead of numbers too small for full precision; we compute in double precision and round once.
 */
function closeness(name: string, x: NDArray): Closeness {
  if (exact.includes(name)) return { relative: 0, absolute: 0 };
  // Random normal numbers depend on it.
  if (name === "erfInv" && x.dtype === "float32") return { relative: 0, absolute: tiny.float32 };
  if (x.dtype === "float32") return { relative: 64 * 2 ** -24, absolute: tiny.float32 };
  return x.dtype === "float64" ? { relative: 1e-13, absolute: tiny.float64 } : { relative: 0, absolute: 0 };
}

const unaryCases = loadGroup("elementwise", "unary").filter((reference) => isUnary(primitiveOf(reference)));
const binaryCases = loadGroup("elementwise", "binary").filter((reference) => isBinary(primitiveOf(reference)));
const powers = loadGroup("elementwise", "unary").filter((reference) =>
  (reference.params["function"] as string).startsWith("integer_pow"),
);

describe("elementwise evaluation agrees with JAX at edge values", () => {
  it.each([...unaryCases, ...binaryCases])("$name", (reference) => {
    const name = primitiveOf(reference) as UnaryName | BinaryName;
    const { operands, result } = comparable(reference);
    const params = isUnary(name) ? unaryParams(name) : {};
    expectTensor(
      bind<UnaryName | BinaryName>(name, operands as never, params)[0],
      result,
      closeness(name, operands[0]!),
    );
  });

  it.each(powers)("$name", (reference) => {
    const { operands, result } = comparable(reference);
    const exponent = Number((reference.params["function"] as string).split(" ")[1]);
    expectTensor(bind("integerPow", [operands[0]!], { exponent })[0], result, closeness("integerPow", operands[0]!));
  });

  it.each(loadGroup("elementwise", "convert"))("conversion from $name", (reference) => {
    const { operands, result } = comparable(reference);
    const converted = bind("convertElementType", [operands[0]!], { dtype: result.dtype as DType, weakType: false })[0];
    expectTensor(converted, result, { relative: 0, absolute: tiny.float32 });
  });
});

describe("the reference values", () => {
  it("cover most functions of one and of two scalars", () => {
    const covered = new Set([...unaryCases, ...binaryCases].map(primitiveOf));
    const missing = [...Object.keys(unaryFunctions), ...Object.keys(binaryFunctions)].filter(
      (name) => !covered.has(name),
    );
    expect(missing).toEqual(["stopGradient", "optimizationBarrier"]);
  });
});
