import * as np from "@proj/array";
import * as lax from "@proj/array/lax";
import * as ops from "@proj/array/ops";
import type { Argument } from "../call.ts";
import type { Drawing, Value } from "../drawing.ts";
import { alike, type Rows } from "../row.ts";

const exact = { nearness: "exact" } as const;

/** Places along an axis, some of them outside, unless all are to be inside. */
const places = (d: Drawing, length: number, shape?: readonly number[], allInside = false): Argument => {
  const inside = allInside || d.chance(0.6);
  const domain = inside ? ([-length, Math.max(-length, length - 1)] as const) : ([-length - 2, length + 1] as const);
  return {
    ref: d.input({
      dtype: d.chance(0.8) ? "int32" : d.pick("int8", "uint8", "int16"),
      shape: shape ?? d.pick([], [3], [2, 2]),
      domain: [Math.max(domain[0], -100), domain[1]],
    }).ref,
  };
};

/** Where a window begins, at times outside. */
const start = (d: Drawing, length: number): Argument => ({
  ref: d.input({ dtype: "int32", shape: [], domain: [-length - 2, length + 1] }).ref,
});

/** An index of an array: whole numbers, slices, arrays, masks. */
function index(d: Drawing, { array: { shape } }: Value, masks = true, inside = false): Argument[] {
  const [length = 1, second = 1] = shape;
  const options: Argument[][] = [
    [d.whole(-length, Math.max(-length, length - 1))],
    [places(d, length, undefined, inside)],
    [{ slice: [d.pick(null, 0, 1, -2), d.pick(null, 2, -1), d.pick(null, 1, 2, -1)] }],
  ];
  if (masks && d.chance(0.3)) options.push([{ ref: d.array({ kind: "bool", shape: [length] }).ref }]);
  if (shape.length > 1) {
    const [rows, columns] = [places(d, length, [3], inside), places(d, second, [3], inside)];
    options.push([rows, columns], [{ slice: [null, null, null] }, columns], [rows, { slice: [null, null, -1] }]);
    options.push([d.whole(0, Math.max(0, length - 1)), columns]);
  }
  return d.pick(...options);
}

/** What is written by index, and how. */
const writings = ["set", "add", "subtract", "multiply", "divide", "power", "min", "max"] as const;

const writing = (method: (typeof writings)[number]): Rows => ({
  [`at.${method}`]: {
    nearness: method === "set" || method === "max" || method === "min" ? "exact" : "composed",
    ours: (x: np.NDArray, i: readonly np.IndexElement[], value: np.ArrayLike, options?: np.WriteOptions) =>
      x.at(...i)[method](value, options),
    jax: `lambda x, i, value, **options: x.at[i].${method}(value, **options)`,
    draw: (d) => {
      const x = d.array({ kind: method === "set" ? "any" : "real", ndim: [1, 3], size: 1 });
      const { dtype } = x.array;
      // Which of several values stays is not defined: one place, or one value for all.
      const distinct = method === "set" && d.chance(0.5);
      const i = distinct ? [d.whole(0, x.array.shape[0]! - 1)] : index(d, x);
      const value = distinct
        ? { ref: d.array({ dtype, shape: x.array.shape.slice(1) }).ref }
        : d.chance(0.5)
          ? d.number(dtype)
          : { ref: d.array({ dtype, shape: [] }).ref };
      return {
        args: [{ ref: x.ref }, i, value],
        options: d.chance(0.3) ? { mode: d.pick("drop", "clip", "wrap") } : {},
      };
    },
  },
});

export const indexing: Rows = {
  get: {
    ...exact,
    weight: 4,
    ours: (x: np.NDArray, i: readonly np.IndexElement[]) => x.get(...i),
    jax: "lambda x, i: x[i]",
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 3], size: 1 });
      // A mask makes a shape of values. Of a place outside the nearest element is taken, and JAX leaves it out of the derivative.
      const i = index(d, x, d.depth === 0, d.depth > 0);
      return { args: [{ ref: x.ref }, i] };
    },
  },
  "at.get": {
    ...exact,
    ours: (x: np.NDArray, i: readonly np.IndexElement[], options?: object) => x.at(...i).get(options),
    jax: "lambda x, i, **options: x.at[i].get(**options)",
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [1, 3], size: 1 });
      const mode = d.pick("fill", "clip", "wrap", "drop");
      const fill = mode === "fill" && d.chance(0.5) ? { fillValue: d.whole(0, 2) } : {};
      return { args: [{ ref: x.ref }, [places(d, x.array.shape[0]!)]], options: { mode, ...fill } };
    },
  },
  ...writings.reduce<Rows>((rows, method) => ({ ...rows, ...writing(method) }), {}),
  "jnp.take": {
    ...exact,
    weight: 2,
    ours: np.take,
    jax: "jnp.take",
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 3], size: 1 });
      const axis = d.whole(0, x.array.ndim - 1);
      const mode = d.chance(0.6) ? { mode: d.pick("fill", "clip", "wrap") } : {};
      return { args: [{ ref: x.ref }, places(d, x.array.shape[axis]!)], options: { axis, ...mode } };
    },
  },
  "jnp.take_along_axis": {
    ...exact,
    weight: 2,
    ours: np.takeAlongAxis,
    jax: "jnp.take_along_axis",
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 2], size: 1 });
      const axis = d.whole(0, x.array.ndim - 1);
      const mode = d.chance(0.5) ? { mode: d.pick("fill", "clip") } : {};
      return { args: [{ ref: x.ref }, places(d, x.array.shape[axis]!, x.array.shape), axis], options: mode };
    },
  },
  "jnp.put_along_axis": {
    ...exact,
    weight: 0.5,
    ours: np.putAlongAxis,
    jax: "lambda x, i, v, axis: jnp.put_along_axis(x, i, v, axis, inplace=False)",
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [1, 2], size: 1 });
      const axis = d.whole(0, x.array.ndim - 1);
      return {
        args: [
          { ref: x.ref },
          places(
            d,
            x.array.shape[axis]!,
            x.array.shape.map((length, k) => (k === axis ? 1 : length)),
          ),
          d.number(x.array.dtype),
          axis,
        ],
      };
    },
  },
  "jnp.insert": {
    ...exact,
    ours: np.insert,
    jax: "lambda x, i, v, axis: jnp.insert(x, jnp.array(i), v, axis=axis)",
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [1, 2], size: 1 });
      const axis = d.whole(0, x.array.ndim - 1);
      return { args: [{ ref: x.ref }, d.pick<Argument>(0, 1, -1, [0, 1]), d.number(x.array.dtype)], options: { axis } };
    },
  },
  "jnp.delete": {
    ...exact,
    ours: np.deleteAt,
    jax: "lambda x, i, axis: jnp.delete(x, jnp.array(i), axis=axis)",
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 2], size: 2 });
      const axis = d.whole(0, x.array.ndim - 1);
      return { args: [{ ref: x.ref }, d.pick<Argument>(0, -1, [0])], options: { axis } };
    },
  },
  "jnp.extract": {
    ...exact,
    weight: 0.2,
    concrete: true,
    ours: np.extract,
    jax: "jnp.extract",
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 2], size: 1 });
      return {
        args: [{ ref: d.array({ kind: "any", shape: x.array.shape }).ref }, { ref: x.ref }],
        options: d.chance(0.6) ? { size: d.whole(0, 5), ...(d.chance(0.5) ? { fillValue: 1 } : {}) } : {},
      };
    },
  },
  "jnp.fill_diagonal": {
    ...exact,
    weight: 0.3,
    ours: np.fillDiagonal,
    jax: "lambda x, value: jnp.fill_diagonal(x, value, inplace=False)",
    draw: (d) => {
      const x = d.array({ kind: "any", shape: d.pick([3, 3], [2, 3], [3, 2], [2, 2, 2], [3]) });
      const { dtype } = x.array;
      const value = d.chance(0.5) ? d.number(dtype) : { ref: d.array({ dtype, shape: d.pick([], [2], [3]) }).ref };
      return { args: [{ ref: x.ref }, value] };
    },
  },
  "jnp.piecewise": {
    nearness: "element",
    weight: 0.3,
    ours: (x: np.NDArray, conditions: readonly np.NDArray[], value: number, otherwise: boolean) =>
      np.piecewise(x, conditions, [
        (y) => np.square(y),
        value,
        ...(otherwise ? [(y: np.NDArray) => np.negative(y)] : []),
      ]),
    jax: "lambda x, c, value, otherwise: jnp.piecewise(x, c, [jnp.square, value] + ([jnp.negative] if otherwise else []))",
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [1, 2], size: 1 });
      const mask = () => ({ ref: d.array({ kind: "bool", shape: x.array.shape }).ref });
      return { args: [{ ref: x.ref }, [mask(), mask()], d.number(x.array.dtype), d.chance(0.5)] };
    },
  },
  "jnp.compress": {
    ...exact,
    weight: 0.2,
    concrete: true,
    ours: np.compress,
    jax: "jnp.compress",
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 2], size: 1 });
      const axis = d.whole(0, x.array.ndim - 1);
      return {
        args: [{ ref: d.array({ kind: "bool", shape: [x.array.shape[axis]!] }).ref }, { ref: x.ref }],
        options: { axis },
      };
    },
  },
  ...alike("ops", ops, "segmentSum segmentProd segmentMax segmentMin", {
    nearness: "composed",
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [1, 2], size: 1 });
      const ids = d.input({ dtype: "int32", shape: [x.array.shape[0]!], domain: [d.pick(0, -1), 3] });
      return { args: [{ ref: x.ref }, { ref: ids.ref }, d.whole(1, 4)] };
    },
  }),
  "jnp.unravel_index": {
    ...exact,
    weight: 0.5,
    ours: np.unravelIndex,
    jax: "jnp.unravel_index",
    draw: (d) => ({
      args: [
        { ref: d.input({ dtype: "int32", domain: [-14, 14], shape: d.pick([], [3]) }).ref },
        d.pick<Argument>([3, 4], [12], [2, 2, 3]),
      ],
    }),
  },
  "jnp.ravel_multi_index": {
    ...exact,
    weight: 0.5,
    ours: np.ravelMultiIndex,
    jax: "jnp.ravel_multi_index",
    draw: (d) => {
      const place = () => ({ ref: d.input({ dtype: "int32", shape: [3], domain: [-1, 4] }).ref });
      return {
        args: [
          [place(), place()],
          [3, 4],
        ],
        options: { mode: d.pick("clip", "wrap") },
      };
    },
  },
  "jnp.choose": {
    ...exact,
    weight: 0.5,
    ours: np.choose,
    jax: "jnp.choose",
    draw: (d) => {
      const x = d.array({ kind: "real" });
      const { dtype, shape } = x.array;
      return {
        args: [
          { ref: d.input({ dtype: "int32", shape, domain: [-1, 3] }).ref },
          [{ ref: x.ref }, { ref: d.array({ dtype, shape }).ref }],
        ],
        options: { mode: d.pick("clip", "wrap") },
      };
    },
  },
  "lax.dynamic_slice": {
    ...exact,
    ours: lax.dynamicSlice,
    jax: "lax.dynamic_slice",
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 3], size: 1 });
      return {
        args: [
          { ref: x.ref },
          x.array.shape.map((length) => start(d, length)),
          x.array.shape.map((length) => d.whole(0, length)),
        ],
      };
    },
  },
  "lax.dynamic_update_slice": {
    ...exact,
    ours: lax.dynamicUpdateSlice,
    jax: "lax.dynamic_update_slice",
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 3], size: 1 });
      const { dtype, shape } = x.array;
      const update = d.input({ dtype, shape: shape.map((length) => d.whole(0, length)) });
      return { args: [{ ref: x.ref }, { ref: update.ref }, shape.map((length) => start(d, length))] };
    },
  },
  ...alike("lax", lax, "dynamicSliceInDim", {
    ...exact,
    weight: 0.5,
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 3], size: 1 });
      const axis = d.axis(x);
      const length = x.array.shape.at(axis) ?? 1;
      return { args: [{ ref: x.ref }, places(d, length, []), d.whole(0, length), axis] };
    },
  }),
  ...alike("lax", lax, "dynamicIndexInDim", {
    ...exact,
    weight: 0.5,
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 3], size: 1 });
      const axis = d.axis(x);
      return {
        args: [{ ref: x.ref }, places(d, x.array.shape.at(axis) ?? 1, [])],
        options: { axis, keepdims: d.chance(0.5) },
      };
    },
  }),
  ...alike("lax", lax, "dynamicUpdateSliceInDim dynamicUpdateIndexInDim", {
    ...exact,
    weight: 0.5,
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 3], size: 1 });
      const axis = d.axis(x);
      const { dtype, shape } = x.array;
      const update = d.input({ dtype, shape: shape.with(axis < -shape.length || axis >= shape.length ? 0 : axis, 1) });
      return { args: [{ ref: x.ref }, { ref: update.ref }, places(d, shape.at(axis) ?? 1, []), axis] };
    },
  }),
  ...alike("lax", lax, "indexInDim", {
    ...exact,
    weight: 0.3,
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 3], size: 1 });
      return { args: [{ ref: x.ref }, d.whole(-1, 0), d.axis(x), d.chance(0.5)] };
    },
  }),
  ...alike("lax", lax, "sliceInDim", {
    ...exact,
    weight: 0.3,
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 3], size: 1 });
      const [start, stop] = [d.pick<Argument>(0, null, 1, -1), d.pick<Argument>(null, 2, -1)];
      return { args: [{ ref: x.ref }, start, stop, d.whole(1, 2), d.axis(x)] };
    },
  }),
  ...alike("jnp", np, "deleteAt=delete", {
    ...exact,
    weight: 0.5,
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 2], size: 2 });
      const axis = d.whole(0, x.array.ndim - 1);
      return { args: [{ ref: x.ref }, d.pick<Argument>(0, -1, { slice: [0, 1, null] })], options: { axis } };
    },
  }),
  "jnp.put": {
    ...exact,
    weight: 0.3,
    ours: np.put,
    jax: "lambda a, i, v, **options: jnp.put(a, i, v, inplace=False, **options)",
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 2], size: 1 });
      // Which of several values stays is not defined.
      const i = d.constant("int32", [1], [d.whole(-x.array.size - 1, x.array.size)]);
      return {
        args: [{ ref: x.ref }, { ref: i.ref }, d.number(x.array.dtype)],
        options: d.chance(0.6) ? { mode: d.pick("clip", "wrap") } : {},
      };
    },
  },
  "jnp.place": {
    ...exact,
    weight: 0.3,
    ours: np.place,
    jax: "lambda a, m, v: jnp.place(a, m, v, inplace=False)",
    draw: (d) => {
      const x = d.array({ kind: "any", ndim: [1, 2], size: 1 });
      const mask = d.input({ dtype: "bool", shape: x.array.shape });
      const values = d.input({ dtype: x.array.dtype, shape: [d.whole(1, 3)] });
      return { args: [{ ref: x.ref }, { ref: mask.ref }, { ref: values.ref }] };
    },
  },
  "jnp.interp": {
    nearness: "composed",
    weight: 0.5,
    ours: (x: np.NDArray, places: np.NDArray, values: np.NDArray) => np.interp(x, np.sort(places), values),
    jax: "lambda x, xp, fp: jnp.interp(x, jnp.sort(xp), fp)",
    draw: (d) => ({
      args: [
        { ref: d.array().ref },
        { ref: d.input({ dtype: "float32", shape: [4] }).ref },
        { ref: d.input({ dtype: "float32", shape: [4] }).ref },
      ],
    }),
  },
};
