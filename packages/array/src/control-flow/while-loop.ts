import { describeArray } from "../core/types/abstract-array.ts";
import { UsageError, functionOption, readArgument } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import type { ArrayLike } from "../core/operands.ts";
import { stage } from "../staging/stage.ts";
import { bind } from "../core/trace.ts";
import { flattenArrays } from "../staging/array-leaves.ts";
import { flattenCarry, stageLoopBody } from "./loop-body.ts";
import { callsFunctions, runWhile } from "./unstaged.ts";

/**
 * Repeats a function while a condition on its state holds: `while (condition(state)) state = body(state)`.
 *
 * The number of steps may depend on values that are not known while tracing; therefore only forward-mode derivatives
 * exist. Use {@link scan}, or `foriLoop` between JavaScript numbers, where gradients are wanted.
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
  const start = flattenArrays("whileLoop", "init", init);
  const { arrays, treedef } = start;
  const ran = callsFunctions() ? runWhile(condition, body, start) : null;
  if (ran !== null) return ran.state;
  const rebuild = (args: readonly NDArray[]): never => treedef.unflatten(args) as never;
  const staged = stageLoopBody(
    "whileLoop",
    (args) => flattenCarry("whileLoop", treedef, body(rebuild(args))),
    arrays,
    treedef,
    [],
  );
  const test = stage(
    (args) => flattenArrays("whileLoop", "condition", condition(rebuild(args))).arrays,
    staged.init.map((array) => array.aval),
    "whileLoop",
  );
  const answers = test.jaxpr.outputs;
  if (answers.length !== 1 || answers[0]!.aval.dtype !== "bool" || answers[0]!.aval.shape.length !== 0) {
    throw new UsageError({
      operation: "whileLoop",
      received: `a condition that returns ${answers.map((answer) => describeArray(answer.aval)).join(", ") || "nothing"}`,
      expected: "one boolean scalar, bool[]",
      remedy: "compare (x.lt(y)), and reduce several answers to one with all or any",
    });
  }
  const params = {
    condition: test.jaxpr,
    numConditionConsts: test.consts.length,
    body: staged.jaxpr,
    numBodyConsts: staged.consts.length,
  };
  return treedef.unflatten(bind("while", [...test.consts, ...staged.consts, ...staged.init], params));
}
