import { cpu, deviceGet, devicePut, getDefaultDevice, setDefaultDevice, type Device } from "@proj/array";
import { fakeDevice, type FakeDevice } from "@proj/devices/fake-device";
import { getDefaultTarget, setDefaultTarget } from "@proj/jit";
import { isArray, treeEqual } from "@proj/module";
import { key } from "@proj/random";
import { init, pointMassNNSimpleReaches, type BatchEvent, type CheckpointStorage } from "@proj/feedbax";
import { leaves } from "@proj/tree";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";

beforeAll(() => void vi.spyOn(console, "warn").mockImplementation(() => undefined));
afterEach(() => {
  setDefaultDevice(cpu);
  setDefaultTarget(null);
});

/** A model small enough to be trained by evaluating one operation after the other. */
const small = (options: { readonly nReplicates?: number } = {}) =>
  pointMassNNSimpleReaches({ key: key(0), nSteps: 4, hiddenSize: 3, ...options });

const run = { nBatches: 9, batchSize: 2, key: key(1), logStep: 3 };

/** Keeps the latest checkpoint in memory. */
class MemoryStorage implements CheckpointStorage {
  latest: Uint8Array | null = null;
  save(_batches: number, bytes: Uint8Array): void {
    this.latest = bytes;
  }
  load(): Uint8Array | null {
    return this.latest;
  }
}

const devicesOf = (tree: unknown): ReadonlySet<Device> =>
  new Set(
    leaves(tree, undefined)
      .filter(isArray)
      .map(({ device }) => device),
  );

/** Trains a model on a device from the beginning, or from its checkpoint. */
const trainOn = (
  device: FakeDevice,
  options: Partial<typeof run> & Parameters<ReturnType<typeof small>["train"]>[0],
) => {
  setDefaultDevice(device);
  return small().train(options);
};

describe("a model on a device", () => {
  test("learns what it learns on the host", async () => {
    const expected = await small().train(run);
    const device = fakeDevice();
    const { model, history, optState, ended } = await trainOn(device, run);
    expect(ended).toBe("complete");
    expect(treeEqual(history, expected.history)).toBe(true);
    expect(devicesOf(model.step.net)).toEqual(new Set([device]));
    expect(treeEqual(await deviceGet(model.step.net), expected.model.step.net)).toBe(true);
    expect(treeEqual(await deviceGet(optState), expected.optState)).toBe(true);
  });

  test("takes along a model that was built on the host, or lives where it was put", async () => {
    const { model: expected } = await small().train(run);
    const context = small();
    const [device, other] = [fakeDevice(), fakeDevice()];
    setDefaultDevice(device);
    const { model } = await context.train(run);
    expect(devicesOf(model.step.net)).toEqual(new Set([device]));
    expect(treeEqual(await deviceGet(model.step.net), expected.step.net)).toBe(true);
    setDefaultDevice(cpu);
    const placed = small();
    Object.assign(placed, { model: devicePut(placed.model, other) });
    const elsewhere = await placed.train(run);
    expect(devicesOf(elsewhere.model.step.net)).toEqual(new Set([other]));
    expect(treeEqual(await deviceGet(elsewhere.model.step.net), expected.step.net)).toBe(true);
  });

  test("takes one program and one number per batch, and is read only when the loss is logged", async () => {
    const device = fakeDevice();
    const counts: { batch: number; runs: string[]; reads: number; uploads: number; live: number; known: boolean }[] =
      [];
    await trainOn(device, {
      ...run,
      nBatches: 12,
      logStep: 6,
      onBatch: ({ batch, loss }: BatchEvent) => {
        const { runs, reads, uploads, live } = device;
        counts.push({ batch, runs: [...runs], reads, uploads, live, known: loss !== null });
      },
    });
    expect(counts.filter(({ known }) => known).map(({ batch }) => batch)).toEqual([0, 6, 11]);
    for (const [before, after] of counts.slice(1, 5).map((count, index) => [count, counts[index + 2]!] as const)) {
      expect(after.runs.slice(before.runs.length)).toEqual(["trainStep"]);
      expect(after.reads - before.reads).toBe(after.known ? 1 : 0);
      expect(after.uploads - before.uploads).toBe(1);
      expect(after.live).toBe(before.live + 1);
    }
    const [first, second] = [counts[1]!, counts[6]!];
    expect(second.reads - first.reads).toBe(1);
  });

  test("of an ensemble learns as on the host", async () => {
    const expected = await small({ nReplicates: 2 }).train(run);
    setDefaultDevice(fakeDevice());
    const { history } = await small({ nReplicates: 2 }).train(run);
    expect(treeEqual(history, expected.history)).toBe(true);
  });

  test("whose loss is not a number any more ends as the latest checkpoint", async () => {
    const { ended, batches, history } = await trainOn(fakeDevice(), { ...run, learningRate: 1e30, nBatches: 12 });
    expect({ ended, batches }).toEqual({ ended: "nan", batches: 1 });
    const total = await history.loss.total.data();
    expect(total[0]).toBeGreaterThan(0);
    // All batches up to the first whose loss is not a number, and none after it.
    expect(total.findIndex(Number.isNaN)).toBe(2);
    expect([...total.slice(3)]).toEqual(new Array<number>(9).fill(0));
  });

  test("is evaluated there", async () => {
    const { model, task } = small();
    const [, expected] = task.evalWithLoss(model, key(3));
    setDefaultDevice(fakeDevice());
    const [states, losses] = task.evalWithLoss(model, key(3));
    expect(states.mechanics.effector.pos.device).toBe(getDefaultDevice());
    expect(treeEqual(await deviceGet(losses), expected)).toBe(true);
  });
});

describe("a run whose device is lost", () => {
  /** Trains until the device is lost in a batch. */
  const interrupted = (device: FakeDevice, lostIn: number, checkpoints: CheckpointStorage | null) =>
    trainOn(device, {
      ...run,
      checkpoints,
      onBatch: ({ batch }) => {
        if (batch === lostIn) device.lose();
      },
    });

  test.each([0, 1, 3, 4, 7])(
    "in batch %i goes on from its checkpoint on another device, and nothing is lost",
    async (lostIn) => {
      const whole = await small().train(run);
      const checkpoints = new MemoryStorage();
      await expect(interrupted(fakeDevice(), lostIn, checkpoints)).rejects.toThrow("which was lost in training");
      const { model, history, optState } = await trainOn(fakeDevice(), {
        ...run,
        checkpoints,
        restoreCheckpoint: true,
      });
      expect(treeEqual(history, whole.history)).toBe(true);
      expect(treeEqual(await deviceGet(model.step.net), whole.model.step.net)).toBe(true);
      expect(treeEqual(await deviceGet(optState), whole.optState)).toBe(true);
    },
  );

  test("says where to go on", async () => {
    const lost = interrupted(fakeDevice(), 4, new MemoryStorage());
    await expect(lost).rejects.toThrowErrorMatchingInlineSnapshot(`
      [UsageError: TaskTrainer.train received the device fake, which was lost in training: the fake GPU was unplugged
        expected: a device that works until all batches are done
        to fix:   get a new device with init("webgpu"), make model and task anew, and train on from the checkpoint after 4 batches: train(task, model, { …, restoreCheckpoint: true })]
    `);
    await expect(interrupted(fakeDevice(), 4, null)).rejects.toThrowErrorMatchingInlineSnapshot(`
      [UsageError: TaskTrainer.train received the device fake, which was lost in training: the fake GPU was unplugged
        expected: a device that works until all batches are done
        to fix:   get a new device with init("webgpu"), make model and task anew, and begin anew; to lose nothing next time, keep checkpoints: new TaskTrainer(optimizer, checkpoints)]
    `);
  });

  test("goes on with the model and task of before, if they were made on the host", async () => {
    const whole = await small().train(run);
    const [context, checkpoints] = [small(), new MemoryStorage()];
    const device = fakeDevice();
    setDefaultDevice(device);
    const lost = context.train({
      ...run,
      checkpoints,
      onBatch: ({ batch }) => {
        if (batch === 5) device.lose();
      },
    });
    await expect(lost).rejects.toThrow("which was lost in training");
    setDefaultDevice(fakeDevice());
    const { history } = await context.train({ ...run, checkpoints, restoreCheckpoint: true });
    expect(treeEqual(history, whole.history)).toBe(true);
  });
});

describe("init", () => {
  test("chooses compiled programs on the processor, or none", async () => {
    setDefaultDevice(fakeDevice());
    expect(await init("wasm")).toBe(cpu);
    expect(getDefaultDevice()).toBe(cpu);
    expect(getDefaultTarget()?.name).toBe("wasm");
    expect(await init("reference")).toBe(cpu);
    expect(getDefaultTarget()).toBeNull();
  });
});
