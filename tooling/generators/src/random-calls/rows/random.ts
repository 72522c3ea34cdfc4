import type { NDArray } from "@proj/array";
import * as rng from "@proj/random";
import type { Argument } from "../call.ts";
import type { Drawing, Wanted } from "../drawing.ts";
import { alike, type Drawn, type Rows } from "../row.ts";

/* Bits are equal, so samples are where only elementwise work follows. */

const exact = { nearness: "exact" } as const;
const near = { nearness: "element", ulps: 256 } as const;

const key = (d: Drawing): Argument => ({
  ref: d.constant("uint32", [2], [d.whole(0, 3), d.whole(0, 2 ** 31)]).ref,
});

const shape = (d: Drawing): Argument => d.pick<Argument>([], [3], [2, 3]);

/** A key, then parameters, then a shape and a dtype. */
const sampler =
  (parameters: readonly Wanted[] = [], dtypes = true) =>
  (d: Drawing): Drawn => {
    const k = key(d);
    const drawn = parameters.map((wanted) => ({
      ref: d.input({ dtype: "float32", shape: [3], always: true, ...wanted }).ref,
    }));
    // With 64 bits JAX draws doubles unless told otherwise.
    const dtype: Drawn["options"] = dtypes && d.wide ? { dtype: { dtype: d.pick("float32", "float64") } } : {};
    return {
      args: [k, ...drawn],
      options: {
        ...(parameters.length === 0 ? { shape: shape(d) } : d.chance(0.3) ? { shape: [2, 3] } : {}),
        ...dtype,
      },
    };
  };

const twoNumbers: readonly Wanted[] = [
  { shape: [], domain: [0.5, 3] },
  { shape: [], domain: [0.5, 3] },
];

/** For samplers that draw signs: with 64 bits JAX draws doubles for them, which are others. */
const ofSigns =
  (draw: (d: Drawing) => Drawn) =>
  (d: Drawing): Drawn | null =>
    d.wide ? null : draw(d);

export const random: Rows = {
  "random.split": {
    ...exact,
    ours: rng.split,
    jax: "random.split",
    draw: (d) => ({ args: [key(d), d.pick<Argument>(2, 3, [2, 2])] }),
  },
  "random.fold_in": {
    ...exact,
    ours: rng.foldIn,
    jax: "random.fold_in",
    draw: (d) => ({ args: [key(d), d.whole(0, 100)] }),
  },
  "random.bits": {
    ...exact,
    ours: rng.bits,
    jax: "lambda key, shape, dtype: random.bits(key, shape, dtype)",
    draw: (d) => ({ args: [key(d), shape(d), { dtype: d.pick("uint8", "uint16", "uint32") }] }),
  },
  "random.randint": {
    ...exact,
    ours: rng.randint,
    jax: "random.randint",
    draw: (d) => ({
      args: [key(d), shape(d), d.whole(-5, 2), d.whole(3, 40)],
      options: { dtype: { dtype: d.pick("int32", "int32", "int8", "int16", "uint8", "uint32") } },
    }),
  },
  "random.uniform": {
    ...near,
    weight: 2,
    ours: rng.uniform,
    jax: "random.uniform",
    draw: (d) => ({
      args: [key(d)],
      options: { shape: shape(d), dtype: { dtype: d.float }, ...(d.chance(0.5) ? { minval: -1, maxval: 2 } : {}) },
    }),
  },
  "random.normal": {
    ...near,
    weight: 2,
    ours: rng.normal,
    jax: "random.normal",
    draw: (d) => ({ args: [key(d)], options: { shape: shape(d), dtype: { dtype: d.float } } }),
  },
  ...alike("random", rng, "exponential gumbel laplace logistic cauchy", { ...near, draw: sampler() }),
  ...alike("random", rng, "maxwell", { ...near, weight: 0.5, draw: sampler() }),
  ...alike("random", rng, "bernoulli", { ...exact, draw: sampler([{ domain: [0.1, 0.9] }], false) }),
  ...alike("random", rng, "pareto rayleigh", { ...near, weight: 0.5, draw: sampler([{ domain: [0.5, 3] }]) }),
  ...alike("random", rng, "truncatedNormal", {
    ...near,
    weight: 0.5,
    draw: sampler([{ domain: [-2, -0.5] }, { domain: [0.5, 2] }]),
  }),
  ...alike("random", rng, "gamma loggamma t", {
    ...near,
    weight: 0.2,
    draw: sampler([{ domain: [0.5, 4] }]),
  }),
  ...alike("random", rng, "poisson", { ...exact, weight: 0.2, draw: sampler([{ domain: [0.5, 4] }], false) }),
  ...alike("random", rng, "beta", {
    ...near,
    weight: 0.2,
    draw: sampler([{ domain: [0.5, 4] }, { domain: [0.5, 4] }]),
  }),
  ...alike("random", rng, "lognormal chisquare wald", {
    ...near,
    weight: 0.2,
    draw: sampler([{ domain: [0.5, 3] }]),
  }),
  // JAX takes no parameters with axes beside a shape with more.
  ...alike("random", rng, "f", {
    ...near,
    weight: 0.2,
    draw: sampler(twoNumbers),
  }),
  // Of parameters with axes JAX draws one number for all of the first, and repeats the axes of the second.
  ...alike("random", rng, "weibullMin", { ...near, weight: 0.2, draw: sampler(twoNumbers) }),
  ...alike("random", rng, "doubleSidedMaxwell", { ...near, weight: 0.2, draw: ofSigns(sampler(twoNumbers)) }),
  // JAX refuses parameters with axes unless it is told the shape.
  ...alike("random", rng, "generalizedNormal", {
    ...near,
    weight: 0.2,
    draw: ofSigns(sampler([{ shape: [], domain: [0.5, 3] }])),
  }),
  ...alike("random", rng, "triangular", {
    ...near,
    weight: 0.2,
    draw: sampler([{ domain: [-2, -1] }, { domain: [-0.5, 0.5] }, { domain: [1, 2] }]),
  }),
  ...alike("random", rng, "geometric", { ...exact, weight: 0.2, draw: sampler([{ domain: [0.1, 0.9] }], false) }),
  ...alike("random", rng, "rademacher", {
    ...exact,
    weight: 0.2,
    draw: ofSigns(sampler([], false)),
  }),
  ...alike("random", rng, "binomial", {
    ...exact,
    weight: 0.1,
    draw: sampler([{ domain: [3, 20] }, { domain: [0.1, 0.9] }], false),
  }),
  ...alike("random", rng, "dirichlet", {
    ...near,
    weight: 0.1,
    draw: (d) => ({
      args: [key(d), { ref: d.input({ dtype: "float32", shape: [3], domain: [0.5, 3], always: true }).ref }, [2]],
      options: d.wide ? { dtype: { dtype: d.pick("float32", "float64") } } : {},
    }),
  }),
  "random.orthogonal": {
    ...near,
    nearness: "composed",
    weight: 0.1,
    ours: (k: NDArray, n: number) => rng.orthogonal(k, n, { dtype: "float32" }),
    jax: "lambda key, n: random.orthogonal(key, n, dtype='float32')",
    draw: (d) => ({ args: [key(d), d.whole(1, 4)] }),
  },
  "random.ball": {
    ...near,
    weight: 0.1,
    ours: (k: NDArray, n: number) => rng.ball(k, n, { dtype: "float32" }),
    jax: "lambda key, n: random.ball(key, n, dtype='float32')",
    draw: ofSigns((d) => ({ args: [key(d), d.whole(1, 4)] })),
  },
  "random.permutation": {
    ...exact,
    ours: rng.permutation,
    jax: "random.permutation",
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 2], size: 1 });
      return { args: [key(d), d.chance(0.3) ? 5 : { ref: x.ref }] };
    },
  },
  "random.categorical": {
    ...exact,
    ours: rng.categorical,
    jax: "random.categorical",
    draw: (d) => {
      const x = d.input({ dtype: "float32", shape: d.pick([3], [2, 3]) });
      return { args: [key(d), { ref: x.ref }], options: { axis: d.axis(x) } };
    },
  },
  "random.choice": {
    ...exact,
    ours: rng.choice,
    jax: "random.choice",
    draw: (d) => {
      // With 64 bits JAX draws positions of 64 bits, which are others.
      if (d.wide) return null;
      const x = d.array({ kind: "any", shape: [4] });
      return {
        args: [key(d), d.chance(0.3) ? 6 : { ref: x.ref }, d.pick<Argument>([], [3], [2, 2])],
        options: { replace: d.chance(0.6) },
      };
    },
  },
  "random.multivariate_normal": {
    ...near,
    nearness: "composed",
    weight: 0.2,
    ours: rng.multivariateNormal,
    jax: "random.multivariate_normal",
    draw: (d) => ({
      args: [
        key(d),
        { ref: d.input({ dtype: "float32", shape: [2], tame: true, always: true }).ref },
        { ref: d.constant("float32", [2, 2], [2, 0.5, 0.5, d.whole(1, 3)]).ref },
      ],
      options: {
        shape: d.pick<Argument>([], [3]),
        dtype: { dtype: "float32" },
        method: "cholesky",
      },
    }),
  },
  "random.multinomial": {
    ...exact,
    weight: 0.1,
    ours: rng.multinomial,
    jax: "random.multinomial",
    draw: (d) =>
      d.wide
        ? null
        : {
            args: [
              key(d),
              { ref: d.constant("float32", [], [d.whole(3, 12)]).ref },
              { ref: d.constant("float32", [3], [0.25, 0.25, 0.5]).ref },
            ],
          },
  },
};
