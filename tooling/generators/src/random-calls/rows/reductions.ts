import * as np from "@proj/array";
import * as lax from "@proj/array/lax";
import * as nn from "@proj/array/nn";
import type { Argument } from "../call.ts";
import type { Drawing, Kind, Value } from "../drawing.ts";
import { alike, type Drawn, type Rows } from "../row.ts";

const folds = { add: lax.add, max: lax.max, min: lax.min, mul: lax.mul } as const;

type Option = "keepdims" | "where" | "initial" | "dtype" | "ddof";

/** Options that are given at times. */
function someOptions(d: Drawing, x: Value, options: readonly Option[]): Record<string, Argument> {
  const drawn: Record<string, Argument> = {};
  for (const option of options) {
    if (!d.chance(0.25)) continue;
    switch (option) {
      case "keepdims":
        drawn["keepdims"] = true;
        break;
      case "where":
        drawn["where"] = { ref: d.array({ kind: "bool", shape: x.array.shape }).ref };
        break;
      case "initial":
        drawn["initial"] = d.number(x.array.dtype);
        break;
      case "dtype":
        drawn["dtype"] = { dtype: d.dtype(x.array.dtype.startsWith("complex") ? "complex" : "inexact") };
        break;
      case "ddof":
        drawn["ddof"] = 1;
        break;
    }
  }
  return drawn;
}

const reduction =
  (kind: Kind, options: readonly Option[], size = 0) =>
  (d: Drawing): Drawn => {
    const x = d.array({ kind, size });
    const drawn = someOptions(d, x, options);
    // Extremes of some need something to begin with.
    const needsInitial = "where" in drawn && size > 0 && options.includes("initial");
    return {
      args: [{ ref: x.ref }],
      options: { axis: d.axes(x), ...drawn, ...(needsInitial ? { initial: d.number(x.array.dtype) } : {}) },
    };
  };

const alongAxis =
  (kind: Kind, size = 0, options: (d: Drawing, x: Value) => Record<string, Argument> = () => ({})) =>
  (d: Drawing): Drawn => {
    const x = d.array({ kind, ndim: [1, 3], size });
    return { args: [{ ref: x.ref }], options: { axis: d.axis(x), ...options(d, x) } };
  };

const composed = { nearness: "composed" } as const;
const exact = { nearness: "exact" } as const;

export const reductions: Rows = {
  ...alike("jnp", np, "sum prod", {
    ...composed,
    weight: 2,
    draw: reduction("any", ["keepdims", "where", "initial", "dtype"]),
  }),
  ...alike("jnp", np, "nansum nanprod", {
    ...composed,
    draw: reduction("real", ["keepdims", "where", "initial", "dtype"]),
  }),
  ...alike("jnp", np, "max min amax amin", { ...exact, draw: reduction("real", ["keepdims", "where", "initial"], 1) }),
  ...alike("jnp", np, "nanmax nanmin", { ...exact, draw: reduction("real", ["keepdims", "where", "initial"], 1) }),
  ...alike("jnp", np, "mean nanmean", { ...composed, draw: reduction("number", ["keepdims", "where"]) }),
  ...alike("jnp", np, "variance=var std", { ...composed, draw: reduction("number", ["keepdims", "where", "ddof"]) }),
  ...alike("jnp", np, "nanvar nanstd", { ...composed, draw: reduction("float", ["keepdims", "ddof"]) }),
  ...alike("jnp", np, "all any", { ...exact, draw: reduction("any", ["keepdims", "where"]) }),
  ...alike("jnp", np, "countNonzero", { ...exact, draw: reduction("any", ["keepdims"]) }),
  ...alike("jnp", np, "ptp", { ...exact, draw: reduction("real", ["keepdims"], 1) }),
  ...alike("jnp", np, "median nanmedian", { ...composed, weight: 0.5, draw: reduction("real", ["keepdims"], 1) }),
  ...alike("jnp", np, "argmax argmin nanargmax nanargmin", {
    ...exact,
    draw: alongAxis("real", 1, (d) => (d.chance(0.3) ? { keepdims: true } : {})),
  }),
  ...alike("jnp", np, "cumsum cumprod", {
    ...composed,
    draw: alongAxis("any", 0, (d) => (d.chance(0.2) ? { dtype: { dtype: d.dtype("inexact") } } : {})),
  }),
  ...alike("jnp", np, "nancumsum nancumprod", { ...composed, draw: alongAxis("real") }),
  ...alike("jnp", np, "cumulativeSum cumulativeProd", {
    ...composed,
    draw: alongAxis("real", 0, (d) => (d.chance(0.5) ? { includeInitial: true } : {})),
  }),
  ...alike("jnp", np, "diff", {
    ...composed,
    draw: alongAxis("any", 0, (d) => ({ n: d.whole(0, 2) })),
  }),
  ...alike("jnp", np, "trapezoid", {
    ...composed,
    draw: alongAxis("float", 1, (d) => (d.chance(0.5) ? { dx: 0.5 } : {})),
  }),
  ...alike("jnp", np, "unwrap", { ...composed, weight: 0.5, draw: alongAxis("float", 1) }),
  "jnp.gradient": {
    ...composed,
    weight: 0.5,
    ours: np.gradient,
    jax: "jnp.gradient",
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [1, 2], size: 4 });
      return {
        args: [{ ref: x.ref }, ...(d.chance(0.4) ? [0.5] : [])],
        options: x.array.ndim === 1 ? {} : { axis: d.axis(x) },
      };
    },
  },
  "jnp.average": {
    ...composed,
    ours: np.average,
    jax: "jnp.average",
    draw: (d) => {
      const x = d.array({ kind: "real", size: 1 });
      const weights = d.chance(0.5)
        ? { weights: { ref: d.array({ shape: x.array.shape, domain: [0.1, 2] }).ref } }
        : {};
      return { args: [{ ref: x.ref }], options: { axis: d.axes(x), ...weights } };
    },
  },
  ...alike("jnp", np, "quantile nanquantile", {
    ...composed,
    weight: 0.5,
    draw: (d) => {
      const x = d.array({ kind: "float", size: 1 });
      const q = d.input({ dtype: "float32", shape: d.pick([], [2]), domain: [0, 1] });
      return {
        args: [{ ref: x.ref }, { ref: q.ref }],
        options: { axis: d.axes(x), method: d.pick("linear", "lower", "higher", "midpoint", "nearest") },
      };
    },
  }),
  ...alike("jnp", np, "percentile", {
    ...composed,
    weight: 0.5,
    draw: (d) => {
      const x = d.array({ kind: "real", size: 1 });
      return { args: [{ ref: x.ref }, d.pick<number>(0, 25, 50, 100)], options: { axis: d.axes(x) } };
    },
  }),
  "nn.logsumexp": {
    ...composed,
    ours: nn.logsumexp,
    jax: "nn.logsumexp",
    draw: (d) => {
      const x = d.array({ kind: "real", size: 1 });
      return { args: [{ ref: x.ref }], options: { axis: d.axes(x), ...someOptions(d, x, ["keepdims", "where"]) } };
    },
  },
  ...alike("nn", nn, "softmax logSoftmax", {
    ...composed,
    draw: alongAxis("float", 1, (d, x) => someOptions(d, x, ["where"])),
  }),
  ...alike("nn", nn, "logmeanexp standardize", { ...composed, weight: 0.5, draw: alongAxis("float", 1) }),
  ...alike("nn", nn, "glu", {
    ...composed,
    weight: 0.3,
    draw: (d) => ({ args: [{ ref: d.array({ shape: [2, 4] }).ref }, d.pick<number>(-1, 0, 1)] }),
  }),
  ...alike("lax", lax, "cummax cummin cumsum cumprod cumlogsumexp", {
    ...composed,
    weight: 0.6,
    draw: (d) => {
      const x = d.array({ kind: "float", ndim: [1, 3] });
      return { args: [{ ref: x.ref }, d.whole(0, x.array.ndim - 1), d.pick(false, true)] };
    },
  }),
  ...alike("lax", lax, "reduceMax reduceMin reduceSum reduceProd", {
    ...composed,
    weight: 0.4,
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [1, 3] });
      return { args: [{ ref: x.ref }, [d.whole(0, x.array.ndim - 1)]] };
    },
  }),
  "lax.reduce": {
    ...composed,
    weight: 0.5,
    ours: (x: np.NDArray, initial: np.NDArray, fold: keyof typeof folds, axes: readonly number[]) =>
      lax.reduce(x, initial, folds[fold], axes),
    jax: "lambda x, i, fold, axes: lax.reduce(x, i, getattr(lax, fold), axes)",
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [1, 3] });
      const initial = d.constant(x.array.dtype, [], [d.pick(0, 1)]);
      const axis = d.whole(0, x.array.ndim - 1);
      // Here XLA has an opinion of its own, which can be told from a mistake only where the array is known.
      if (d.depth > 0 && x.array.shape[axis] === 1) return null;
      return {
        args: [{ ref: x.ref }, { ref: initial.ref }, d.pick("add", "max", "min", "mul"), [axis]],
      };
    },
  },
  ...alike("lax", lax, "reduceAnd reduceOr reduceXor", {
    nearness: "exact",
    weight: 0.3,
    draw: (d) => {
      const x = d.array({ kind: d.pick("bool", "integer"), ndim: [1, 3] });
      return { args: [{ ref: x.ref }, [d.whole(0, x.array.ndim - 1)]] };
    },
  }),
  ...alike("jnp", np, "cov corrcoef", {
    ...composed,
    weight: 0.4,
    draw: (d) => {
      const x = d.array({ kind: d.chance(0.8) ? "float" : "number", ndim: [1, 2], size: 4, tame: true });
      return { args: [{ ref: x.ref }], options: d.chance(0.5) ? { rowvar: false } : {} };
    },
  }),
  ...alike("jnp", np, "nanpercentile", {
    ...composed,
    weight: 0.4,
    draw: (d) => {
      const x = d.array({ ndim: [1, 2], size: 1 });
      return { args: [{ ref: x.ref }, d.pick(0, 25, 50, 90)], options: { axis: d.axis(x) } };
    },
  }),
};
