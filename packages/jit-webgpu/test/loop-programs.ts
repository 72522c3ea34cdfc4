import { fuseMultiplyAdd, manyAtOnce, packedResult, type Loop, type Program, type TargetLimits } from "@proj/jit/core";
import { programOf } from "@proj/generators/random-loops";
import type { Capabilities } from "../src/codegen/capabilities.ts";
import type { DeviceProgram } from "../src/codegen/device-program.ts";
import { KernelBuilder } from "../src/codegen/wgsl/kernel-builder.ts";
import { bytesOf, Layout } from "../src/codegen/wgsl/layout.ts";
import { loopEmitter } from "../src/codegen/steps/loop/loop.ts";
import { gridTeam, workgroupTeam } from "../src/codegen/threads/team.ts";
import { testCapabilities } from "./run-program.ts";

/** What the middle-end is to know of the device in tests of loops: a few arrays are bound, the others lie in the arena. */
export const limits: TargetLimits = {
  dtypes: ["bool", "int32", "uint32", "float32"],
  packedResult,
  fuseMultiplyAdd,
  bytesOf,
  packedSize: () => null,
  contractWorkspace: () => 0,
  sortWorkspace: (_, length) => 2 * length,
  tileRows: () => null,
  bindings: 2,
  rollLoops: null,
  parallelism: manyAtOnce({ privateBytes: 4096, width: 1, smallStep: 0 }),
  threading: null,
};

/** Who works on a loop. */
export type Workers = "a grid" | "one workgroup";

/** Loops by a grid are a dispatch each; those by one workgroup are one kernel, with barriers between them. */
export function compileLoops(
  program: Program,
  workers: Workers,
  capabilities: Capabilities = testCapabilities,
): DeviceProgram {
  const layout = new Layout(program);
  const counters = new Map([[0, "3"]]);
  const loops = program.steps.map((step) => {
    if (step.kind !== "loop") throw new Error("a program of loops has another step");
    return step;
  });
  const kernels: string[] = [];
  const commands: DeviceProgram["commands"][number][] = [];
  const add = (kernel: KernelBuilder, workgroups: number): void => {
    commands.push({ kind: "dispatch", kernel: kernels.push(kernel.text()) - 1, workgroups });
  };
  if (workers === "a grid")
    for (const loop of loops) {
      const kernel = new KernelBuilder(layout, capabilities);
      loopEmitter.emit(kernel, loop, { team: gridTeam(capabilities), counters });
      add(kernel, loopEmitter.workgroups(loop, capabilities));
    }
  else {
    const kernel = new KernelBuilder(layout, capabilities);
    for (const loop of loops) {
      kernel.block("", () => loopEmitter.emit(kernel, loop, { team: workgroupTeam(capabilities), counters }));
      kernel.line("storageBarrier();");
      kernel.line("workgroupBarrier();");
    }
    add(kernel, 1);
  }
  return { kernels: kernels.map((code) => ({ label: "loop", code })), commands, arenaBytes: layout.arenaBytes };
}

export type Buffer = Program["buffers"][number];

/** A program of loops that share nothing. */
export const toProgram = (loops: readonly Loop[], buffers: readonly Buffer[]): Program =>
  programOf(loops, buffers, limits);
