import { choiceOption, readArgument, UsageError } from "@proj/tree/core";
import { convert } from "../../core/operands.ts";
import { applyRoutine, Routine } from "../../core/routine.ts";
import { complexDType, isComplexDType } from "../../core/types/dtype.ts";
import { sizeOf } from "../../core/types/shape.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { lengths, operand } from "../apply.ts";
import { mul } from "../binary.ts";
import { complex, conj, imag, real } from "../elementwise.ts";
import { concatenate, reshape, rev, sliceInDim, transpose } from "../movement.ts";
import { transformByConvolution } from "./bluestein.ts";
import { factorsOf } from "./factors.ts";
import { evaluateTransform } from "./reference.ts";
import { transformRows } from "./stockham.ts";

interface TransformOptions extends Readonly<Record<string, boolean>> {
  /** Whether the exponent is positive; nothing is scaled. */
  readonly inverse: boolean;
}

/** Σⱼ xⱼ exp(∓2πi jk / n) along the last axis. The matrix is symmetric, so the transform is its own transpose. */
const transform: Routine<TransformOptions> = new Routine<TransformOptions>({
  name: "fft",
  operandRanks: [1],
  types: (operands) => operands,
  evaluate: ([x], [result], { inverse }) => {
    evaluateTransform(x!, result!, inverse);
  },
  jvp: ([x], [t], options) => [applyRoutine(transform, [x!], options), applyRoutine(transform, [t!], options)],
  transpose: ([ct], _, options) => applyRoutine(transform, [ct!], options),
  procedure: {
    composed: ([x], { inverse }) => {
      const { shape } = x!;
      const length = shape.at(-1)!;
      if (x!.size === 0) return [x!];
      const rows = [sizeOf(shape) / length, length];
      const planes = { re: reshape(real(x!), rows), im: reshape(imag(x!), rows) };
      const factors = factorsOf(length);
      const { re, im } =
        factors === null ? transformByConvolution(planes, inverse) : transformRows(planes, factors, inverse);
      return [complex(reshape(re, shape), reshape(im, shape))];
    },
  },
});

/** A permutation that exchanges one axis with the last; its own inverse. */
function toLast(rank: number, axis: number): readonly number[] {
  const permutation = Array.from({ length: rank }, (_, k) => k);
  permutation[axis] = rank - 1;
  permutation[rank - 1] = axis;
  return permutation;
}

/** The transform along one axis. */
function alongAxis(x: NDArray, axis: number, inverse: boolean): NDArray {
  if (x.shape[axis]! <= 1) return x;
  const permutation = toLast(x.ndim, axis);
  return transpose(applyRoutine(transform, [transpose(x, permutation)], { inverse })[0]!, permutation);
}

/** The transform along some axes; the inverse is divided by the number of elements. */
function alongAxes(x: NDArray, axes: readonly number[], inverse: boolean): NDArray {
  const y = axes.reduce((z, axis) => alongAxis(z, axis, inverse), x);
  const count = sizeOf(axes.map((axis) => x.shape[axis]!));
  return inverse && count > 1 ? mul(y, 1 / count) : y;
}

/** All frequencies along the last axis from those that are not negative, if the sequence is real. */
function hermitian(x: NDArray, length: number): NDArray {
  const axis = x.ndim - 1;
  const mirrored = rev(sliceInDim(x, 1, Math.ceil(length / 2), 1, axis), [axis]);
  return concatenate([x, conj(mirrored)], axis);
}

/** The kinds of Fourier transforms: of complex numbers, their inverse, of real numbers, their inverse. */
export const FftType = { FFT: "FFT", IFFT: "IFFT", RFFT: "RFFT", IRFFT: "IRFFT" } as const;
/** One of the {@link FftType}s. */
export type FftType = keyof typeof FftType;

const typeOption = choiceOption("FFT", "IFFT", "RFFT", "IRFFT", "fft", "ifft", "rfft", "irfft");

function checkLengths(x: NDArray, type: FftType, given: readonly number[]): void {
  const last = given.length - 1;
  const axes = x.shape.slice(Math.max(0, x.ndim - given.length));
  const fits = axes.every((length, k) =>
    type === "IRFFT" && k === last ? length === Math.floor(given[k]! / 2) + 1 : length === given[k],
  );
  if (given.length <= x.ndim && fits) return;
  throw new UsageError({
    operation: "lax.fft",
    received: `${x.describe()} and fftLengths [${given.join(", ")}], of type ${type}`,
    expected: `the lengths of the last axes${type === "IRFFT" ? ", and n of the last one where the array has n / 2 + 1" : ""}`,
    remedy: "pad or cut the array first, or use the functions of @proj/array/fft, which do",
  });
}

/**
 * The discrete Fourier transform over the last axes: Σⱼ xⱼ exp(-2πi jk / n). The inverse divides by the number of elements.
 *
 * @param x - real numbers become complex ones; for `"RFFT"` they must be real.
 * @param fftType - `"FFT"`, `"IFFT"`, `"RFFT"` (of real numbers, without the negative frequencies) or `"IRFFT"`, its inverse.
 * @param fftLengths - the lengths of the last axes that are transformed; those of the sequence, where it is real.
 * @throws UsageError when the lengths are not those of the array.
 * @example
 * import { array } from "@proj/array";
 * import { fft } from "@proj/array/lax";
 * fft(array([1, 2, 3, 4]), "RFFT", [4]); // → [10+0j, -2+2j, -2+0j]
 */
export function fft(x: NDArray, fftType: FftType | Lowercase<FftType>, fftLengths: readonly number[]): NDArray {
  const given = operand("fft", x);
  const type = readArgument("lax.fft", "fftType", fftType, typeOption).toUpperCase() as FftType;
  const sizes = lengths("fft", "fftLengths", fftLengths);
  if (type === "RFFT" && isComplexDType(given.dtype)) {
    throw new UsageError({
      operation: "lax.fft",
      received: `${given.describe()}, of type RFFT`,
      expected: "real numbers",
      remedy: 'use type "FFT", or take the real parts',
    });
  }
  const z = convert(given, complexDType(given.dtype));
  checkLengths(z, type, sizes);
  const axes = sizes.map((_, k) => z.ndim - sizes.length + k);
  if (axes.length === 0) return type === "RFFT" ? real(z) : z;
  const last = z.ndim - 1;
  switch (type) {
    case "FFT":
      return alongAxes(z, axes, false);
    case "IFFT":
      return alongAxes(z, axes, true);
    case "RFFT": {
      const half = sliceInDim(alongAxis(z, last, false), 0, Math.floor(sizes.at(-1)! / 2) + 1, 1, last);
      return alongAxes(half, axes.slice(0, -1), false);
    }
    case "IRFFT": {
      const rows = alongAxes(z, axes.slice(0, -1), true);
      return real(alongAxes(hermitian(rows, sizes.at(-1)!), [last], true));
    }
  }
}
