import type { ComputeStep } from "@proj/jit/core";
import type { Capabilities } from "../capabilities.ts";
import { contractEmitter } from "./contract/contract.ts";
import { cumulativeEmitter } from "./cumulative.ts";
import type { KernelBuilder } from "../wgsl/kernel-builder.ts";
import { loopEmitter } from "./loop/loop.ts";
import { scatterEmitter } from "./scatter/scatter.ts";
import { procedureEmitter } from "./procedure.ts";
import type { Scope } from "../threads/scope.ts";
import { sortEmitter } from "./sort.ts";
import type { StepEmitter } from "./step-emitter.ts";

function unpacked(): never {
  throw new Error(
    "a program for WebGPU packs an operand, though the target packs none; this is a defect, please report it",
  );
}

function outside(): never {
  throw new Error("a kernel for WebGPU calls the host; this is a defect, please report it");
}

const emitters: { readonly [K in ComputeStep["kind"]]: StepEmitter<Extract<ComputeStep, { readonly kind: K }>> } = {
  loop: loopEmitter,
  contract: contractEmitter,
  scatter: scatterEmitter,
  sort: sortEmitter,
  cumulative: cumulativeEmitter,
  procedure: procedureEmitter,
  // Kernels read operands where they lie; `packedSize` of the target says so.
  pack: { workgroups: unpacked, emit: unpacked },
  // They are commands of their own.
  callback: { workgroups: outside, emit: outside },
};

const emitterOf = (step: ComputeStep): StepEmitter<ComputeStep> => emitters[step.kind];

/** How many workgroups a step can use in a dispatch of its own. */
export function stepWorkgroups(step: ComputeStep, capabilities: Capabilities): number {
  return emitterOf(step).workgroups(step, capabilities);
}

/** Adds a step to a kernel; the workgroup memory that it takes is free again after it. */
export function emitStep(kernel: KernelBuilder, step: ComputeStep, scope: Scope): void {
  kernel.borrowing(() => emitterOf(step).emit(kernel, step, scope));
}
