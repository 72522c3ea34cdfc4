import type { ComputeStep, ControlStep, CounterId, Step } from "./program.ts";

/*
 * Steps and the steps nested in them. A pass that treats one kind of step goes through the others with these.
 */

/** Whether a step computes, as opposed to saying when other steps run. */
export function isComputeStep(step: Step): step is ComputeStep {
  switch (step.kind) {
    case "loop":
    case "pack":
    case "contract":
    case "scatter":
    case "sort":
    case "cumulative":
    case "callback":
    case "procedure":
      return true;
    case "scan":
    case "while":
    case "cond":
    case "tiles":
    case "group":
      return false;
  }
}

/** The lists of steps nested in a step. */
export function nestedSteps(step: Step): readonly (readonly Step[])[] {
  if (isComputeStep(step)) return [];
  switch (step.kind) {
    case "scan":
    case "tiles":
      return [step.body];
    case "while":
      return [step.condition, step.body];
    case "cond":
      return step.branches;
    case "group":
      return [step.steps];
  }
}

/** The same step around other lists of steps. */
export function withNestedSteps(step: ControlStep, map: (steps: readonly Step[]) => readonly Step[]): ControlStep {
  switch (step.kind) {
    case "scan":
    case "tiles":
      return { ...step, body: map(step.body) };
    case "while":
      return { ...step, condition: map(step.condition), body: map(step.body) };
    case "cond":
      return { ...step, branches: step.branches.map(map) };
    case "group":
      return { ...step, steps: map(step.steps) };
  }
}

/** Calls `visit` with every step, the nested ones after the one around them. */
export function visitSteps(steps: readonly Step[], visit: (step: Step) => void): void {
  for (const step of steps) {
    visit(step);
    for (const nested of nestedSteps(step)) visitSteps(nested, visit);
  }
}

/** The steps that compute, nested ones included, in program order. */
export function computeStepsOf(steps: readonly Step[]): ComputeStep[] {
  const found: ComputeStep[] = [];
  visitSteps(steps, (step) => {
    if (isComputeStep(step)) found.push(step);
  });
  return found;
}

/** Whether a step that computes, the step itself or one nested in it, satisfies a condition. */
export function someComputeStep(step: Step, condition: (step: ComputeStep) => boolean): boolean {
  return isComputeStep(step)
    ? condition(step)
    : nestedSteps(step).some((steps) => steps.some((inner) => someComputeStep(inner, condition)));
}

/** The counter that a step advances, and how many positions it takes; null if the step has none. */
export function counterOf(step: Step): { readonly counter: CounterId; readonly positions: number } | null {
  if (isComputeStep(step)) return null;
  switch (step.kind) {
    case "scan":
      return { counter: step.counter, positions: step.length };
    case "tiles":
      return { counter: step.counter, positions: step.count };
    case "while":
    case "cond":
    case "group":
      return null;
  }
}
