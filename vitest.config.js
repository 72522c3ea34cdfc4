import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import { softwareGpuTests } from "./tooling/devices/src/software-gpu/config.js";
import { sourceTests } from "./tooling/repo/src/vitest.js";

/** The files that take longest, which begin first: both cores are busy until the end. */
const longest = [
  "tooling/laws/test/random-programs",
  "tooling/acceptance/test/installed",
  "tooling/doctest/test/examples",
  "tooling/laws/test/targets",
  "tooling/laws/test/long-programs",
  "apps/feedbax/test/cli/main",
  "apps/feedbax/test/cli/kills",
  "packages/jit-wasm/test/random-loops",
  "packages/jit-wasm/test/threads",
  "tooling/repo/test/imports",
  "packages/jit-webgpu/test/programs",
];

class LongestFirst extends BaseSequencer {
  /** @param {import("vitest/node").TestSpecification[]} files */
  async sort(files) {
    /** @param {import("vitest/node").TestSpecification} file */
    const place = ({ moduleId }) => longest.findIndex((name) => moduleId.includes(name)) >>> 0;
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

const all = ["{packages,apps,tooling}/*/test/**/*.test.ts", "examples/test/**/*.test.ts"];
const onGpu = [
  "{apps,tooling}/*/test/**/*.gpu.test.ts",
  "packages/jit-webgpu/test/**/*.test.ts",
  "tooling/acceptance/test/**/*.test.ts",
  "tooling/devices/test/software-gpu.test.ts",
];
/** The examples of the documentation, of which a plugin makes modules. */
const examples = "tooling/doctest";

/**
 * The tests of all packages in one run: one summary to read, and no cache that could replay an old result. Files of all packages share
 * processes, which load the packages once; those that use a GPU share others. `vitest run` inside a package runs that package alone.
 */
export default defineConfig({
  test: {
    projects: [
      {
        ...sourceTests,
        test: {
          ...sourceTests.test,
          name: "host",
          include: all,
          exclude: ["**/node_modules/**", `${examples}/**`, ...onGpu],
          setupFiles: ["apps/feedbax/test/defaults.ts"],
        },
      },
      { ...softwareGpuTests, test: { ...softwareGpuTests.test, name: "gpu", include: onGpu } },
      examples,
    ],
    reporters: ["default", "json"],
    outputFile: { json: ".cache/test-report.json" },
    sequence: { sequencer: LongestFirst },
  },
});
