import {
  array,
  complex,
  cond,
  cpu,
  debug,
  debugNans,
  effectsBarrier,
  foriLoop,
  ioCallback,
  log,
  pureCallback,
  scan,
  setDefaultDevice,
  ShapeDtypeStruct,
  stack,
  whileLoop,
  type NDArray,
} from "@proj/array";
import { check } from "@proj/array/checkify";
import { grad, vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { init, type WebGpuDevice } from "@proj/jit-webgpu";
import { branchedErrorIf, EquinoxRuntimeError, errorIf } from "@proj/module";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

/*
 * Programs on a GPU call the host as programs on the host do: in order, as often as the program comes by. Only the call comes later,
 * and so does the error that it throws.
 */

let device: WebGpuDevice;
const seen: unknown[] = [];
const see = (...args: NDArray[]): void => {
  seen.push(args.length === 1 ? args[0]!.toList() : args.map((x) => x.toList()));
};

beforeAll(async () => {
  device = await init();
});
afterAll(() => {
  setDefaultDevice(cpu);
  device.destroy();
});
beforeEach(() => {
  seen.length = 0;
});

describe("an effect of a program on a GPU", () => {
  test("comes in the order of the program and of the calls, before the results can be read, with one read-back", async () => {
    const f = jit((x: NDArray) => {
      debug.callback(see, x.sum());
      debug.callback(see, x.gt(1), array([7, 8]));
      return x.add(1);
    });
    device.statistics({ reset: true });
    expect((await f(array([1, 2])).data()).join()).toBe("2,3");
    expect(seen.splice(0)).toEqual([
      3,
      [
        [false, true],
        [7, 8],
      ],
    ]);
    expect(device.statistics().readBacks).toBe(1);
    f(array([3, 4]));
    debug.callback(see, array(0));
    debug.callback(see, array([5]).mul(2));
    f(array([5, 6]));
    await effectsBarrier();
    expect(seen).toEqual([
      7,
      [
        [true, true],
        [7, 8],
      ],
      0,
      [10],
      11,
      [
        [true, true],
        [7, 8],
      ],
    ]);
  });

  test("comes once for each step of a loop and each branch that is taken, also through vmap and grad", async () => {
    const rows = jit((x: NDArray) =>
      scan(
        (sum: NDArray, row: NDArray) => {
          debug.callback(see, sum);
          return [sum.add(row), sum];
        },
        array(0),
        x,
        { reverse: true },
      ),
    );
    await rows(array([1, 2, 3]))[0].data();
    expect(seen.splice(0)).toEqual([0, 3, 5]);
    const doubling = jit((x: NDArray) =>
      whileLoop(
        (y: NDArray) => y.lt(200),
        (y: NDArray) => {
          cond(
            y.gt(5),
            (z: NDArray) => {
              foriLoop(0, 2, (i: NDArray, w: NDArray) => (debug.callback(see, w, i), w), z);
              return z;
            },
            (z: NDArray) => z,
            y,
          );
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

  test("fails what is read of its program, and of programs that use it, and nothing else", async () => {
    const positive = jit(vmap((x: NDArray) => errorIf(x, x.lt(0), "negative").mul(2)));
    const bad = positive(array([1, -2]));
    await expect(
      bad
        .mul(2)
        .add(array([1, 1]))
        .data(),
    ).rejects.toThrow(EquinoxRuntimeError);
    await expect(bad.data()).rejects.toThrow("negative");
    await effectsBarrier();
    expect((await positive(array([1, 2])).data()).join()).toBe("2,4");
    const sized = jit(
      vmap((x: NDArray) => branchedErrorIf(x, x.abs().gt(1), x.gt(0).astype("int32"), ["too small", "too large"])),
    );
    await expect(sized(array([0, 2, -2])).data()).rejects.toThrow("too large");
    await expect(sized(array([0, -2, 2])).data()).rejects.toThrow("too small");
    const checked = jit((x: NDArray) => {
      check(x.sum().gt(0), "a sum of {}", x.sum());
      debug.callback(see, x);
      return x;
    });
    checked(array([-1, -2]));
    await expect(effectsBarrier()).rejects.toThrow("a sum of -3");
    expect(seen).toEqual([]);
    await effectsBarrier();
    expect((await checked(array([1, 2])).data()).join()).toBe("1,2");
  });

  test("may be the check of debugNans, of programs and of single operations, which names the line", async () => {
    const logarithms = jit((x: NDArray) => log(x).mul(2));
    const line =
      /^log received NaN at \[1\] of its result float32\[2\], from float32\[2\] of 4, -1.*effects-on-a-device/;
    const compiled = debugNans(() => logarithms(array([4, -1])));
    await expect(compiled.add(1).data()).rejects.toThrow(line);
    await expect(debugNans(() => log(array([4, -1]))).data()).rejects.toThrow(/^log received NaN at \[1\]/);
    expect((await debugNans(() => logarithms(array([1, 1]))).data()).join()).toBe("0,0");
    expect((await logarithms(array([1, -1])).data()).join()).toBe("0,NaN");
    await effectsBarrier().catch(() => undefined);
  });

  test("has results, for which the program waits, and pure functions too", async () => {
    let calls = 0;
    const float = new ShapeDtypeStruct([], "float32");
    const counted = jit((x: NDArray) =>
      whileLoop(
        (y: NDArray) => pureCallback((z: NDArray) => z.lt(5), new ShapeDtypeStruct([], "bool"), [y]),
        (y: NDArray) => {
          debug.callback(see, y);
          return y.add(ioCallback(() => ++calls, float, []));
        },
        x,
      ),
    );
    expect([await counted(array(0)).data(), await counted(array(0)).data()].map(([x]) => x)).toEqual([6, 9]);
    expect(seen).toEqual([0, 1, 3, 0, 4]);
    const dtypes = ["int8", "uint16", "bfloat16", "float16", "bool", "complex64"] as const;
    const same = jit((...xs: NDArray[]) =>
      xs.map((x) => pureCallback((y: NDArray) => (see(y), y), new ShapeDtypeStruct([3], x.dtype), [x])),
    );
    const given = dtypes.map((dtype) => array([3, dtype === "complex64" ? complex(1, 2) : 1, 0]).astype(dtype));
    const results = same(...given.slice(0, 6));
    const values = await Promise.all(results.map((x) => x.data()));
    expect(values.map((x) => [...x])).toEqual([
      ...dtypes.slice(0, 4).map(() => [3, 1, 0]),
      [1, 1, 0],
      [3, 0, 1, 2, 0, 0],
    ]);
    expect(seen).toHaveLength(5 + dtypes.length);
    const failing = jit((x: NDArray) => stack([x, pureCallback((_: NDArray) => { throw new Error("enough"); }, float, [x])])); // prettier-ignore
    await expect(failing(array(1)).data()).rejects.toThrow("enough");
  });
});
