import { headOf } from "@proj/jit/core";
import type { Command, DeviceProgram, Kernel } from "./device-program.ts";

function printCommands(commands: readonly Command[], kernels: readonly Kernel[], indent: string): readonly string[] {
  return commands.flatMap((command) => {
    switch (command.kind) {
      case "dispatch": {
        const { kernel, workgroups } = command;
        return [
          `${indent}kernel ${kernel} by ${workgroups === 1 ? "a workgroup" : `${workgroups} workgroups`}: ${kernels[kernel]!.label}`,
        ];
      }
      case "call": {
        const { step, wanted } = command;
        return [`${indent}host${wanted === null ? "" : `, if word ${wanted} of the arena`}: ${headOf(step)}`];
      }
      case "repeat":
        return [`${indent}${command.times} times`, ...printCommands(command.body, kernels, `${indent}  `)];
      case "while":
        return [
          `${indent}while word ${command.flag} of the arena, after`,
          ...printCommands(command.condition, kernels, `${indent}  `),
          `${indent}do`,
          ...printCommands(command.body, kernels, `${indent}  `),
        ];
    }
  });
}

/**
 * A device program as text, for people: what the device does in order, then each kernel.
 *
 * @param program - what the code generator gave.
 */
export function printDeviceProgram(program: DeviceProgram): string {
  const kernels = program.kernels.map(({ code }, index) => `\n// kernel ${index}\n\n${code}`);
  return `${[...printCommands(program.commands, program.kernels, "// ")].join("\n")}\n${kernels.join("")}`;
}
