import type { Expression, Loop } from "@proj/jit/core";
import type { Capabilities } from "../../capabilities.ts";

/*
 * Compilers of GPUs write out the rounds of short loops, so that a jump and a comparison are shared by several elements. The
 * compilers of adapters made of software do not, and kernels for them arrive written out. More text takes longer to compile: only
 * loops with many rounds are worth it, and only short bodies gain.
 */

/** Operations that are written out at most; with as many in a body, the loop around them costs little. */
const mostOperations = 64;
/** What a function that WGSL has no instruction for counts as. */
const operationsOfFunction = 16;

const functionsOfTwo: ReadonlySet<string> = new Set(["pow", "atan2", "rem", "nextAfter"]);

function operationsOf(expression: Expression): number {
  const isFunction = expression.op === "unary" || (expression.op === "binary" && functionsOfTwo.has(expression.name));
  return isFunction ? operationsOfFunction : 1;
}

/** How many operations one point or element of a loop takes. */
export const operationsInBody = ({ expressions }: Loop): number =>
  expressions.reduce((sum, expression) => sum + operationsOf(expression), 0);

/**
 * How many rounds of a loop are written out: a power of two.
 *
 * @param rounds - how often each thread goes round.
 * @param times - how often the loop is run by a workgroup or one after it.
 * @param operations - in the body.
 * @param capabilities - what the kernel may rely on.
 */
export function copiesOf(
  rounds: number,
  times: number,
  operations: number,
  { unrolling }: Pick<Capabilities, "unrolling">,
): number {
  if (unrolling === null || rounds * times < unrolling.leastRounds) return 1;
  const most = Math.min(unrolling.copies, rounds / 2, mostOperations / operations);
  return most < 2 ? 1 : 2 ** Math.floor(Math.log2(most));
}
