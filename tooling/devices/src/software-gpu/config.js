import { sourceTests } from "@proj/repo/vitest";
import { mergeConfig } from "vite";

/**
 * How tests of packages that use WebGPU run: in child processes, since the driver is loaded into a process's main thread, and
 * with `gc()`, since memory on a device is given back when handles are collected. Each file has a process, and so a device, of its own.
 */
export const softwareGpuTests = mergeConfig(sourceTests, {
  test: {
    pool: "forks",
    isolate: true,
    execArgv: ["--expose-gc"],
    setupFiles: ["@proj/devices/software-gpu/setup"],
    testTimeout: 120_000,
  },
});
