import * as np from "@proj/array";
import type { Drawing, Value } from "../drawing.ts";
import { alike, type Rows } from "../row.ts";

const composed = { nearness: "composed" } as const;

const coefficients = (d: Drawing): Value =>
  d.array({ kind: d.chance(0.8) ? "float" : "number", ndim: [1, 1], tame: true, size: 1 });

/** Polynomials by their coefficients. */
export const polynomials: Rows = {
  ...alike("jnp", np, "polyder", {
    ...composed,
    draw: (d) => ({ args: [{ ref: coefficients(d).ref }, d.whole(0, 3)] }),
  }),
  ...alike("jnp", np, "polyint", {
    ...composed,
    draw: (d) => {
      const order = d.whole(0, 3);
      const constants =
        order > 0 && d.chance(0.4)
          ? { k: order === 1 ? { float: 1.5 } : Array.from({ length: order }, () => ({ float: d.whole(-2, 2) / 2 })) }
          : {};
      return { args: [{ ref: coefficients(d).ref }, order], options: constants };
    },
  }),
  ...alike("jnp", np, "polydiv", {
    ...composed,
    draw: (d) => {
      const [dividend, divisor] = [
        coefficients(d),
        d.input({ dtype: d.float, shape: d.pick([1], [2], [3]), domain: [0.5, 2] }),
      ];
      return { args: [{ ref: dividend.ref }, { ref: divisor.ref }] };
    },
  }),
  ...alike("jnp", np, "poly", {
    ...composed,
    draw: (d) => ({
      args: [{ ref: d.array({ kind: "float", shape: d.pick<readonly number[]>([3], [2], [1]), tame: true }).ref }],
    }),
  }),
  "jnp.polyfit": {
    ...composed,
    weight: 0.7,
    ours: (x: np.NDArray, y: np.NDArray, degree: number) => np.polyfit(x, y, degree),
    jax: "jnp.polyfit",
    draw: (d) => {
      const dtype = d.float === "float64" ? "float64" : "float32";
      const x = d.constant(dtype, [4], [0, 0.5, 1.25, 2]);
      return {
        args: [{ ref: x.ref }, { ref: d.input({ dtype, shape: d.pick([4], [4, 2]), tame: true }).ref }, d.whole(0, 2)],
      };
    },
  },
  // The order of the roots is not defined: their sizes are compared.
  "jnp.roots": {
    ...composed,
    weight: 0.7,
    // Its coefficients have to be known.
    concrete: true,
    ours: (p: np.NDArray) => np.sort(np.abs(np.roots(p, { stripZeros: false }))),
    jax: "lambda p: jnp.sort(jnp.abs(jnp.roots(p, strip_zeros=False)))",
    draw: (d) => ({
      args: [
        {
          ref: d.input({
            dtype: d.float === "float64" ? "float64" : "float32",
            shape: d.pick([2], [3], [4]),
            domain: [0.5, 2],
          }).ref,
        },
      ],
    }),
  },
  ...alike("jnp", np, "trimZeros", {
    nearness: "exact",
    concrete: true,
    weight: 0.5,
    draw: (d) => ({
      args: [{ ref: d.input({ kind: "real", shape: [4], domain: [0, 2] }).ref }, d.pick("fb", "f", "b")],
    }),
  }),
};
