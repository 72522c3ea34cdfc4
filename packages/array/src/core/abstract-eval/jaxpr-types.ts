import { describeArray, type AbstractArray } from "../types/abstract-array.ts";
import { UsageError } from "@proj/tree/core";
import { inputTypes, type Jaxpr } from "../jaxpr/jaxpr.ts";
import { shapesEqual } from "../types/shape.ts";

/** Equal shapes and dtypes; a weak type may stand for a strong one, since values are the same. */
export function sameTypes(a: readonly AbstractArray[], b: readonly AbstractArray[]): boolean {
  return (
    a.length === b.length &&
    a.every((aval, index) => aval.dtype === b[index]!.dtype && shapesEqual(aval.shape, b[index]!.shape))
  );
}

/** Refuses operands of other types than a Jaxpr was staged for. */
export function checkCall(operation: string, jaxpr: Jaxpr, operands: readonly AbstractArray[]): void {
  const expected = inputTypes(jaxpr);
  if (sameTypes(expected, operands)) return;
  throw new UsageError({
    operation,
    received: operands.map(describeArray).join(", "),
    expected: expected.map(describeArray).join(", "),
    remedy: "please report it: the function was staged for other types",
  });
}
