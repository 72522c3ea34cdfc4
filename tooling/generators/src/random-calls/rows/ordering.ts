import * as np from "@proj/array";
import * as lax from "@proj/array/lax";
import type { Argument } from "../call.ts";
import type { Drawing, Kind } from "../drawing.ts";
import { alike, type Drawn, type Rows } from "../row.ts";

const exact = { nearness: "exact" } as const;

const alongAxis =
  (kind: Kind, options: (d: Drawing) => Record<string, Argument> = () => ({})) =>
  (d: Drawing): Drawn => {
    const x = d.array({ kind, ndim: [1, 3] });
    return { args: [{ ref: x.ref }], options: { axis: d.axis(x), ...options(d) } };
  };

const sized = (d: Drawing): Record<string, Argument> => ({
  ...(d.chance(0.8) ? { size: d.whole(1, 5), ...(d.chance(0.5) ? { fillValue: d.whole(-1, 2) } : {}) } : {}),
});

/** Integers with ties, or floats. */
const vector = (d: Drawing) =>
  d.array({ kind: "real", ndim: [1, 1], ...(d.chance(0.6) ? { domain: [0, 4] as const } : {}) });

export const ordering: Rows = {
  ...alike("jnp", np, "sort argsort", {
    ...exact,
    weight: 3,
    draw: alongAxis("number", (d) => (d.chance(0.3) ? { descending: true } : {})),
  }),
  ...alike("jnp", np, "partition", {
    ...exact,
    weight: 0.5,
    draw: (d) => ({ args: [{ ref: d.array({ kind: "real", ndim: [1, 2], size: 2, tame: true }).ref }, 1] }),
  }),
  "jnp.argpartition": {
    ...exact,
    weight: 0.3,
    // Which of the lesser elements is where is not defined.
    ours: (x: np.NDArray, kth: number) => np.take(np.argpartition(x, kth), np.array([kth], "int32"), { axis: -1 }),
    jax: "lambda x, kth: jnp.take(jnp.argpartition(x, kth), jnp.array([kth]), axis=-1)",
    draw: (d) => {
      const x = d.array({ kind: "number", ndim: [1, 2], size: 2, tame: true });
      return { args: [{ ref: x.ref }, d.whole(0, Math.max(0, x.array.shape.at(-1)! - 1))] };
    },
  },
  "jnp.lexsort": {
    ...exact,
    ours: np.lexsort,
    jax: "jnp.lexsort",
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [1, 1] });
      return { args: [[{ ref: x.ref }, { ref: d.array({ kind: "real", shape: x.array.shape }).ref }]] };
    },
  },
  "jnp.searchsorted": {
    ...exact,
    weight: 2,
    ours: (x: np.NDArray, values: np.ArrayLike, options: object) => np.searchsorted(np.sort(x), values, options),
    jax: "lambda x, values, **options: jnp.searchsorted(jnp.sort(x), values, **options)",
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [1, 1] });
      return {
        args: [{ ref: x.ref }, { ref: d.array({ kind: "real" }).ref }],
        options: { side: d.pick("left", "right") },
      };
    },
  },
  "jnp.digitize": {
    ...exact,
    ours: (x: np.NDArray, bins: np.NDArray, right: boolean) => np.digitize(x, np.sort(bins), right),
    jax: "lambda x, bins, right: jnp.digitize(x, jnp.sort(bins), right)",
    draw: (d) => ({
      args: [
        { ref: d.array({ kind: "real" }).ref },
        { ref: d.array({ kind: "real", ndim: [1, 1] }).ref },
        d.pick(true, false),
      ],
    }),
  },
  "lax.sort": {
    ...exact,
    ours: lax.sort,
    jax: "lambda operands, dimension, num_keys: lax.sort(tuple(operands), dimension=dimension, num_keys=num_keys)",
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [1, 3] });
      const y = d.array({ kind: "any", shape: x.array.shape });
      return { args: [[{ ref: x.ref }, { ref: y.ref }], d.whole(0, x.array.ndim - 1), d.whole(1, 2)] };
    },
  },
  "lax.sort_key_val": {
    ...exact,
    ours: lax.sortKeyVal,
    jax: "lax.sort_key_val",
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [1, 3] });
      return {
        args: [
          { ref: x.ref },
          { ref: d.array({ kind: "any", shape: x.array.shape }).ref },
          d.whole(0, x.array.ndim - 1),
        ],
      };
    },
  },
  "lax.top_k": {
    ...exact,
    ours: lax.topK,
    jax: "lax.top_k",
    draw: (d) => ({ args: [{ ref: d.array({ kind: "real", ndim: [1, 2], size: 2 }).ref }, d.whole(1, 2)] }),
  },
  ...alike("jnp", np, "nonzero flatnonzero argwhere", {
    ...exact,
    weight: 0.3,
    concrete: true,
    draw: (d) => ({ args: [{ ref: d.array({ kind: "any", ndim: [1, 2] }).ref }], options: sized(d) }),
  }),
  "jnp.unique": {
    ...exact,
    weight: 0.4,
    concrete: true,
    ours: np.unique,
    jax: "jnp.unique",
    draw: (d) => {
      const flags = ["returnIndex", "returnInverse", "returnCounts"].filter(() => d.chance(0.3));
      return {
        args: [{ ref: vector(d).ref }],
        options: { ...sized(d), ...Object.fromEntries(flags.map((flag) => [flag, true])) },
      };
    },
  },
  ...alike("jnp", np, "union1d intersect1d setdiff1d setxor1d", {
    ...exact,
    concrete: true,
    weight: 0.15,
    draw: (d) => {
      const x = vector(d);
      return {
        args: [{ ref: x.ref }, { ref: d.array({ kind: "real", ndim: [1, 1], domain: [0, 4] }).ref }],
        options: sized(d),
      };
    },
  }),
  ...alike("jnp", np, "isin", {
    ...exact,
    draw: (d) => ({
      args: [{ ref: d.array({ kind: "real" }).ref }, { ref: vector(d).ref }],
      options: d.chance(0.3) ? { invert: true } : {},
    }),
  }),
  "jnp.bincount": {
    ...exact,
    ours: np.bincount,
    jax: "jnp.bincount",
    draw: (d) => ({
      args: [{ ref: d.array({ dtype: "int32", ndim: [1, 1], domain: [0, 5] }).ref }],
      options: { length: d.whole(1, 6) },
    }),
  },
  "jnp.histogram": {
    nearness: "composed",
    weight: 0.5,
    ours: np.histogram,
    jax: "jnp.histogram",
    draw: (d) => ({ args: [{ ref: d.array({ ndim: [1, 2], size: 2, tame: true }).ref }, d.whole(2, 5)] }),
  },
  "jnp.histogram_bin_edges": {
    nearness: "composed",
    weight: 0.3,
    ours: np.histogramBinEdges,
    jax: "jnp.histogram_bin_edges",
    draw: (d) => ({
      args: [
        { ref: d.array({ kind: "real", ndim: [1, 2], size: 2, tame: true }).ref },
        d.whole(1, 5),
        ...(d.chance(0.3) ? [[d.whole(-2, 0), d.whole(1, 3)]] : []),
      ],
    }),
  },
  "jnp.histogramdd": {
    nearness: "composed",
    weight: 0.2,
    ours: np.histogramdd,
    jax: "jnp.histogramdd",
    draw: (d) => ({
      args: [{ ref: d.input({ dtype: "float32", shape: [4, 2], tame: true }).ref }, d.pick<Argument>(2, [2, 3])],
      options: d.chance(0.3) ? { density: true } : {},
    }),
  },
  ...alike("lax", lax, "approxMaxK approxMinK", {
    ...exact,
    weight: 0.2,
    draw: (d) => ({ args: [{ ref: d.array({ kind: "float", ndim: [1, 2], size: 2, tame: true }).ref }, 1] }),
  }),
  ...alike("jnp", np, "sortComplex", {
    ...exact,
    weight: 0.2,
    draw: (d) => ({ args: [{ ref: d.array({ kind: "number", ndim: [1, 2], tame: true }).ref }] }),
  }),
  ...alike("jnp", np, "uniqueAll uniqueCounts uniqueInverse uniqueValues", {
    ...exact,
    weight: 0.15,
    concrete: true,
    draw: (d) => ({ args: [{ ref: vector(d).ref }], options: d.chance(0.7) ? { size: d.whole(1, 5) } : {} }),
  }),
  "jnp.histogram2d": {
    nearness: "composed",
    weight: 0.2,
    ours: np.histogram2d,
    jax: "jnp.histogram2d",
    draw: (d) => {
      const side = () => ({ ref: d.input({ dtype: "float32", shape: [4], tame: true }).ref });
      return { args: [side(), side(), d.whole(2, 3)] };
    },
  },
};
