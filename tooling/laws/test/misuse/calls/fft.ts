import { array } from "@proj/array";
import { integer, list, options, x } from "../arguments.ts";
import type { Call } from "../calls.ts";

const matrix = array([
  [1, 2],
  [3, 4],
]);
const one = [x(), options({ n: 3, axis: 0, norm: "ortho" })];
const several = [x(matrix), options({ s: [3, 2], axes: [0, 1], norm: "forward" })];

/** Fourier transforms. */
export const fourier: Record<string, Call> = {
  fft: one,
  ifft: one,
  rfft: one,
  irfft: one,
  hfft: one,
  ihfft: one,
  fft2: several,
  ifft2: several,
  rfft2: several,
  irfft2: several,
  fftn: several,
  ifftn: several,
  rfftn: several,
  irfftn: several,
  fftfreq: [integer(4), options({ d: 0.5, dtype: "float32" })],
  rfftfreq: [integer(4), options({ d: 0.5, dtype: "float32" })],
  fftshift: [x()],
  ifftshift: [x()],
};

/** The same in `@proj/array/lax`. */
export const laxFourier: Record<string, Call> = { fft: [x(), { good: "FFT", wrong: ["fourier", 1, null] }, list([2])] };
