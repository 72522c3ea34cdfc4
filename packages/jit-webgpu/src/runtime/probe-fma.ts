import { bufferUsage, computeStage, mapRead, type GpuDevice } from "./webgpu-api.ts";

/*
 * WGSL's fma may round twice. Two sums tell: x · y + z where
 *
 *   x = y = 1 + 2⁻¹², z = -(1 + 2⁻¹¹)               2⁻²⁴ if the product is not rounded, else 0
 *   x = 2⁻²⁴ + 2⁻⁴², y = 1 - 2⁻¹⁸, z = 1 + 2⁻²³     1 + 2⁻²³; computed in float64 and rounded again, 1 + 2⁻²²
 */
const cases = [
  { x: 1 + 2 ** -12, y: 1 + 2 ** -12, z: -(1 + 2 ** -11), result: 2 ** -24 },
  { x: 2 ** -24 + 2 ** -42, y: 1 - 2 ** -18, z: 1 + 2 ** -23, result: 1 + 2 ** -23 },
];

const code = `@group(0) @binding(0) var<storage, read_write> x: array<vec4<f32>>;
@compute @workgroup_size(1) fn main(@builtin(workgroup_id) id: vec3<u32>) {
  x[id.x].w = fma(x[id.x].x, x[id.x].y, x[id.x].z);
}`;

/** Whether the built-in `fma` of a GPU rounds once. */
export async function probeFusedMultiplyAdd(gpu: GpuDevice): Promise<boolean> {
  const data = Float32Array.from(cases.flatMap(({ x, y, z }) => [x, y, z, 0]));
  const { storage, copySource, copyTarget } = bufferUsage;
  const size = data.byteLength;
  const buffer = gpu.createBuffer({ size, usage: storage + copySource + copyTarget });
  const staging = gpu.createBuffer({ size, usage: bufferUsage.mapRead + copyTarget });
  const layout = gpu.createBindGroupLayout({
    entries: [{ binding: 0, visibility: computeStage, buffer: { type: "storage" } }],
  });
  const pipeline = await gpu.createComputePipelineAsync({
    layout: gpu.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module: gpu.createShaderModule({ code }), entryPoint: "main" },
  });
  gpu.queue.writeBuffer(buffer, 0, data);
  const encoder = gpu.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, gpu.createBindGroup({ layout, entries: [{ binding: 0, resource: { buffer } }] }));
  pass.dispatchWorkgroups(cases.length, 1);
  pass.end();
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, size);
  gpu.queue.submit([encoder.finish()]);
  await staging.mapAsync(mapRead);
  const results = new Float32Array(staging.getMappedRange().slice(0));
  buffer.destroy();
  staging.destroy();
  return cases.every(({ result }, index) => results[4 * index + 3] === result);
}
