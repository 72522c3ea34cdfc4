import { UsageError } from "@proj/array";
import { readOptions, type OptionReaders } from "@proj/array/core";
import type { Argnums } from "./argnums.ts";
import { argnumsOption } from "./options.ts";

/** Options of functions with rules of their own. */
export interface NondiffOptions {
  /** Positions of arguments that are not differentiated and may be anything, such as functions. Default none. */
  readonly nondiffArgnums?: Argnums;
}

export const nondiffReaders: OptionReaders<NondiffOptions> = { nondiffArgnums: argnumsOption };

/** Positions as a list. */
export function positionsIn(argnums: Argnums = []): readonly number[] {
  return typeof argnums === "number" ? [argnums] : argnums;
}

/** The positions of arguments that are not differentiated. */
export function readNondiffArgnums(operation: string, options: NondiffOptions | undefined): readonly number[] {
  return positionsIn(readOptions<NondiffOptions>(operation, options, nondiffReaders).nondiffArgnums);
}

/** The arguments of a call, in two groups. */
export interface SplitArguments {
  readonly differentiable: readonly unknown[];
  readonly nondiff: readonly unknown[];
  /** All arguments in their order, with other values for the differentiable ones. */
  readonly join: (differentiable: readonly unknown[]) => unknown[];
}

/** Separates arguments that are not differentiated. */
export function splitArguments(
  operation: string,
  args: readonly unknown[],
  nondiffArgnums: readonly number[],
): SplitArguments {
  const wrong = nondiffArgnums.find((argnum) => !Number.isInteger(argnum) || argnum < 0 || argnum >= args.length);
  if (wrong !== undefined) {
    throw new UsageError({
      operation,
      received: `nondiffArgnums [${nondiffArgnums.join(", ")}] and a call with ${args.length} arguments`,
      expected: "positions of arguments with which the function is called",
      remedy: "correct nondiffArgnums, or pass all arguments by position",
    });
  }
  const isNondiff = (_: unknown, position: number): boolean => nondiffArgnums.includes(position);
  return {
    differentiable: args.filter((value, position) => !isNondiff(value, position)),
    nondiff: nondiffArgnums.map((position) => args[position]),
    join: (differentiable) => {
      let next = 0;
      return args.map((value, position) => (isNondiff(value, position) ? value : differentiable[next++]));
    },
  };
}
