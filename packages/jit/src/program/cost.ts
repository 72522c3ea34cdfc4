import { dtypes, sizeOf } from "@proj/array/core";
import type { Loop, ProcedureStep, Step } from "./program.ts";
import { isComputeStep, nestedSteps } from "./walk.ts";

/** What running a step costs, as people count: see work.ts for what passes decide by. */
export interface Cost {
  /** Scalar operations; a product and its addition are two. */
  readonly operations: number;
  /** Bytes loaded and stored, not counting what stays in registers. */
  readonly bytes: number;
}

function loopCost(loop: Loop): Cost {
  const points = sizeOf(loop.parallel) * sizeOf(loop.reduced);
  let operations = loop.reductions.length;
  let bytes = 0;
  for (const expression of loop.expressions) {
    if (expression.op === "load" || expression.op === "gather") bytes += dtypes[expression.dtype].bytes;
    else if (expression.op !== "constant" && expression.op !== "index" && expression.op !== "counter") operations += 1;
  }
  const stored = loop.stores.reduce(
    (sum, { value }) =>
      sum + dtypes[loop.reductions.length > 0 ? loop.reductions[value]!.dtype : loop.expressions[value]!.dtype].bytes,
    0,
  );
  return { operations: operations * points, bytes: bytes * points + stored * sizeOf(loop.parallel) };
}

/**
 * What a procedure takes, as far as its arrays tell: n³ for matrices of n rows and columns, whatever the factor. How often its
 * loops go round only running it shows.
 */
export function procedureOperations({ procedure, batch }: ProcedureStep): number {
  const largest = Math.max(1, ...procedure.arrays.map(({ size }) => size));
  return Math.round(sizeOf(batch) * largest ** 1.5);
}

/** What a step itself costs, once; steps that say when others run cost nothing. */
export function costOf(step: Step): Cost {
  switch (step.kind) {
    case "loop":
      return loopCost(step);
    case "pack":
      return { operations: 0, bytes: 2 * step.k * step.n * dtypes[step.dtype].bytes };
    case "contract": {
      const repeats = sizeOf(step.batch);
      return {
        operations: 2 * repeats * step.m * step.n * step.k,
        bytes: repeats * dtypes[step.dtype].bytes * (step.m * step.k + step.k * step.n + step.m * step.n),
      };
    }
    case "scatter":
    case "cumulative":
      return { operations: sizeOf(step.domain), bytes: 2 * sizeOf(step.domain) * dtypes[step.dtype].bytes };
    case "sort": {
      const points = sizeOf(step.domain);
      return {
        operations: points * Math.ceil(Math.log2(Math.max(2, step.domain.at(-1) ?? 1))),
        bytes: 4 * points * (step.keys.length + 2 * step.moved.length),
      };
    }
    case "procedure": {
      const { arrays } = step.procedure;
      const bytes = arrays.reduce((sum, { size, dtype }) => sum + size * dtypes[dtype].bytes, 0);
      return { operations: procedureOperations(step), bytes: sizeOf(step.batch) * bytes };
    }
    case "callback":
    case "scan":
    case "while":
    case "cond":
    case "tiles":
    case "group":
      return { operations: 0, bytes: 0 };
  }
}

/**
 * How many times a parallel target is sent work by steps: once for each that does not order others; tiles and groups are one,
 * and what a loop outside of tiles runs counts in every iteration. Of a while one iteration counts, of a cond every branch.
 */
export function dispatchesOf(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + dispatchesOfStep(step), 0);
}

function dispatchesOfStep(step: Step): number {
  if (isComputeStep(step)) return 1;
  switch (step.kind) {
    case "scan":
      return step.length * dispatchesOf(step.body);
    case "while":
    case "cond":
      return dispatchesOf(nestedSteps(step).flat());
    case "tiles":
    case "group":
      return 1;
  }
}
