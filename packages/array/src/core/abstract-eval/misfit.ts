import { UsageError } from "@proj/tree/core";
import { describeArray, type AbstractArray } from "../types/abstract-array.ts";
import { formatShape } from "../types/shape.ts";

/** The error for operands that do not fit each other, or the parameters that are named in the message. */
export function misfit(
  operation: string,
  operands: readonly AbstractArray[],
  params: object,
  expected: string,
  remedy: string,
): UsageError {
  const given = Object.entries(params).map(
    ([name, value]) => `${name} ${Array.isArray(value) ? formatShape(value as readonly number[]) : String(value)}`,
  );
  const types = operands.map(describeArray).join(" and ");
  const received = [types, given.join(", ")].filter((part) => part !== "").join(" with ");
  return new UsageError({ operation, received: received || "nothing", expected, remedy });
}
