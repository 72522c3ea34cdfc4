import {
  arange,
  array,
  complex,
  cond,
  conj,
  debug,
  foriLoop,
  ioCallback,
  ones,
  pureCallback,
  scan,
  ShapeDtypeStruct,
  sin,
  whileLoop,
  type NDArray,
} from "@proj/array";
import { checkpoint, grad, jvp, vmap } from "@proj/autodiff";
import { jit, type Target } from "@proj/jit";
import { interpreter } from "@proj/jit/core";
import { wasm } from "@proj/jit-wasm";
import { describe, expect, test } from "vitest";

const scalar = new ShapeDtypeStruct([], "float32");
const int = new ShapeDtypeStruct([], "int32");

const targets: readonly (readonly [string, Target])[] = [
  ["an interpreted program", interpreter()],
  ["an interpreted program of tiles", interpreter({ tileRows: (rows) => (rows >= 4 ? 2 : null) })],
  ["WebAssembly", wasm()],
];

describe.each(targets)("a callback from %s", (_, target) => {
  const seen: unknown[] = [];
  const see = (...args: NDArray[]): void => {
    seen.push(args.length === 1 ? args[0]!.toList() : args.map((x) => x.toList()));
  };
  /** What is seen while a compiled function runs, once more on the second call. */
  function seenBy(f: (...args: NDArray[]) => unknown, ...args: NDArray[]): unknown[] {
    const compiled = jit(f, { target });
    compiled(...args);
    seen.length = 0;
    compiled(...args);
    return [...seen];
  }

  test("comes with the values, in the order of the program", () => {
    const f = (x: NDArray): NDArray => {
      debug.callback(see, x.sum());
      debug.callback(see, x.mul(2));
      debug.callback(see, array([7, 8]));
      return x.add(1);
    };
    expect(seenBy(f, array([1, 2]))).toEqual([3, [2, 4], [7, 8]]);
  });

  test("comes once for each step of a loop, in the direction of the loop", () => {
    const f = (x: NDArray): NDArray =>
      scan(
        (sum: NDArray, row: NDArray) => {
          debug.callback(see, sum);
          const next = sum.add(row);
          return [next, next];
        },
        array(0),
        x,
        { reverse: true },
      )[1];
    expect(seenBy(f, array([1, 2, 3]))).toEqual([0, 3, 5]);
  });

  test("comes from the bodies of loops that run while something holds, and from branches that are taken", () => {
    const f = (x: NDArray): NDArray =>
      whileLoop(
        (y: NDArray) => y.lt(20),
        (y: NDArray) => {
          cond(
            y.gt(5),
            (z: NDArray) => {
              debug.callback(see, z);
              return z;
            },
            (z: NDArray) => z,
            y,
          );
          return y.mul(2);
        },
        x,
      );
    expect(seenBy(f, array(2))).toEqual([8, 16]);
  });

  test("comes from functions within, where nobody reads what they give", () => {
    const inner = jit((x: NDArray) => {
      debug.callback(see, x);
      return x.mul(3);
    });
    const f = (x: NDArray): NDArray => {
      inner(x);
      foriLoop(0, 2, (i: NDArray, y: NDArray) => inner(y.add(i)), x);
      return x;
    };
    expect(seenBy(f, array(1))).toEqual([1, 1, 4]);
  });

  test("comes for each member of a batch", () => {
    const f = vmap((x: NDArray) => {
      debug.callback(see, x, array([0]));
      return x;
    });
    expect(seenBy(f, array([4, 5]))).toEqual([
      [4, [0]],
      [5, [0]],
    ]);
  });

  test("of a scan over a batch comes step by step, with all members", () => {
    const f = vmap(
      (x: NDArray) => scan((h: NDArray) => (debug.callback(see, h), [h.add(x), null]), x, null, { length: 2 })[0],
    );
    expect(seenBy(f, arange(4).astype("float32"))).toEqual([0, 1, 2, 3, 0, 2, 4, 6]);
  });

  test("comes once where a function is differentiated, also through loops", () => {
    const f = (x: NDArray): NDArray =>
      scan(
        (y: NDArray) => {
          debug.callback(see, y);
          return [sin(y), null];
        },
        x,
        null,
        { length: 2 },
      )[0];
    const [first, second] = seenBy(grad(f), array(0)) as [number, number];
    expect([first, second, seen.length]).toEqual([0, 0, 2]);
    expect(seenBy((x) => jvp(f, [x], [x]), array(0))).toEqual([0, 0]);
  });

  test("inside of a checkpoint comes again where the values are computed again", () => {
    const f = checkpoint((x: NDArray) => {
      debug.callback(see, x);
      return sin(sin(x));
    });
    expect(seenBy(grad(f), array(0))).toEqual([0, 0]);
  });

  test("gives results, and has effects of its own", () => {
    let calls = 0;
    const count = (): number => ++calls;
    const f = jit(
      (x: NDArray) =>
        scan((y: NDArray) => [y.add(ioCallback(count, int, []).astype("float32")), null], x, null, { length: 3 })[0],
      { target },
    );
    expect(f(array(0)).item()).toBe(6);
    expect(f(array(0)).item()).toBe(15);
  });

  test("that is pure is left out where nobody reads it, and acts on batches as it says", () => {
    let calls = 0;
    const total = (x: NDArray): number => {
      calls++;
      return x.sum().item();
    };
    const unread = jit((x: NDArray) => (pureCallback(total, scalar, [x]), x), { target });
    unread(array([1, 2]));
    expect(calls).toBe(0);
    const each = jit(
      vmap((x: NDArray) => pureCallback(total, scalar, [x], { vmapMethod: "sequential" })),
      { target },
    );
    expect(
      each(
        array([
          [1, 2],
          [3, 4],
        ]),
      ).toList(),
    ).toEqual([3, 7]);
    const product = (x: NDArray, y: NDArray): NDArray => x.mul(y).sum(-1);
    for (const vmapMethod of ["broadcastAll", "expandDims"] as const) {
      const f = (x: NDArray): NDArray => pureCallback(product, scalar, [x, array([1, 10])], { vmapMethod });
      expect(
        jit(vmap(f), { target })(
          array([
            [1, 2],
            [3, 4],
          ]),
        ).toList(),
      ).toEqual([21, 43]);
    }
  });

  test("may run other programs of the same target, and the same one again", () => {
    const square = jit((x: NDArray) => x.mul(x).sum(), { target });
    const big = jit((x: NDArray) => x.add(x).sum(), { target });
    const f: (n: NDArray) => readonly [NDArray, NDArray] = jit(
      (n: NDArray) =>
        scan(
          (y: NDArray, i: NDArray) => {
            const called = (x: NDArray): number => {
              if (x.item() > 0) f(x.sub(1));
              return square(ones(3)).item() + big(ones(20_000)).item();
            };
            return [y.add(ioCallback(called, scalar, [n])).add(i), i] as const;
          },
          array(0),
          array([1, 2]),
        ),
      { target },
    );
    const [sum, rows] = f(array(2));
    expect(sum.item()).toBe(2 * 40_003 + 3);
    expect(rows.toList()).toEqual([1, 2]);
  });

  test.each(["int8", "uint16", "bfloat16"] as const)("takes and gives elements of %s", (dtype) => {
    const f = (x: NDArray): NDArray => {
      debug.callback((y: NDArray) => seen.push(y.describe()), x);
      return pureCallback((y: NDArray) => y.mul(2), new ShapeDtypeStruct([2], dtype), [x]);
    };
    const x = array([3, 100], { dtype });
    const doubled = jit(f, { target })(x);
    expect([doubled.describe(), doubled.toList()]).toEqual([`${dtype}[2]`, x.mul(2).toList()]);
    expect(seenBy(f, x)).toEqual([`${dtype}[2]`]);
  });

  test("takes and gives complex numbers", () => {
    const conjugate = (z: NDArray): NDArray => conj(z);
    const f = (z: NDArray): NDArray => {
      debug.callback(see, z.real, z);
      return pureCallback(conjugate, new ShapeDtypeStruct([2], "complex64"), [z.mul(2)]);
    };
    const z = array([complex(1, 2), complex(3, 4)]);
    expect(jit(f, { target })(z).toList()).toEqual(array([complex(2, -4), complex(6, -8)]).toList());
    expect(seenBy(f, z)).toEqual([[[1, 3], z.toList()]]);
  });

  test("that fails ends the call, and the next one works", () => {
    let failing = true;
    const f = jit(
      (x: NDArray) => {
        debug.callback((_: NDArray) => {
          if (failing) throw new Error("enough");
        }, x);
        return x.mul(2);
      },
      { target },
    );
    expect(() => f(array(1))).toThrow("enough");
    failing = false;
    expect(f(array(4)).item()).toBe(8);
  });

  test("is refused where its order has no meaning", () => {
    const inCondition = jit(
      (x: NDArray) =>
        whileLoop(
          (y: NDArray) => (debug.callback(see, y), y.lt(3)),
          (y: NDArray) => y.add(1),
          x,
        ),
      { target },
    );
    expect(() => inCondition(array(0))).toThrow(/callback with an effect in the condition/);
    const io = jit(
      vmap((x: NDArray) => ioCallback((y: NDArray) => y, scalar, [x])),
      { target },
    );
    expect(() => io(array([1, 2]))).toThrow(/inside of vmap/);
    const differentiated = grad((x: NDArray) => pureCallback((y: NDArray) => y, scalar, [x]));
    expect(() => differentiated(array(1))).toThrow(/customJvp/);
    const other = jit((x: NDArray) => pureCallback((y: NDArray) => y.mul(array([1, 2])), scalar, [x]), { target });
    expect(() => other(array(1))).toThrow(/float32\[2\] from the function/);
  });
});
