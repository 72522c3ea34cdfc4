import { defineConfig } from "vitest/config";

/**
 * Every package's tests in one process: one summary to read, no cache that could replay an old result, and files of all
 * packages share the cores evenly. `vitest run` inside a package runs that package alone.
 */
export default defineConfig({
  test: {
    projects: ["packages/*", "apps/*", "tooling/*"],
    reporters: ["default", "json"],
    outputFile: { json: ".cache/test-report.json" },
  },
});
