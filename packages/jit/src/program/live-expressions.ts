import { operandsOf, withOperands } from "./operands.ts";
import type { ExpressionId, Loop } from "./program.ts";

/** Some expressions of a loop and all that they are computed from. */
export function liveExpressions({ expressions }: Loop, roots: Iterable<ExpressionId>): ReadonlySet<ExpressionId> {
  const live = new Set(roots);
  for (let id = expressions.length - 1; id >= 0; id--)
    if (live.has(id)) for (const operand of operandsOf(expressions[id]!)) live.add(operand);
  return live;
}

/** The loop without expressions that nothing reads. */
export function withoutDead(loop: Loop): Loop {
  const roots = loop.reductions.length > 0 ? loop.reductions : loop.stores;
  const live = liveExpressions(
    loop,
    roots.map(({ value }) => value),
  );
  const renamed = new Map([...live].sort((a, b) => a - b).map((id, position) => [id, position]));
  const expressions = loop.expressions
    .filter((_, id) => live.has(id))
    .map((expression) => withOperands(expression, (id) => renamed.get(id)!));
  return withValues({ ...loop, expressions }, (id) => renamed.get(id)!);
}

/** The loop with the values of its reductions, or else of its stores, renamed. */
export function withValues(loop: Loop, renamed: (id: ExpressionId) => ExpressionId): Loop {
  return loop.reductions.length > 0
    ? { ...loop, reductions: loop.reductions.map((one) => ({ ...one, value: renamed(one.value) })) }
    : { ...loop, stores: loop.stores.map((one) => ({ ...one, value: renamed(one.value) })) };
}
