/*
 * Which axis of a loop nest runs in vector lanes. The choice is by an estimate of instructions: neighbouring elements are loaded and
 * stored in one, others lane by lane; a reduced axis in lanes needs its lanes folded in the end.
 */
import { binaryFunctions, isWide, unaryFunctions } from "@proj/array/core";
import { combines, operandsOf, type Expression } from "@proj/jit/core";
import type { DType } from "@proj/array";
import { bytesOf } from "../../layout.ts";
import type { LoopNest } from "./loop-nest.ts";
import { worksInPlace } from "./loop-nest.ts";

/** How a loop nest runs. */
export interface LoopSchedule {
  /** 4, 2 for nests with doubles, or 1 for those in which something has no vector form, as integers of 64 bits. */
  readonly width: 1 | 2 | 4;
  /** Axes from outermost to innermost: parallel ones first. */
  readonly order: readonly number[];
  /** The axis in lanes, or −1. */
  readonly vectorAxis: number;
  /** Vectors that are computed side by side. */
  readonly unroll: number;
  /** A long reduced axis that runs in blocks outside of all others, and how long they are; null for none. */
  readonly blocked: { readonly axis: number; readonly rounds: number } | null;
  /** Whether the last, incomplete vector may overlap the one before. */
  readonly overlap: boolean;
}

/** Whether an expression is a function of many instructions, by its cost in additions. */
function isHeavy(expression: Expression): boolean {
  const { op } = expression;
  if (op === "unary") return unaryFunctions[expression.name].cost >= 12;
  return op === "binary" && binaryFunctions[expression.name].cost >= 12;
}

/** How many numbers one single-precision sum should take. */
export const shortSum = 64;
/** Blocks of an axis at most: as many sums are added one after the other. */
const mostBlocks = 128;

/** Rounds of a reduction in one block: few, whose rows stay in the cache, unless there would be too many blocks. */
const roundsOfBlock = (length: number): number => shortSum * Math.ceil(length / (shortSum * mostBlocks));

/** How many vectors are computed side by side: several where a round is so short, or so serial, that the processor would wait. */
function sideBySide({ loop: { expressions, reductions } }: LoopNest, work: number): number {
  if (work <= 10) return 4;
  // Beside a polynomial and its constants the sum has no register: through memory, one sum waits for itself longer than the work takes.
  if (work <= (reductions.length > 0 ? 40 : 16)) return 2;
  const depths: number[] = [];
  expressions.forEach((expression, id) => {
    depths[id] = Math.max(0, ...operandsOf(expression).map((operand) => depths[operand] ?? 0)) + 1;
  });
  // Processors look ahead by about a hundred instructions: behind a longer chain, such as a random number's, they do not see the next round.
  const chain = Math.max(0, ...depths);
  if (chain < 50 || expressions.length >= 2.5 * chain) return 1;
  // Beside a polynomial there are no registers for more.
  return expressions.some(isHeavy) ? 2 : 4;
}

/** How many elements a vector holds of all that a nest computes with, where `pairs` of doubles are computed or are not. */
function widthOf({ loop: { expressions } }: LoopNest, pairs: boolean): 1 | 2 | 4 {
  const has = (is: (dtype: DType) => boolean): boolean => expressions.some(({ dtype }) => is(dtype));
  if (has(isWide)) return 1;
  if (!has((dtype) => dtype === "float64")) return 4;
  // From doubles to halves, a conversion rounds once, which has no vector form.
  return !pairs || has((dtype) => dtype === "float16") ? 1 : 2;
}

/** The schedule of a loop nest. */
export function vectorize(nest: LoopNest, pairs: boolean): LoopSchedule {
  const { loop, axes, views } = nest;
  const axisIds = axes.map((_, axis) => axis);
  const width = widthOf(nest, pairs);
  const args = loop.reductions.some(({ fold }) => !combines(fold));
  const work = loop.expressions.reduce((sum, expression) => {
    if (expression.op === "constant") return sum;
    return sum + (isHeavy(expression) ? 20 : 1);
  }, 0);

  const candidates = width === 1 ? [] : axisIds.filter((axis) => !(args && axes[axis]?.reduced === true));
  const cost = (axis: number): number => {
    const { length, reduced } = axes[axis] ?? { length: 1, reduced: false };
    const points = axes.reduce((product, other) => product * other.length, 1) / length;
    const outputs = axes.reduce((product, other) => product * (other.reduced ? 1 : other.length), 1);
    const access = (stride: number, bytes: number): number => (stride === 0 ? 0.5 : Math.abs(stride) === bytes ? 1 : 5);
    const memory = loop.expressions.reduce((sum, expression) => {
      if (expression.op !== "load" && expression.op !== "gather") return sum;
      const view = views.get(expression.view);
      const own = access(view?.strides[axis] ?? 0, bytesOf(view?.dtype ?? "float32"));
      return sum + (expression.op === "gather" ? own + 8 : own);
    }, 0);
    const stores = loop.stores.reduce((sum, { view }) => {
      const bytes = views.get(view);
      return sum + access(bytes?.strides[axis] ?? 0, bytesOf(bytes?.dtype ?? "float32"));
    }, 0);
    const inner =
      points *
      Math.ceil(length / width) *
      (work + memory + (loop.reductions.length > 0 ? loop.reductions.length : stores));
    const perOutput = reduced
      ? outputs * (10 * loop.reductions.length + stores)
      : (outputs / length) * Math.ceil(length / width) * stores;
    return inner + (loop.reductions.length > 0 ? perOutput : 0);
  };
  let vectorAxis = -1;
  let least = Infinity;
  // Of equal axes the later wins: it is the one whose elements are neighbours more often.
  for (const axis of candidates) {
    const own = cost(axis);
    if (own <= least) [vectorAxis, least] = [axis, own];
  }
  const innerLast = (group: number[]): number[] => [
    ...group.filter((axis) => axis !== vectorAxis),
    ...group.filter((axis) => axis === vectorAxis),
  ];
  const order = [
    ...innerLast(axisIds.filter((axis) => axes[axis]?.reduced === false)),
    ...innerLast(axisIds.filter((axis) => axes[axis]?.reduced === true)),
  ];
  const horizontal = axes[vectorAxis]?.reduced === true;
  const isIncomplete = (axes[vectorAxis]?.length ?? 0) % width > 0;
  // Columns summed a few at a time walk all rows again and again: in blocks, the rows stay in the cache.
  const reducedAxes = axisIds.filter((axis) => axes[axis]?.reduced === true);
  const [only = -1] = reducedAxes;
  const blocked =
    vectorAxis >= 0 &&
    !horizontal &&
    !args &&
    reducedAxes.length === 1 &&
    loop.stores.length === loop.reductions.length &&
    new Set(loop.stores.map(({ value }) => value)).size === loop.stores.length &&
    (axes[only]?.length ?? 0) >= 4 * shortSum &&
    (axes[vectorAxis]?.length ?? 0) > 16;
  const unroll = vectorAxis < 0 ? 1 : sideBySide(nest, work);
  return {
    // A nest without axes computes one point; vectors would only add conversions, but the functions of singles are vectors anyway.
    width: vectorAxis < 0 && (args || width === 2) ? 1 : width,
    order,
    vectorAxis,
    unroll,
    blocked: blocked ? { axis: only, rounds: roundsOfBlock(axes[only]?.length ?? 0) } : null,
    // A blocked reduction reads what it stored: an element of two vectors would be counted twice.
    overlap: isIncomplete && !horizontal && !blocked && !worksInPlace(nest),
  };
}
