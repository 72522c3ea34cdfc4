import {
  any,
  array,
  full,
  isnan,
  logicalAnd,
  logicalNot,
  makeJaxpr,
  scan,
  where,
  zerosLike,
  type NDArray,
} from "@proj/array";
import { grad, hessian, jacfwd, jacrev, jvp, linearize, valueAndGrad, vjp, vmap } from "@proj/autodiff";
import { describe, expect, test } from "vitest";
import { jitted } from "./jitted.ts";

type Fn = (x: NDArray) => NDArray;

const [scalar, vector] = [array(-3), array([1, -2])];
const sum =
  (f: Fn): Fn =>
  (x) =>
    f(x).sum();

/** Everything that runs a user's function on arrays. */
const transformations: Readonly<Record<string, (f: Fn) => unknown>> = {
  grad: (f) => grad(f)(scalar),
  "grad of a vector": (f) => grad(sum(f))(vector),
  valueAndGrad: (f) => valueAndGrad(f)(scalar),
  jvp: (f) => jvp(f, [scalar], [1]),
  vjp: (f) => vjp(f, [scalar]),
  linearize: (f) => linearize(f, [scalar]),
  jacfwd: (f) => jacfwd(f)(vector),
  jacrev: (f) => jacrev(f)(vector),
  hessian: (f) => hessian(sum(f))(vector),
  vmap: (f) => vmap(f)(vector),
  "grad in vmap": (f) => vmap(grad(f))(vector),
  "vmap in grad": (f) => grad((x) => vmap(f)(x).sum())(vector),
  jit: (f) => jitted(f)(scalar),
  "grad in jit": (f) => jitted(grad(f))(scalar),
  "vmap in jit": (f) => jitted(vmap(f))(vector),
  "jit in grad": (f) => grad(jitted(f))(scalar),
  scan: (f) => scan((c: NDArray, x: NDArray) => [f(c).add(x), null], scalar, vector),
  "scan in grad": (f) => grad((x) => scan((c: NDArray, y: NDArray) => [f(c).add(y), null], x, vector)[0])(scalar),
  makeJaxpr: (f) => makeJaxpr(f)(vector),
};

/* eslint-disable @typescript-eslint/no-unnecessary-condition -- the mistakes under test; the rule finds each of them */
const conditions: Readonly<Record<string, Fn>> = {
  if: (x) => {
    if (x.gt(0)) return x.mul(2);
    return x.neg();
  },
  "?:": (x) => (logicalAnd(x.gt(0), x.lt(2)) ? x.mul(2) : x.neg()),
  "!": (x) => (!isnan(x) ? x.mul(2) : x.neg()),
  "&&": (x) => {
    let y = x;
    if (logicalNot(x.gt(0)) && y === x) y = x.mul(2);
    return y;
  },
  "||": (x) => {
    let y = x;
    if (x.eq(0) || y !== x) y = x.mul(2);
    return y;
  },
  while: (x) => {
    let y = x;
    while (y.lt(10)) y = y.add(1);
    return y;
  },
  "a condition of other numbers": (x) => (any(vector.gt(0)) ? x.mul(2) : x.neg()),
  "a number for a result": (x) => x.mul(x.gt(0) ? 1 : 2),
};
/* eslint-enable @typescript-eslint/no-unnecessary-condition */

describe.each(Object.entries(transformations))("%s", (_, run) => {
  test.each(Object.entries(conditions))("refuses an array as the condition: %s", (_name, f) => {
    expect(() => run(f)).toThrow(
      /received an array, the result of ".+", as the condition of an if, a while, && or \?:/,
    );
  });

  test("takes arrays of booleans that are read, returned, of no use, or asked for their shapes", () => {
    const positive: NDArray[] = [];
    run((x) => {
      positive.push(x.gt(0));
      x.lt(0);
      const shaped = full(x.lt(1).shape, 1).add(zerosLike(x.gt(1)).astype("float32"));
      return where(x.gt(0), x, x.neg()).mul(shaped);
    });
    expect(positive.length).toBeGreaterThan(0);
  });
});

test("the result of a comparison may leave the function", () => {
  expect(vmap((x) => [x.gt(0), x] as const)(vector)[0].toList()).toEqual([true, false]);
  const [, isPositive] = grad((x) => [x.mul(2), x.gt(0)] as const, { hasAux: true })(scalar);
  expect(isPositive.item<boolean>()).toBe(false);
});

test("values that are there may be asked for: item() gives a boolean", () => {
  let calls = 0;
  const magnitude = (x: NDArray): NDArray => {
    calls += 1;
    return x.gt(0).item<boolean>() ? x : x.neg();
  };
  expect(grad(magnitude)(scalar).item()).toBe(-1);
  expect(calls).toBe(1);
});

test("a function is run once, unless it makes booleans that nothing reads", () => {
  let calls = 0;
  const counted =
    (f: Fn): Fn =>
    (x) => ((calls += 1), f(x));
  grad(counted((x) => where(x.gt(0), x, 0)))(scalar);
  vmap(counted((x) => x.gt(0).astype("float32")))(vector);
  expect(calls).toBe(2);
});

/* eslint-disable @typescript-eslint/no-unnecessary-type-conversion, @typescript-eslint/restrict-plus-operands -- x is no number, as in plain JavaScript */
/** JavaScript's operators, on what plain JavaScript may put there. */
const operators: Readonly<Record<string, (x: number) => unknown>> = {
  "x < 1": (x) => x < 1,
  "x >= 1": (x) => x >= 1,
  // eslint-disable-next-line eqeqeq -- the operator under test
  "x == 1": (x) => x == 1,
  "x + 1": (x) => x + 1,
  "x - 1": (x) => x - 1,
  "2 * x": (x) => 2 * x,
  "x / 2": (x) => x / 2,
  "x % 2": (x) => x % 2,
  "x ** 2": (x) => x ** 2,
  "+x": (x) => +x,
  "-x": (x) => -x,
  "~x": (x) => ~x,
  "x | 0": (x) => x | 0,
  "Math.sin(x)": (x) => Math.sin(x),
  "Number(x)": (x) => Number(x),
  "isNaN(x)": (x) => isNaN(x),
  "a typed array": (x) => Float32Array.of(x),
  "text + x": (x) => "x: " + x,
};
/* eslint-enable @typescript-eslint/no-unnecessary-type-conversion, @typescript-eslint/restrict-plus-operands */

test.each(Object.entries(operators))("%s is refused of arrays with values and of traced ones", (_, operator) => {
  const use = (x: NDArray): NDArray => {
    operator(x as unknown as number);
    return x;
  };
  const uses = [
    () => use(scalar),
    () => use(vector),
    ...["grad", "vmap", "jit", "grad in jit", "vmap in grad"].map((name) => () => transformations[name]!(use)),
  ];
  for (const run of uses) expect(run).toThrow(/^JavaScript operator received an? (traced )?array/);
});

test("text of an array is its values, and of a traced one its type", () => {
  const texts: string[] = [];
  const noted = (x: NDArray): NDArray => (texts.push(String(x)), x);
  for (const run of [noted, vmap(noted), jitted(noted)]) run(vector);
  grad(noted)(scalar);
  expect(texts).toEqual(["[1, -2]", "float32[]", "float32[2]", "weak float32[]"]);
});
