import { UsageError } from "@proj/tree/core";
import { commonShape } from "../core/abstract-eval/elementwise.ts";
import { broadcastOperands, promotedType, promoteTo, type ArrayLike } from "../core/operands.ts";
import { checkDomain } from "../core/scalar/check-domain.ts";
import { abstractArray, describeArray } from "../core/types/abstract-array.ts";
import type { Term } from "../lax/apply.ts";
import { operand, pair } from "../lax/apply.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inFloat, real as inexact } from "../numpy/elementwise.ts";

/** Arguments of a function of lax as floats of one dtype, of one shape or scalars; numbers take the dtype of the array beside them. */
export function strictFloats<Args extends Term[]>(
  operation: string,
  ...args: Args
): { readonly [K in keyof Args]: NDArray } {
  const array = args.find((x) => typeof x !== "number");
  const beside = operand(operation, array ?? (args[0] as NDArray));
  const operands = args.map((x) => pair(operation, beside, x)[1]);
  for (const x of operands) {
    checkDomain(`lax.${operation}`, "float", x.aval);
    if (x.dtype === beside.dtype) continue;
    throw new UsageError({
      operation: `lax.${operation}`,
      received: operands.map(({ aval }) => describeArray(aval)).join(" and "),
      expected: "operands of one dtype",
      remedy: "convert one of them with astype",
    });
  }
  commonShape(
    `lax.${operation}`,
    operands.map(({ aval }) => aval),
  );
  return operands as { readonly [K in keyof Args]: NDArray };
}

/** The argument of a function of NumPy's kind as floats. */
export function real(operation: string, x: ArrayLike): NDArray {
  const operand = inexact(operation, x);
  checkDomain(operation, "float", operand.aval);
  return operand;
}

/** Arguments of a function of NumPy's kind as floats of one dtype and one shape; scalars stay scalars. */
export function floats<Args extends ArrayLike[]>(
  operation: string,
  ...args: Args
): { readonly [K in keyof Args]: NDArray } {
  const type = inFloat(promotedType(operation, args));
  checkDomain(operation, "float", abstractArray([], type.dtype));
  return broadcastOperands(
    operation,
    args.map((x) => promoteTo(operation, x, type)),
  ) as { readonly [K in keyof Args]: NDArray };
}

/** The derivative by an argument by which a function has none. */
export function refused(operation: string, argument: string): () => never {
  return () => {
    throw new UsageError({
      operation: "grad",
      received: `${operation}, differentiated by its argument ${argument}`,
      expected: `derivatives of ${operation} by its other arguments alone`,
      remedy: `keep ${argument} out of what is differentiated, for example with lax.stopGradient`,
    });
  };
}
