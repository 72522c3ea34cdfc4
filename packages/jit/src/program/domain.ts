import { sizeOf } from "@proj/array/core";
import type { TargetLimits } from "../target.ts";
import type { ComputeStep, Cumulative, ProcedureStep, Sort } from "./program.ts";

/** The lengths of the axes over which a step works. */
export function domainOf(step: ComputeStep): readonly number[] {
  switch (step.kind) {
    case "loop":
      return [...step.parallel, ...step.reduced];
    case "pack":
      return [step.k, step.n];
    case "contract":
      return [...step.batch, step.m, step.n, step.k];
    case "scatter":
    case "sort":
    case "cumulative":
      return step.domain;
    case "callback":
      return [];
    case "procedure":
      return [...step.batch, ...step.procedure.arrays.slice(0, arraysOutside(step)).map(({ size }) => size)];
  }
}

/** How many arrays of a procedure are not its own. */
const arraysOutside = ({ operands, results }: ProcedureStep): number => operands.length + results.length;

/** The lines along the last axis of a domain, each of which is sorted or folded by itself. */
export interface Lines {
  /** The lengths of the other axes. */
  readonly outer: readonly number[];
  readonly count: number;
  /** Elements of a line. */
  readonly length: number;
}

/** The lines on which a step works. */
export function linesOf({ domain }: Sort | Cumulative): Lines {
  const outer = domain.slice(0, -1);
  return { outer, count: sizeOf(outer), length: domain.at(-1) ?? 1 };
}

/** How many leading axes of the domain can be cut into pieces that do not need each other. */
export function freeAxes(step: ComputeStep): number {
  switch (step.kind) {
    case "loop":
      return step.parallel.length;
    case "pack":
    case "callback":
      return 0;
    case "contract":
      // The columns of a packed operand lie together.
      return step.batch.length + (step.rhs.packed ? 1 : 2);
    case "scatter":
      return step.domain.length;
    case "sort":
    case "cumulative":
      return step.domain.length - 1;
    case "procedure":
      // Where many things are computed at once, each member of a batch has its workspaces.
      return 0;
  }
}

/** The same step with a free axis of another length; its views stay. */
export function withLength(step: ComputeStep, axis: number, length: number): ComputeStep {
  switch (step.kind) {
    case "loop":
      return { ...step, parallel: step.parallel.with(axis, length) };
    case "contract": {
      const rank = step.batch.length;
      if (axis === rank) return { ...step, m: length };
      if (axis === rank + 1) return { ...step, n: length };
      return { ...step, batch: step.batch.with(axis, length) };
    }
    case "procedure":
      return { ...step, batch: step.batch.with(axis, length) };
    case "pack":
    case "callback":
      return step;
    case "scatter":
    case "sort":
    case "cumulative":
      return { ...step, domain: step.domain.with(axis, length) };
  }
}

/** Whether a step has nothing to do. */
export function isEmpty(step: ComputeStep): boolean {
  switch (step.kind) {
    case "loop":
      return sizeOf(step.parallel) === 0;
    case "contract":
      return sizeOf(step.batch) * step.m * step.n === 0 || (step.k === 0 && step.accumulate);
    case "pack":
    case "scatter":
    case "sort":
    case "cumulative":
    case "callback":
      return sizeOf(domainOf(step)) === 0;
    case "procedure":
      return sizeOf(step.batch) === 0;
  }
}

/** How many elements of scratch memory a step needs for its own use. */
export function workspaceSize(step: ComputeStep, limits: TargetLimits): number {
  switch (step.kind) {
    case "contract":
      return step.workspace === null ? 0 : limits.contractWorkspace(step.m, step.n, step.k, step.dtype);
    case "sort": {
      const { count, length } = linesOf(step);
      return limits.sortWorkspace(count, length);
    }
    case "loop":
    case "pack":
    case "scatter":
    case "cumulative":
    case "callback":
    case "procedure":
      return 0;
  }
}
