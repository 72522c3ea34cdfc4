import { bind } from "@proj/array/core";
import { chance, pick, shuffled } from "../choose.ts";
import { choose, type Operation } from "../context.ts";
import { asRounded, isFloating, isWord, like, value, type Value } from "../value.ts";

/** A matrix product along axes of equal length, some of them summed over, some kept in step. */
export const product: Operation = (context) => {
  const { draw } = context;
  const x = choose(context, (y) => (isFloating(y) || isWord(y)) && y.array.ndim > 0);
  if (x === null) return null;
  const chosen = choose(context, (z) => z.array.dtype === x.array.dtype && z.array.ndim > 0)!;
  const [left, right] = isFloating(x) ? [asRounded(x, context.float), asRounded(chosen, context.float)] : [x, chosen];
  const free = new Set(right.array.shape.keys());
  const pairs: (readonly [number, number])[] = [];
  for (const axis of shuffled(draw, [...left.array.shape.keys()])) {
    const fitting = [...free].filter((other) => right.array.shape[other] === left.array.shape[axis]);
    if (fitting.length === 0 || chance(draw, 0.2)) continue;
    const other = pick(draw, fitting);
    free.delete(other);
    pairs.push([axis, other]);
  }
  const batch = pairs.filter(() => chance(draw, 0.3));
  const contracting = pairs.filter((pair) => !batch.includes(pair));
  const [result] = bind("dotGeneral", [left.array, right.array], {
    lhsContracting: contracting.map(([axis]) => axis),
    rhsContracting: contracting.map(([, axis]) => axis),
    lhsBatch: batch.map(([axis]) => axis),
    rhsBatch: batch.map(([, axis]) => axis),
  });
  if (!isFloating(x)) return [value(result, "grid")];
  const terms = contracting.reduce((size, [axis]) => size * left.array.shape[axis]!, 1);
  return [value(bind("mul", [result, like(result, 1 / Math.max(1, terms))], {})[0], "rounded")] satisfies Value[];
};
