import * as np from "@proj/array";
import { isComplexDType, isFloat } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import type { Drawing, Value } from "../drawing.ts";
import type { Rows } from "../row.ts";

const composed = { nearness: "composed" } as const;

type F<Result = np.NDArray> = (...args: readonly np.NDArray[]) => Result;

/** A value of the pool made to be what the carry is, by the row `carried`. */
const aCarry = (inner: Drawing, carry: Value): Value => {
  const x = inner.pool.filter(({ array: { size, dtype } }) => size > 0 && !isComplexDType(dtype)).at(-1) ?? carry;
  return inner.make({ row: "carried", args: [{ ref: carry.ref }, { ref: x.ref }], options: {} })?.[0] ?? carry;
};

const aValue = (inner: Drawing, params: readonly Value[]): Value =>
  inner.pool.filter(({ array: { size } }) => size > 0).at(-1) ?? params[0]!;

const state = (d: Drawing): Value =>
  d.array({ kind: d.chance(0.8) ? "float" : "integer", tame: true, always: true, ndim: [0, 2], size: 1 });

export const controlFlow: Rows = {
  carried: {
    ...composed,
    weight: 0.5,
    ours: (c: np.NDArray, x: np.NDArray) =>
      isFloat(c.dtype)
        ? lax.convertElementType(np.add(np.multiply(c, 0.5), np.tanh(np.mean(x))), c.dtype)
        : np.add(np.floorDivide(c, 2), np.size(x)),
    jax: "lambda c, x: (c * 0.5 + jnp.tanh(jnp.mean(x))).astype(c.dtype) if jnp.issubdtype(c.dtype, jnp.floating) else c // 2 + jnp.size(x)",
    draw: (d) => ({
      args: [{ ref: state(d).ref }, { ref: d.array({ kind: "real", size: 1, tame: true, always: true }).ref }],
    }),
  },
  scan: {
    ...composed,
    weight: 3,
    ours: (f: F<readonly [np.NDArray, np.NDArray]>, init: np.NDArray, xs: np.NDArray, reverse: boolean) =>
      np.scan(f, init, xs, { reverse }),
    jax: "lambda f, init, xs, reverse: lax.scan(f, init, xs, reverse=reverse)",
    draw: (d) => {
      const init = state(d);
      const xs = d.input({
        kind: d.chance(0.8) ? "float" : "any",
        shape: d.pick([3], [2, 3]),
        tame: true,
        always: true,
      });
      const example = np.take(xs.array, np.array(0, "int32"), { axis: 0 });
      const { body } = d.body(
        [init.array, example],
        (inner, params) => [aCarry(inner, params[0]!), aValue(inner, params)],
        true,
      );
      return { args: [{ body }, { ref: init.ref }, { ref: xs.ref }, d.pick(false, true)] };
    },
  },
  fori_loop: {
    ...composed,
    ours: (n: number, f: F, init: np.NDArray) => np.foriLoop(0, n, f, init),
    jax: "lambda n, f, init: lax.fori_loop(0, n, f, init)",
    draw: (d) => {
      const init = state(d);
      const { body } = d.body([np.array(0, "int32"), init.array], (inner, params) => aCarry(inner, params[1]!), true);
      return { args: [d.whole(0, 3), { body }, { ref: init.ref }] };
    },
  },
  while_loop: {
    ...composed,
    ours: (n: number, f: F, init: np.NDArray) =>
      np.whileLoop(
        ([i]: readonly [np.NDArray, np.NDArray]) => i.lt(n),
        ([i, c]: readonly [np.NDArray, np.NDArray]) => [i.add(1), f(c)] as const,
        [np.array(0, "int32"), init] as const,
      ),
    jax: "lambda n, f, init: lax.while_loop(lambda s: s[0] < n, lambda s: (s[0] + 1, f(s[1])), (jnp.int32(0), init))",
    draw: (d) => {
      const init = state(d);
      const { body } = d.body([init.array], (inner, params) => aCarry(inner, params[0]!), true);
      return { args: [d.whole(0, 3), { body }, { ref: init.ref }] };
    },
  },
  cond: {
    ...composed,
    weight: 2,
    ours: (p: np.NDArray, f: F, g: F, x: np.NDArray) => np.cond(p, f, g, x),
    jax: "lambda p, f, g, x: lax.cond(p, f, g, x)",
    draw: (d) => {
      const x = state(d);
      const branch = () => ({ body: d.body([x.array], (inner, params) => aCarry(inner, params[0]!), true).body });
      return { args: [{ ref: d.array({ kind: "bool", shape: [] }).ref }, branch(), branch(), { ref: x.ref }] };
    },
  },
  switch: {
    ...composed,
    ours: (i: np.NDArray, fs: readonly F[], x: np.NDArray) => np.switchCase(i, fs, x),
    jax: "lambda i, fs, x: lax.switch(i, list(fs), x)",
    draw: (d) => {
      const x = state(d);
      const branch = () => ({ body: d.body([x.array], (inner, params) => aCarry(inner, params[0]!), true).body });
      return {
        args: [
          { ref: d.input({ dtype: "int32", shape: [], domain: [-1, 3] }).ref },
          [branch(), branch()],
          { ref: x.ref },
        ],
      };
    },
  },
  map: {
    ...composed,
    ours: (f: F, xs: np.NDArray) => np.map(f, xs),
    jax: "lambda f, xs: lax.map(f, xs)",
    draw: (d) => {
      const xs = d.input({
        kind: d.chance(0.7) ? "float" : "any",
        shape: d.pick([3], [2, 3]),
        tame: true,
        always: true,
      });
      const { body } = d.body([np.take(xs.array, np.array(0, "int32"), { axis: 0 })], aValue);
      return { args: [{ body }, { ref: xs.ref }] };
    },
  },
  associative_scan: {
    ...composed,
    ours: (name: string, xs: np.NDArray, reverse: boolean) =>
      np.associativeScan({ add: np.add, maximum: np.maximum, multiply: np.multiply }[name]!, xs, { reverse }),
    jax: "lambda name, xs, reverse: lax.associative_scan(getattr(jnp, name), xs, reverse=reverse)",
    draw: (d) => ({
      args: [
        d.pick("add", "maximum", "multiply"),
        { ref: d.array({ kind: "real", ndim: [1, 2], size: 1 }).ref },
        d.pick(true, false),
      ],
    }),
  },
};
