/** What JAX keeps under `jax.scipy.signal`: convolutions, trends and spectra. */
import "./ndarray/concrete-array.ts";

export {
  convolve,
  convolve2d,
  correlate,
  correlate2d,
  type Convolve2dOptions,
  type SignalConvolveOptions,
} from "./signal/convolve.ts";
export { fftconvolve, type FftconvolveOptions } from "./signal/fftconvolve.ts";
export { detrend, type DetrendOptions, type Trend } from "./signal/detrend.ts";
export { csd, welch, type CsdOptions } from "./signal/csd.ts";
export { istft, stft, type IstftOptions, type StftOptions } from "./signal/stft.ts";
export type { Boundary, SegmentOptions } from "./signal/spectra.ts";
export type { WindowName } from "./signal/window.ts";
