import type { ComputeStep } from "@proj/jit/core";
import type { Capabilities } from "../capabilities.ts";
import type { KernelBuilder } from "../wgsl/kernel-builder.ts";
import type { Scope } from "../threads/scope.ts";

/** How one kind of step becomes WGSL. */
export interface StepEmitter<S extends ComputeStep> {
  /** How many workgroups the step can use in a dispatch, at least 1. */
  workgroups(step: S, capabilities: Capabilities): number;
  /**
   * Adds the step to a kernel. Control flow around it is uniform, so it may use barriers, in uniform control flow of its own. After
   * a step a team of one workgroup meets at a barrier before any thread reads what the step wrote; the emitter need not add that
   * one. The names that the step declares are those of the block around it.
   */
  emit(kernel: KernelBuilder, step: S, scope: Scope): void;
}
