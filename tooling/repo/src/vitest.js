import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

/** How every package's tests run: workspace packages resolve to their sources, so nothing needs building first. */
export const sourceTests = defineConfig({
  ssr: { resolve: { conditions: ["@proj/source", ...defaultServerConditions] } },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
    // Files share a process, which loads the packages once: most of a file's time would be that. A test that changes
    // what belongs to the process (a default device, a mode) puts it back.
    isolate: false,
    // Vitest would leave one core to itself, which is half of a machine with two.
    maxWorkers: "100%",
  },
});
