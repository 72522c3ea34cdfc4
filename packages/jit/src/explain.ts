import { dtypes, sizeOf } from "@proj/array/core";
import { dispatchesOf } from "./dispatches.ts";
import { nestedSteps } from "./plan.ts";
import type { Loop, Program, Step } from "./program.ts";
import type { TargetLimits } from "./target.ts";

/** What running a step costs. */
interface Cost {
  /** Scalar operations. */
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

function stepCost(step: Step): Cost {
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
        bytes: 8 * points * step.operands.length,
      };
    }
    default:
      return { operations: 0, bytes: 0 };
  }
}

function summary(step: Step): string {
  switch (step.kind) {
    case "loop":
      return `loop ${step.parallel.join("×") || "1"}${step.reduced.length > 0 ? ` folding ${step.reduced.join("×")}` : ""}, ${step.expressions.length} expressions, ${step.stores.length} stores`;
    case "contract":
      return `contract ${[...step.batch, ""].join("×")}${step.m}×${step.n}×${step.k}`;
    case "pack":
      return `pack ${step.k}×${step.n}`;
    case "scan":
      return `scan of ${step.length}`;
    case "while":
      return "while (one iteration counted)";
    case "cond":
      return "switch (all branches counted)";
    case "tiles":
      return `tiles ${step.count}`;
    case "group":
      return "group";
    default:
      return `${step.kind} ${step.domain.join("×")}`;
  }
}

function iterationsOf(step: Step): number {
  return step.kind === "scan" ? step.length : step.kind === "tiles" ? step.count : 1;
}

const mega = (value: number): string => (value / 1e6).toFixed(3);

/**
 * A table of a program's steps with scalar operations and bytes moved, repetitions included.
 *
 * @param program - a planned program, such as the one of `compile`.
 * @param limits - of the target: for one that computes many things at once the dispatches are counted too. Default: not counted.
 * @returns one line for the whole program and one for each step, nested steps indented.
 * @example
 * import { makeJaxpr, ones, type NDArray } from "@proj/array";
 * import { compile, explain } from "@proj/jit";
 * import { wasm } from "@proj/jit-wasm";
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.mul(x).sum())(ones(1000));
 * const [total] = explain(compile("energy", jaxpr, wasm()).program).split("\n");
 * total; // → "energy: 1 steps, 0.002 Mop, 0.004 MB moved, arena 0.004 MB"
 */
export function explain(program: Program, limits: Pick<TargetLimits, "parallelism"> = { parallelism: null }): string {
  const lines: string[] = [];
  let [operations, bytes, steps] = [0, 0, 0];
  const walk = (list: readonly Step[], repeats: number, depth: number): void => {
    for (const step of list) {
      const cost = stepCost(step);
      operations += cost.operations * repeats;
      bytes += cost.bytes * repeats;
      steps += 1;
      lines.push(
        `${"  ".repeat(depth)}${summary(step)}: ${mega(cost.operations * repeats)} Mop, ${mega(cost.bytes * repeats)} MB`,
      );
      for (const nested of nestedSteps(step)) walk(nested, repeats * iterationsOf(step), depth + 1);
    }
  };
  walk(program.steps, 1, 0);
  const dispatches = limits.parallelism === null ? "" : ` in ${dispatchesOf(program.steps)} dispatches`;
  return [
    `${program.name}: ${steps} steps${dispatches}, ${mega(operations)} Mop, ${mega(bytes)} MB moved, arena ${mega(program.arena.bytes)} MB`,
    ...lines,
  ].join("\n");
}
