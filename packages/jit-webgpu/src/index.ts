export { init, type InitOptions } from "./init.ts";
export { kernelText } from "./kernel-text.ts";
export type { WebGpuDevice } from "./runtime/device.ts";
export type { MemoryUse } from "./runtime/memory.ts";
export type { DeviceStatistics } from "./runtime/statistics.ts";
