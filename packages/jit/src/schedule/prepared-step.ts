import type { Contract, Loop, Step } from "../program/program.ts";
import { withNestedSteps } from "../program/walk.ts";

/** What scheduling does with steps. */
export interface Preparation {
  /** The steps that take the place of a loop; null if it stays. */
  readonly loop: (step: Loop) => readonly Step[] | null;
  /** The steps that take the place of a product; null if it stays. */
  readonly contract: (step: Contract) => readonly Step[] | null;
  /** The same for the steps inside of loops over time and branches. */
  readonly nested: (steps: readonly Step[]) => readonly Step[];
}

/** What takes the place of a step. What a tile runs inside is left alone. */
export function preparedStep(step: Step, { loop, contract, nested }: Preparation): readonly Step[] {
  switch (step.kind) {
    case "loop":
      return loop(step) ?? [step];
    case "contract":
      return contract(step) ?? [step];
    case "scan":
    case "while":
    case "cond":
      return [withNestedSteps(step, nested)];
    case "pack":
    case "scatter":
    case "sort":
    case "cumulative":
    case "callback":
    case "procedure":
    case "tiles":
    case "group":
      return [step];
  }
}
