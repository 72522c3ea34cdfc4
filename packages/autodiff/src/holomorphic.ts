import { UsageError, type NDArray } from "@proj/array";
import { isComplexDType, type FlatArrays } from "@proj/array/core";

/*
 * Derivatives of functions with complex arguments or values. A function of complex numbers that is not holomorphic has no complex
 * derivative; where one is asked for, the function has to be declared to be holomorphic.
 */

const isComplex = ({ dtype }: NDArray): boolean => isComplexDType(dtype);

/** Refuses real arguments of functions that are said to be holomorphic. */
export function checkComplexArguments(operation: string, { arrays }: FlatArrays): void {
  const wrong = arrays.find((x) => !isComplex(x));
  if (wrong === undefined) return;
  throw new UsageError({
    operation,
    received: `${wrong.describe()}, with holomorphic: true`,
    expected: "complex arguments",
    remedy: 'leave holomorphic out, or convert the argument: x.astype("complex64")',
  });
}

/** Refuses complex arguments where each real number is a direction of its own. */
export function checkRealArguments(operation: string, { arrays }: FlatArrays): void {
  const wrong = arrays.find(isComplex);
  if (wrong === undefined) return;
  throw new UsageError({
    operation,
    received: wrong.describe(),
    expected: "real arguments, or holomorphic: true",
    remedy: "pass { holomorphic: true } if the function is holomorphic, else use jvp with each direction",
  });
}

/** Refuses results whose kind is not the one that was declared. */
export function checkHolomorphicResult(operation: string, value: NDArray, holomorphic: boolean): void {
  if (isComplex(value) === holomorphic) return;
  throw new UsageError({
    operation,
    received: `a function that returned ${value.describe()}, with holomorphic: ${holomorphic}`,
    expected: holomorphic ? "a complex result" : "a real result",
    remedy: holomorphic
      ? "leave holomorphic out: the derivative of a real function is not a complex number"
      : "pass { holomorphic: true } if it is, else differentiate its real and imaginary part, or use vjp",
  });
}
