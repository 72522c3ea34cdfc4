import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";

/** The files that take longest, which begin first: both cores are busy until the end. */
const longest = [
  "tooling/laws/test/random-programs",
  "tooling/acceptance/test/installed",
  "tooling/doctest/test/examples",
  "tooling/laws/test/targets",
  "apps/feedbax/test/cli/main",
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

/**
 * Every package's tests in one run: one summary to read, no cache that could replay an old result, and files of all
 * packages share the cores evenly. `vitest run` inside a package runs that package alone.
 */
export default defineConfig({
  test: {
    projects: ["{packages,apps,tooling}/*/vitest{,.gpu}.config.js", "examples/vitest.config.js"],
    reporters: ["default", "json"],
    outputFile: { json: ".cache/test-report.json" },
    sequence: { sequencer: LongestFirst },
  },
});
