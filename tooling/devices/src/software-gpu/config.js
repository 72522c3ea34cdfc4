import { fileURLToPath, URL } from "node:url";
import { sourceTests } from "@proj/repo/vitest";
import { mergeConfig } from "vite";

/**
 * How tests of packages that use WebGPU run: in child processes, since the driver is loaded into a process's main thread, and
 * with `gc()`, since memory on a device is given back when handles are collected. Files share processes, as those of other packages do.
 */
export const softwareGpuTests = mergeConfig(sourceTests, {
  test: {
    pool: "forks",
    execArgv: ["--expose-gc"],
    setupFiles: [fileURLToPath(new URL("setup.ts", import.meta.url))],
  },
});

/** Files of a package whose other files need no GPU, and run beside those of all packages. */
const onGpu = "test/**/*.gpu.test.ts";

/** How a package's tests run that use no GPU, beside others that do. */
export const testsWithoutGpu = mergeConfig(sourceTests, { test: { exclude: [onGpu, "**/node_modules/**"] } });

/**
 * How a package's tests run that use the GPU, beside others that do not.
 *
 * @param {string} name - of the package.
 */
export const testsOnGpu = (name) => {
  const { test, ...others } = softwareGpuTests;
  return { ...others, test: { ...test, name: `${name} (gpu)`, include: [onGpu] } };
};
