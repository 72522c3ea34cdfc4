import {
  arange,
  array,
  deviceGet,
  devicePut,
  ones,
  UsageError,
  type DType,
  type NDArray,
  type TypedArray,
} from "@proj/array";
import { bitwiseXor, div, rem } from "@proj/array/lax";
import { pythonWithJax } from "@proj/devices/python-with-jax";
import { jit } from "@proj/jit";
import { Exported, init, type InitOptions, type XlaDevice } from "@proj/xla";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

async function errorOf(promise: Promise<unknown>): Promise<UsageError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("where something is missing", () => {
  test("a Python that is not there is named, and how to get one", async () => {
    const error = await errorOf(init({ python: "/no/such/python" }));
    expect(error.operation).toBe("init");
    expect(error.received).toContain("/no/such/python");
    expect(error.remedy).toContain("pip install jax");
  });

  test.each<[string, unknown]>([
    ["unknown", { pyhton: "x" }],
    ["devices", { devices: 0 }],
    ["python", { python: 3 }],
    ["options", 7],
  ])("wrong options are refused: %s", async (_, options) => {
    expect((await errorOf(init(options as InitOptions))).operation).toBe("init");
  });
});

describe.skipIf(pythonWithJax === null)("with a worker", () => {
  let device: XlaDevice;
  const open = (options: InitOptions = {}): Promise<XlaDevice> =>
    init({ python: pythonWithJax!, platform: "cpu", default: false, compilationCache: null, ...options });
  beforeAll(async () => {
    device = await open();
  });
  afterAll(() => device.destroy());

  test("a platform that is not there is named", async () => {
    const error = await errorOf(open({ platform: "tpu" }));
    expect(error.received).toContain("tpu");
    expect(error.remedy).toContain("jax[tpu]");
  });

  test.each([
    "bool",
    "int8",
    "uint16",
    "int64",
    "uint64",
    "bfloat16",
    "float16",
    "float64",
    "complex64",
  ] satisfies DType[])("values of %s come back as they went", async (dtype) => {
    const values = array([0, 1, 2, 100]).astype(dtype);
    expect(await devicePut(values, device).data()).toEqual(values.dataSync());
    expect(await devicePut(ones([0, 2], { dtype }), device).data()).toHaveLength(0);
  });

  test("a thousand calls are started without waiting", async () => {
    const step = jit((x: { readonly w: ReturnType<typeof ones> }) => ({ w: x.w.mul(0.5).add(1) }));
    let state = devicePut({ w: ones(1000) }, device);
    for (let i = 0; i < 1000; i++) state = step(state);
    const { w } = await deviceGet(state);
    expect(w.at(0).get().item()).toBe(2);
  });

  test("what follows from a call that fails fails with its words, and nothing else does", async () => {
    const broken = new Exported<[NDArray], NDArray>({
      name: "broken",
      platforms: ["cpu"],
      trees: [[[0], {}], 0],
      stages: [
        { ins: [[[], "float32"]], outs: [[[], "float32"]], module: "module @m {\n func.func @main() { nonsense }\n}" },
      ],
    });
    const x = devicePut(array(1), device);
    const failed = broken.call(x);
    const next = jit((a: NDArray, b: NDArray) => [a.sum().add(b), b.add(1)]);
    const [first, second] = next(failed, x) as [NDArray, NDArray];
    const words = (await errorOf(failed.data())).received;
    expect(words).toContain("XLA could not compute");
    for (const each of [first, second, first.mul(2)])
      expect((await errorOf(each.data())).received.split(": ").slice(1)).toEqual(words.split(": ").slice(1));
    expect(await x.add(1).data()).toEqual(Float32Array.of(2));
  });

  test("calls, values and reads come in the order in which they were sent, however many there are", async () => {
    const next = jit((a: NDArray, b: NDArray) => a.mul(0.5).add(b));
    let x = devicePut(array(0), device);
    let expected = 0;
    const reads: [Promise<TypedArray>, number][] = [];
    for (let k = 0; k < 3000; k++) {
      x = next(x, k % 7 === 0 ? devicePut(array(k % 5), device) : array(1));
      expected = expected * 0.5 + (k % 7 === 0 ? k % 5 : 1);
      if (k % 100 === 0) reads.push([x.data(), expected]);
      if (k % 1000 === 0) await Promise.resolve();
    }
    for (const [read, value] of reads) expect((await read)[0]).toBeCloseTo(value, 5);
  });

  test("donated arguments give their memory to the results", async () => {
    const f = jit((x: NDArray, y: NDArray) => x.mul(2).add(y), { donateArgnums: 0 });
    const y = devicePut(arange(10_000), device);
    const before = await device.bytesInUse();
    let x = devicePut(arange(10_000), device);
    for (let k = 0; k < 10; k++) x = f(x, y);
    expect((await device.bytesInUse()) - before).toBeLessThanOrEqual(40_000);
    const [first, last] = await x.data();
    expect([first, last]).toEqual([0, 2047]);
    // Copies of host values stay there, and equal numbers share one.
    const sum = jit((a: NDArray, b: NDArray) => a.add(b).add(y.max()), { donateArgnums: [0, 1] });
    for (let k = 0; k < 2; k++) expect(await sum(array(3), array(3)).data()).toEqual(Float32Array.of(10_005));
    // One array for two arguments stays for the other.
    const twice = jit((a: NDArray, b: NDArray) => a.add(b), { donateArgnums: 0 });
    expect(await twice(y, y).data()).toEqual(await y.add(y).data());
  });

  test("integers are divided by zeros that XLA knows, which would end its process", async () => {
    const f = jit((x: NDArray) =>
      [bitwiseXor(x, x), bitwiseXor(x, x).astype("uint8")].map((zero) => [div(zero, zero), rem(zero, zero)]),
    );
    const results = (await deviceGet(f(devicePut(arange(2), device)))).flat();
    expect(results.map((each) => each.toList())).toEqual([[-1, -1], [0, 0], [255, 255], [0, 0]]); // prettier-ignore
  });

  test("a signal to the whole group of processes, such as Ctrl-C, leaves the worker to this one", async () => {
    const x = devicePut(ones(2), device);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.kill(device.pid, signal);
    for (let k = 0; k < 20; k++) expect(await x.add(k).data()).toEqual(Float32Array.of(1 + k, 1 + k));
    expect(device.lost).toBeNull();
  });

  test("a worker that dies fails what is pending and what comes later, at once", { timeout: 60_000 }, async () => {
    const mortal = await open();
    const x = devicePut(ones(8), mortal);
    const pending = x.add(1).data();
    process.kill(mortal.pid, "SIGKILL");
    await Promise.allSettled([pending]);
    const later = await errorOf(Promise.resolve().then(() => x.add(1).data()));
    expect(later.message).toContain("SIGKILL");
    expect(mortal.lost).toContain("SIGKILL");
    expect((await errorOf(x.data())).remedy).toContain("init");
  });

  test("a device that was given up says so", async () => {
    const given = await open();
    const x = devicePut(ones(2), given);
    given.destroy();
    expect((await errorOf(x.data())).received).toContain("destroy");
  });
});
