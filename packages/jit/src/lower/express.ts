import { Literal, type Atom, type Variable } from "@proj/array/core";
import type { ExpressionId } from "../program/program.ts";
import type { ExpressionBuilder } from "./expression-builder.ts";
import { axisIndexOf, composeView, indexMapKey, isIdentity, type IndexMap } from "./index-map.ts";
import type { StridedArray } from "./strided-array.ts";

/** What the expressions of one loop are written from. */
export interface LoopContext {
  readonly builder: ExpressionBuilder;
  /** Lengths of the loop's parallel and reduction axes. */
  readonly domain: readonly number[];
  /** The literal that a binder stands for, or the atom itself. */
  readonly resolve: (atom: Atom) => Atom;
  /** Where the loop may read a variable from, or null if it must compute it. */
  readonly locate: (variable: Variable, atIdentity: boolean) => StridedArray | null;
  /** The expression by which the equation of a variable computes one element. */
  readonly compute: (variable: Variable, map: IndexMap) => ExpressionId;
  readonly memo: Map<Variable, Map<string, ExpressionId>>;
}

/** The expression for one element of an atom: the one that `map` names at each point of the domain. */
export function express(context: LoopContext, unresolved: Atom, map: IndexMap): ExpressionId {
  const atom = context.resolve(unresolved);
  if (atom instanceof Literal) return context.builder.constant(atom.value, atom.aval.dtype);
  let memo = context.memo.get(atom);
  if (memo === undefined) context.memo.set(atom, (memo = new Map<string, ExpressionId>()));
  const key = indexMapKey(map);
  const known = memo.get(key);
  if (known !== undefined) return known;
  const place = context.locate(atom, isIdentity(map, atom.aval.shape, context.domain));
  const id =
    place === null
      ? context.compute(atom, map)
      : context.builder.add({ op: "load", dtype: place.dtype, view: composeView(place, map, context.domain.length) });
  memo.set(key, id);
  return id;
}

/** {@link express} for an operand of an elementwise equation, which may be a scalar among arrays. */
export function expressOperand(context: LoopContext, operand: Atom, map: IndexMap): ExpressionId {
  return express(context, operand, operand.aval.shape.length === 0 ? [] : map);
}

/** The map that follows axes `from`, `from + 1`, … of the domain. */
export function consecutiveAxes(from: number, count: number, rank: number): IndexMap {
  return Array.from({ length: count }, (_, axis) => axisIndexOf(from + axis, rank));
}
