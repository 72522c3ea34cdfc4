import type { TreeDef } from "@proj/tree";
import { abstractArray, describeArray } from "../core/types/abstract-array.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import {
  booleanOption,
  describeValue,
  functionOption,
  integerOption,
  readArgument,
  readOptions,
  UsageError,
  type OptionReader,
  type OptionReaders,
} from "@proj/tree/core";
import { scanRules } from "./rules.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import type { ArrayLike } from "../core/operands.ts";
import { bind } from "../core/trace.ts";
import { flattenArrays, leafName, type FlatArrays } from "../staging/array-leaves.ts";
import { flattenCarry, stageLoopBody } from "./loop-body.ts";
import { unroll } from "./unroll.ts";
import { callsFunctions, runScan } from "./unstaged.ts";

/** Options of {@link scan}. */
export interface ScanOptions {
  /** How many steps; needed where `xs` has no leaves, else it must be the length of their first axes. */
  readonly length?: number;
  /** Run from the last slice to the first; outputs keep the positions of their inputs. Default false. */
  readonly reverse?: boolean;
  /** How many steps become one iteration of the loop, or true for all: longer programs, fewer iterations. Default 1. */
  readonly unroll?: number | boolean;
}

/** Reads how many steps become one iteration. */
export const unrollOption: OptionReader<number | boolean> = (value, place) =>
  typeof value === "boolean" ? value : integerOption(1)(value, place);

const scanReaders: OptionReaders<ScanOptions> = {
  length: integerOption(0),
  reverse: booleanOption,
  unroll: unrollOption,
};

/**
 * Runs a function over the slices of arrays along their first axis, carrying a state from step to step.
 *
 * The function is traced once, whatever the number of steps, so programs stay short; gradients flow through it in both
 * modes. In plain JavaScript it would be
 * `for (const x of xs) { [carry, y] = f(carry, x); ys.push(y); }`.
 *
 * @param f - from carry and one slice of `xs` to the next carry and one slice of the output.
 * @param init - the carry before the first step, a tree of arrays; numbers become arrays. The function must return a carry
 *   of the same structure, shapes and dtypes; a weakly typed initial value takes the type that it returns.
 * @param xs - a tree of arrays with one common length of their first axes, or `null`.
 * @param options - see {@link ScanOptions}.
 * @returns the last carry, and the outputs stacked along a new first axis.
 * @throws UsageError when lengths differ, or when the carry changes its structure or types, naming the leaf.
 * @example
 * import { array, scan } from "@proj/array";
 * const [total, running] = scan((sum, x) => [sum.add(x), sum.add(x)], 0, array([1, 2, 3]));
 * total.item(); // → 6
 * running.toList(); // → [1, 3, 6]
 */
export function scan<X, Y>(
  f: (carry: NDArray, x: X) => readonly [carry: ArrayLike, y: Y],
  init: ArrayLike,
  xs: X,
  options?: ScanOptions,
): [carry: NDArray, ys: Y];
export function scan<C, X, Y>(
  f: (carry: C, x: X) => readonly [carry: C, y: Y],
  init: C,
  xs: X,
  options?: ScanOptions,
): [carry: C, ys: Y];
export function scan(
  f: (carry: never, x: never) => unknown,
  init: unknown,
  xs: unknown,
  given?: ScanOptions,
): [unknown, unknown] {
  readArgument("scan", "f", f, functionOption());
  const options = readOptions("scan", given, scanReaders);
  const start = flattenArrays("scan", "init", init);
  const stacked = flattenArrays("scan", "xs", xs);
  const length = scanLength(stacked, options.length);
  if (callsFunctions() && length > 0) {
    const step = (carry: never, x: never): readonly [unknown, unknown] => {
      const returned = f(carry, x);
      if (!isPair(returned)) throw notAPair(returned);
      return returned;
    };
    return runScan(step, start, stacked, length, options.reverse ?? false);
  }
  const numCarry = start.arrays.length;
  let outputTree: TreeDef | null = null;
  const body = stageLoopBody(
    "scan",
    (args) => {
      const returned = f(
        start.treedef.unflatten(args.slice(0, numCarry)) as never,
        stacked.treedef.unflatten(args.slice(numCarry)) as never,
      );
      if (!isPair(returned)) throw notAPair(returned);
      const carry = flattenCarry("scan", start.treedef, returned[0]);
      const y = flattenArrays("scan", "y", returned[1]);
      outputTree = y.treedef;
      return [...carry, ...y.arrays];
    },
    start.arrays,
    start.treedef,
    stacked.arrays.map(({ shape, dtype, weakType }) => abstractArray(shape.slice(1), dtype, weakType)),
  );
  const { jaxpr, consts } = body;
  const reverse = options.reverse ?? false;
  const params = { jaxpr, numConsts: consts.length, numCarry, length, reverse, rules: scanRules };
  const steps = stepsPerIteration(options.unroll, length);
  const results =
    steps > 1
      ? unroll(params, consts, body.init, stacked.arrays, steps)
      : bind("scan", [...consts, ...body.init, ...stacked.arrays], params);
  return [start.treedef.unflatten(results.slice(0, numCarry)), outputTree!.unflatten(results.slice(numCarry))];
}

function isPair(value: unknown): value is readonly [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}

function notAPair(returned: unknown): UsageError {
  const kind = isNDArray(returned) ? `an array ${returned.describe()}` : describeValue(returned);
  return new UsageError({
    operation: "scan",
    received: `a body that returned ${kind}`,
    expected: "a pair [carry, y]",
    remedy: "return [carry, null] if there is nothing to stack, [null, y] if there is nothing to carry",
  });
}

/** The common length of the first axes, after checking that there is one. */
function scanLength({ arrays, treedef }: FlatArrays, given: number | undefined): number {
  const name = (index: number): string => `${leafName("xs", treedef, index)}: ${describeArray(arrays[index]!.aval)}`;
  const scalar = arrays.findIndex((x) => x.ndim === 0);
  if (scalar >= 0) {
    throw new UsageError({
      operation: "scan",
      received: name(scalar),
      expected: "arrays with at least one axis, along which the scan runs",
      remedy: "close over values that are the same in every step, or carry them",
    });
  }
  const length = given ?? arrays[0]?.length;
  if (length === undefined || !Number.isInteger(length) || length < 0) {
    throw new UsageError({
      operation: "scan",
      received: length === undefined ? "xs without leaves, and no length" : `length ${length}`,
      expected: "the number of steps: a natural number",
      remedy: "pass { length: n }",
    });
  }
  if (arrays.every((x) => x.length === length)) return length;
  throw new UsageError({
    operation: "scan",
    received: `${arrays.map((_, index) => name(index)).join(", ")}${given === undefined ? "" : `, and length ${given}`}`,
    expected: "one length of all first axes",
    remedy: "slice or broadcast the arrays so that their first axes agree, and leave the length out",
  });
}

function stepsPerIteration(option: number | boolean | undefined, length: number): number {
  const steps = option === true ? length : option === false || option === undefined ? 1 : option;
  if (Number.isInteger(steps) && steps >= 0) return Math.min(steps, length);
  throw new UsageError({
    operation: "scan",
    received: `unroll ${steps}`,
    expected: "a natural number, true or false",
    remedy: "correct the option, or leave it out",
  });
}
