import {
  arange,
  array,
  cpu,
  debug,
  devicePut,
  effectsBarrier,
  foriLoop,
  pureCallback,
  setDefaultDevice,
  ShapeDtypeStruct,
  type NDArray,
} from "@proj/array";
import { makeMesh, NamedSharding, P } from "@proj/array/sharding";
import { pythonWithJax } from "@proj/devices/python-with-jax";
import { jit } from "@proj/jit";
import { exportStablehlo, init, type XlaDevice } from "@proj/xla";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { see, seen, testEffects } from "./effects-on-a-device.ts";

test("a program that is exported has no callbacks", () => {
  const f = (x: NDArray): NDArray => (debug.print("{}", x), x);
  expect(() => exportStablehlo(f, arange(3))).toThrow(/^debug.print received a program that others run/);
});

describe.skipIf(pythonWithJax === null)("a program on XLA", () => {
  let device: XlaDevice;
  beforeAll(async () => {
    // Programs run a few times: the time goes into compiling them.
    vi.stubEnv("XLA_FLAGS", "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true");
    device = await init({ python: pythonWithJax!, platform: "cpu", devices: 4 });
  }, 60_000);
  afterAll(() => {
    setDefaultDevice(cpu);
    vi.unstubAllEnvs();
    device.destroy();
  });

  testEffects(() => device, ["int64", "float64"]);

  test("calls though it has no results, and nobody waits for it", async () => {
    const show = jit((x: NDArray) => {
      debug.callback(see, x);
      debug.callback(() => seen.push("nothing"));
      return [];
    });
    show(array([1, 2]));
    await effectsBarrier();
    expect(seen).toEqual([[1, 2], "nothing"]);
  });

  test("of many devices calls once, with whole arrays, and gives each device its part of what comes back", async () => {
    const sums: number[] = [];
    const mesh = makeMesh([4], ["data"], { devices: device.members });
    const x = devicePut(arange(8).astype("float32"), new NamedSharding(mesh, P("data")));
    const f = jit((y: NDArray) => {
      debug.callback(see, y);
      const doubled = pureCallback(
        (z: NDArray) => (sums.push(z.sum().item()), z.mul(2)),
        new ShapeDtypeStruct([8], "float32"),
        [y],
      );
      return [doubled.add(y), foriLoop(0, 2, (i: NDArray, s: NDArray) => (debug.callback(see, i), s.add(y.sum())), array(0))]; // prettier-ignore
    });
    for (let k = 0; k < 3; k++) {
      const [tripled, sum] = f(x) as [NDArray, NDArray];
      expect((await tripled.data()).join()).toBe("0,3,6,9,12,15,18,21");
      expect((await sum.data())[0]).toBe(56);
      expect(seen.splice(0)).toEqual([[0, 1, 2, 3, 4, 5, 6, 7], 0, 1]);
      expect(sums.splice(0)).toEqual([28]);
    }
  });
});
