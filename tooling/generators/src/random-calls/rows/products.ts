import * as np from "@proj/array";
import * as lax from "@proj/array/lax";
import * as linalg from "@proj/array/linalg";
import * as nn from "@proj/array/nn";
import type { Argument } from "../call.ts";
import type { Drawing, Wanted } from "../drawing.ts";
import { alike, type Drawn, type Rows } from "../row.ts";

type AxisPair = readonly [left: readonly number[], right: readonly number[]];

const composed = { nearness: "composed" } as const;

/** Two arrays of the given shapes, of one dtype or not. */
const pair =
  (...shapes: readonly (readonly [readonly number[], readonly number[]])[]) =>
  (d: Drawing): Drawn => {
    const [left, right] = d.pick(...shapes);
    const wanted: Wanted = { kind: d.chance(0.1) ? "any" : "number" };
    const x = d.array({ ...wanted, shape: left });
    const y = d.array({ ...(d.chance(0.7) ? { dtype: x.array.dtype } : wanted), shape: right });
    return { args: [{ ref: x.ref }, { ref: y.ref }] };
  };

const einsums: readonly (readonly [spec: string, ...shapes: (readonly number[])[]])[] = [
  ["ij,jk->ik", [2, 3], [3, 2]],
  ["ij,jk", [3, 3], [3, 3]],
  ["ij->ji", [2, 3]],
  ["ii->i", [3, 3]],
  ["ii", [3, 3]],
  ["ij,ij->", [2, 3], [2, 3]],
  ["...i,i->...", [2, 3], [3]],
  ["bij,bjk->bik", [2, 3, 2], [2, 2, 3]],
  ["i,j,k->kji", [3], [3], [1]],
  ["ij->", [2, 3]],
  ["ij,j,k->ik", [2, 3], [3], [4]],
  ["ij,kj->ikj", [2, 3], [3, 3]],
];

export const products: Rows = {
  ...alike("jnp", np, "matmul", {
    ...composed,
    weight: 3,
    draw: pair(
      [
        [2, 3],
        [3, 2],
      ],
      [[3], [3]],
      [[2, 3], [3]],
      [[3], [3, 2]],
      [
        [2, 3, 2],
        [2, 2, 3],
      ],
      [
        [2, 3, 3],
        [3, 3],
      ],
      [
        [3, 3],
        [3, 3],
      ],
      [[2, 0], [0]],
      [
        [2, 3],
        [2, 3],
      ],
    ),
  }),
  ...alike("jnp", np, "dot inner vdot", {
    ...composed,
    draw: pair(
      [[3], [3]],
      [
        [3, 3],
        [3, 3],
      ],
      [[], [2, 3]],
      [[3], []],
    ),
  }),
  ...alike("jnp", np, "outer kron", { ...composed, draw: pair([[3], [4]], [[2, 3], [3]], [[], [3]]) }),
  ...alike("jnp", np, "vecdot", {
    ...composed,
    draw: pair(
      [[3], [3]],
      [[2, 3], [3]],
      [
        [2, 3],
        [2, 3],
      ],
    ),
  }),
  ...alike("jnp", np, "matvec", { ...composed, draw: pair([[2, 3], [3]], [[2, 3, 3], [3]]) }),
  ...alike("jnp", np, "vecmat", { ...composed, draw: pair([[3], [3, 2]], [[2], [2, 3]]) }),
  ...alike("jnp", np, "cross", {
    ...composed,
    draw: pair(
      [[3], [3]],
      [
        [2, 3],
        [2, 3],
      ],
      [[2, 3], [3]],
    ),
  }),
  ...alike("jnp", np, "convolve correlate", {
    ...composed,
    draw: (d) => ({
      ...pair([[3], [4]], [[4], [3]], [[3], [1]])(d),
      options: { mode: d.pick("full", "same", "valid") },
    }),
  }),
  ...alike("jnp", np, "polyadd polysub polymul", { ...composed, weight: 0.5, draw: pair([[3], [4]], [[3], [3]]) }),
  ...alike("jnp", np, "polyval", { ...composed, weight: 0.5, draw: pair([[3], [3]], [[4], [2, 3]]) }),
  "jnp.tensordot": {
    ...composed,
    ours: np.tensordot,
    jax: "jnp.tensordot",
    draw: (d) => {
      const [shapes, axes] = d.pick(
        [
          [
            [2, 3],
            [3, 2],
          ],
          1,
        ],
        [
          [
            [2, 3],
            [2, 3],
          ],
          2,
        ],
        [
          [
            [2, 3],
            [2, 3],
          ],
          [[0], [0]],
        ],
        [[[3], [4]], 0],
        [
          [
            [2, 3, 2],
            [3, 2],
          ],
          [
            [1, 2],
            [0, 1],
          ],
        ],
      ) as [readonly [readonly number[], readonly number[]], number | readonly (readonly number[])[]];
      const { args } = pair(shapes)(d);
      return { args: [...args, axes] };
    },
  },
  "jnp.einsum": {
    ...composed,
    weight: 3,
    ours: np.einsum,
    jax: "jnp.einsum",
    draw: (d) => {
      const [spec, ...shapes] = d.pick(...einsums);
      const dtype = d.dtype("number");
      return {
        args: [
          spec,
          ...shapes.map((shape) => ({ ref: d.array({ dtype: d.chance(0.9) ? dtype : d.dtype("number"), shape }).ref })),
        ],
      };
    },
  },
  "jnp.linalg.multi_dot": {
    ...composed,
    weight: 0.5,
    ours: linalg.multiDot,
    jax: "jnp.linalg.multi_dot",
    draw: (d) => ({
      args: [
        [
          [2, 3],
          [3, 3],
          [3, 2],
        ].map((shape) => ({ ref: d.array({ shape, dtype: d.float }).ref })),
      ],
    }),
  },
  "lax.dot_general": {
    ...composed,
    ours: (x: np.NDArray, y: np.NDArray, [contracting, batch]: readonly [AxisPair, AxisPair]) => {
      const [[lhsContracting, rhsContracting], [lhsBatch, rhsBatch]] = [contracting, batch];
      return lax.dotGeneral(x, y, { lhsContracting, rhsContracting, lhsBatch, rhsBatch });
    },
    jax: "lax.dot_general",
    draw: (d) => {
      const dtype = d.dtype("number");
      const [left, right, dimensions] = d.pick<readonly [number[], number[], number[][][]]>(
        [
          [2, 3],
          [3, 2],
          [
            [[1], [0]],
            [[], []],
          ],
        ],
        [
          [2, 3, 2],
          [2, 3, 3],
          [
            [[1], [1]],
            [[0], [0]],
          ],
        ],
        [
          [3],
          [3],
          [
            [[0], [0]],
            [[], []],
          ],
        ],
        [
          [2, 3],
          [2, 3],
          [
            [[], []],
            [
              [0, 1],
              [0, 1],
            ],
          ],
        ],
      );
      return {
        args: [{ ref: d.array({ dtype, shape: left }).ref }, { ref: d.array({ dtype, shape: right }).ref }, dimensions],
      };
    },
  },
  ...alike("lax", lax, "batchMatmul", {
    ...composed,
    weight: 0.3,
    draw: (d) => {
      const dtype = d.dtype("number");
      const part = (shape: readonly number[]): Argument => ({ ref: d.array({ dtype, shape }).ref });
      return { args: [part([2, 3, 2]), part([2, 2, 3])] };
    },
  }),
  "lax.ragged_dot": {
    ...composed,
    weight: 0.3,
    ours: lax.raggedDot,
    jax: "lax.ragged_dot",
    draw: (d) => {
      const x = d.input({ dtype: "float32", shape: [4, 3], tame: true });
      const y = d.input({ dtype: "float32", shape: [2, 3, 2], tame: true });
      return { args: [{ ref: x.ref }, { ref: y.ref }, { ref: d.constant("int32", [2], [1, d.whole(0, 3)]).ref }] };
    },
  },
  "nn.dot_product_attention": {
    ...composed,
    weight: 0.5,
    ours: nn.dotProductAttention,
    jax: "nn.dot_product_attention",
    draw: (d) => {
      const part = (length: number, heads: number): Argument => ({
        ref: d.input({ dtype: d.float === "float64" ? "float32" : d.float, shape: [1, length, heads, 2], tame: true })
          .ref,
      });
      const heads = d.pick(1, 2);
      return {
        args: [part(3, 2), part(4, heads), part(4, heads)],
        options: { ...(d.chance(0.5) ? { isCausal: true } : {}), ...(d.chance(0.3) ? { scale: { float: 0.5 } } : {}) },
      };
    },
  },
};
