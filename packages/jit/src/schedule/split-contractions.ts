import { sizeOf, stridesOf } from "@proj/array/core";
import { isEmpty } from "../program/domain.ts";
import type { Contract, Loop, Step, View } from "../program/program.ts";
import type { TargetLimits } from "../target.ts";
import { cut, numberOf } from "./chunks.ts";
import type { Declarations } from "../program/declarations.ts";

/*
 * A product with few results and a long contracted axis, such as the gradient of a weight matrix over a batch and many time
 * steps, keeps few workers busy, and loses digits: targets add up a product in single precision, one term after the other. It
 * becomes a batch of products over chunks of that axis and a loop that adds them up ("split-K").
 */

/** Terms that one sum takes, at least and at most. */
const shortestSum = 1024;
const longestSum = 4096;

/** Into how many sums the products of floats are cut so that each has few terms. */
function chunksForDigits({ m, n, k, dtype }: Contract): number {
  if (dtype !== "float32") return 1;
  // The results of a chunk, m · n, are written and read again: this must be little beside the size · (m + n) that it reads.
  const terms = Math.min(longestSum, Math.max(shortestSum, (8 * m * n) / (m + n)));
  return Math.round(k / terms);
}

/**
 * Splits a product whose contracted axis is long: too long for one sum, or with results too few to keep a parallel target busy.
 *
 * @param step - the product; one with a packed operand stays, as its panels have the whole axis.
 * @param declarations - of the program.
 * @param limits - of the target.
 * @param chunksForWorkers - into how many chunks the target wants it cut, to keep its workers busy.
 * @returns the steps that take its place, or null if it stays.
 */
export function splitContraction(
  step: Contract,
  declarations: Declarations,
  limits: TargetLimits,
  chunksForWorkers: number,
): Step[] | null {
  if (step.accumulate || step.rhs.packed || isEmpty(step)) return null;
  const wanted = Math.max(chunksForDigits(step), chunksForWorkers);
  if (wanted < 2) return null;
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
