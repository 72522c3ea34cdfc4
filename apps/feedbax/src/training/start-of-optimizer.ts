import { UsageError } from "@proj/array";
import { isArray } from "@proj/module";
import { keyString, leavesWithPath, structure, structureMismatch } from "@proj/tree";
import { copyArrays } from "./copies.ts";

/**
 * A state of the optimiser that is given, to begin with, as a copy.
 *
 * @param empty - the state with which the run would begin otherwise.
 * @throws UsageError when the given one belongs to another optimiser or to other parameters.
 */
export function startOfOptimizer<OptState>(operation: string, empty: OptState, given: unknown): OptState {
  const difference =
    structureMismatch(structure(empty as unknown), structure(given), "optState") ?? shapeDifference(empty, given);
  if (difference === null) return copyArrays(given) as OptState;
  throw new UsageError({
    operation,
    received: `an optState of another optimiser or of other parameters: ${difference}`,
    expected: "the state of this optimiser for what is trained at the first batch",
    remedy: "pass the optState of a run with the same optimiser and whereTrain, or leave it out",
  });
}

function shapeDifference(empty: unknown, given: unknown): string | null {
  const others = leavesWithPath(given, undefined);
  const typeOf = (leaf: unknown): string => (isArray(leaf) ? `${leaf.dtype}[${leaf.shape.join()}]` : typeof leaf);
  const found = leavesWithPath(empty, undefined).flatMap(([path, leaf], index) => {
    const [expected, received] = [typeOf(leaf), typeOf(others[index]?.[1])];
    return expected === received ? [] : [`${received} at optState${keyString(path)} instead of ${expected}`];
  });
  return found[0] ?? null;
}
