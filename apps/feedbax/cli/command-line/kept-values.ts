import { UsageError } from "@proj/array";

/** What a run keeps besides its losses. */
export interface KeptValues {
  /** Whether it keeps the norms of gradients. */
  readonly gradients: boolean;
  /** The iterations, from 1, after which it keeps the parameters; true for all. */
  readonly parameters: readonly number[] | boolean;
  /** The iterations, from 1, whose trials it keeps. */
  readonly trials: readonly number[];
}

/**
 * Reads what a run keeps: `none`, `gradients`, `parameters`, `parameters=1,100`, `trials=1,100`, or several with `+` between them.
 *
 * @param operation - the command and option that it was typed for
 * @throws UsageError when it is written otherwise
 */
export function parseKeptValues(operation: string, text: string): KeptValues {
  const kept: { -readonly [Name in keyof KeptValues]: KeptValues[Name] } = {
    gradients: false,
    parameters: false,
    trials: [],
  };
  if (text === "none") return kept;
  for (const part of text.split("+")) {
    const [, name, list] = /^(gradients|parameters|trials)(?:=([1-9]\d{0,7}(?:,[1-9]\d{0,7})*))?$/.exec(part) ?? [];
    const numbers = list?.split(",").map(Number);
    if (name === "gradients" && numbers === undefined) kept.gradients = true;
    else if (name === "parameters") kept.parameters = numbers ?? true;
    else if (name === "trials" && numbers !== undefined) kept.trials = numbers;
    else throw refusal(operation, text);
  }
  return kept;
}

/** The iterations that a run needs to have to keep what it is told to. */
export function keptIterations({ parameters, trials }: KeptValues): readonly number[] {
  return [...(typeof parameters === "boolean" ? [] : parameters), ...trials];
}

/**
 * Refuses iterations that a run does not have.
 *
 * @throws UsageError when there are some
 */
export function checkIterations(operation: string, iterations: readonly number[], batches: number): void {
  const beyond = iterations.find((one) => one > batches);
  if (beyond === undefined) return;
  throw new UsageError({
    operation,
    received: `iteration ${beyond}, in a run of ${batches} iterations`,
    expected: `iterations from 1 to ${batches}`,
    remedy: `leave ${beyond} out, or choose more --batches`,
  });
}

function refusal(operation: string, text: string): UsageError {
  return new UsageError({
    operation,
    received: text === "" ? "an empty text" : text.slice(0, 40),
    expected:
      "none, gradients, parameters, parameters=<iterations>, trials=<iterations>, or several of them with + between",
    remedy: "write for example gradients+parameters=1,100; iterations are counted from 1",
  });
}
