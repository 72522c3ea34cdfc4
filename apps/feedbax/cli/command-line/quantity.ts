import { UsageError } from "@proj/array";

/** A number that a user may choose, as the help, the report and the check of what was typed need it. */
export interface Quantity {
  /** Its name in words. */
  readonly label: string;
  /** What it does, as a sentence of the help without its full stop. */
  readonly description: string;
  /** Its unit, where it has one. */
  readonly unit?: string;
  /** What it is when the user says nothing, where that is a number. */
  readonly default?: number;
  /** The smallest value allowed. */
  readonly minimum: number;
  /** The greatest value allowed. */
  readonly maximum: number;
  /** Whether any number will do, rather than whole ones only; no unless told. */
  readonly real?: boolean;
}

// What `Number` reads besides, nobody means by a number: "", "0x10", "Infinity".
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads a quantity as it was typed.
 *
 * @param operation - the command and option that it was typed for, such as `"train --batches"`
 * @param text - what was typed
 * @throws UsageError when that is not a number which the quantity allows
 */
export function parseQuantity(operation: string, quantity: Quantity, text: string): number {
  const { minimum, maximum, real = false } = quantity;
  const value = decimal.test(text) ? Number(text) : NaN;
  if (value >= minimum && value <= maximum && (real || Number.isSafeInteger(value))) return value;

  const kind = real ? "a number" : "a whole number";
  const range = `from ${minimum} to ${maximum}`;
  throw new UsageError({
    operation,
    received: text === "" ? "an empty text" : text.length > 40 ? `${text.slice(0, 40)}…` : text,
    expected: `${kind} ${range}`,
    remedy: `leave it out${quantity.default === undefined ? "" : ` for ${quantity.default}`}, or give ${kind} ${range}`,
  });
}
