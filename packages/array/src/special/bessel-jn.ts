import { integerOption, readNeededOptions, type OptionReaders } from "@proj/tree/core";
import { foriLoop } from "../control-flow/fori-loop.ts";
import type { ArrayLike } from "../core/operands.ts";
import { ofPrecision } from "../lax/approximation.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { real } from "./operands.ts";

/** Options of {@link besselJn}. */
export interface BesselJnOptions {
  /** The largest order. */
  readonly v: number;
  /** From which order the recurrence starts, well above `v` and |z|; default 50. */
  readonly nIter?: number;
}

const readers: OptionReaders<BesselJnOptions> = { v: integerOption(0), nIter: integerOption(1) };

/** Where the recurrence is: the values at two orders, and the sum of those of even order, all times one factor. */
interface State {
  readonly above: NDArray;
  readonly here: NDArray;
  readonly sum: NDArray;
}

/**
 * J of the orders 0 to `last` on a new first axis: the recurrence J₍ₖ₋₁₎ = 2k / z · Jₖ - J₍ₖ₊₁₎ from an order where nothing is left, down
 * to 0, and over all divided by J₀ + 2 (J₂ + J₄ + …), which is 1 (Miller's method).
 */
function miller(z: NDArray, last: number, start: number): NDArray {
  // Beside 0 the first term of each power series is all there is.
  const small = lax.lt(lax.abs(z), ofPrecision(z, 2 ** -8, 2 ** -20));
  const safe = lax.select(small, 1, z);
  const large = ofPrecision(z, 1e12, 1e100);
  const one = lax.fullLike(z, 1);
  const zero = lax.fullLike(z, 0);
  /** One order down: to `k`, which is a number or an array. */
  const down = (k: NDArray | number, { above, here }: State): NDArray =>
    lax.sub(lax.mul(lax.div(here, safe), typeof k === "number" ? 2 * (k + 1) : lax.mul(lax.add(k, 1), 2)), above);
  const shrink = (x: NDArray): NDArray => lax.select(lax.gt(lax.abs(x), large), 1 / large, one);
  let state: State = { above: zero, here: lax.fullLike(z, 1e-16), sum: zero };
  state = foriLoop(
    0,
    Math.max(0, start - last),
    (i, { above, here, sum }) => {
      const order = lax.sub(start, i);
      const next = down(lax.convertElementType(order, z.dtype), { above, here, sum });
      const even = lax.eq(lax.bitwiseAnd(order, 1), 0);
      const scale = shrink(next);
      const more = lax.select(even, lax.mul(next, 2), lax.fullLike(next, 0));
      return { above: lax.mul(here, scale), here: lax.mul(next, scale), sum: lax.mul(lax.add(sum, more), scale) };
    },
    state,
  );
  let rows: NDArray[] = [];
  for (let k = Math.min(last, start); k >= 0; k--) {
    const next = down(k, state);
    const scale = shrink(next);
    rows = [next, ...rows].map((row) => lax.mul(row, scale));
    const sum = k === 0 ? lax.add(state.sum, next) : k % 2 === 0 ? lax.add(state.sum, lax.mul(next, 2)) : state.sum;
    state = { above: lax.mul(state.here, scale), here: lax.mul(next, scale), sum: lax.mul(sum, scale) };
  }
  while (rows.length <= last) rows.push(zero);
  let term = one;
  const values = rows.map((row, k) => {
    if (k > 0) term = lax.mul(term, lax.mul(z, 0.5 / k));
    const series = lax.mul(term, lax.sub(1, lax.mul(lax.square(z), 0.25 / (k + 1))));
    return lax.select(small, series, lax.div(row, state.sum));
  });
  return lax.concatenate(
    values.map((row) => lax.expandDims(row, [0])),
    0,
  );
}

function orders(z: NDArray, last: number, start: number): NDArray {
  return customDerivative("besselJn", [z], (x) => miller(x, last, start), [
    (t, x) => {
      // J′ₖ = (J₍ₖ₋₁₎ - J₍ₖ₊₁₎) / 2, and J₋₁ = -J₁.
      const more = orders(x, last + 1, start);
      const above = lax.sliceInDim(more, 1, last + 2, 1, 0);
      const first = lax.neg(lax.sliceInDim(more, 1, 2, 1, 0));
      const below = last === 0 ? first : lax.concatenate([first, lax.sliceInDim(more, 0, last, 1, 0)], 0);
      const spread = lax.broadcastInDim(
        t,
        more.shape.with(0, last + 1),
        [...t.shape.keys()].map((axis) => axis + 1),
      );
      return lax.mul(spread, lax.mul(lax.sub(below, above), 0.5));
    },
  ]);
}

/**
 * Bessel functions of the first kind J₀(z), …, Jᵥ(z).
 *
 * @param options - `v`, and further {@link BesselJnOptions}.
 * @returns float[v + 1, ...]: an order for each index of the first axis.
 * @throws UsageError when v is missing, or not an integer ≥ 0.
 * @example
 * import { besselJn } from "@proj/array/special";
 * besselJn(1, { v: 2 }); // ≈ [0.7652, 0.4401, 0.1149]
 */
export function besselJn(z: ArrayLike, options: BesselJnOptions): NDArray {
  const { v, nIter = 50 } = readNeededOptions<BesselJnOptions>("besselJn", options, readers, ["v"]);
  return inSinglePrecision([real("besselJn", z)], (x) => orders(x, v, nIter));
}
