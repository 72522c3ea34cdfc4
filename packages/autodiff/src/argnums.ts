import { UsageError, type NDArray } from "@proj/array";
import { flattenArrays, isInexact, leafName, type FlatArrays } from "@proj/array/core";
import { TreeDef, type Mapped } from "@proj/tree";

/** Which arguments are differentiated: a position, or a list of positions; negative ones count from the end. */
export type Argnums = number | readonly number[];

/** What belongs to the chosen arguments: for a position a value, for a list of positions a list. */
export type AtArgnums<Args extends readonly unknown[], N extends Argnums> = N extends readonly number[]
  ? { -readonly [K in keyof N]: Mapped<Args[N[K] & keyof Args], NDArray> }
  : Mapped<Args[N & keyof Args], NDArray>;

/** A call with some of its arguments chosen. */
export interface ChosenArguments {
  /** The chosen arguments, as one list taken apart. */
  readonly flat: FlatArrays;
  /** Calls the function with other values for the chosen arguments. */
  readonly call: (...chosen: readonly unknown[]) => unknown;
  /** What is the result for each chosen argument: one, or a list, as the positions were given. */
  readonly deliver: (results: readonly unknown[]) => unknown;
}

/**
 * Chooses arguments by position.
 *
 * @param allowInt - whether they may have leaves that cannot be differentiated.
 * @throws UsageError when a position is not that of an argument, or when a chosen argument has a leaf that cannot be
 *   differentiated, naming its path.
 */
export function chooseArguments(
  operation: string,
  f: (...args: readonly unknown[]) => unknown,
  args: readonly unknown[],
  argnums: Argnums,
  allowInt: boolean,
): ChosenArguments {
  const list: readonly number[] = typeof argnums === "number" ? [argnums] : argnums;
  const positions = list.map((argnum) => {
    const position = argnum < 0 ? argnum + args.length : argnum;
    if (Number.isInteger(argnum) && position >= 0 && position < args.length) return position;
    throw new UsageError({
      operation,
      received: `argnums ${argnum} and ${args.length} arguments`,
      expected: "positions of arguments with which the function is called",
      remedy: "correct argnums, or pass all arguments by position",
    });
  });
  const trees = positions.map((position) => flattenArrays(operation, `argument ${position}`, args[position]));
  trees.forEach(({ arrays, treedef }, k) => {
    const wrong = allowInt ? -1 : arrays.findIndex(({ dtype }) => !isInexact(dtype));
    if (wrong < 0) return;
    throw new UsageError({
      operation,
      received: `${arrays[wrong]!.describe()} at ${leafName(`argument ${positions[k]!}`, treedef, wrong)}`,
      expected: "floating-point arrays in the arguments that are differentiated",
      remedy: 'convert it with astype("float32"), choose others with argnums, or pass { allowInt: true }',
    });
  });
  const flat = {
    arrays: trees.flatMap(({ arrays }) => arrays),
    treedef: TreeDef.list(trees.map(({ treedef }) => treedef)),
  };
  return {
    flat,
    call: (...values) => {
      const all = [...args];
      positions.forEach((position, k) => (all[position] = values[k]));
      return f(...all);
    },
    deliver: (results) => (typeof argnums === "number" ? results[0] : results),
  };
}
