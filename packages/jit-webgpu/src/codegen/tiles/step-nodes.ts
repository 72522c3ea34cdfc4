import {
  isComputeStep,
  isEmpty,
  type Carry,
  type ComputeStep,
  type Cond,
  type Scan,
  type Step,
  type Tiles,
  type While,
} from "@proj/jit/core";
import { movedCarries } from "../steps/carries.ts";

/** The barriers before a step: for workgroup memory and for storage buffers. */
export interface Barriers {
  workgroup: boolean;
  storage: boolean;
}

/** The steps of one workgroup, with the barriers that they need. */
export type StepNode =
  | { readonly kind: "compute"; readonly step: ComputeStep; readonly before: Barriers }
  | { readonly kind: "carries"; readonly carries: readonly Carry[]; readonly before: Barriers }
  | { readonly kind: "scan"; readonly step: Scan; readonly body: readonly StepNode[] }
  | {
      readonly kind: "while";
      readonly step: While;
      readonly condition: readonly StepNode[];
      readonly before: Barriers;
      readonly body: readonly StepNode[];
    }
  | {
      readonly kind: "cond";
      readonly step: Cond;
      readonly before: Barriers;
      readonly branches: readonly (readonly StepNode[])[];
    }
  | { readonly kind: "tiles"; readonly step: Tiles; readonly body: readonly StepNode[] };

const noBarriers = (): Barriers => ({ workgroup: false, storage: false });

/** Steps as nodes, still without barriers. */
export function nodesOf(steps: readonly Step[]): readonly StepNode[] {
  return steps.flatMap((step): readonly StepNode[] => {
    if (isComputeStep(step)) return isEmpty(step) ? [] : [{ kind: "compute", step, before: noBarriers() }];
    switch (step.kind) {
      case "scan":
        return step.length === 0 ? [] : [{ kind: "scan", step, body: iterationOf(step.body, step.carries) }];
      case "while":
        return [
          {
            kind: "while",
            step,
            condition: nodesOf(step.condition),
            before: noBarriers(),
            body: iterationOf(step.body, step.carries),
          },
        ];
      case "cond":
        return [{ kind: "cond", step, before: noBarriers(), branches: step.branches.map(nodesOf) }];
      case "tiles":
        return step.count === 0 ? [] : [{ kind: "tiles", step, body: nodesOf(step.body) }];
      case "group":
        return nodesOf(step.steps);
    }
  });
}

function iterationOf(body: readonly Step[], carries: readonly Carry[]): readonly StepNode[] {
  const moved = movedCarries(carries);
  return [
    ...nodesOf(body),
    ...(moved.length > 0 ? [{ kind: "carries", carries: moved, before: noBarriers() } as const] : []),
  ];
}
