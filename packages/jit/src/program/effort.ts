import { binaryFunctions, dtypes, sizeOf, unaryFunctions } from "@proj/array/core";
import { procedureOperations } from "./cost.ts";
import type { Expression, Loop, Step } from "./program.ts";

/*
 * About how long a step takes on one thread of a processor, in additions of single-precision numbers in vectors, of which some
 * twenty thousand take a microsecond: enough to tell whether it is worth waking another thread.
 */

/** What goes element by element, as numbers of 64 bits do, takes as long as so many in vectors. */
const alone = 8;

/** Single-precision numbers of a vector. */
const lanes = 4;

function effortOfExpression(expression: Expression): number {
  const each = dtypes[expression.dtype].bytes === 8 ? alone : 1;
  switch (expression.op) {
    case "constant":
    case "index":
    case "counter":
    case "load":
      return 0;
    case "unary":
      return each * unaryFunctions[expression.name].cost;
    case "binary":
      return each * binaryFunctions[expression.name].cost;
    case "gather":
      return alone;
    case "select":
    case "convert":
    case "bitcast":
    case "packHalves":
    case "fma":
      return each;
  }
}

/** What reading or writing an element takes where neighbours go together. */
const access = 2;

/** What a point of a loop takes to read and to write, along the axis where most elements have their neighbours. */
function effortOfAccesses({ parallel, reduced, expressions, reductions, stores }: Loop): number {
  const views = expressions.flatMap((expression) => ("view" in expression ? [expression.view] : []));
  if (reductions.length === 0) views.push(...stores.map(({ view }) => view));
  const along = [...parallel, ...reduced].map((_, axis) =>
    views.reduce((sum, { strides }) => sum + (Math.abs(strides[axis]!) > 1 ? alone : access), 0),
  );
  return Math.min(alone * views.length, ...along);
}

function effortOfLoop(loop: Loop): number {
  const { parallel, reduced, expressions, reductions } = loop;
  const point = expressions.reduce((sum, expression) => sum + effortOfExpression(expression), reductions.length);
  return sizeOf(parallel) * sizeOf(reduced) * (point + effortOfAccesses(loop));
}

/** The effort of a step, with all iterations of a scan, and none of what runs an unknown number of times. */
export function effortOf(step: Step): number {
  switch (step.kind) {
    case "loop":
      return effortOfLoop(step);
    case "pack":
      return step.k * step.n;
    case "contract":
      // Few rows or columns do not fill a vector.
      return (
        sizeOf(step.batch) *
        Math.max(lanes, step.m) *
        Math.max(lanes, step.n) *
        step.k *
        (step.dtype === "float32" ? 1 : alone)
      );
    case "scatter":
    case "cumulative":
      return alone * sizeOf(step.domain);
    case "sort":
      return (
        2 *
        alone *
        sizeOf(step.domain) *
        (step.keys.length + step.moved.length) *
        Math.log2(2 + (step.domain.at(-1) ?? 0))
      );
    case "procedure":
      return alone * procedureOperations(step);
    case "scan":
      return step.length * sumOf(step.body);
    case "tiles":
      return step.count * sumOf(step.body);
    case "group":
      return sumOf(step.steps);
    case "while":
    case "cond":
    case "callback":
      return 0;
  }
}

const sumOf = (steps: readonly Step[]): number => steps.reduce((sum, step) => sum + effortOf(step), 0);
