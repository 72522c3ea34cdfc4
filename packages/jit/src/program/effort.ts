import { binaryFunctions, dtypes, sizeOf, unaryFunctions } from "@proj/array/core";
import { procedureOperations } from "./cost.ts";
import type { Expression, Loop, Step } from "./program.ts";

/*
 * About how long a step takes on one thread of a processor, in additions of single-precision numbers in vectors, of which some
 * twenty thousand take a microsecond: enough to tell whether it is worth waking another thread.
 */

/** What goes element by element, as numbers of 64 bits do, takes as long as so many in vectors. */
const alone = 8;

function effortOfExpression(expression: Expression): number {
  const lanes = dtypes[expression.dtype].bytes === 8 ? alone : 1;
  switch (expression.op) {
    case "constant":
    case "index":
    case "counter":
      return 0;
    case "unary":
      return lanes * unaryFunctions[expression.name].cost;
    case "binary":
      return lanes * binaryFunctions[expression.name].cost;
    case "gather":
      return alone;
    case "load":
    case "select":
    case "convert":
    case "bitcast":
    case "packHalves":
    case "fma":
      return lanes;
  }
}

function effortOfLoop({ parallel, reduced, expressions, reductions }: Loop): number {
  const point = expressions.reduce((sum, expression) => sum + effortOfExpression(expression), reductions.length);
  return sizeOf(parallel) * sizeOf(reduced) * Math.max(1, point);
}

/** The effort of a step, with all iterations of a scan, and none of what runs an unknown number of times. */
export function effortOf(step: Step): number {
  switch (step.kind) {
    case "loop":
      return effortOfLoop(step);
    case "pack":
      return step.k * step.n;
    case "contract":
      return sizeOf(step.batch) * step.m * step.n * step.k * (step.dtype === "float32" ? 1 : alone);
    case "scatter":
    case "cumulative":
      return alone * sizeOf(step.domain);
    case "sort":
      return 4 * alone * sizeOf(step.domain) * step.operands.length * Math.log2(2 + (step.domain.at(-1) ?? 0));
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
