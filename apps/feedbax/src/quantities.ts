import { UsageError, type NDArray } from "@proj/array";
import { isArray } from "@proj/module";

/** What a number may be. */
export interface Range {
  /** It is not smaller than this. */
  readonly least?: number;
  /** It is larger than this. */
  readonly above?: number;
}

/**
 * Checks a quantity that a builder is given: a number in range, or an array, whose values nobody looks at.
 *
 * @param operation - the builder, for the error.
 * @param name - what it calls the quantity.
 * @throws UsageError if it is neither.
 */
export function checkQuantity(
  operation: string,
  name: string,
  value: number | NDArray,
  { least = -Infinity, above = -Infinity }: Range = {},
): void {
  if (isArray(value)) return;
  if (typeof value === "number" && value >= least && (value > above || above === -Infinity)) return;
  const range = least > -Infinity ? ` of at least ${least}` : above > -Infinity ? ` above ${above}` : "";
  throw new UsageError({
    operation,
    received: `${name} ${describeQuantity(value)}`,
    expected: `a number${range}, or an array`,
    remedy: `give ${name} as a number${range}${isObject(value) ? ", not in an object" : ""}`,
  });
}

/**
 * Checks a count that a builder is given: an integer.
 *
 * @param least - the smallest that makes sense.
 * @throws UsageError if it is something else.
 */
export function checkCount(operation: string, name: string, count: number, least: number): void {
  if (Number.isInteger(count) && count >= least) return;
  throw new UsageError({
    operation,
    received: `${name} ${describeQuantity(count)}`,
    expected: `an integer of at least ${least}`,
    remedy: `give ${name} as an integer of at least ${least}${isObject(count) ? ", not in an object" : ""}`,
  });
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function describeQuantity(value: unknown): string {
  if (isObject(value)) return "in an object";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
