import { UsageError } from "@proj/array";
import type { GpuAdapter, GpuDevice, GpuLimits } from "./webgpu-api.ts";

/** Features that are used where there are. */
const features = ["subgroups"];

/** Limits that are raised to what the adapter can do; the defaults are those of small phones. */
const limits: readonly (keyof GpuLimits)[] = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupsPerDimension",
];

/**
 * Opens a GPU with all that it can do.
 *
 * @throws UsageError when the adapter gives no device.
 */
export async function openGpu(adapter: GpuAdapter): Promise<GpuDevice> {
  try {
    return await adapter.requestDevice({
      requiredFeatures: features.filter((feature) => adapter.features.has(feature)),
      requiredLimits: Object.fromEntries(limits.map((limit) => [limit, adapter.limits[limit]])),
    });
  } catch (error) {
    throw new UsageError(
      {
        operation: "init",
        received: `a GPU that gives no device: ${error instanceof Error ? error.message : String(error)}`,
        expected: "a GPU that can be used",
        remedy: "close other pages or programs that use the GPU and call init again, or restart the browser",
      },
      { cause: error },
    );
  }
}
