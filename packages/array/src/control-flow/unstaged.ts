import type { TreeDef } from "@proj/tree";
import { modes } from "../core/modes.ts";
import { convert, toArray, type ArrayLike } from "../core/operands.ts";
import { stagingTrace } from "../core/trace.ts";
import { realNumber } from "../core/types/scalar-value.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { flattenArrays, type FlatArrays } from "../staging/array-leaves.ts";
import { changedCarry, flattenCarry } from "./loop-body.ts";
import { adoptNumber, givesWay, promoteWeak } from "./result-types.ts";
import { row, stack } from "./unroll.ts";

/*
 * Loops and branches as those of the language: what happens to them where staging is switched off (`disableJit`).
 */

/** Whether functions are to be called, not staged. */
export function callsFunctions(): boolean {
  return modes().jitDisabled && stagingTrace() === null;
}

/** The value of a scalar, or null where a transformation hides it. */
export function knownValue(x: NDArray): number | null {
  const known = x.knownScalar();
  return known === null ? null : realNumber(known);
}

/** A scan, step by step. */
export function runScan(
  f: (carry: never, x: never) => readonly [unknown, unknown],
  start: FlatArrays,
  xs: FlatArrays,
  length: number,
  reverse: boolean,
): [carry: unknown, ys: unknown] {
  let carry: readonly NDArray[] = start.arrays;
  const ys: FlatArrays[] = [];
  for (let step = 0; step < length; step++) {
    const index = reverse ? length - 1 - step : step;
    const x = xs.treedef.unflatten(xs.arrays.map((stacked) => row(stacked, index)));
    const [next, y] = f(start.treedef.unflatten(carry) as never, x as never);
    carry = nextCarry("scan", start.treedef, carry, next);
    ys[index] = flattenArrays("scan", "y", y);
  }
  const stacked = ys[0]!.arrays.map((_, leaf) => stack(ys.map(({ arrays }) => arrays[leaf]!)));
  return [start.treedef.unflatten(carry), ys[0]!.treedef.unflatten(stacked)];
}

/** The carry that a body returned, in the types of the one that it took, which may be weak and give way to it. */
function nextCarry(
  operation: string,
  treedef: TreeDef,
  taken: readonly NDArray[],
  returned: unknown,
): readonly NDArray[] {
  return flattenCarry(operation, treedef, returned).map((result, leaf) => {
    const before = taken[leaf]!;
    const next = adoptNumber(operation, result, before.aval);
    if (givesWay(next.aval, next.knownScalar(), before.aval)) return convert(next, before.dtype, next.weakType);
    if (promoteWeak(before, next.aval) !== before) return next;
    throw changedCarry(operation, treedef, leaf, before.aval, next.aval);
  });
}

/** A loop that runs while something holds, step by step; null where a batch hides whether it does. */
export function runWhile(
  operation: string,
  condition: (state: never) => ArrayLike,
  body: (state: never) => unknown,
  init: FlatArrays,
  maxSteps: number | null,
): { readonly state: unknown } | null {
  const { treedef } = init;
  let state = init.arrays;
  for (let step = 0; maxSteps === null || step < maxSteps; step++) {
    const goesOn = knownValue(toArray(condition(treedef.unflatten(state) as never), operation));
    if (goesOn === null) return null;
    if (goesOn === 0) return { state: treedef.unflatten(state) };
    state = nextCarry(operation, treedef, state, body(treedef.unflatten(state) as never));
  }
  return { state: treedef.unflatten(state) };
}
