import type { Program } from "@proj/jit/core";
import type { Capabilities } from "./capabilities.ts";
import { CommandEmitter } from "./commands/commands.ts";
import type { DeviceProgram } from "./device-program.ts";
import { KernelTable } from "./commands/kernel-table.ts";
import { Layout } from "./wgsl/layout.ts";

/**
 * A planned program as kernels and the commands that start them.
 *
 * @param program - planned with limits of a parallel target: private buffers apart, one word for every element.
 * @param capabilities - what kernels may rely on.
 */
export function emitProgram(program: Program, capabilities: Capabilities): DeviceProgram {
  const layout = new Layout(program);
  const table = new KernelTable();
  const commands = new CommandEmitter(layout, capabilities, table).emit(program);
  return { kernels: table.kernels, commands, arenaBytes: layout.arenaBytes };
}
