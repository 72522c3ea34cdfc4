/** Fourier transforms, under the names of NumPy. */
import "./ndarray/concrete-array.ts";

export { fft, hfft, ifft, ihfft, irfft, rfft } from "./fft/one-axis.ts";
export { fft2, fftn, ifft2, ifftn, irfft2, irfftn, rfft2, rfftn } from "./fft/several-axes.ts";
export { fftfreq, fftshift, ifftshift, rfftfreq, type FrequencyOptions } from "./fft/frequencies.ts";
export type { FftNorm, FftnOptions, FftOptions } from "./fft/transform.ts";
