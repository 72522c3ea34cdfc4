import { headOf, type Step } from "@proj/jit/core";

/** What a step does, in a few words: for profilers and listings. */
export function labelOf(step: Step): string {
  const around = (head: string, steps: readonly Step[]): string => `${head}: ${steps.map(labelOf).join(", ")}`;
  switch (step.kind) {
    case "loop":
    case "contract":
    case "pack":
    case "scatter":
    case "sort":
    case "cumulative":
    case "callback":
    case "procedure":
    case "cond":
      return headOf(step);
    case "tiles":
      return around(step.count === 1 ? "one workgroup" : `${step.count} tiles`, step.body);
    case "group":
      return around(headOf(step), step.steps);
    case "scan":
      return around(headOf(step), step.body);
    case "while":
      return around(headOf(step), [...step.condition, ...step.body]);
  }
}
