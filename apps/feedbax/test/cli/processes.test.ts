import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@proj/devices/free-port";
import { pythonWithJax } from "@proj/devices/python-with-jax";
import { afterAll, describe, expect, test, vi } from "vitest";
import { start } from "./run-cli.ts";

/*
 * The command line as two processes, each with a worker of its own.
 */

describe.skipIf(pythonWithJax === null)("two processes", () => {
  const folder = mkdtempSync(join(tmpdir(), "feedbax-processes-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  const hasWorker = (pid: number): boolean => {
    try {
      return execFileSync("pgrep", ["-f", `worker.py .*"processId":1`, "-P", String(pid)]).length > 0;
    } catch {
      return false;
    }
  };

  test(
    "end together, with a checkpoint, where one was asked to before the other was there",
    { timeout: 600_000 },
    async () => {
      vi.stubEnv("PROJ_PYTHON", pythonWithJax!);
      vi.stubEnv("XLA_FLAGS", "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true");
      try {
        const coordinator = `127.0.0.1:${String(await freePort())}`;
        const sizes = ["--batch-size", "4", "--steps", "5", "--hidden-size", "2", "--batches", "9", "--log-step", "3"];
        const run = (processId: number) =>
          start("cli/main.ts", folder, [
            ...["train", "--output", "run", ...sizes, "--device", "xla", "--mesh", "data=2"],
            ...["--coordinator", coordinator, "--processes", "2", "--process-id", String(processId)],
          ]);
        const second = await run(1);
        await vi.waitFor(() => expect(hasWorker(second.pid)).toBe(true), { timeout: 120_000, interval: 100 });
        second.kill("SIGTERM");
        const first = await run(0);
        const [one, two] = await Promise.all([first.outcome, second.outcome]);
        expect([one, two]).toMatchObject([
          { signal: null, stderr: expect.stringContaining("iteration 1/9") as string },
          { code: 143, signal: null },
        ]);
        expect(one.stdout).toContain("--resume");
        expect(existsSync(join(folder, "run", "checkpoint.safetensors"))).toBe(true);
        expect(existsSync(join(folder, "run", "model.safetensors"))).toBe(false);
      } finally {
        vi.unstubAllEnvs();
      }
    },
  );
});
