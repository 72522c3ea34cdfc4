import { costOf } from "./cost.ts";
import { headOf } from "./print.ts";
import type { Program, Step } from "./program.ts";
import type { TargetLimits } from "../target.ts";
import { counterOf, nestedSteps } from "./walk.ts";

function summary(step: Step): string {
  switch (step.kind) {
    case "loop":
      return `${headOf(step)}, ${step.expressions.length} expressions, ${step.stores.length} stores`;
    case "while":
      return `${headOf(step)} (one iteration counted)`;
    case "cond":
      return `${headOf(step)} (all branches counted)`;
    case "pack":
    case "contract":
    case "scatter":
    case "sort":
    case "cumulative":
    case "callback":
    case "procedure":
    case "scan":
    case "tiles":
    case "group":
      return headOf(step);
  }
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
 * import { compile, explain } from "@proj/jit/core";
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
      const cost = costOf(step);
      operations += cost.operations * repeats;
      bytes += cost.bytes * repeats;
      steps += 1;
      lines.push(
        `${"  ".repeat(depth)}${summary(step)}: ${mega(cost.operations * repeats)} Mop, ${mega(cost.bytes * repeats)} MB`,
      );
      for (const nested of nestedSteps(step)) walk(nested, repeats * (counterOf(step)?.positions ?? 1), depth + 1);
    }
  };
  walk(program.steps, 1, 0);
  const { parallelism } = limits;
  const dispatches = parallelism === null ? "" : ` in ${parallelism.dispatchesOf(program.steps)} dispatches`;
  return [
    `${program.name}: ${steps} steps${dispatches}, ${mega(operations)} Mop, ${mega(bytes)} MB moved, arena ${mega(program.arena.bytes)} MB`,
    ...lines,
  ].join("\n");
}
