import type { BufferId, Cond, CounterId, Step, While } from "@proj/jit/core";
import { Addresses } from "../wgsl/address.ts";
import { emitCarries } from "../steps/carries.ts";
import { withBarriers } from "./hazards.ts";
import type { KernelBuilder } from "../wgsl/kernel-builder.ts";
import { emitStep } from "../steps/emit-step.ts";
import type { Barriers, StepNode } from "./step-nodes.ts";
import type { Scope } from "../threads/scope.ts";

/*
 * Steps that the threads of one workgroup do together, one after the other. Loops and branches are those of WGSL: counters are
 * local variables, and what decides is read by one thread and told to all, so that they stay together.
 */

class WorkgroupEmitter {
  readonly #kernel: KernelBuilder;
  /** Where one thread tells the others what it has read in a storage buffer; null if nothing is decided. */
  readonly #verdict: string | null;

  constructor(kernel: KernelBuilder, verdict: string | null) {
    this.#kernel = kernel;
    this.#verdict = verdict;
  }

  nodes(nodes: readonly StepNode[], scope: Scope): void {
    for (const node of nodes) this.#node(node, scope);
  }

  #node(node: StepNode, scope: Scope): void {
    const kernel = this.#kernel;
    switch (node.kind) {
      case "compute":
        this.#wait(node.before);
        kernel.block("", () => emitStep(kernel, node.step, scope));
        return;
      case "carries":
        this.#wait(node.before);
        kernel.block("", () => emitCarries(kernel, node.carries, scope.team));
        return;
      case "scan": {
        const { counter, length, reverse } = node.step;
        const t = kernel.fresh("t");
        const head = reverse ? `var ${t} = ${length - 1}; ${t} >= 0; ${t}--` : `var ${t} = 0; ${t} < ${length}; ${t}++`;
        kernel.block(`for (${head})`, () => this.nodes(node.body, within(scope, counter, t, length)));
        return;
      }
      case "tiles": {
        const { counter, count } = node.step;
        if (count === 1) {
          this.nodes(node.body, within(scope, counter, "0", 1));
          return;
        }
        const t = kernel.fresh("t");
        kernel.block(`for (var ${t} = 0; ${t} < ${count}; ${t}++)`, () =>
          this.nodes(node.body, within(scope, counter, t, count)),
        );
        return;
      }
      case "while":
        kernel.block("loop", () => {
          this.nodes(node.condition, scope);
          this.#wait(node.before);
          kernel.line(`if (${this.#predicate(node.step)} == 0) { break; }`);
          this.nodes(node.body, scope);
        });
        return;
      case "cond": {
        this.#wait(node.before);
        const last = node.branches.length - 1;
        const branch = this.#branch(node.step, last, scope);
        kernel.block(`switch (${branch})`, () =>
          node.branches.forEach((nodes, index) =>
            kernel.block(index === last ? "default:" : `case ${index}:`, () => this.nodes(nodes, scope)),
          ),
        );
        return;
      }
    }
  }

  #wait({ workgroup, storage }: Barriers): void {
    if (workgroup) this.#kernel.line("workgroupBarrier();");
    if (storage) this.#kernel.line("storageBarrier();");
  }

  /** The word of a bool, the same for all threads. */
  #predicate({ predicate }: While): string {
    return this.#agreed(predicate, 0, () => `u32(${this.#kernel.load(predicate, "")})`);
  }

  /** The i32 that names a branch, the same for all threads. */
  #branch({ index }: Cond, last: number, scope: Scope): string {
    const value = (): string => `bitcast<u32>(${new Addresses(this.#kernel, scope, [index]).load(index, [])})`;
    const word = index.dynamic.length === 0 ? this.#agreed(index.buffer, index.offset, value) : this.#told(value);
    return `clamp(bitcast<i32>(${word}), 0, ${last})`;
  }

  /** A word of a buffer as all threads agree on it. */
  #agreed(buffer: BufferId, offset: number, value: () => string): string {
    const kernel = this.#kernel;
    const { variable, base } = kernel.layout.place(buffer);
    if (variable !== "own") return this.#told(value);
    kernel.load(buffer, "");
    return kernel.let("agreed", `workgroupUniformLoad(&own[${base + offset}])`);
  }

  /** A word that one thread reads, as all threads agree on it. */
  #told(value: () => string): string {
    const kernel = this.#kernel;
    kernel.block("if (lid == 0)", () => kernel.line(`${this.#verdict!}[0] = ${value()};`));
    return kernel.let("agreed", `workgroupUniformLoad(&${this.#verdict!}[0])`);
  }
}

function within(scope: Scope, counter: CounterId, value: string, times: number): Scope {
  return { ...scope, counters: new Map(scope.counters).set(counter, value), times: (scope.times ?? 1) * times };
}

function decides(nodes: readonly StepNode[]): boolean {
  return nodes.some((node) => node.kind === "while" || node.kind === "cond" || ("body" in node && decides(node.body)));
}

/**
 * Adds steps that the threads of one workgroup do together.
 *
 * @param kernel - where they are added.
 * @param steps - any steps, in order.
 * @param scope - the team is one workgroup.
 */
export function emitWorkgroupSteps(kernel: KernelBuilder, steps: readonly Step[], scope: Scope): void {
  const nodes = withBarriers(steps, kernel.layout);
  // Taken before any step can take it, so that no step shares it.
  const verdict = decides(nodes) ? kernel.shared("u32", 1) : null;
  new WorkgroupEmitter(kernel, verdict).nodes(nodes, scope);
}
