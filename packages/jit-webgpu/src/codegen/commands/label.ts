import type { Step } from "@proj/jit/core";

const product = (lengths: readonly number[]): string => lengths.join("×") || "1";

/** What a step does, in a few words: for profilers and listings. */
export function labelOf(step: Step): string {
  switch (step.kind) {
    case "loop":
      return `loop ${product(step.parallel)}${step.reduced.length > 0 ? ` folding ${product(step.reduced)}` : ""}`;
    case "contract":
      return `contract ${product([...step.batch, step.m, step.n, step.k])}`;
    case "pack":
      return `pack ${step.k}×${step.n}`;
    case "scatter":
      return `scatter ${product(step.domain)}`;
    case "sort":
      return `sort ${product(step.domain)}`;
    case "cumulative":
      return `running ${step.fold} ${product(step.domain)}`;
    case "tiles":
      return `${step.count === 1 ? "one workgroup" : `${step.count} tiles`}: ${step.body.map(labelOf).join(", ")}`;
    case "group":
      return `group: ${step.steps.map(labelOf).join(", ")}`;
    case "scan":
      return `scan of ${step.length}: ${step.body.map(labelOf).join(", ")}`;
    case "while":
      return `while: ${[...step.condition, ...step.body].map(labelOf).join(", ")}`;
    case "cond":
      return `switch of ${step.branches.length}`;
  }
}
