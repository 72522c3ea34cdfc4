import { allclose, cos, deviceGet, devicePut, sin, arange, tanh, UsageError, type NDArray } from "@proj/array";
import {
  makeArrayFromProcessLocalData,
  makeMesh,
  NamedSharding,
  P,
  reshard,
  type Mesh,
  type PartitionSpec,
} from "@proj/array/sharding";
import { valueAndGrad } from "@proj/autodiff";
import { freePort } from "@proj/devices/free-port";
import { pythonWithJax } from "@proj/devices/python-with-jax";
import { jit } from "@proj/jit";
import { init, type InitOptions, type XlaDevice } from "@proj/xla";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/*
 * Two processes of four devices each. One Node leads both, since no call waits: each statement is one of both programs.
 */

async function errorOf(promise: Promise<unknown>): Promise<UsageError> {
  const error: unknown = await promise.then(() => null, (reason: unknown) => reason); // prettier-ignore
  if (error instanceof UsageError) return error;
  throw new Error(`expected a UsageError, not ${String(error)}`);
}

test.each<[string, InitOptions]>([
  ["without a coordinator", { processes: 2, processId: 0 }],
  ["without its own number", { coordinator: "127.0.0.1:1", processes: 2 }],
  ["with a number that is none", { coordinator: "127.0.0.1:1", processes: 2, processId: 2 }],
])("a process of several is refused %s", async (_, options) => {
  expect((await errorOf(init(options))).expected).toContain("all three");
});

describe.skipIf(pythonWithJax === null)("two processes", () => {
  const common = { python: pythonWithJax ?? "", platform: "cpu", devices: 4, default: false, compilationCache: null };
  let devices: readonly XlaDevice[];
  let meshes: readonly Mesh[];
  beforeAll(async () => {
    const coordinator = `127.0.0.1:${await freePort()}`;
    const open = (processId: number) => init({ ...common, coordinator, processes: 2, processId });
    devices = await Promise.all([open(0), open(1)]);
    meshes = devices.map(({ members }) => makeMesh([8], ["data"], { devices: members }));
  }, 60_000);
  afterAll(() => {
    for (const device of devices) device.destroy();
  });
  const onBoth = (x: NDArray, spec: PartitionSpec): readonly NDArray[] =>
    meshes.map((mesh) => devicePut(x, new NamedSharding(mesh, spec)));

  test("know all devices, and which are theirs", () => {
    expect(devices.map(({ info }) => info.process)).toEqual([0, 1]);
    expect(devices[1]!.members.map(({ processIndex }) => processIndex)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    const [, second] = onBoth(arange(8), P("data"));
    expect(second!.isFullyAddressable).toBe(false);
    expect(Array.from(second!.addressableShards, ({ index: [span] }) => span!.start)).toEqual([4, 5, 6, 7]);
  });

  test("move arrays from one sharding to another, and read them together", { timeout: 60_000 }, async () => {
    const x = sin(arange(64)).reshape([8, 8]);
    for (const array of [onBoth(x, P("data")), onBoth(x, P(null, "data")), onBoth(x, P())]) {
      const moved = array.map((each, k) => reshard(each, new NamedSharding(meshes[k]!, P(null, "data"))));
      for (const each of await deviceGet([...array, ...moved])) expect(each.toList()).toEqual(x.toList());
    }
    // Each process has only its half.
    const halves = meshes.map((mesh, k) => {
      const values = x.get(k === 0 ? ":4" : "4:");
      return makeArrayFromProcessLocalData(new NamedSharding(mesh, P("data")), values);
    });
    for (const each of await deviceGet(halves)) expect(each.toList()).toEqual(x.toList());
    const wrong = () => makeArrayFromProcessLocalData(new NamedSharding(meshes[0]!, P("data")), x, [8, 8]);
    expect(wrong).toThrow("of shape [4,8]");
    const alone = devices.map((device) => devicePut(x, device).sum());
    const [ours, theirs] = await deviceGet(alone);
    expect(ours!.item()).toBe(theirs!.item());
  });

  test("train as one, end when one is killed, and lose nothing of a checkpoint", { timeout: 120_000 }, async () => {
    const [x, y] = [sin(arange(48)).reshape([16, 3]), cos(arange(16)).reshape([16, 1])];
    type Weights = readonly [NDArray, NDArray];
    const weights: Weights = [sin(arange(12)).reshape([3, 4]), cos(arange(4)).reshape([4, 1])];
    const loss = (w: Weights, inputs: NDArray, targets: NDArray): NDArray =>
      tanh(inputs.matmul(w[0])).matmul(w[1]).sub(targets).pow(2).mean();
    const step = (w: Weights, inputs: NDArray, targets: NDArray): readonly [NDArray, Weights] => {
      const [value, [first, second]] = valueAndGrad(loss)(w, inputs, targets);
      return [value, [w[0].sub(first.mul(0.1)), w[1].sub(second.mul(0.1))]];
    };
    const compiled = jit(step);
    const [inputs, targets] = [onBoth(x, P("data")), onBoth(y, P("data"))];
    const states: Weights[] = devices.map(() => weights);
    const stepOfBoth = (): readonly NDArray[] =>
      states.map((state, k) => {
        const [value, next] = compiled(state, inputs[k]!, targets[k]!);
        states[k] = next;
        return value;
      });

    let host = weights;
    for (let k = 0; k < 3; k++) {
      const values = stepOfBoth();
      const [expected, next] = step(host, x, y);
      host = next;
      for (const value of await deviceGet(values)) expect(allclose(value, expected, { rtol: 1e-5 })).toBe(true);
    }
    const [checkpoint, other] = await deviceGet(states);
    expect(checkpoint!.map((each) => each.toList())).toEqual(other!.map((each) => each.toList()));

    stepOfBoth();
    process.kill(devices[1]!.pid, "SIGKILL");
    const start = performance.now();
    const error = await errorOf((async () => {
      for (;;) await deviceGet(stepOfBoth()[0]!);
    })()); // prettier-ignore
    expect(performance.now() - start).toBeLessThan(30_000);
    expect(error.message).toContain("xla");
    const first = await errorOf(Promise.resolve().then(async () => {
      for (;;) await states[0]![0].add(1).data();
    })); // prettier-ignore
    expect(first.message).toMatch(/another process of the run|heartbeats/);

    const [, resumed] = step(checkpoint!, x, y);
    const [, expected] = step(host, x, y);
    resumed.forEach((each, k) => expect(allclose(each, expected[k]!, { rtol: 1e-5 })).toBe(true));
  });

  test("say when the others do not come", { timeout: 60_000 }, async () => {
    const coordinator = `127.0.0.1:${await freePort()}`;
    const run = { coordinator, processes: 2, processId: 1, initializationTimeout: 2 };
    const error = await errorOf(init({ ...common, ...run }));
    expect(error.received).toContain("process 1 of 2");
    expect(error.remedy).toContain("initializationTimeout");
  });
});
