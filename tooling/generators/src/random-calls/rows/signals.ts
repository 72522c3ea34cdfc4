import type { NDArray } from "@proj/array";
import * as image from "@proj/array/image";
import * as ndimage from "@proj/array/ndimage";
import * as signal from "@proj/array/signal";
import type { Argument } from "../call.ts";
import type { Drawing } from "../drawing.ts";
import { alike, type Drawn, type Rows } from "../row.ts";

const composed = { nearness: "composed" } as const;

const mode = (d: Drawing): Record<string, Argument> => ({ mode: d.pick("full", "same", "valid") });

/** Two signals or two planes of one dtype, the first at least as long. */
const pairOf =
  (...shapes: readonly (readonly [readonly number[], readonly number[]])[]) =>
  (d: Drawing): Drawn => {
    const [first, second] = d.pick(...shapes);
    const x = d.input({ kind: d.chance(0.8) ? "float" : "number", shape: first, tame: true });
    const y = d.input({ dtype: x.array.dtype, shape: second, tame: true });
    return { args: [{ ref: x.ref }, { ref: y.ref }], options: mode(d) };
  };

const planes = pairOf(
  [
    [3, 3],
    [2, 3],
  ],
  [
    [4, 4],
    [2, 2],
  ],
);

/** How a signal is cut into pieces. */
const segments = (d: Drawing): Record<string, Argument> => ({
  nperseg: d.pick(4, 6),
  ...(d.chance(0.5) ? { noverlap: d.whole(0, 3) } : {}),
  ...(d.chance(0.3) ? { nfft: 8 } : {}),
});

const density = (d: Drawing): Record<string, Argument> => ({
  ...segments(d),
  ...(d.chance(0.5)
    ? { scaling: d.pick("density", "spectrum"), detrend: d.pick<Argument>("constant", "linear", false) }
    : {}),
  ...(d.chance(0.3) ? { average: d.pick("mean", "median") } : {}),
});

const long = (d: Drawing): Argument => ({
  ref: d.input({ dtype: d.wide ? d.pick("float32", "float64") : "float32", shape: d.pick([12], [2, 9]), tame: true })
    .ref,
});

const method = (d: Drawing): Argument => d.pick("nearest", "linear", "cubic", "lanczos3", "lanczos5");

/** Signals, and what reads images between their points. */
export const signals: Rows = {
  ...alike("jax.scipy.signal", signal, "convolve correlate", {
    ...composed,
    draw: (d) => {
      const { args, options } = pairOf(
        [[4], [3]],
        [[3], [3]],
        [
          [3, 3],
          [2, 3],
        ],
      )(d);
      return { args, options: { ...options, method: d.pick("auto", "direct", "fft") } };
    },
  }),
  ...alike("jax.scipy.signal", signal, "convolve2d correlate2d", { ...composed, weight: 0.7, draw: planes }),
  ...alike("jax.scipy.signal", signal, "fftconvolve", { ...composed, draw: pairOf([[4], [3]], [[3], [4]]) }),
  ...alike("jax.scipy.signal", signal, "detrend", {
    ...composed,
    draw: (d) => {
      const x = d.array({ kind: "real", ndim: [1, 2], size: 3, tame: true });
      return { args: [{ ref: x.ref }], options: { axis: d.axis(x), type: d.pick("linear", "constant") } };
    },
  }),
  ...alike("jax.scipy.signal", signal, "stft", {
    ...composed,
    weight: 0.5,
    draw: (d) => ({
      args: [long(d), d.pick<Argument>(1, { float: 2 })],
      options: { ...segments(d), ...(d.chance(0.3) ? { boundary: d.pick<Argument>(null, "even", "zeros") } : {}) },
    }),
  }),
  ...alike("jax.scipy.signal", signal, "istft", {
    ...composed,
    weight: 0.5,
    draw: (d) => ({ args: [{ ref: d.input({ dtype: "complex64", shape: [3, 4], tame: true }).ref }, 1] }),
  }),
  ...alike("jax.scipy.signal", signal, "welch", {
    ...composed,
    weight: 0.5,
    draw: (d) => ({ args: [long(d), 1], options: density(d) }),
  }),
  "jax.scipy.signal.csd": {
    ...composed,
    weight: 0.5,
    ours: (x: NDArray, y: NDArray | null, options: object) => signal.csd(x, y, 1, options),
    jax: "lambda x, y, **options: jax.scipy.signal.csd(x, y, 1, **options)",
    draw: (d) => {
      const x = d.input({ dtype: "float32", shape: [12], tame: true });
      const y = d.input({ dtype: "float32", shape: [12], tame: true });
      return { args: [{ ref: x.ref }, d.chance(0.2) ? null : { ref: y.ref }], options: density(d) };
    },
  },
  "jax.scipy.ndimage.map_coordinates": {
    ...composed,
    weight: 2,
    ours: ndimage.mapCoordinates,
    jax: "jax.scipy.ndimage.map_coordinates",
    draw: (d) => {
      const x = d.array({ kind: d.chance(0.8) ? "float" : "real", ndim: [1, 2], size: 1, tame: true });
      const shape = d.pick<readonly number[]>([3], [2, 3]);
      const places = x.array.shape.map(() => ({
        ref: d.input({ dtype: d.chance(0.9) ? "float32" : "int32", shape, domain: [-2, 4] }).ref,
      }));
      return {
        args: [{ ref: x.ref }, places, d.pick<number>(0, 1)],
        options: {
          mode: d.pick("constant", "nearest", "wrap", "mirror", "reflect"),
          ...(d.chance(0.3) ? { cval: { float: 2.5 } } : {}),
        },
      };
    },
  },
  "jax.image.resize": {
    ...composed,
    ours: image.resize,
    jax: "jax.image.resize",
    draw: (d) => {
      const x = d.array({ kind: d.chance(0.9) ? "float" : "real", ndim: [1, 2], size: 1, tame: true });
      return {
        args: [{ ref: x.ref }, x.array.shape.map(() => d.whole(1, 6)), method(d)],
        options: d.chance(0.3) ? { antialias: false } : {},
      };
    },
  },
  "jax.image.scale_and_translate": {
    ...composed,
    ours: image.scaleAndTranslate,
    jax: "jax.image.scale_and_translate",
    draw: (d) => {
      const x = d.input({ dtype: "float32", shape: d.pick([4], [3, 3], [2, 3]), tame: true });
      const dims = x.array.shape.map((_, axis) => axis);
      const part = (domain: readonly [number, number]): Argument => ({
        ref: d.input({ dtype: "float32", shape: [dims.length], domain }).ref,
      });
      return {
        args: [
          { ref: x.ref },
          dims.map(() => d.whole(2, 5)),
          dims,
          part([0.5, 2]),
          part([-1, 1]),
          d.pick("linear", "cubic", "lanczos3"),
        ],
        options: d.chance(0.3) ? { antialias: false } : {},
      };
    },
  },
};
