import {
  arange,
  array,
  complex,
  cond,
  debug,
  debugNans,
  devicePut,
  effectsBarrier,
  foriLoop,
  ioCallback,
  log,
  pureCallback,
  scan,
  ShapeDtypeStruct,
  setDefaultDevice,
  cpu,
  stack,
  whileLoop,
  type NDArray,
} from "@proj/array";
import { makeMesh, NamedSharding, P } from "@proj/array/sharding";
import { grad, vmap } from "@proj/autodiff";
import { pythonWithJax } from "@proj/devices/python-with-jax";
import { jit } from "@proj/jit";
import { EquinoxRuntimeError, errorIf } from "@proj/module";
import { exportStablehlo, init, type XlaDevice } from "@proj/xla";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

/*
 * Programs on XLA call functions of this process, in order and as often as the program comes by, though they run in another one.
 */

const float = new ShapeDtypeStruct([], "float32");
const seen: unknown[] = [];
const see = (...args: NDArray[]): void => {
  seen.push(args.length === 1 ? args[0]!.toList() : args.map((x) => x.toList()));
};
beforeEach(() => {
  seen.length = 0;
});

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

  test("calls in the order of the program and of the calls, before its results can be read", async () => {
    const f = jit((x: NDArray) => {
      debug.callback(see, x.sum());
      debug.callback(see, x.gt(1), array([7, 8]));
      return x.add(1);
    });
    expect((await f(array([1, 2])).data()).join()).toBe("2,3");
    const flags = [[false, true], [7, 8]]; // prettier-ignore
    expect(seen.splice(0)).toEqual([3, flags]);
    f(array([3, 4]));
    debug.callback(see, array(0));
    debug.callback(see, devicePut(array([5]), device).mul(2));
    f(array([5, 6]));
    await effectsBarrier();
    const both = [[true, true], [7, 8]]; // prettier-ignore
    expect(seen).toEqual([7, both, 0, [10], 11, both]);
  });

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

  test("calls once for each step of a loop and each branch that is taken, also through vmap and grad", async () => {
    const rows = jit((x: NDArray) =>
      scan((sum: NDArray, row: NDArray) => (debug.callback(see, sum), [sum.add(row), sum]), array(0), x, {
        reverse: true,
      }),
    );
    await rows(array([1, 2, 3]))[0].data();
    expect(seen.splice(0)).toEqual([0, 3, 5]);
    const doubling = jit((x: NDArray) =>
      whileLoop(
        (y: NDArray) => y.lt(200),
        (y: NDArray) => {
          const show = (z: NDArray): NDArray =>
            foriLoop(0, 2, (i: NDArray, w: NDArray) => (debug.callback(see, w, i), w), z);
          cond(y.gt(5), show, (z: NDArray) => z, y);
          return y.mul(4);
        },
        x,
      ),
    );
    expect((await doubling(array(2)).data())[0]).toBe(512);
    expect(seen.splice(0)).toEqual([8, 32, 128].flatMap((y) => [0, 1].map((i) => [y, i])));
    const cubed = (x: NDArray): NDArray =>
      foriLoop(0, 2, (_: NDArray, y: NDArray) => (debug.callback(see, y), y.mul(x)), x);
    expect((await jit(vmap(grad(cubed)))(array([1, 2])).data()).join()).toBe("3,12");
    expect(seen).toEqual([1, 2, 1, 4]);
  });

  test("waits for what a function gives, and takes all dtypes there and back", async () => {
    let calls = 0;
    const counted = jit((x: NDArray) =>
      whileLoop(
        (y: NDArray) => pureCallback((z: NDArray) => z.lt(5), new ShapeDtypeStruct([], "bool"), [y]),
        (y: NDArray) => (debug.callback(see, y), y.add(ioCallback(() => ++calls, float, []))),
        x,
      ),
    );
    expect([await counted(array(0)).data(), await counted(array(0)).data()].map(([x]) => x)).toEqual([6, 9]);
    expect(seen.splice(0)).toEqual([0, 1, 3, 0, 4]);
    const dtypes = ["int8", "uint16", "int64", "bfloat16", "float16", "float64", "bool", "complex64"] as const;
    const given = dtypes.map((dtype) => array([3, dtype === "complex64" ? complex(1, 2) : 1, 0]).astype(dtype));
    const same = jit((...xs: NDArray[]) =>
      xs.map((x) => pureCallback((y: NDArray) => (see(y), y), new ShapeDtypeStruct([3], x.dtype), [x])),
    );
    const results = await Promise.all(same(...given).map((x) => x.data()));
    expect(results.map((x) => [...x].map(Number))).toEqual([
      ...dtypes.slice(0, 6).map(() => [3, 1, 0]),
      [1, 1, 0],
      [3, 0, 1, 2, 0, 0],
    ]);
    expect(seen).toHaveLength(dtypes.length);
    const none = jit((x: NDArray) => pureCallback((y: NDArray) => y, new ShapeDtypeStruct([0], "float32"), [x.get(":0")])); // prettier-ignore
    expect(await none(array([1])).data()).toHaveLength(0);
  });

  test("fails what is read of it, and of programs that use it, as the function did, and nothing else", async () => {
    const positive = jit(vmap((x: NDArray) => errorIf(x, x.lt(0), "negative").mul(2)));
    const bad = positive(array([1, -2]));
    await expect(bad.mul(2).add(array([1, 1])).data()).rejects.toThrow(EquinoxRuntimeError); // prettier-ignore
    await expect(bad.data()).rejects.toThrow("negative");
    await effectsBarrier();
    expect((await positive(array([1, 2])).data()).join()).toBe("2,4");
    const failing = jit((x: NDArray) => {
      const y = pureCallback((_: NDArray) => { throw new Error("enough"); }, float, [x]); // prettier-ignore
      debug.callback(see, y);
      return stack([x, y]);
    });
    await expect(failing(array(1)).data()).rejects.toThrow(/^enough$/);
    failing(array(1));
    await expect(effectsBarrier()).rejects.toThrow("enough");
    expect(seen).toEqual([]);
    const logarithms = jit((x: NDArray) => log(x).mul(2));
    await expect(debugNans(() => logarithms(array([4, -1]))).add(1).data()).rejects.toThrow(/^log received NaN at \[1\]/); // prettier-ignore
    await effectsBarrier().catch(() => undefined);
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
