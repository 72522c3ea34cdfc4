import { cpu, setDefaultDevice } from "@proj/array";
import { setDefaultTarget } from "@proj/jit";
import type { WebGpuDevice } from "@proj/jit-webgpu";
import { key } from "@proj/random";
import { init, pointMassNNSimpleReaches } from "@proj/feedbax";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** The reaching model as users train it, with few trials in a batch: tests run on a GPU made of software. */
const run = { nBatches: 11, batchSize: 6, key: key(1), logStep: 10 } as const;

let device: WebGpuDevice;
beforeAll(async () => {
  device = (await init("webgpu")) as WebGpuDevice;
});
afterAll(() => {
  device.destroy();
  setDefaultDevice(cpu);
  setDefaultTarget(null);
});

describe("the reaching model on WebGPU", () => {
  test("has the losses that it has on the other targets, from the same key", { timeout: 300_000 }, async () => {
    await init("wasm");
    const expected = await pointMassNNSimpleReaches({ key: key(0) }).train(run);
    await init("webgpu");
    const got = await pointMassNNSimpleReaches({ key: key(0) }).train(run);
    const losses = await got.history.loss.total.data();
    const wanted = await expected.history.loss.total.data();
    expect(losses).toHaveLength(11);
    losses.forEach((loss, batch) => {
      const want = wanted[batch]!;
      expect(Math.abs(loss - want) / want, `batch ${batch}: ${loss} instead of ${want}`).toBeLessThan(2e-5);
    });
  });

  test("takes eight dispatches an iteration and reads nothing back until a loss is logged", async () => {
    const context = pointMassNNSimpleReaches({ key: key(0) });
    const counts: { readonly dispatches: number; readonly readBacks: number; readonly programs: number }[] = [];
    await context.train({ ...run, onBatch: () => counts.push(device.statistics()) });
    const during = counts.slice(2, 9);
    during.forEach(({ dispatches, readBacks, programs }, n) => {
      if (n === 0) return;
      const before = during[n - 1]!;
      expect(programs - before.programs).toBe(1);
      expect(dispatches - before.dispatches).toBe(8);
      expect(readBacks - before.readBacks).toBe(0);
    });
  });
});
