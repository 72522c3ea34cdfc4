import { defect } from "@proj/tree/core";
import { convertNumber, isFloat, isStoredFloat, isWide, type TypedArray } from "../types/dtype.ts";
import { bfloat16Bits, fromBfloat16Bits } from "../types/bfloat16.ts";
import { fromHalfBits, halfBits } from "../types/half.ts";
import { asElement, convertScalar } from "../types/scalar-value.ts";
import { evaluateUnary, meaningOf } from "../scalar/evaluate.ts";
import type { PrimitiveName } from "../primitives.ts";
import type { ElementwiseRules } from "../rules-by-family.ts";
import { binaryFunctions, type BinaryFunction, type BinaryName } from "../scalar/binary.ts";
import type { UnaryName } from "../scalar/unary.ts";
import { allocate, type HostArray } from "./host-array.ts";
import { bigints, binaryOfWide, wideIntegerPower } from "./wide-integers.ts";
import type { EvaluationRule } from "./index.ts";

/** How far an elementwise loop moves in an operand: not at all in a scalar, which stands for an array full of it. */
export function stepIn(operand: HostArray): 0 | 1 {
  return operand.shape.length === 0 ? 0 : 1;
}

const unaryRule =
  (name: UnaryName): EvaluationRule<UnaryName> =>
  ([x], params, [aval]) => {
    const evaluate = meaningOf(name, params);
    const result = allocate(aval!);
    const { data } = result;
    const source = x.data;
    if (isWide(x.dtype)) {
      bigints(source).forEach((value, i) => (data[i] = asElement(evaluateUnary(name, value, x.dtype, params)!)));
      return [result];
    }
    // Rounding and wrapping to the dtype are what a typed array does on assignment.
    for (let i = 0; i < data.length; i++) data[i] = evaluate(source[i]!, x.dtype);
    return [result];
  };

/** A loop over two operands, each with its step, into a result. */
type Loop = (x: TypedArray, xStep: number, y: TypedArray, yStep: number, result: TypedArray) => void;

/**
 * Arithmetic of floats spelled out, for speed alone: a loop that calls whichever function it is given costs ten times as
 * much. Everything else goes through the table of scalar functions.
 */
const floatLoops: { readonly [P in BinaryName]?: Loop } = {
  add: (x, xStep, y, yStep, result) => {
    for (let i = 0, j = 0, k = 0; i < result.length; i++, j += xStep, k += yStep) result[i] = x[j]! + y[k]!;
  },
  sub: (x, xStep, y, yStep, result) => {
    for (let i = 0, j = 0, k = 0; i < result.length; i++, j += xStep, k += yStep) result[i] = x[j]! - y[k]!;
  },
  mul: (x, xStep, y, yStep, result) => {
    for (let i = 0, j = 0, k = 0; i < result.length; i++, j += xStep, k += yStep) result[i] = x[j]! * y[k]!;
  },
  div: (x, xStep, y, yStep, result) => {
    for (let i = 0, j = 0, k = 0; i < result.length; i++, j += xStep, k += yStep) result[i] = x[j]! / y[k]!;
  },
};

const binaryRule =
  (name: BinaryName): EvaluationRule<BinaryName> =>
  ([x, y], _, [aval]) => {
    const { evaluate }: BinaryFunction = binaryFunctions[name];
    const result = allocate(aval!);
    const { data } = result;
    const [left, right] = [x.data, y.data];
    const [leftStep, rightStep] = [stepIn(x), stepIn(y)];
    if (isWide(x.dtype)) {
      binaryOfWide(name, [left, leftStep], [right, rightStep], data);
      return [result];
    }
    const loop = isFloat(x.dtype) ? floatLoops[name] : undefined;
    if (loop !== undefined) {
      loop(left, leftStep, right, rightStep, data);
      return [result];
    }
    for (let i = 0; i < data.length; i++) data[i] = evaluate(left[i * leftStep]!, right[i * rightStep]!, x.dtype);
    return [result];
  };

const bytesOf = (data: TypedArray): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** The bytes of an array's elements. */
function bitsOf({ dtype, data }: HostArray): Uint8Array {
  if (!isStoredFloat(dtype)) return bytesOf(data);
  return bytesOf(Uint16Array.from(data, dtype === "float16" ? halfBits : bfloat16Bits));
}

/** `x` multiplied with itself `exponent` times modulo 2³²: every partial product wraps. */
function integerPower(x: number, exponent: number): number {
  let power = 1;
  for (let base = x, rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = Math.imul(power, base);
    base = Math.imul(base, base);
  }
  return power;
}

/** Primitives that are always about complex numbers are evaluated by their formulas of real ones. */
const byParts = (): never => {
  throw defect("parts of real numbers");
};

/** Evaluation of elementwise primitives. */
export const elementwiseEvaluationRules: ElementwiseRules<{ readonly [P in PrimitiveName]: EvaluationRule<P> }> = {
  unary: unaryRule,
  binary: binaryRule,
  others: {
    select: ([condition, onTrue, onFalse], _, [aval]) => {
      const result = allocate(aval!);
      const { data } = result;
      const [flags, whereTrue, whereFalse] = [condition.data, onTrue.data, onFalse.data];
      const [flagStep, trueStep, falseStep] = [stepIn(condition), stepIn(onTrue), stepIn(onFalse)];
      for (let i = 0; i < data.length; i++)
        data[i] = flags[i * flagStep]! !== 0 ? whereTrue[i * trueStep]! : whereFalse[i * falseStep]!;
      return [result];
    },
    integerPow: ([x], { exponent }, [aval]) => {
      const result = allocate(aval!);
      if (isWide(x.dtype)) {
        bigints(x.data).forEach((value, i) => (result.data[i] = asElement(wideIntegerPower(value, exponent))));
        return [result];
      }
      const power = isFloat(x.dtype)
        ? (value: number) => value ** exponent
        : (value: number) => integerPower(value, exponent);
      for (let i = 0; i < result.data.length; i++) result.data[i] = power(x.data[i]!);
      return [result];
    },
    convertElementType: ([x], { dtype }, [aval]) => {
      // Arrays are immutable, so a conversion of the weak type alone shares the values.
      if (x.dtype === dtype) return [x];
      const result = allocate(aval!);
      if (isWide(x.dtype) || isWide(dtype)) {
        for (let i = 0; i < result.data.length; i++)
          result.data[i] = asElement(convertScalar(x.data[i]!, x.dtype, dtype));
        return [result];
      }
      for (let i = 0; i < result.data.length; i++) result.data[i] = convertNumber(x.data[i]!, x.dtype, dtype);
      return [result];
    },
    bitcastConvertType: ([x], _, [aval]) => {
      const result = allocate(aval!);
      const bits = bitsOf(x);
      if (isStoredFloat(aval!.dtype)) {
        const halves = new Uint16Array(bits.buffer, bits.byteOffset, result.data.length);
        halves.forEach(
          (half, i) => (result.data[i] = aval!.dtype === "float16" ? fromHalfBits(half) : fromBfloat16Bits(half)),
        );
      } else bytesOf(result.data).set(bits);
      return [result];
    },
    complex: byParts,
    real: byParts,
    imag: byParts,
  },
};
