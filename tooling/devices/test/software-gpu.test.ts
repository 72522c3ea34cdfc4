import { execFileSync } from "node:child_process";
import { softwareGpuEnvironment, useSoftwareGpu } from "@proj/devices/software-gpu";
import { create, globals } from "webgpu";
import { expect, it, vi } from "vitest";

Object.assign(globalThis, globals);

const software = useSoftwareGpu();
// What it gives does not keep it: collected as garbage, it would take the process along.
const gpu = create([]);

it("gives WebGPU an adapter that computes on the CPU, unless the environment asks for the machine's own", async () => {
  const adapter = await gpu.requestAdapter();
  expect(adapter).not.toBeNull();
  if (software) expect(adapter?.info.isFallbackAdapter).toBe(true);
});

it("gives it to processes that are started with its environment", () => {
  const program = `import("webgpu").then(async ({ create }) => {
    const gpu = create([]);
    console.log((await gpu.requestAdapter()).info.isFallbackAdapter);
  })`;
  const environment = softwareGpuEnvironment();
  const env = { ...process.env, ...environment };
  const said = execFileSync(process.execPath, ["--eval", program], { cwd: import.meta.dirname, env, encoding: "utf8" });
  if (Object.keys(environment).length > 0) expect(said.trim()).toBe("true");
});

it("runs what is given to it", async () => {
  const device = await (await gpu.requestAdapter())!.requestDevice();
  const code = `@group(0) @binding(0) var<storage, read_write> x: array<f32>;
    @compute @workgroup_size(4) fn main(@builtin(local_invocation_index) i: u32) { x[i] = f32(i) * 2 + 1; }`;
  const module = device.createShaderModule({ code });
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module } });
  const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  const buffer = device.createBuffer({ size: 16, usage: STORAGE | COPY_SRC });
  const staging = device.createBuffer({ size: 16, usage: COPY_DST | MAP_READ });
  const layout = pipeline.getBindGroupLayout(0);
  const group = device.createBindGroup({ layout, entries: [{ binding: 0, resource: { buffer } }] });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, 16);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  expect([...new Float32Array(staging.getMappedRange())]).toEqual([1, 3, 5, 7]);
  device.destroy();
});

it.runIf(software)(
  "leaves the cores to the GPU before each look whether it is done, and other callbacks alone",
  async () => {
    const wait = vi.spyOn(Atomics, "wait");
    const order: string[] = [];
    try {
      setImmediate((word: string) => order.push(word), "first");
      await new Promise<void>((resolve) => setImmediate(resolve));
      expect(wait).not.toHaveBeenCalled();
      const device = await (await gpu.requestAdapter())!.requestDevice();
      await device.queue.onSubmittedWorkDone();
      device.destroy();
      expect(wait).toHaveBeenCalled();
      expect(order).toEqual(["first"]);
    } finally {
      wait.mockRestore();
    }
  },
);
