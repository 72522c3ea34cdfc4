import {
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
  stack,
  whileLoop,
  type Device,
  type DType,
  type NDArray,
} from "@proj/array";
import { check } from "@proj/array/checkify";
import { grad, vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { branchedErrorIf, EquinoxRuntimeError, errorIf } from "@proj/module";
import { beforeEach, expect, test } from "vitest";

/*
 * Programs on a device call the host as programs on the host do: in order, as often as the program comes by. Only the call comes later,
 * and so does the error that it throws.
 */

/** What callbacks were given, in order. */
export const seen: unknown[] = [];

/** Keeps what it is given. */
export const see = (...args: NDArray[]): void => {
  seen.push(args.length === 1 ? args[0]!.toList() : args.map((x) => x.toList()));
};

const float = new ShapeDtypeStruct([], "float32");

/**
 * The laws of effects.
 *
 * @param device - the device, on which programs run by default.
 * @param dtypes - those that it can compute with, besides those of all devices.
 */
export function testEffects(device: () => Device, dtypes: readonly DType[] = []): void {
  beforeEach(() => {
    seen.length = 0;
  });

  test("effects come in the order of the program and of the calls, before the results can be read", async () => {
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
    debug.callback(see, devicePut(array([5]), device()).mul(2));
    f(array([5, 6]));
    await effectsBarrier();
    const both = [[true, true], [7, 8]]; // prettier-ignore
    expect(seen).toEqual([7, both, 0, [10], 11, both]);
  });

  test("they come once for each step of a loop and each branch that is taken, also through vmap and grad", async () => {
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

  test("a program waits for what a function gives, and takes all dtypes there and back", async () => {
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
    const numbers: readonly DType[] = ["int8", "uint16", "bfloat16", "float16", ...dtypes];
    const given = [
      ...numbers.map((dtype) => array([3, 1, 0], { dtype })),
      array([true, true, false]),
      array([3, complex(1, 2), 0]),
    ];
    const same = jit((...xs: NDArray[]) =>
      xs.map((x) => pureCallback((y: NDArray) => (see(y), y), new ShapeDtypeStruct([3], x.dtype), [x])),
    );
    const results = await Promise.all(same(...given).map((x) => x.data()));
    expect(results.map((x) => [...x].map(Number))).toEqual([
      ...numbers.map(() => [3, 1, 0]),
      [1, 1, 0],
      [3, 0, 1, 2, 0, 0],
    ]);
    expect(seen).toHaveLength(given.length);
    const none = jit((x: NDArray) => pureCallback((y: NDArray) => y, new ShapeDtypeStruct([0], "float32"), [x.get(":0")])); // prettier-ignore
    expect(await none(array([1])).data()).toHaveLength(0);
  });

  test("what is read of a program fails as its function did, and of programs that use it, and nothing else", async () => {
    const positive = jit(vmap((x: NDArray) => errorIf(x, x.lt(0), "negative").mul(2)));
    const bad = positive(array([1, -2]));
    await expect(bad.mul(2).add(array([1, 1])).data()).rejects.toThrow(EquinoxRuntimeError); // prettier-ignore
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
    seen.length = 0;
    const failing = jit((x: NDArray) => {
      const y = pureCallback((_: NDArray) => { throw new Error("enough"); }, float, [x]); // prettier-ignore
      debug.callback(see, y);
      return stack([x, y]);
    });
    await expect(failing(array(1)).data()).rejects.toThrow(/^enough$/);
    failing(array(1));
    await expect(effectsBarrier()).rejects.toThrow("enough");
    expect(seen).toEqual([]);
  });

  test("one may be the check of debugNans, of programs and of single operations, which names the line", async () => {
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
}
