import * as np from "@proj/array";
import * as lax from "@proj/array/lax";
import type { Argument } from "../call.ts";
import type { Drawing, Value } from "../drawing.ts";
import { alike, type Drawn, type Row, type Rows } from "../row.ts";

const exact = { nearness: "exact" } as const;

const of =
  (draw: (d: Drawing, x: Value) => readonly Argument[], ndim: readonly [number, number] = [0, 3]) =>
  (d: Drawing): Drawn => {
    const x = d.array({ kind: "any", ndim });
    return { args: [{ ref: x.ref }, ...draw(d, x)] };
  };

const joined =
  (axis: boolean, ndim: readonly [number, number] = [1, 3]) =>
  (d: Drawing): Drawn => {
    const x = d.array({ kind: "any", ndim });
    const { shape, dtype } = x.array;
    const others = [1, 2].slice(0, d.whole(0, 2)).map(() => {
      const same = d.chance(0.7) ? { dtype } : { kind: "any" as const };
      return { ref: d.array({ ...same, shape }).ref };
    });
    return { args: [[{ ref: x.ref }, ...others]], options: axis ? { axis: d.axis(x) } : {} };
  };

const factors = (size: number): number[] => [1, 2, 3, 4, 6].filter((length) => size % length === 0);

const padding = (d: Drawing): Row["draw"] extends never ? never : Drawn => {
  const mode = d.pick("constant", "edge", "reflect", "symmetric", "wrap", "linear_ramp", "maximum", "minimum", "mean");
  const x = d.array({ kind: "real", ndim: [1, 2], size: 1 });
  const pairs = x.array.shape.map(() => [d.whole(0, 3), d.whole(0, 2)]);
  const width = d.chance(0.3) ? d.whole(0, 2) : pairs;
  const options: Record<string, Argument> = { mode };
  if (mode === "constant" && d.chance(0.6)) options["constantValues"] = d.number(x.array.dtype);
  if (mode === "linear_ramp" && d.chance(0.6)) options["endValues"] = d.number(x.array.dtype);
  if (/maximum|minimum|mean/.test(mode) && d.chance(0.5)) options["statLength"] = d.whole(1, 2);
  return { args: [{ ref: x.ref }, width], options };
};

export const arrangement: Rows = {
  "jnp.reshape": {
    ...exact,
    weight: 2,
    ours: np.reshape,
    jax: "jnp.reshape",
    draw: of((d, { array: { size } }) => {
      const first = d.pick(...factors(size));
      const rest = size / first;
      const second = d.pick(...factors(rest));
      const shape = d.pick<readonly number[]>([first, -1], [first, rest], [first, second, rest / second], [-1], [size]);
      return [size === 0 ? [0, d.whole(1, 3)] : shape, ...(d.chance(0.2) ? [d.pick("C", "F")] : [])];
    }),
  },
  "jnp.transpose": {
    ...exact,
    weight: 2,
    ours: np.transpose,
    jax: "jnp.transpose",
    draw: of((d, { array: { ndim } }) => {
      const axes = Array.from({ length: ndim }, (_, k) => k);
      return d.chance(0.5) ? [] : [d.chance(0.5) ? axes.toReversed() : [...axes.slice(1), ...axes.slice(0, 1)]];
    }),
  },
  ...alike("jnp", np, "swapaxes moveaxis", { ...exact, draw: of((d, x) => [d.axis(x), d.axis(x)], [1, 3]) }),
  ...alike("jnp", np, "expandDims", { ...exact, draw: of((d, x) => [d.whole(-x.array.ndim - 1, x.array.ndim)]) }),
  ...alike("jnp", np, "squeeze atleast1d=atleast_1d atleast2d=atleast_2d atleast3d=atleast_3d ravel copy", {
    ...exact,
    draw: of(() => []),
  }),
  ...alike("jnp", np, "flip", { ...exact, draw: of((d, x) => [d.axes(x)]) }),
  "jnp.roll": {
    ...exact,
    ours: np.roll,
    jax: "jnp.roll",
    draw: of((d, x) => [d.whole(-4, 4), ...(d.chance(0.7) ? [d.axis(x)] : [])], [1, 3]),
  },
  ...alike("jnp", np, "rot90", { ...exact, draw: of((d) => [d.whole(-1, 4)], [2, 3]) }),
  ...alike("jnp", np, "tile", { ...exact, draw: of((d) => [d.pick<Argument>(2, [2, 1], [1, 2], 0)]) }),
  "jnp.repeat": {
    ...exact,
    ours: np.repeat,
    jax: "jnp.repeat",
    draw: of((d, x) => [d.whole(0, 3), ...(d.chance(0.7) ? [d.axis(x)] : [])], [1, 3]),
  },
  "jnp.broadcast_to": {
    ...exact,
    ours: np.broadcastTo,
    jax: "jnp.broadcast_to",
    draw: of((d, { array: { shape } }) => [
      [d.whole(1, 2), ...shape.map((length) => (length === 1 ? d.whole(1, 3) : length))],
    ]),
  },
  ...alike("jnp", np, "concatenate", { ...exact, weight: 2, draw: joined(true) }),
  ...alike("jnp", np, "stack", { ...exact, draw: joined(true) }),
  ...alike("jnp", np, "hstack vstack dstack columnStack", { ...exact, weight: 0.5, draw: joined(false) }),
  ...alike("jnp", np, "append", {
    ...exact,
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 2] });
      const y = d.array({ kind: "any", shape: x.array.shape });
      return { args: [{ ref: x.ref }, { ref: y.ref }], options: d.chance(0.6) ? { axis: d.axis(x) } : {} };
    },
  }),
  ...alike("jnp", np, "split arraySplit", {
    ...exact,
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 3], size: 1 });
      return { args: [{ ref: x.ref }, d.chance(0.5) ? d.whole(1, 3) : [1], d.axis(x)] };
    },
  }),
  ...alike("jnp", np, "unstack", { ...exact, draw: of(() => [], [1, 2]) }),
  "jnp.pad": { ...exact, weight: 4, nearness: "composed", ours: np.pad, jax: "jnp.pad", draw: padding },
  ...alike("jnp", np, "tril triu", { ...exact, draw: of((d) => [d.whole(-2, 2)], [2, 3]) }),
  ...alike("jnp", np, "diag diagflat", { ...exact, draw: of((d) => [d.whole(-1, 2)], [1, 2]) }),
  ...alike("jnp", np, "diagonal", { ...exact, draw: of((d) => [d.whole(-1, 2)], [2, 3]) }),
  ...alike("jnp", np, "trace", { nearness: "composed", draw: of((d) => [d.whole(-1, 2)], [2, 3]) }),
  ...alike("jnp", np, "resize", { ...exact, weight: 0.5, draw: of((d) => [d.pick<Argument>([2, 2], [5], 3)], [1, 2]) }),
  ...alike("jnp", np, "zerosLike onesLike", {
    ...exact,
    weight: 0.5,
    draw: (d) => ({
      args: [{ ref: d.array({ kind: "any" }).ref }],
      options: d.chance(0.4) ? { dtype: { dtype: d.dtype("any") } } : {},
    }),
  }),
  "jnp.full_like": {
    ...exact,
    weight: 0.5,
    ours: np.fullLike,
    jax: "jnp.full_like",
    draw: of((d, x) => [d.number(x.array.dtype)]),
  },
  "jnp.linspace": {
    nearness: "element",
    weight: 0.5,
    ours: np.linspace,
    jax: "jnp.linspace",
    draw: (d) => {
      const x = d.array({ tame: true });
      return { args: [{ ref: x.ref }, d.operand(x), d.whole(1, 5)], options: d.chance(0.3) ? { endpoint: false } : {} };
    },
  },
  "jnp.arange": {
    ...exact,
    weight: 0.5,
    ours: np.arange,
    jax: "jnp.arange",
    draw: (d) => ({
      args: [d.whole(-3, 3), d.whole(-3, 6), d.pick<number>(1, 2, -1)],
      options: { dtype: { dtype: d.dtype("real") } },
    }),
  },
  "jnp.eye": {
    ...exact,
    weight: 0.3,
    ours: np.eye,
    jax: "jnp.eye",
    draw: (d) => ({
      args: [d.whole(0, 3), d.whole(1, 3), d.whole(-1, 1)],
      options: { dtype: { dtype: d.dtype("any") } },
    }),
  },
  ...alike("jnp", np, "vander", {
    nearness: "element",
    weight: 0.5,
    draw: (d) => ({ args: [{ ref: d.array({ kind: "real", ndim: [1, 1] }).ref }, d.whole(1, 4)] }),
  }),
  "lax.pad": {
    ...exact,
    ours: (x: np.NDArray, value: np.NDArray, triples: readonly (readonly number[])[]) =>
      lax.pad(
        x,
        value,
        ...([0, 1, 2].map((k) => triples.map((triple) => triple[k]!)) as [number[], number[], number[]]),
      ),
    jax: "lax.pad",
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 2] });
      const value = d.array({ dtype: x.array.dtype, shape: [] });
      return {
        args: [
          { ref: x.ref },
          { ref: value.ref },
          x.array.shape.map(() => [d.whole(-1, 2), d.whole(-1, 2), d.whole(0, 1)]),
        ],
      };
    },
  },
  ...alike("jnp", np, "fliplr flipud", { ...exact, weight: 0.3, draw: of(() => [], [2, 3]) }),
  ...alike("jnp", np, "matrixTranspose", { ...exact, weight: 0.3, draw: of(() => [], [2, 2]) }),
  ...alike("jnp", np, "rollaxis", {
    ...exact,
    weight: 0.3,
    draw: of((d, x) => [d.axis(x), d.whole(0, x.array.ndim)], [1, 3]),
  }),
  ...alike("jnp", np, "permuteDims", {
    ...exact,
    weight: 0.3,
    draw: of((_, { array: { ndim } }) => [Array.from({ length: ndim }, (_, k) => ndim - 1 - k)]),
  }),
  ...alike("jnp", np, "broadcastArrays", {
    ...exact,
    weight: 0.3,
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 2] });
      const y = d.array({ kind: "any", shape: x.array.shape.slice(1) });
      return { args: [{ ref: x.ref }, { ref: y.ref }] };
    },
  }),
  ...alike("jnp", np, "dsplit", {
    ...exact,
    weight: 0.2,
    draw: (d) => ({ args: [{ ref: d.array({ kind: "any", shape: [2, 3, 2] }).ref }, d.pick<Argument>(2, 1, [1])] }),
  }),
  ...alike("jnp", np, "trilIndices triuIndices", {
    ...exact,
    weight: 0.1,
    draw: (d) => ({ args: [d.whole(1, 4), d.whole(-2, 2), ...(d.chance(0.4) ? [d.whole(1, 4)] : [])] }),
  }),
  ...alike("jnp", np, "diagIndices", {
    ...exact,
    weight: 0.1,
    draw: (d) => ({ args: [d.whole(1, 4), d.whole(1, 3)] }),
  }),
  ...alike("jnp", np, "indices", {
    ...exact,
    weight: 0.1,
    draw: (d) => ({ args: [[d.whole(1, 3), d.whole(0, 3)]], options: d.chance(0.4) ? { sparse: true } : {} }),
  }),
  ...alike("jnp", np, "hsplit vsplit", {
    ...exact,
    weight: 0.4,
    draw: (d) => ({ args: [{ ref: d.array({ kind: "any", shape: [2, 3] }).ref }, d.chance(0.5) ? 1 : [1]] }),
  }),
  "jnp.block": {
    ...exact,
    weight: 0.3,
    ours: np.block,
    jax: "lambda rows: jnp.block([list(row) for row in rows])",
    draw: (d) => {
      const x = d.array({ kind: "any", shape: [2, 3] });
      const beside = d.array({ kind: "any", shape: [2, 0] });
      return {
        args: [
          [
            [{ ref: x.ref }, { ref: beside.ref }],
            [{ ref: x.ref }, { ref: beside.ref }],
          ],
        ],
      };
    },
  },
  ...alike("jnp", np, "ediff1d", { nearness: "element", weight: 0.3, draw: of(() => [], [1, 2]) }),
  "jnp.meshgrid": {
    ...exact,
    weight: 0.3,
    ours: (x: np.NDArray, y: np.NDArray, options: object) => np.meshgrid(x, y, options),
    jax: "jnp.meshgrid",
    draw: (d) => ({
      args: [{ ref: d.array({ kind: "any", ndim: [1, 1] }).ref }, { ref: d.array({ kind: "any", ndim: [1, 1] }).ref }],
      options: { indexing: d.pick("xy", "ij"), ...(d.chance(0.3) ? { sparse: true } : {}) },
    }),
  },
  ...alike("jnp", np, "tri", {
    ...exact,
    weight: 0.2,
    draw: (d) => ({
      args: [d.whole(1, 3), d.whole(1, 3), d.whole(-1, 2)],
      options: d.chance(0.5) ? { dtype: { dtype: d.dtype("any") } } : {},
    }),
  }),
  "jnp.kaiser": {
    nearness: "terms",
    ulps: 32,
    weight: 0.2,
    ours: np.kaiser,
    jax: "jnp.kaiser",
    draw: (d) => (d.wide ? null : { args: [d.whole(0, 6), { float: d.pick(0.5, 2.5, 8.6) }] }),
  },
  "jnp.apply_over_axes": {
    nearness: "composed",
    weight: 0.3,
    ours: (name: "sum" | "max", x: np.NDArray, axes: readonly number[]) =>
      np.applyOverAxes((y, axis) => (name === "sum" ? np.sum(y, { axis }) : np.max(y, { axis })), x, axes),
    jax: "lambda name, x, axes: jnp.apply_over_axes(getattr(jnp, name), x, axes)",
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [1, 3], size: 1 });
      return { args: [d.pick("sum", "max"), { ref: x.ref }, d.pick([0], [-1], [0, x.array.ndim - 1])] };
    },
  },
  ...alike("jnp", np, "bartlett blackman hamming hanning", {
    nearness: "terms",
    weight: 0.1,
    draw: (d) => (d.wide ? null : { args: [d.whole(0, 6)] }),
  }),
  ...alike("jnp", np, "logspace", {
    nearness: "element",
    ulps: 64,
    weight: 0.2,
    draw: (d) => ({
      args: [{ ref: d.input({ dtype: "float32", domain: [-1, 1] }).ref }, { float: 2 }, d.whole(1, 4)],
      options: d.chance(0.3) ? { base: { float: 3 } } : {},
    }),
  }),
  ...alike("jnp", np, "geomspace", {
    nearness: "element",
    ulps: 64,
    weight: 0.2,
    draw: (d) => ({
      args: [{ ref: d.input({ dtype: "float32", domain: [0.5, 1] }).ref }, { float: 4 }, d.whole(1, 4)],
      options: d.chance(0.3) ? { endpoint: false } : {},
    }),
  }),
  ...alike("jnp", np, "packbits", {
    ...exact,
    weight: 0.2,
    draw: (d) => {
      const x = d.array({ kind: d.pick("bool", "integer"), ndim: [1, 2] });
      return {
        args: [{ ref: x.ref }],
        options: { axis: d.chance(0.5) ? null : d.axis(x), bitorder: d.pick("big", "little") },
      };
    },
  }),
  ...alike("jnp", np, "unpackbits", {
    ...exact,
    weight: 0.2,
    draw: (d) => {
      const x = d.input({ dtype: "uint8", shape: d.pick([3], [2, 3]) });
      return {
        args: [{ ref: x.ref }],
        options: {
          axis: d.chance(0.5) ? null : d.axis(x),
          bitorder: d.pick("big", "little"),
          ...(d.chance(0.4) ? { count: d.pick(5, 30, -2) } : {}),
        },
      };
    },
  }),
  "lax.broadcast_in_dim": {
    ...exact,
    weight: 0.4,
    ours: lax.broadcastInDim,
    jax: "lax.broadcast_in_dim",
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [0, 2] });
      const { shape } = x.array;
      return {
        args: [
          { ref: x.ref },
          [2, ...shape.map((length) => (length === 1 ? 3 : length))],
          shape.map((_, axis) => axis + 1),
        ],
      };
    },
  },
  ...alike("lax", lax, "collapse", {
    ...exact,
    weight: 0.3,
    draw: of((d, { array: { ndim } }) => [d.whole(0, 1), d.pick<Argument>(ndim, -1)], [2, 3]),
  }),
  "lax.bitcast_convert_type": {
    ...exact,
    weight: 0.4,
    ours: lax.bitcastConvertType,
    jax: "lax.bitcast_convert_type",
    draw: (d) => ({
      args: [{ ref: d.array({ kind: "real", ndim: [1, 2], tame: true }).ref }, { dtype: d.dtype("real") }],
    }),
  },
  ...alike("lax", lax, "broadcastToRank", { ...exact, weight: 0.2, draw: of((d) => [d.whole(2, 4)]) }),
  ...alike("lax", lax, "optimizationBarrier", { ...exact, weight: 0.2, draw: of(() => []) }),
  "lax.iota": {
    ...exact,
    weight: 0.2,
    ours: lax.iota,
    jax: "lax.iota",
    draw: (d) => ({ args: [{ dtype: d.dtype("real") }, d.whole(0, 5)] }),
  },
  "lax.broadcasted_iota": {
    ...exact,
    weight: 0.2,
    ours: lax.broadcastedIota,
    jax: "lax.broadcasted_iota",
    draw: (d) => ({ args: [{ dtype: d.dtype("real") }, [2, 3], d.whole(0, 1)] }),
  },
  ...alike("lax", lax, "broadcast", { ...exact, weight: 0.3, draw: of((d) => [d.pick<Argument>([2], [1, 3], [0])]) }),
  "lax.rev": {
    ...exact,
    weight: 0.5,
    ours: lax.rev,
    jax: "lax.rev",
    draw: of((d, { array: { ndim } }) => [[d.whole(0, ndim - 1)]], [1, 3]),
  },
};
