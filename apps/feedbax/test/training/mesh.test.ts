import { allclose, cpu, deviceGet, isNDArray, setDefaultDevice, type NDArray } from "@proj/array";
import { makeMesh, NamedSharding, virtualDevices, type Mesh } from "@proj/array/sharding";
import { freePort } from "@proj/devices/free-port";
import { pythonWithJax } from "@proj/devices/python-with-jax";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { init } from "@proj/xla";
import { pointMassNNSimpleReaches, type BatchEvent } from "@proj/feedbax";
import { key } from "@proj/random";
import { leaves } from "@proj/tree";
import { agreedClock, anyWishes, largestOf } from "../../src/training/agreement.ts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

/*
 * Training over several devices: losses and weights are those of one.
 */

beforeAll(() => setDefaultTarget(wasm()));
afterAll(() => setDefaultTarget(null));

const virtual = (sizes: readonly number[], names: readonly string[]): Mesh =>
  makeMesh(sizes, names, { devices: virtualDevices(4) });

function train(mesh: Mesh | null, nReplicates: number | null, more: object = {}) {
  const context = pointMassNNSimpleReaches({
    nSteps: 4,
    hiddenSize: 3,
    key: key(0),
    ...(nReplicates === null ? {} : { nReplicates }),
  });
  const options = { nBatches: 3, batchSize: 8, logStep: 3, key: key(1), ...more };
  return context.train({ ...options, ...(mesh !== null && { mesh }) });
}

async function outcome(mesh: Mesh | null, nReplicates: number | null): Promise<readonly NDArray[]> {
  const { model, history } = await train(mesh, nReplicates);
  return deviceGet([history.loss.total, ...arraysOf(model.step.net)]);
}

const arraysOf = (tree: unknown): readonly NDArray[] => leaves(tree).filter((leaf) => isNDArray(leaf));

const isClose = (received: readonly NDArray[], expected: readonly NDArray[]): boolean =>
  received.every((each, k) => allclose(each, expected[k]!, { rtol: 1e-4, atol: 1e-5 }));

test("the trials of a batch, and the replicates of an ensemble, are shared by devices", async () => {
  const expected = await outcome(null, null);
  expect(isClose(await outcome(virtual([4], ["data"]), null), expected)).toBe(true);
  const [, ...ensemble] = await outcome(null, 2);
  const { model } = await train(virtual([2, 2], ["replica", "data"]), 2);
  const weights = arraysOf(model.step.net);
  expect(isClose(await deviceGet(weights), ensemble)).toBe(true);
  const { sharding } = weights[0]!;
  expect(sharding instanceof NamedSharding && sharding.spec.toString()).toBe('P("replica")');
});

test("a run goes on from its checkpoint on other devices", async () => {
  let stored: Uint8Array | null = null;
  const checkpoints = { save: (_: number, bytes: Uint8Array) => void (stored = bytes), load: () => stored };
  await train(virtual([4], ["data"]), null, { nBatches: 2, logStep: 2, checkpoints });
  const { history } = await train(null, null, { checkpoints, restoreCheckpoint: true });
  const [expected] = await outcome(null, null);
  expect(allclose(history.loss.total, expected!, { rtol: 1e-4 })).toBe(true);
});

test("devices that cannot share evenly are refused", async () => {
  await expect(train(virtual([3], ["data"]), null)).rejects.toThrow("lengths that divide");
  await expect(train(virtual([2], ["replica"]), null)).rejects.toThrow("lengths that divide");
  await expect(train(virtual([2], ["model"]), null)).rejects.toThrow('axes "data" and "replica" alone');
});

test("processes agree on what one of them wishes, wherever arrays are made by default", async () => {
  const mesh = virtual([4], ["data"]);
  setDefaultDevice(mesh.devices[0]!.device);
  try {
    expect([await anyWishes(mesh, true), await anyWishes(mesh, false)]).toEqual([true, false]);
  } finally {
    setDefaultDevice(cpu);
  }
});

test("processes ask one another about their clocks seldom, and again when a checkpoint is due", async () => {
  const mesh = virtual([4], ["data"]);
  vi.useFakeTimers({ toFake: ["Date"] });
  const look = vi.spyOn(NamedSharding.prototype, "addressableDevices", "get");
  try {
    await largestOf(mesh, 1);
    const looksEach = look.mock.calls.length;
    const clock = agreedClock(mesh, 100, 0);
    const due: number[] = [];
    for (let batch = 0; batch < 250; batch++) {
      vi.setSystemTime(Date.now() + 1000);
      if (!(await clock.isDue(batch))) continue;
      due.push(batch + 1);
      clock.kept(batch + 1);
    }
    expect(due).toEqual([100, 200]);
    // Behind 1, 2, 4, 8, 16, 32, 64 and 100 batches, and so on.
    expect(look.mock.calls.length / looksEach).toBe(1 + 8 + 8 + 6);
  } finally {
    look.mockRestore();
    vi.useRealTimers();
  }
});

describe.skipIf(pythonWithJax === null)("XLA", () => {
  const common = { python: pythonWithJax ?? "", platform: "cpu", devices: 4, default: false };
  // Programs run a few times: the time goes into compiling them.
  beforeAll(() =>
    vi.stubEnv("XLA_FLAGS", "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"),
  );
  afterAll(() => vi.unstubAllEnvs());

  test("goes on from checkpoints of the host, and the host from its", { timeout: 600_000 }, async () => {
    const expected = await outcome(null, 2);
    const device = await init(common);
    try {
      const mesh = makeMesh([2, 2], ["data", "replica"], { devices: device.members });
      for (const [begun, resumed] of [
        [mesh, null],
        [null, mesh],
      ]) {
        let stored: Uint8Array | null = null;
        const checkpoints = { save: (_: number, bytes: Uint8Array) => void (stored = bytes), load: () => stored };
        const stop = new AbortController();
        const onBatch = ({ batch }: BatchEvent) => {
          if (batch === 1) stop.abort();
        };
        const { ended } = await train(begun!, 2, { checkpoints, onBatch, signal: stop.signal });
        expect(ended).toBe("stopped");
        const { model, history } = await train(resumed!, 2, { checkpoints, restoreCheckpoint: true });
        expect(isClose(await deviceGet([history.loss.total, ...arraysOf(model.step.net)]), expected)).toBe(true);
      }
    } finally {
      device.destroy();
    }
  });

  test("trains in two processes, which stop together, as in one", { timeout: 600_000 }, async () => {
    const coordinator = `127.0.0.1:${await freePort()}`;
    const open = (processId: number) => init({ ...common, coordinator, processes: 2, processId });
    const devices = await Promise.all([open(0), open(1)]);
    try {
      const meshes = devices.map(({ members }) => makeMesh([8], ["data"], { devices: members }));
      const expected = await outcome(null, null);
      // The second process alone is asked to stop; both do, behind a batch that is logged, and go on from there.
      const stop = new AbortController();
      const stored: (Uint8Array | null)[] = [null, null];
      const both = (options: (process: number) => object) =>
        Promise.all(
          meshes.map((mesh, process) => {
            const save = (_: number, bytes: Uint8Array): void => void (stored[process] = bytes);
            return train(mesh, null, {
              logStep: 1,
              checkpoints: { save, load: () => stored[process]! },
              ...options(process),
            });
          }),
        );
      const stopped = await both((process) => ({
        signal: process === 1 ? stop.signal : { aborted: false },
        onBatch: ({ batch }: BatchEvent) => {
          if (process === 1 && batch === 1) stop.abort();
        },
      }));
      expect(stopped.map(({ ended }) => ended)).toEqual(["stopped", "stopped"]);
      expect(stopped.map(({ batches }) => batches)).toEqual([2, 2]);
      for (const { model, history } of await both(() => ({ restoreCheckpoint: true })))
        expect(isClose(await deviceGet([history.loss.total, ...arraysOf(model.step.net)]), expected)).toBe(true);
      // Of two clocks, the first of which stands still, the other has both keep checkpoints.
      const kept: number[][] = [[], []];
      const clocked = await both((process) => ({
        logStep: 3,
        checkpointSeconds: process === 0 ? 1e6 : 1e-6,
        checkpoints: { save: (batches: number) => void kept[process]!.push(batches), load: () => null },
      }));
      expect(kept).toEqual([[1, 2, 3], [1, 2, 3]]); // prettier-ignore
      for (const { history } of clocked)
        expect(isClose(await deviceGet([history.loss.total]), expected.slice(0, 1))).toBe(true);
    } finally {
      for (const device of devices) device.destroy();
    }
  });
});
