import { integerOption, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { foriLoop } from "../control-flow/fori-loop.ts";
import { broadcastOperands, convert, toArray, type ArrayLike } from "../core/operands.ts";
import { isInteger } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { max } from "../numpy/reduction.ts";
import { floats } from "./operands.ts";

/** Options of {@link sphHarmY}. */
export interface SphHarmYOptions {
  /** The largest degree. Default: that of `n`, which has to be known then. */
  readonly nMax?: number;
}

const readers: OptionReaders<SphHarmYOptions> = { nMax: integerOption(0) };

function wholeNumbers(name: string, x: ArrayLike): NDArray {
  const array = typeof x === "number" ? convert(toArray(x, "sphHarmY"), "int32") : toArray(x, "sphHarmY");
  if (isInteger(array.dtype)) return array;
  throw new UsageError({
    operation: "sphHarmY",
    received: `${name} ${array.describe()}`,
    expected: "integers",
    remedy: `make it one with array(${name}, "int32")`,
  });
}

function largestDegree(n: NDArray): number {
  if (n.tracing === null) return n.size === 0 ? 0 : Math.max(0, Number(max(n).item()));
  throw new UsageError({
    operation: "sphHarmY",
    received: `n ${n.describe()}, which is traced`,
    expected: "the largest degree, where the degrees are not known",
    remedy: "pass { nMax }",
  });
}

/**
 * Normalised associated Legendre functions of degree n and order m at cos θ: from degree m up, by the recurrence of three
 * neighbours (DLMF 14.10.3), whose square roots keep all numbers near 1.
 */
function legendre(n: NDArray, m: NDArray, theta: NDArray, last: number): NDArray {
  const [cosine, sine] = [lax.cos(theta), lax.sin(theta)];
  const zero = lax.fullLike(theta, 0);
  const order = lax.square(m);
  const start = lax.fullLike(theta, Math.sqrt(0.25 / Math.PI));
  const step = (
    index: NDArray,
    { diagonal, before, here, value }: Record<"diagonal" | "before" | "here" | "value", NDArray>,
  ): Record<"diagonal" | "before" | "here" | "value", NDArray> => {
    const degree = lax.convertElementType(index, theta.dtype);
    const above = lax.gt(degree, m);
    const square = lax.square(degree);
    const lower = lax.square(lax.sub(degree, 1));
    const factor = lax.sqrt(
      lax.div(lax.select(above, lax.sub(lax.mul(square, 4), 1), 1), lax.select(above, lax.sub(square, order), 1)),
    );
    const weight = lax.sqrt(
      lax.div(lax.select(above, lax.sub(lower, order), 0), lax.max(lax.sub(lax.mul(lower, 4), 1), 1)),
    );
    const grown = lax.mul(factor, lax.sub(lax.mul(cosine, here), lax.mul(weight, before)));
    const next = lax.select(above, grown, lax.select(lax.eq(degree, m), diagonal, zero));
    const ratio = lax.sqrt(lax.div(lax.add(lax.mul(degree, 2), 3), lax.add(lax.mul(degree, 2), 2)));
    return {
      diagonal: lax.neg(lax.mul(diagonal, lax.mul(ratio, sine))),
      before: here,
      here: next,
      value: lax.select(lax.eq(degree, n), next, value),
    };
  };
  return foriLoop(0, last + 1, step, { diagonal: start, before: zero, here: zero, value: zero }).value;
}

/**
 * Spherical harmonics Yₙᵐ(θ, φ), normalised, with the phase of Condon and Shortley.
 *
 * @param n - degrees: integers from 0.
 * @param m - orders: integers from -n to n; beyond these the function is 0.
 * @param theta - polar angles, from 0 to π.
 * @param phi - azimuths.
 * @param options - see {@link SphHarmYOptions}.
 * @returns complex[...], of the broadcast shape.
 * @throws UsageError for traced degrees without `nMax`.
 * @example
 * import { sphHarmY } from "@proj/array/special";
 * sphHarmY(1, 0, Math.PI / 3, 0.5); // ≈ 0.2443+0j
 */
export function sphHarmY(
  n: ArrayLike,
  m: ArrayLike,
  theta: ArrayLike,
  phi: ArrayLike,
  options?: SphHarmYOptions,
): NDArray {
  const [degrees, orders] = [wholeNumbers("n", n), wholeNumbers("m", m)];
  const last = readOptions<SphHarmYOptions>("sphHarmY", options, readers).nMax ?? largestDegree(degrees);
  const [polar, azimuth] = floats("sphHarmY", theta, phi);
  const [degree, order, angle, turn] = broadcastOperands("sphHarmY", [
    convert(degrees, polar.dtype),
    convert(orders, polar.dtype),
    polar,
    azimuth,
  ]) as [NDArray, NDArray, NDArray, NDArray];
  const size = lax.abs(order);
  const value = legendre(degree, size, angle, last);
  const phase = lax.mul(size, turn);
  const [re, im] = [lax.mul(value, lax.cos(phase)), lax.mul(value, lax.sin(phase))];
  // Y of order -m is (-1)ᵐ times the conjugate.
  const negative = lax.lt(order, 0);
  const odd = lax.eq(lax.rem(size, 2), 1);
  const flipped = (part: NDArray, when: NDArray): NDArray => lax.select(when, lax.neg(part), part);
  return lax.complex(
    flipped(re, lax.bitwiseAnd(negative, odd)),
    flipped(im, lax.bitwiseAnd(negative, lax.bitwiseNot(odd))),
  );
}
