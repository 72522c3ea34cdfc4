import * as np from "@proj/array";
import type { Argument } from "../call.ts";
import type { Drawing } from "../drawing.ts";
import { alike, type Rows } from "../row.ts";

const exact = { nearness: "exact" } as const;

/** A range between brackets: from, to, step, or how many points with both ends. */
type Range = readonly [start: number, stop: number, step: number, isCount: boolean];

const text = ([start, stop, step, isCount]: Range): np.GridRange =>
  isCount ? `${start}:${stop}:${step}j` : `${start}:${stop}:${step}`;

const ranges = "tuple(slice(a, b, complex(0, c) if is_count else c) for a, b, c, is_count in ranges)";

function range(d: Drawing): Argument {
  const start = d.whole(-2, 2);
  const stop = start + d.whole(0, 4);
  if (d.chance(0.25)) return [start, stop, d.whole(1, 4), true];
  // Steps whose multiples are known to the bit.
  return d.chance(0.3) ? [start, stop, { float: d.pick(0.5, 0.25) }, false] : [start, stop, d.whole(1, 2), false];
}

const rangesOf = (d: Drawing, least: number): Argument => Array.from({ length: d.whole(least, 3) }, () => range(d));

const masks = { triu: np.triu, tril: np.tril } as const;
const ofPositions = { add: np.add, multiply: np.multiply, hypot: np.hypot } as const;

const lengths = (d: Drawing): Argument => d.pick<Argument>([2, 3], [3], [2, 1, 2], []);

const square = (d: Drawing) => ({
  ref: d.array({ kind: "any", shape: d.pick([3, 3], [4, 4], [2, 2, 2], [2, 3], [3]) }).ref,
});

const matrix = (d: Drawing) => ({ ref: d.array({ kind: "any", ndim: d.chance(0.05) ? [1, 3] : [2, 2] }).ref });

/** What stands between the brackets of `r_` and `c_`. */
const joined = (d: Drawing, ndim: readonly [number, number]): Argument => {
  const first = d.array({ kind: "real", ndim });
  const others = Array.from({ length: d.whole(0, 2) }, () => d.array({ kind: "real", shape: first.array.shape }));
  return [first, ...others].map(({ ref }) => ({ ref }));
};

export const indexBuilders: Rows = {
  ...alike("jnp", np, "diagIndices", { ...exact, draw: (d) => ({ args: [d.whole(0, 4), d.whole(1, 3)] }) }),
  ...alike("jnp", np, "diagIndicesFrom", { ...exact, draw: (d) => ({ args: [square(d)] }) }),
  ...alike("jnp", np, "trilIndices triuIndices", {
    ...exact,
    draw: (d) => ({ args: [d.whole(0, 4), d.whole(-2, 2), ...(d.chance(0.5) ? [d.whole(0, 4)] : [])] }),
  }),
  ...alike("jnp", np, "trilIndicesFrom triuIndicesFrom", {
    ...exact,
    draw: (d) => ({ args: [matrix(d), d.whole(-2, 2)] }),
  }),
  "jnp.mask_indices": {
    ...exact,
    concrete: true,
    ours: (n: number, name: keyof typeof masks, k: number, options?: np.MaskIndicesOptions) =>
      np.maskIndices(n, masks[name], k, options),
    jax: "lambda n, name, k, **options: jnp.mask_indices(n, getattr(jnp, name), k, **options)",
    draw: (d) => ({
      args: [d.whole(0, 4), d.pick("triu", "tril"), d.whole(-1, 1)],
      options: d.chance(0.5) ? { size: d.whole(0, 6) } : {},
    }),
  },
  "jnp.ix_": {
    ...exact,
    ours: (...vectors: readonly np.NDArray[]) => np.ix_(...vectors),
    jax: "jnp.ix_",
    draw: (d) => ({
      args: Array.from({ length: d.whole(1, 3) }, () => ({
        ref: d.array({ kind: "integer", ndim: d.chance(0.03) ? [0, 2] : [1, 1] }).ref,
      })),
    }),
  },
  ...alike("jnp", np, "indices", {
    ...exact,
    draw: (d) => ({
      args: [lengths(d)],
      options: {
        ...(d.chance(0.5) ? { dtype: { dtype: d.dtype("any") } } : {}),
        ...(d.chance(0.4) ? { sparse: true } : {}),
      },
    }),
  }),
  "jnp.mgrid": {
    nearness: "terms",
    ours: (given: readonly Range[]) => np.mgrid(...given.map(text)),
    // A single range between brackets is no tuple.
    jax: `lambda ranges: (lambda all: jnp.mgrid[all[0] if len(all) == 1 else all])(${ranges})`,
    draw: (d) => ({ args: [rangesOf(d, 1)] }),
  },
  "jnp.ogrid": {
    nearness: "terms",
    ours: (given: readonly Range[]) => np.ogrid(...given.map(text)),
    jax: `lambda ranges: jnp.ogrid[${ranges}]`,
    draw: (d) => ({ args: [rangesOf(d, 1)] }),
  },
  "jnp.r_": {
    nearness: "terms",
    ours: (given: readonly Range[], parts: readonly np.NDArray[]) => np.r_(...parts, ...given.map(text)),
    jax: `lambda ranges, parts: jnp.r_[parts + ${ranges}]`,
    draw: (d) => {
      const ofRanges = d.chance(0.6);
      return { args: [ofRanges ? rangesOf(d, 0) : [], joined(d, ofRanges ? [0, 1] : [1, 2])] };
    },
  },
  "jnp.c_": {
    ...exact,
    ours: (parts: readonly np.NDArray[]) => np.c_(...parts),
    jax: "lambda parts: jnp.c_[parts]",
    draw: (d) => ({ args: [joined(d, [1, 2])] }),
  },
  "jnp.fromfunction": {
    nearness: "element",
    ours: (name: keyof typeof ofPositions, shape: readonly number[], options: { readonly dtype: np.DType }) =>
      np.fromfunction((i, j) => ofPositions[name](i, j), shape, options),
    jax: "lambda name, shape, dtype: jnp.fromfunction(getattr(jnp, name), shape, dtype=dtype)",
    draw: (d) => ({
      args: [d.pick("add", "multiply", "hypot"), [d.whole(0, 3), d.whole(1, 3)]],
      options: { dtype: { dtype: d.dtype("real") } },
    }),
  },
};
