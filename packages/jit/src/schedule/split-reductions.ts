import { sizeOf, stridesOf } from "@proj/array/core";
import { ExpressionBuilder } from "../lower/expression-builder.ts";
import { combines } from "../program/folds.ts";
import { withOperands } from "../program/operands.ts";
import type { BufferId, Expression, ExpressionId, Loop, Step, View } from "../program/program.ts";
import type { ParallelSizes } from "../target.ts";
import { cut, numberOf, type Chunks } from "./chunks.ts";
import type { Declarations } from "../program/declarations.ts";
import type { Work } from "../program/work.ts";

/*
 * A loop that folds much into few results keeps few workers busy. It becomes a loop that folds chunks, whose results are many,
 * and a loop that folds the results of the chunks. Outer reduction axes become chunks as they are while they are short
 * enough; the next one is cut, and if it cannot be cut in equal chunks, a third loop folds the rest.
 */

/** Elements that a chunk has at least. */
const leastChunk = 64;
/** What folding a chunk is at least, as a part of the largest small step: with less, the second fold costs more than it gains. */
const leastWork = 1 / 4;

/** What becomes of the reduction axes. */
interface Cutting {
  /** How many axes, from the first, are chunks as they are. */
  readonly whole: number;
  /** How the axis after them is cut; null if it is not. */
  readonly chunks: Chunks | null;
}

function chooseCutting(loop: Loop, work: Work, { width, smallStep }: ParallelSizes): Cutting | null {
  const [results, elements] = [sizeOf(loop.parallel), sizeOf(loop.reduced)];
  if (loop.reductions.length === 0 || results * elements === 0 || results >= width) return null;
  const workOfResult = work.of(loop) / results;
  if (workOfResult <= smallStep) return null;
  const splittable = loop.reductions.every(
    ({ fold, value, dtype }) => combines(fold) && loop.expressions[value]!.dtype === dtype,
  );
  if (!splittable) return null;
  const least = Math.max(leastChunk, (leastWork * smallStep * elements) / workOfResult);
  let wanted = Math.min(Math.ceil(width / results), Math.floor(elements / least));
  if (wanted < 2) return null;
  let whole = 0;
  while (loop.reduced[whole]! <= wanted) wanted = Math.ceil(wanted / loop.reduced[whole++]!);
  return { whole, chunks: wanted < 2 ? null : cut(loop.reduced[whole]!, wanted) };
}

/** Where an old axis is found: Σ coefficient · (position along the new axis) + offset. */
interface AxisMap {
  readonly terms: readonly { readonly axis: number; readonly coefficient: number }[];
  readonly offset: number;
}

/** The loop over other axes; each old one is a combination of them. */
function reindexed(loop: Loop, map: readonly AxisMap[], rank: number): readonly [Expression[], ExpressionId[]] {
  const builder = new ExpressionBuilder();
  const view = (old: View): View => {
    const strides = new Array<number>(rank).fill(0);
    let { offset } = old;
    old.strides.forEach((stride, axis) => {
      const { terms, offset: start } = map[axis]!;
      for (const term of terms) strides[term.axis] = strides[term.axis]! + stride * term.coefficient;
      offset += stride * start;
    });
    return { ...old, offset, strides };
  };
  const integer = (name: "add" | "mul", x: ExpressionId, y: ExpressionId): ExpressionId =>
    builder.add({ op: "binary", dtype: "int32", name, x, y });
  const position = ({ terms, offset }: AxisMap): ExpressionId => {
    let sum = offset === 0 && terms.length > 0 ? null : builder.constant(offset, "int32");
    for (const { axis, coefficient } of terms) {
      const along = builder.add({ op: "index", dtype: "int32", axis });
      const term = coefficient === 1 ? along : integer("mul", along, builder.constant(coefficient, "int32"));
      sum = sum === null ? term : integer("add", sum, term);
    }
    return sum!;
  };
  const renamed: ExpressionId[] = [];
  for (const expression of loop.expressions) {
    if (expression.op === "index") renamed.push(position(map[expression.axis]!));
    else {
      const same = withOperands(expression, (id) => renamed[id]!);
      renamed.push(builder.add(same.op === "load" || same.op === "gather" ? { ...same, view: view(same.view) } : same));
    }
  }
  return [builder.expressions, renamed];
}

/** The fold of each chunk, or, given where the rest begins, of the rest, into `partials`, dense over (chunks…, parallel…). */
function foldChunks(
  loop: Loop,
  { whole, chunks }: Cutting,
  partials: readonly BufferId[],
  slots: readonly number[],
  rest: boolean,
): Loop {
  const { parallel, reduced } = loop;
  const outer = reduced.slice(0, whole);
  const counted = chunks === null || rest ? [] : [chunks.count];
  const inner = chunks === null ? [] : [rest ? chunks.rest : chunks.size];
  const kept = reduced.slice(whole + inner.length);
  const lead = outer.length + counted.length;
  const rank = lead + parallel.length;
  const at = (axis: number): AxisMap => ({ terms: [{ axis, coefficient: 1 }], offset: 0 });
  const map: AxisMap[] = [...parallel.map((_, axis) => at(lead + axis)), ...outer.map((_, axis) => at(axis))];
  if (chunks !== null) {
    const along = { axis: rank, coefficient: 1 };
    map.push(
      rest
        ? { terms: [along], offset: chunks.count * chunks.size }
        : { terms: [{ axis: outer.length, coefficient: chunks.size }, along], offset: 0 },
    );
  }
  kept.forEach((_, axis) => map.push(at(rank + inner.length + axis)));
  const [expressions, renamed] = reindexed(loop, map, rank + inner.length + kept.length);
  const dense = stridesOf([...slots, ...parallel]);
  const offset = rest ? chunks!.count * dense[whole]! : 0;
  const strides = rest ? dense.toSpliced(whole, 1) : dense;
  return {
    kind: "loop",
    parallel: [...outer, ...counted, ...parallel],
    reduced: [...inner, ...kept],
    expressions,
    reductions: loop.reductions.map((reduction) => ({ ...reduction, value: renamed[reduction.value]! })),
    stores: partials.map((buffer, value) => ({ view: { buffer, offset, strides, dynamic: [] }, value })),
  };
}

/**
 * Splits a loop whose results are too few to keep a parallel target busy and whose fold is long.
 *
 * @returns the loops that take its place, or null if it stays.
 */
export function splitReduction(
  loop: Loop,
  declarations: Declarations,
  work: Work,
  sizes: ParallelSizes,
): Step[] | null {
  const cutting = chooseCutting(loop, work, sizes);
  if (cutting === null) return null;
  const { whole, chunks } = cutting;
  const slots = [...loop.reduced.slice(0, whole), ...(chunks === null ? [] : [numberOf(chunks)])];
  const size = sizeOf(slots) * sizeOf(loop.parallel);
  const partials = loop.reductions.map(({ dtype }) => declarations.buffer(dtype, size, "scratch"));
  const parts = [foldChunks(loop, cutting, partials, slots, false)];
  if (chunks !== null && chunks.rest > 0) parts.push(foldChunks(loop, cutting, partials, slots, true));
  const dense = stridesOf([...slots, ...loop.parallel]);
  const strides = [...dense.slice(slots.length), ...dense.slice(0, slots.length)];
  const foldOfParts: Loop = {
    ...loop,
    reduced: slots,
    expressions: partials.map((buffer, index) => ({
      op: "load",
      dtype: loop.reductions[index]!.dtype,
      view: { buffer, offset: 0, strides, dynamic: [] },
    })),
    reductions: loop.reductions.map(({ fold, dtype }, value) => ({ fold, value, dtype })),
  };
  return [...parts, foldOfParts];
}
