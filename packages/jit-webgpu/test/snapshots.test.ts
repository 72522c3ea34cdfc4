import { examplePrograms } from "@proj/generators/example-programs";
import type { Target } from "@proj/jit";
import { compile, type Executable } from "@proj/jit/core";
import { expect, test } from "vitest";
import { printDeviceProgram } from "../src/codegen/print.ts";
import { emitProgram } from "../src/codegen/program.ts";
import { limitsOf } from "../src/target.ts";

/** What every GPU offers. */
const guaranteedLimits = {
  maxBufferSize: 268435456,
  maxStorageBufferBindingSize: 134217728,
  maxStorageBuffersPerShaderStage: 8,
  maxComputeWorkgroupStorageSize: 16384,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupsPerDimension: 65535,
};

const capabilities = {
  workgroupSize: 64,
  mostWorkgroups: 16384,
  subgroups: false,
  fusedMultiplyAdd: true,
  fastBarriers: true,
  unrolling: null,
  workgroupBytes: guaranteedLimits.maxComputeWorkgroupStorageSize,
};

test.each(examplePrograms.map(({ name, jaxpr }) => [name, jaxpr] as const))(
  "the kernels of %s read as they are written down",
  async (name, jaxpr) => {
    const target: Target<Executable> = {
      name: "webgpu",
      limits: limitsOf(guaranteedLimits),
      compile: () => ({ byteSize: 0 }),
    };
    const { program } = compile(name, jaxpr(), target);
    await expect(printDeviceProgram(emitProgram(program, capabilities))).toMatchFileSnapshot(`snapshots/${name}.wgsl`);
  },
);
