import { sizeOf, stridesOf } from "@proj/array/core";
import type { Contract, Loop, Step, View } from "../program/program.ts";
import type { TargetLimits } from "../target.ts";
import { cut, numberOf } from "./chunks.ts";
import type { Declarations } from "../program/declarations.ts";
import type { Work } from "../program/work.ts";

/*
 * A product with few results and a long contracted axis, such as the gradient of a weight matrix over a batch and many time
 * steps, keeps few workers busy. It becomes a batch of products over chunks of that axis and a loop that adds them up
 * ("split-K").
 */

/** Rows and columns of the part of a product that keeps one worker busy. */
const tile = 32;
/** The shortest chunk of the contracted axis. */
const leastChunk = 128;

function chunksWanted(
  step: Contract,
  work: Work,
  { width, smallStep }: NonNullable<TargetLimits["parallelism"]>,
): number {
  const { m, n, k } = step;
  if (step.accumulate || step.rhs.packed || step.dtype === "bool" || work.of(step) <= smallStep) return 1;
  const tiles = sizeOf(step.batch) * Math.ceil(m / tile) * Math.ceil(n / tile);
  // A chunk reads size · (m + n) elements and its result, m · n, is written and read again: this must be the smaller part.
  const least = Math.max(leastChunk, (2 * m * n) / (m + n));
  return Math.min(Math.ceil(width / tiles), Math.floor(k / least));
}

/**
 * Splits a product whose results are too few to keep a parallel target busy and whose contracted axis is long.
 *
 * @returns the steps that take its place, or null if it stays.
 */
export function splitContraction(
  step: Contract,
  declarations: Declarations,
  work: Work,
  limits: TargetLimits,
): Step[] | null {
  const wanted = chunksWanted(step, work, limits.parallelism!);
  if (wanted < 2 || step.rhs.packed) return null;
  const { batch, m, n, k, dtype } = step;
  const rank = batch.length;
  const chunks = cut(k, wanted);
  const { count, size, rest } = chunks;
  const partial = declarations.buffer(dtype, numberOf(chunks) * sizeOf(batch) * m * n, "scratch");
  const dense = stridesOf([numberOf(chunks), ...batch, m, n]);
  const rhs = step.rhs.view;
  const lhsStride = step.lhs.strides[rank + 1]!;
  const rhsStride = rhs.strides[rank]!;
  const product = (over: readonly number[], length: number, lhs: View, right: View, out: View): Contract => {
    const workspace = limits.contractWorkspace(m, n, length, dtype);
    return {
      ...step,
      batch: over,
      k: length,
      lhs,
      rhs: { packed: false, view: right },
      out,
      workspace: workspace === 0 ? null : declarations.buffer(dtype, workspace, "scratch"),
    };
  };
  const steps: Step[] = [
    product(
      [count, ...batch],
      size,
      { ...step.lhs, strides: [lhsStride * size, ...step.lhs.strides] },
      { ...rhs, strides: [rhsStride * size, ...rhs.strides] },
      { buffer: partial, offset: 0, strides: dense, dynamic: [] },
    ),
  ];
  if (rest > 0) {
    steps.push(
      product(
        batch,
        rest,
        { ...step.lhs, offset: step.lhs.offset + lhsStride * size * count },
        { ...rhs, offset: rhs.offset + rhsStride * size * count },
        { buffer: partial, offset: count * dense[0]!, strides: dense.slice(1), dynamic: [] },
      ),
    );
  }
  const total: Loop = {
    kind: "loop",
    parallel: [...batch, m, n],
    reduced: [numberOf(chunks)],
    expressions: [
      {
        op: "load",
        dtype,
        view: { buffer: partial, offset: 0, strides: [...dense.slice(1), dense[0]!], dynamic: [] },
      },
    ],
    reductions: [{ fold: "sum", value: 0, dtype }],
    stores: [{ view: step.out, value: 0 }],
  };
  return [...steps, total];
}
