import { describeArray } from "../core/types/abstract-array.ts";
import { UsageError, functionOption, readArgument } from "@proj/tree/core";
import { whileRules } from "./rules.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { scalar, type ArrayLike } from "../core/operands.ts";
import type { WhileReversal } from "../core/primitives.ts";
import { stage } from "../staging/stage.ts";
import { bind } from "../core/trace.ts";
import { flattenArrays } from "../staging/array-leaves.ts";
import { flattenCarry, stageLoopBody } from "./loop-body.ts";
import { callsFunctions, runWhile } from "./unstaged.ts";

/**
 * Repeats a function while a condition on its state holds: `while (condition(state)) state = body(state)`.
 *
 * The number of steps may depend on values that are not known while tracing; therefore only forward-mode derivatives
 * exist. Where gradients are wanted use {@link scan}, `foriLoop` between JavaScript numbers, or `checkpointedWhileLoop` of
 * `@proj/autodiff`.
 *
 * @param condition - from the state to one boolean scalar.
 * @param body - from the state to the next state, of the same structure, shapes and dtypes.
 * @param init - the first state, a tree of arrays; numbers become arrays.
 * @returns the first state for which the condition does not hold.
 * @throws UsageError when the condition is not a boolean scalar, or when the state changes its structure or types.
 * @example
 * import { whileLoop } from "@proj/array";
 * whileLoop((x) => x.lt(100), (x) => x.mul(2), 3).item(); // → 192
 */
export function whileLoop(
  condition: (state: NDArray) => ArrayLike,
  body: (state: NDArray) => ArrayLike,
  init: ArrayLike,
): NDArray;
export function whileLoop<C>(condition: (state: C) => ArrayLike, body: (state: C) => C, init: C): C;
export function whileLoop(
  condition: (state: never) => ArrayLike,
  body: (state: never) => unknown,
  init: unknown,
): unknown {
  readArgument("whileLoop", "condition", condition, functionOption());
  readArgument("whileLoop", "body", body, functionOption());
  return runWhileLoop("whileLoop", condition, body, init, null, null);
}

/**
 * {@link whileLoop} in the name of another function.
 *
 * @param maxSteps - after how many steps it ends in any case; `null` for never.
 * @param reverse - how it is run backwards; `null` for not at all.
 */
export function runWhileLoop(
  operation: string,
  condition: (state: never) => ArrayLike,
  body: (state: never) => unknown,
  init: unknown,
  maxSteps: number | null,
  reverse: WhileReversal | null,
): unknown {
  const start = flattenArrays(operation, "init", init);
  const { arrays, treedef } = start;
  const ran = callsFunctions() ? runWhile(operation, condition, body, start, maxSteps) : null;
  if (ran !== null) return ran.state;
  const numArrays = arrays.length;
  const rebuild = (args: readonly NDArray[]): never => treedef.unflatten(args.slice(0, numArrays)) as never;
  const counted = maxSteps === null ? [] : [scalar(0, "int32")];
  const staged = stageLoopBody(
    operation,
    (args) => [
      ...flattenCarry(operation, treedef, body(rebuild(args))),
      ...args.slice(numArrays).map((count) => bind("add", [count, scalar(1, "int32")], {})[0]),
    ],
    [...arrays, ...counted],
    treedef,
    [],
  );
  const test = stage(
    (args) => {
      const answer = oneAnswer(operation, flattenArrays(operation, "condition", condition(rebuild(args))).arrays);
      const count = args[numArrays];
      if (count === undefined) return [answer];
      return bind("and", [bind("lt", [count, scalar(maxSteps!, "int32")], {})[0], answer], {});
    },
    staged.init.map((array) => array.aval),
    operation,
  );
  const params = {
    condition: test.jaxpr,
    numConditionConsts: test.consts.length,
    body: staged.jaxpr,
    numBodyConsts: staged.consts.length,
    numOngoing: 0,
    reverse,
    rules: whileRules,
  };
  return rebuild(bind("while", [...test.consts, ...staged.consts, ...staged.init], params));
}

/** The one boolean that a condition gives. */
function oneAnswer(operation: string, answers: readonly NDArray[]): NDArray {
  const [answer] = answers;
  if (answer !== undefined && answers.length === 1 && answer.dtype === "bool" && answer.ndim === 0) return answer;
  throw new UsageError({
    operation,
    received: `a condition that returns ${answers.map(({ aval }) => describeArray(aval)).join(", ") || "nothing"}`,
    expected: "one boolean scalar, bool[]",
    remedy: "compare (x.lt(y)), and reduce several answers to one with all or any",
  });
}
