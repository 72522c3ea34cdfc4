import { UsageError } from "@proj/array";
import type { Quantity } from "./quantity.ts";

/*
 * When a run ends before its last iteration, and when it writes checkpoints besides those of validations. That decides nothing of what an
 * iteration does, and may be another thing in a run that goes on.
 */

/** How long a run goes on that does not become better. */
export const patience = {
  label: "patience",
  description: "end the run when the validation loss has not become smaller in so many validations",
  unit: "validations",
  minimum: 1,
  maximum: 1_000_000,
} as const satisfies Quantity;

/** What is good enough. */
export const stopBelow = {
  label: "good enough",
  description: "end the run when the validation loss is below this",
  minimum: 0,
  maximum: 1e38,
  real: true,
} as const satisfies Quantity;

/** How much time there is between checkpoints at most. */
export const checkpointSeconds = {
  label: "time between checkpoints",
  description: "write a checkpoint when there has been none for so long",
  unit: "seconds",
  minimum: 0.001,
  maximum: 1e9,
  real: true,
} as const satisfies Quantity;

/**
 * Reads numbers of iterations, from 1: `10,500`.
 *
 * @param operation - the command and option that it was typed for
 * @throws UsageError when it is written otherwise
 */
export function parseIterations(operation: string, text: string): readonly number[] {
  if (/^[1-9]\d{0,7}(,[1-9]\d{0,7})*$/.test(text)) return text.split(",").map(Number);
  throw new UsageError({
    operation,
    received: text === "" ? "an empty text" : text.slice(0, 40),
    expected: "numbers of iterations, from 1, with commas between",
    remedy: "write for example 10,500",
  });
}
