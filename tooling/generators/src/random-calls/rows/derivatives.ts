import * as np from "@proj/array";
import { isFloat } from "@proj/array/core";
import {
  applyAlongAxis,
  checkpoint,
  customGradient,
  customJvp,
  customVjp,
  grad,
  hessian,
  hvp,
  jacfwd,
  jacrev,
  jvp,
  linearize,
  linearTranspose,
  valueAndGrad,
  vectorize,
  vjp,
  vmap,
} from "@proj/autodiff";
import { jit } from "@proj/jit";
import type { Drawing, Value } from "../drawing.ts";
import type { Drawn, Rows } from "../row.ts";

const composed = { nearness: "composed" } as const;

type Arrays = readonly np.NDArray[];
type F = (...args: Arrays) => np.NDArray;

/** A value that the rest can be derived from: a float of real numbers. */
const aFloat = (inner: Drawing, params: readonly Value[]): Value => {
  const floats = inner.pool.filter(({ array: { dtype, size } }) => isFloat(dtype) && size > 0);
  return floats.at(-1) ?? params[0]!;
};

/** The mean of a float, by a call of its own. */
const aScalar = (inner: Drawing, params: readonly Value[]): Value => {
  const x = aFloat(inner, params);
  if (x.array.ndim === 0 && !params.includes(x)) return x;
  return inner.make({ row: "jnp.sum", args: [{ ref: x.ref }], options: {} })?.[0] ?? params[0]!;
};

/** Floats to derive at: kinks lie at whole numbers, which these are not. */
const points = (d: Drawing, count: number): Value[] =>
  Array.from({ length: count }, () =>
    d.input({
      dtype: d.chance(0.9) ? d.float : d.dtype("float"),
      shape: d.pick<readonly number[]>([3], [2, 3], [3, 3], []),
      domain: d.pick([0.1, 0.9], [-2, 2]),
    }),
  );

const ofBody =
  (
    finish: (inner: Drawing, params: readonly Value[]) => Value,
    extra: (d: Drawing, xs: readonly Value[]) => Drawn["args"] = () => [],
  ) =>
  (d: Drawing): Drawn => {
    const xs = points(d, d.whole(1, 2));
    const { body } = d.body(
      xs.map(({ array }) => array),
      finish,
      true,
    );
    return { args: [{ body }, xs.map(({ ref }) => ({ ref })), ...extra(d, xs)] };
  };

const tangents = (d: Drawing, xs: readonly Value[]): Drawn["args"] => [
  xs.map(({ array: { dtype, shape } }) => ({ ref: d.input({ dtype, shape, domain: [-1, 1] }).ref })),
];

const argnums = (d: Drawing, xs: readonly Value[]): Drawn["args"] => [
  d.chance(0.5) ? xs.length - 1 : xs.map((_, k) => k),
];

/** A value of a body that is a vector like its argument. */
const likeOf =
  (d: Drawing) =>
  (inner: Drawing, params: readonly Value[]): Value =>
    inner.pool.filter(({ array: { dtype, shape } }) => dtype === d.float && shape.join() === "3").at(-1) ?? params[0]!;

const linearFunctions = {
  flip: (x: np.NDArray) => np.flip(x),
  roll: (x: np.NDArray) => np.roll(x, 1),
  cumsum: (x: np.NDArray) => np.cumsum(x),
  scaled: (x: np.NDArray) => np.multiply(x, 3),
  diff: (x: np.NDArray) => np.diff(x, { prepend: 0 }),
} as const;

export const derivatives: Rows = {
  grad: {
    ...composed,
    weight: 3,
    ours: (f: F, xs: Arrays, which: number) => grad(f, which)(...xs),
    jax: "lambda f, xs, which: jax.grad(f, which)(*xs)",
    draw: ofBody(aScalar, argnums),
  },
  value_and_grad: {
    ...composed,
    ours: (f: F, xs: Arrays) => valueAndGrad(f)(...xs),
    jax: "lambda f, xs: jax.value_and_grad(f)(*xs)",
    draw: ofBody(aScalar),
  },
  jvp: {
    ...composed,
    weight: 2,
    ours: (f: F, xs: Arrays, ts: Arrays) => jvp(f, [...xs], [...ts]),
    jax: "lambda f, xs, ts: jax.jvp(f, xs, ts)",
    draw: ofBody(aFloat, tangents),
  },
  vjp: {
    ...composed,
    weight: 2,
    ours: (f: F, xs: Arrays) => {
      const [y, pull] = vjp(f, [...xs]);
      return [y, pull(np.cos(y).astype(y.dtype))];
    },
    jax: "lambda f, xs: (lambda y, pull: [y, pull(jnp.cos(y).astype(y.dtype))])(*jax.vjp(f, *xs))",
    draw: ofBody(aFloat),
  },
  linearize: {
    ...composed,
    weight: 0.5,
    ours: (f: F, xs: Arrays, ts: Arrays) => {
      const [y, linear] = linearize(f, [...xs]);
      return [y, linear(...ts)];
    },
    jax: "lambda f, xs, ts: (lambda y, linear: [y, linear(*ts)])(*jax.linearize(f, *xs))",
    draw: ofBody(aFloat, tangents),
  },
  jacfwd: {
    ...composed,
    weight: 0.7,
    ours: (f: F, xs: Arrays) => jacfwd(f)(...xs),
    jax: "lambda f, xs: jax.jacfwd(f)(*xs)",
    draw: ofBody(aFloat),
  },
  jacrev: {
    ...composed,
    weight: 0.7,
    ours: (f: F, xs: Arrays) => jacrev(f)(...xs),
    jax: "lambda f, xs: jax.jacrev(f)(*xs)",
    draw: ofBody(aFloat),
  },
  hessian: {
    ...composed,
    weight: 0.7,
    ours: (f: F, xs: Arrays) => hessian(f)(...xs),
    jax: "lambda f, xs: jax.hessian(f)(*xs)",
    draw: ofBody(aScalar),
  },
  hvp: {
    ...composed,
    ours: (f: F, xs: Arrays, ts: Arrays) => hvp(f, [...xs], [...ts]),
    jax: "lambda f, xs, ts: jax.jvp(jax.grad(f), xs, ts)[1]",
    draw: ofBody(aScalar, tangents),
  },
  "grad of checkpoint": {
    ...composed,
    weight: 0.7,
    ours: (f: F, xs: Arrays) => grad((...all: Arrays) => np.sum(checkpoint(f)(...all)))(...xs),
    jax: "lambda f, xs: jax.grad(lambda *a: jnp.sum(jax.checkpoint(f)(*a)))(*xs)",
    draw: ofBody(aFloat),
  },
  "grad of jit": {
    ...composed,
    ours: (f: F, xs: Arrays) => grad((...all: Arrays) => np.sum(jit(f)(...all)))(...xs),
    jax: "lambda f, xs: jax.grad(lambda *a: jnp.sum(jax.jit(f)(*a)))(*xs)",
    draw: ofBody(aFloat),
  },
  jit: {
    ...composed,
    ours: (f: F, xs: Arrays) => jit(f)(...xs),
    jax: "lambda f, xs: jax.jit(f)(*xs)",
    draw: ofBody(aFloat),
  },
  vmap: {
    ...composed,
    weight: 4,
    ours: (f: F, xs: Arrays, inAxes: readonly (number | null)[], outAxes: number) =>
      vmap(f, { inAxes, outAxes })(...xs),
    jax: "lambda f, xs, in_axes, out_axes: jax.vmap(f, in_axes, out_axes)(*xs)",
    draw: (d) => {
      const length = d.whole(1, 3);
      const inner = d.pick<readonly number[]>([], [3], [2, 3]);
      const xs = [0, 1].slice(0, d.whole(1, 2)).map((k) => {
        const axis = k === 1 && d.chance(0.3) ? null : d.whole(0, inner.length);
        const shape = axis === null ? inner : inner.toSpliced(axis, 0, length);
        const x = d.input({
          kind: d.chance(0.7) ? "float" : "any",
          shape,
          ...(d.chance(0.5) ? { domain: [0.1, 0.9] as const } : {}),
        });
        return { x, axis, example: axis === null ? x.array : np.take(x.array, np.array(0, "int32"), { axis }) };
      });
      const { body } = d.body(
        xs.map(({ example }) => example),
        (last, params) => last.pool.filter(({ array: { size } }) => size > 0).at(-1) ?? params[0]!,
      );
      return {
        args: [{ body }, xs.map(({ x }) => ({ ref: x.ref })), xs.map(({ axis }) => axis), d.pick<number>(0, 0, -1)],
      };
    },
  },
  "vmap of grad": {
    ...composed,
    weight: 2,
    ours: (f: F, x: np.NDArray) => vmap(grad(f))(x),
    jax: "lambda f, x: jax.vmap(jax.grad(f))(x)",
    draw: (d) => {
      const x = d.input({ dtype: d.float, shape: [2, 3], domain: [0.1, 0.9] });
      const { body } = d.body([np.take(x.array, np.array(0, "int32"), { axis: 0 })], aScalar);
      return { args: [{ body }, { ref: x.ref }] };
    },
  },
  "grad of custom_jvp": {
    ...composed,
    weight: 0.5,
    ours: (f: F, x: np.NDArray) => {
      const g = customJvp(
        (y: np.NDArray) => f(y),
        ([y], [t]) => [f(y), np.multiply(t, 2)],
      );
      return grad((y: np.NDArray) => np.sum(g(np.sin(y))))(x);
    },
    jax: "lambda f, x: jax.grad(lambda y: jnp.sum(custom_jvp(f, lambda p, t: (f(*p), t[0] * 2))(jnp.sin(y))))(x)",
    draw: (d) => {
      const x = d.input({ dtype: d.float, shape: [3], domain: [0.1, 0.9] });
      const { body } = d.body([x.array], (_, params) => params[0]!);
      return { args: [{ body }, { ref: x.ref }] };
    },
  },
  "grad of custom_vjp": {
    ...composed,
    weight: 0.5,
    ours: (f: F, x: np.NDArray) => {
      const g = customVjp(
        (y: np.NDArray) => f(y),
        (y: np.NDArray) => [f(y), y],
        (y: np.NDArray, t: np.NDArray) => [np.multiply(np.sum(t), y).astype(y.dtype)],
      );
      return grad((y: np.NDArray) => np.sum(g(np.sin(y))))(x);
    },
    jax: "lambda f, x: jax.grad(lambda y: jnp.sum(custom_vjp(f, lambda a: (f(a), a), lambda a, t: ((jnp.sum(t) * a).astype(a.dtype),))(jnp.sin(y))))(x)",
    draw: (d) => {
      const x = d.input({ dtype: d.float, shape: [3], domain: [0.1, 0.9] });
      const { body } = d.body([x.array], aFloat);
      return { args: [{ body }, { ref: x.ref }] };
    },
  },
  "jvp of custom_jvp": {
    ...composed,
    weight: 0.7,
    ours: (f: F, rule: F, xs: Arrays, ts: Arrays) => {
      const g = customJvp(
        (y: np.NDArray) => f(y),
        ([y], [t]) => [f(y), np.multiply(np.sum(t), f(rule(y)))],
      );
      return jvp((y: np.NDArray) => g(np.sin(y)), [xs[0]!], [ts[0]!]);
    },
    jax: "lambda f, rule, xs, ts: jax.jvp(lambda y: custom_jvp(f, lambda p, t: (f(*p), jnp.sum(t[0]) * f(rule(*p))))(jnp.sin(y)), xs[:1], ts[:1])",
    draw: (d) => {
      const x = d.input({ dtype: d.float, shape: [3], domain: [0.1, 0.9] });
      const [f, rule] = [d.body([x.array], likeOf(d)), d.body([x.array], likeOf(d))];
      return { args: [{ body: f.body }, { body: rule.body }, [{ ref: x.ref }], ...tangents(d, [x])] };
    },
  },
  "vjp of custom_vjp": {
    ...composed,
    weight: 0.7,
    ours: (f: F, rule: F, x: np.NDArray) => {
      const g = customVjp(
        (y: np.NDArray) => f(y),
        (y: np.NDArray) => [f(y), rule(y)],
        (saved: np.NDArray, t: np.NDArray) => [np.multiply(np.sum(t), saved).astype(saved.dtype)],
      );
      const [y, pull] = vjp((z: np.NDArray) => g(np.cos(z)), [x]);
      return [y, pull(np.ones(y.shape, y.dtype))];
    },
    jax: "lambda f, rule, x: (lambda y, pull: [y, pull(jnp.ones(y.shape, y.dtype))])(*jax.vjp(lambda z: custom_vjp(f, lambda a: (f(a), rule(a)), lambda a, t: ((jnp.sum(t) * a).astype(a.dtype),))(jnp.cos(z)), x))",
    draw: (d) => {
      const x = d.input({ dtype: d.float, shape: [3], domain: [0.1, 0.9] });
      const [f, rule] = [d.body([x.array], likeOf(d)), d.body([x.array], likeOf(d))];
      return { args: [{ body: f.body }, { body: rule.body }, { ref: x.ref }] };
    },
  },
  "grad of custom_gradient": {
    ...composed,
    weight: 0.3,
    ours: (f: F, rule: F, x: np.NDArray) => {
      const g = customGradient((y: np.NDArray) => [f(y), (t: np.NDArray) => [np.multiply(np.sum(t), rule(y))]]);
      return grad((y: np.NDArray) => np.sum(g(np.sin(y))))(x);
    },
    jax: "lambda f, rule, x: jax.grad(lambda y: jnp.sum(jax.custom_gradient(lambda z: (f(z), lambda t: (jnp.sum(t) * rule(z),)))(jnp.sin(y))))(x)",
    draw: (d) => {
      const x = d.input({ dtype: d.float, shape: [3], domain: [0.1, 0.9] });
      const [f, rule] = [d.body([x.array], likeOf(d)), d.body([x.array], likeOf(d))];
      return { args: [{ body: f.body }, { body: rule.body }, { ref: x.ref }] };
    },
  },
  linear_transpose: {
    ...composed,
    weight: 0.3,
    ours: (name: keyof typeof linearFunctions, x: np.NDArray, y: np.NDArray) =>
      linearTranspose(linearFunctions[name], [x])(y)[0],
    jax: "lambda name, x, y: jax.linear_transpose(dict(flip=jnp.flip, roll=lambda v: jnp.roll(v, 1), cumsum=jnp.cumsum, scaled=lambda v: v * 3, diff=lambda v: jnp.diff(v, prepend=0))[name], x)(y)[0]",
    draw: (d) => {
      const x = d.input({ dtype: d.float, shape: [3], tame: true });
      const y = d.input({ dtype: d.float, shape: [3], tame: true });
      return { args: [d.pick("flip", "roll", "cumsum", "scaled", "diff"), { ref: x.ref }, { ref: y.ref }] };
    },
  },
  vectorize: {
    ...composed,
    weight: 0.5,
    ours: (f: F, x: np.NDArray) => vectorize((row: np.NDArray) => np.sum(f(row)), { signature: "(n)->()" })(x),
    jax: "lambda f, x: jnp.vectorize(lambda row: jnp.sum(f(row)), signature='(n)->()')(x)",
    draw: (d) => {
      const x = d.input({ dtype: d.float, shape: d.pick([3], [2, 3], [2, 2, 3]), domain: [0.1, 0.9] });
      const example = np.reshape(x.array, [-1, 3]).get(0);
      return { args: [{ body: d.body([example], aFloat).body }, { ref: x.ref }] };
    },
  },
  "jnp.apply_along_axis": {
    ...composed,
    weight: 0.5,
    ours: (f: F, axis: number, x: np.NDArray) => applyAlongAxis(f, axis, x),
    jax: "jnp.apply_along_axis",
    draw: (d) => {
      const x = d.input({ dtype: d.float, shape: [3, 3], domain: [0.1, 0.9] });
      return { args: [{ body: d.body([x.array.get(0)], aFloat).body }, d.whole(-2, 1), { ref: x.ref }] };
    },
  },
};
