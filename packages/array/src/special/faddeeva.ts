import { convert, toArray, type ArrayLike } from "../core/operands.ts";
import { complexDType } from "../core/types/dtype.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/*
 * J. A. C. Weideman, Computation of the complex error function, SIAM Journal on Numerical Analysis 31 (1994): above the real
 * axis w(z) is 1 / (√π (L - iz)) and a polynomial of (L + iz) / (L - iz), over (L - iz)²/2, whose coefficients are those of a
 * Fourier series.
 */

const degree = 40;
const scale = Math.sqrt(degree / Math.SQRT2);

/** The coefficients, that of the highest power first. */
function coefficients(): number[] {
  const half = 2 * degree;
  return Array.from({ length: degree }, (_, n) => {
    let sum = 0;
    for (let k = 1 - half; k < half; k++) {
      const point = scale * Math.tan((k * Math.PI) / (2 * half));
      sum += Math.exp(-(point ** 2)) * (scale ** 2 + point ** 2) * Math.cos(((degree - n) * k * Math.PI) / half);
    }
    return sum / (2 * half);
  });
}

let known: readonly number[] | null = null;

/** w(z) where the imaginary part is not negative. */
function upper(z: NDArray): NDArray {
  const turned = lax.complex(lax.neg(lax.imag(z)), lax.real(z));
  const below = lax.sub(scale, turned);
  const ratio = lax.div(lax.add(turned, scale), below);
  known ??= coefficients();
  const [first = 0, ...others] = known;
  const sum = others.reduce((value, c) => lax.add(lax.mul(value, ratio), c), lax.fullLike(ratio, first));
  return lax.add(lax.div(lax.mul(sum, 2), lax.mul(below, below)), lax.div(1 / Math.sqrt(Math.PI), below));
}

/** w(z) = 2 exp(-z²) - w(-z) below the real axis. */
function valueOf(z: NDArray): NDArray {
  const above = lax.ge(lax.imag(z), 0);
  const value = upper(lax.select(above, z, lax.neg(z)));
  return lax.select(above, value, lax.sub(lax.mul(lax.exp(lax.neg(lax.mul(z, z))), 2), value));
}

/** The Faddeeva function of complex numbers. */
export function faddeeva(z: NDArray): NDArray {
  return customDerivative("wofz", [z], valueOf, [
    (t, x) => {
      const value = faddeeva(x);
      const constant = lax.complex(lax.fullLike(lax.real(x), 0), lax.fullLike(lax.real(x), 2 / Math.sqrt(Math.PI)));
      return lax.mul(t, lax.sub(constant, lax.mul(lax.mul(x, value), 2)));
    },
  ]);
}

/**
 * The Faddeeva function exp(-z²) erfc(-iz).
 *
 * @param z - numbers; real ones count as complex.
 * @returns complex numbers.
 * @example
 * import { array } from "@proj/array";
 * import { wofz } from "@proj/array/special";
 * wofz(array([0, { re: 1, im: 1 }])); // ≈ [1+0j, 0.30474+0.20822j]
 */
export function wofz(z: ArrayLike): NDArray {
  const x = toArray(z, "wofz");
  return faddeeva(convert(x, complexDType(x.dtype)));
}
