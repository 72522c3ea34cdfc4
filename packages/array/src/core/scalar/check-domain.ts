import { UsageError } from "@proj/tree/core";
import { describeArray, type AbstractArray } from "../types/abstract-array.ts";
import { domains, type Domain } from "./unary.ts";

/**
 * Refuses dtypes outside a function's domain.
 *
 * @param operation - the function, for the message.
 */
export function checkDomain(operation: string, domain: Domain, operand: AbstractArray): void {
  if (domains[domain].includes(operand.dtype)) return;
  throw new UsageError({
    operation,
    received: describeArray(operand),
    expected: `an array of ${domains[domain].join(", ")}`,
    remedy: domain === "bits" ? "compare, or convert with astype" : 'convert it first: x.astype("float32")',
  });
}
