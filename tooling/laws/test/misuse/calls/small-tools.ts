import { array } from "@proj/array";
import { RegularGridInterpolator } from "@proj/array/interpolate";
import { argument, options, shape, x, type Argument } from "../arguments.ts";
import type { Call } from "../calls.ts";

const pixels = array([
  [1, 2],
  [3, 4],
]);
const method = argument("linear", "quadratic", "", 3, null, undefined, {}, 1n, () => 1);
const smoothed = argument({ antialias: true }, "text", 3, null, 1n, () => 1, { antialiasing: true }, { antialias: 1 });
const factors = (): Argument =>
  argument(array([1, 1]), "text", null, undefined, 1n, () => 1, {}, array([1]), array([[1]]));

/** Images of other sizes. */
export const images: Record<string, Call> = {
  resize: [x(pixels), shape([3, 3]), method, smoothed],
  scaleAndTranslate: [x(pixels), shape([3, 3]), shape([0, 1]), factors(), factors(), method, smoothed],
};

/** Values between elements. */
export const coordinates: Record<string, Call> = {
  mapCoordinates: [
    x(pixels),
    argument([array([0.5]), array([0.5])], "text", 3, null, undefined, {}, [], [array([0.5])], [null, null]),
    argument(1, 2, 0.5, "text", null, undefined, {}),
    options({ mode: "wrap", cval: 0 }),
  ],
};

/** Values between the points of a grid: the class as a function. */
export const interpolators: Record<string, Call> = {
  RegularGridInterpolator: [
    argument([array([0, 1]), array([0, 1])], "text", 3, null, undefined, {}, [], [array([0, 1, 2])], [null]),
    x(pixels),
    options({ method: "nearest", boundsError: false, fillValue: 0 }),
  ],
};

/** {@link RegularGridInterpolator} without `new`. */
export const interpolatorFunctions = {
  RegularGridInterpolator: (...args: ConstructorParameters<typeof RegularGridInterpolator>) =>
    new RegularGridInterpolator(...args),
};

const wave = array([0, 1, 0, -1, 0, 1, 0, -1]);
const segments = {
  window: "hann",
  nperseg: 4,
  noverlap: 2,
  nfft: 4,
  detrend: "linear",
  returnOnesided: true,
  axis: 0,
};
const places = options({ mode: "same", method: "fft" });
const planes = options({ mode: "same", boundary: "fill", fillvalue: 0 });
const rate = argument(2, "text", null, 1n, () => 1, { rate: 1 });

/** Convolutions, trends and spectra. */
export const signals: Record<string, Call> = {
  convolve: [x(wave), x(wave), places],
  correlate: [x(wave), x(wave), places],
  convolve2d: [x(pixels), x(pixels), planes],
  correlate2d: [x(pixels), x(pixels), planes],
  fftconvolve: [x(wave), x(wave), options({ mode: "same", axes: 0 })],
  detrend: [x(wave), options({ axis: 0, type: "linear", bp: [2] })],
  csd: [
    x(wave),
    argument(wave, "text", undefined, 1n, () => 1, {}, pixels),
    rate,
    options({ ...segments, scaling: "spectrum", average: "median" }),
  ],
  welch: [x(wave), rate, options({ ...segments, scaling: "spectrum", average: "median" })],
  stft: [x(wave), rate, options({ ...segments, boundary: "even", padded: false })],
  istft: [
    x(pixels),
    rate,
    options({
      window: "hann",
      nperseg: 2,
      noverlap: 1,
      nfft: 2,
      inputOnesided: true,
      boundary: false,
      timeAxis: 0,
      freqAxis: 1,
    }),
  ],
};
