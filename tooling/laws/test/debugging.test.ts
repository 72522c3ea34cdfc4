import {
  array,
  cond,
  debugInfs,
  debugNans,
  disableJit,
  ensureCompileTimeEval,
  foriLoop,
  liveArrays,
  log,
  map,
  namedScope,
  noTracing,
  numpyDtypePromotion,
  numpyRankPromotion,
  scan,
  sqrt,
  switchCase,
  trackLiveArrays,
  whileLoop,
  type NDArray,
} from "@proj/array";
import { grad, vmap } from "@proj/autodiff";
import { clearCaches, jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { describe, expect, test, vi } from "vitest";

const target = wasm();
const negative = array([4, -1]);

describe("debugNans", () => {
  const first =
    /^log received NaN at \[1\] of its result float32\[2\], from float32\[2\] of 4, -1, at .*debugging\.test\.ts:\d+/;

  test("names the operation, the place, the values and the line", () => {
    expect(() => debugNans(() => log(negative))).toThrow(first);
    expect(log(negative).toList()).toEqual([Math.fround(Math.log(4)), NaN]);
  });

  test("finds the operation in compiled programs, also those compiled before", () => {
    const f = jit((x: NDArray) => log(x).sum().mul(2), { target });
    expect(f(negative).item()).toBeNaN();
    expect(() => debugNans(() => f(negative))).toThrow(first);
    expect(debugNans(() => f(array([1, 1])).item())).toBe(0);
  });

  test("finds it in loops, branches and derivatives", () => {
    const rows = array([[4, -1]]);
    const loop = jit((x: NDArray) => scan((c: NDArray, row: NDArray) => [c.add(log(row).sum()), null], 0, x)[0], {
      target,
    });
    expect(() => debugNans(() => loop(rows))).toThrow(first);
    const slope = jit(
      grad((x: NDArray) => sqrt(x.mul(0)).sum()),
      { target },
    );
    expect(() => debugNans(() => slope(array(1)))).toThrow(/received NaN .*debugging\.test\.ts/s);
  });

  test("says nothing of a NaN that no result shows", () => {
    const f = jit((x: NDArray) => (log(x), x), { target });
    expect(debugNans(() => f(negative).toList())).toEqual([4, -1]);
  });

  test("can be switched on and off", () => {
    debugNans(true);
    try {
      expect(() => log(negative)).toThrow(first);
    } finally {
      debugNans(false);
    }
    expect(log(negative).toList()).toEqual([Math.fround(Math.log(4)), NaN]);
  });
});

test("debugInfs does the same with infinities, and leaves NaN alone", () => {
  expect(() => debugInfs(() => array([1, 2]).div(array([1, 0])))).toThrow(/^div received Infinity at \[1\]/);
  expect(debugInfs(() => log(negative)).toList()).toEqual([Math.fround(Math.log(4)), NaN]);
});

test("namedScope says where, also in compiled programs", () => {
  const f = jit((x: NDArray) => namedScope("model", () => namedScope("head", () => log(x))), { target });
  expect(() => debugNans(() => f(negative))).toThrow(/of 4, -1, in model\/head, at /);
});

test("noTracing lets only run what has been compiled", () => {
  const f = jit((x: NDArray) => x.add(1), { target });
  f(negative);
  expect(noTracing(() => f(negative)).toList()).toEqual([5, 0]);
  expect(() => noTracing(() => f(array([1, 2, 3])))).toThrow(/would be staged/);
  expect(() => noTracing(() => scan((c: NDArray) => [c, null], array(0), null, { length: 2 }))).toThrow(
    /would be staged/,
  );
});

test("clearCaches makes every function compile anew", () => {
  const f = jit((x: NDArray) => x.add(1), { target });
  f(negative);
  clearCaches();
  f(negative);
  f(negative);
  expect(f.traces.map(({ reason }) => reason)).toEqual(["first call", "first call"]);
});

test("ensureCompileTimeEval evaluates within what is staged, also derivatives", () => {
  const x = array(3);
  const f = jit((y: NDArray) => y.mul(ensureCompileTimeEval(() => grad((z: NDArray) => z.mul(z))(x).item())), {
    target,
  });
  expect(f(array(2)).item()).toBe(12);
  expect(() => jit((y: NDArray) => ensureCompileTimeEval(() => y.item()), { target })(array(2))).toThrow(/item/);
});

describe("promotion", () => {
  const matrix = array([[1, 2]]);

  test("of ranks is allowed, warned of, or refused", () => {
    expect(() => numpyRankPromotion("raise", () => matrix.add(negative))).toThrow(/float32\[1,2\] and float32\[2\]/);
    expect(numpyRankPromotion("raise", () => matrix.add(1).add(matrix)).toList()).toEqual([[3, 5]]);
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    expect(numpyRankPromotion("warn", () => matrix.add(negative)).toList()).toEqual([[5, 1]]);
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
    expect(matrix.add(negative).toList()).toEqual([[5, 1]]);
  });

  test("of dtypes can be refused, but for numbers", () => {
    const whole = array([1, 2], { dtype: "int32" });
    expect(() => numpyDtypePromotion("strict", () => negative.add(whole))).toThrow(/astype\("float32"\)/);
    expect(numpyDtypePromotion("strict", () => negative.mul(2).add(negative)).toList()).toEqual([12, -3]);
    expect(() => numpyDtypePromotion("strict", () => whole.mul(0.5))).toThrow(/one dtype/);
  });
});

describe("disableJit", () => {
  test("lets functions look at values", () => {
    const f = jit((x: NDArray) => x.mul(x.item() > 2 ? 10 : 1), { target });
    expect(disableJit(() => f(array(3)).item())).toBe(30);
    expect(() => f(array(3))).toThrow(/item/);
  });

  const seen: unknown[] = [];
  const see = (x: NDArray): NDArray => {
    seen.push(x.tracing === null ? x.toList() : "traced");
    return x;
  };
  const functions: Record<string, (x: NDArray) => unknown> = {
    scan: (x) => scan((c: NDArray, row: NDArray) => [see(c).add(row), c.mul(row)], array(0), x),
    "a scan backwards": (x) =>
      scan((c: NDArray, row: NDArray) => [see(c).add(row), c.mul(row)], 0, x, { reverse: true }),
    whileLoop: (x) =>
      whileLoop(
        (y: NDArray) => y.sum().lt(40),
        (y: NDArray) => see(y).mul(2),
        x,
      ),
    foriLoop: (x) => foriLoop(1, 4, (i: NDArray, y: NDArray) => see(y).add(i), x),
    map: (x) => map((row: NDArray) => see(row).add(1), x),
    cond: (x) =>
      cond(
        x.sum().gt(1),
        (y: NDArray) => see(y).add(1),
        (y: NDArray) => see(y).sub(1),
        x,
      ),
    switchCase: (x) =>
      switchCase(
        array(2, { dtype: "int32" }),
        [(y: NDArray) => y, (y: NDArray) => y, (y: NDArray) => see(y).mul(3)],
        x,
      ),
  };
  const text = (value: unknown): string => (Array.isArray(value) ? value.map(String).join() : String(value));

  test.each(Object.entries(functions))("runs %s as the language would, to the same result", (_, f) => {
    const x = array([1, 2, 3]);
    const staged = text(f(x));
    seen.length = 0;
    expect(disableJit(() => text(f(x)))).toBe(staged);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).not.toContain("traced");
  });

  test("refuses a carry whose type changes, as the staged loop does", () => {
    const whole = array([1, 2], { dtype: "int32" });
    const changing = (): unknown => scan((c: NDArray) => [c.mul(0.5), null], whole, null, { length: 2 });
    expect(changing).toThrow(/takes carry as int32\[2\]/);
    expect(() => disableJit(changing)).toThrow(/takes carry as int32\[2\]/);
    const growing = (): unknown =>
      whileLoop(
        (c: NDArray) => c.size < 9,
        (c: NDArray) => c.reshape([2, 1]),
        whole,
      );
    expect(() => disableJit(growing)).toThrow(/takes carry as int32\[2\]/);
    expect(
      disableJit(() =>
        scan((c: NDArray) => [c.add(array(1, { dtype: "float64" })), null], 0, null, { length: 2 })[0].describe(),
      ),
    ).toBe("float64[]");
  });

  test("is differentiated and vectorised as before", () => {
    const f = (x: NDArray): NDArray => scan((c: NDArray) => [c.mul(x), null], array(1), null, { length: 3 })[0];
    expect(disableJit(() => grad(f)(array(2)).item())).toBe(12);
    expect(disableJit(() => vmap(f)(array([1, 2])).toList())).toEqual([1, 8]);
    const branch = (x: NDArray): NDArray =>
      cond(
        x.gt(1),
        (y: NDArray) => y.mul(2),
        (y: NDArray) => y,
        x,
      );
    expect(disableJit(() => vmap(branch)(array([1, 2])).toList())).toEqual([1, 4]);
  });
});

describe("liveArrays", () => {
  const areLive = (...expected: NDArray[]): void => {
    const live = liveArrays();
    expect(live.map((x) => expected.indexOf(x))).toEqual(expected.map((_, place) => place));
  };

  test("are those made meanwhile that were neither disposed of nor donated", () => {
    const before = array([1]);
    const f = jit((x: NDArray) => x.add(1), { target, donateArgnums: 0 });
    f(array([0, 0]));
    trackLiveArrays(() => {
      const [given, disposed, kept] = [array([1, 2]), array([3]), array([4, 5, 6])];
      const result = f(given);
      disposed.dispose();
      areLive(kept, result);
      expect(liveArrays().reduce((bytes, x) => bytes + x.nbytes, 0)).toBe(20);
    });
    expect(() => liveArrays()).toThrow(/^liveArrays received a call where arrays are not noted/);
    expect(before.toList()).toEqual([1]);
  });

  test("begin anew with each switch", () => {
    trackLiveArrays(true);
    const first = array([1]);
    areLive(first);
    trackLiveArrays(true);
    areLive();
    trackLiveArrays(false);
    expect(() => liveArrays()).toThrow(/trackLiveArrays\(true\)/);
  });

  test("do not keep arrays from the garbage collector", async () => {
    const { setFlagsFromString } = await import("node:v8");
    const { runInNewContext } = await import("node:vm");
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    trackLiveArrays(true);
    const kept = array([1, 2]);
    for (let k = 0; k < 100; k++) array([k]);
    expect(liveArrays().length).toBe(101);
    for (let turn = 0; turn < 10 && liveArrays().length > 1; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      collect();
    }
    areLive(kept);
    trackLiveArrays(false);
  });
});
