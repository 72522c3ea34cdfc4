import type { ArrayLike } from "../core/operands.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { array } from "../numpy/creation.ts";
import { toStrong } from "../numpy/elementwise.ts";
import { or } from "./conditions.ts";
import { floats } from "./operands.ts";
import { expOfSquare } from "./scaled-erfc.ts";

/** The squares of the positive nodes of Gauss's quadrature with forty points from -1 to 1. */
const squares = [
  0.0015033003592635158, 0.013475511464537647, 0.03713235760816143, 0.0719055943241644, 0.11695995815973714,
  0.17121322997039845, 0.23336223017474425, 0.3019141215603052, 0.37522226774737205, 0.45152578599768,
  0.5289918443325199, 0.6057596870424587, 0.6799853312398909, 0.7498858612036232, 0.8137822575346663,
  0.8701397352887509, 0.9176046325326681, 0.955037009842289, 0.9815384800475734, 0.9964785250881826,
];

/** Their weights, over 2π. */
const weights = [
  0.012335454739789553, 0.012261267875740795, 0.012113340316997687, 0.011892561719066963, 0.01160025987336689,
  0.011238192722185193, 0.010808537786977705, 0.010313879073811715, 0.009757191535140024, 0.009141823182225228,
  0.008471474957632558, 0.007750178492973756, 0.006982271895680586, 0.006172373736957447, 0.005325355476037615,
  0.004446312756063513, 0.0035405368625284796, 0.002613492612281072, 0.0016708538771183104, 0.0007195835993202423,
];

/** T(h, a) for h ≥ 0 and a from 0 to 1: the integral of exp(-h² (1 + t²) / 2) / (2π (1 + t²)) from 0 to a. */
function quadrature(h: NDArray, a: NDArray): NDArray {
  // Beyond, nothing is left beside the value at 0.
  const end = lax.min(a, lax.div(9, h));
  const axis = end.ndim;
  const along = (values: readonly number[]): NDArray =>
    lax.broadcastInDim(array(values, { dtype: end.dtype }), [...end.shape, values.length], [axis]);
  const spread = (x: NDArray): NDArray => lax.broadcastInDim(x, [...end.shape, squares.length], [...x.shape.keys()]);
  const positions = lax.mul(spread(lax.square(end)), along(squares));
  const height = spread(lax.square(lax.min(h, 1e3)));
  const decay = lax.exp(lax.mul(lax.mul(height, positions), -0.5));
  const integrand = lax.div(lax.mul(decay, along(weights)), lax.add(positions, 1));
  return lax.mul(lax.mul(end, expOfSquare(h, -0.5)), lax.reduceSum(integrand, [axis]));
}

function valueOf(h: NDArray, a: NDArray): NDArray {
  const height = lax.abs(h);
  const steep = lax.abs(a);
  const above = lax.gt(steep, 1);
  // Of a and 1 / a one is at most 1, and T(h, a) + T(a h, 1 / a) is known.
  const product = lax.mul(steep, height);
  const inner = quadrature(lax.select(above, product, height), lax.select(above, lax.div(1, steep), steep));
  const x = lax.mul(height, Math.SQRT1_2);
  const y = lax.mul(product, Math.SQRT1_2);
  const near = lax.mul(lax.sub(1, lax.mul(lax.erf(x), lax.erf(y))), 0.25);
  const tails = lax.mul(lax.sub(lax.add(lax.erfc(x), lax.erfc(y)), lax.mul(lax.erfc(x), lax.erfc(y))), 0.25);
  const rest = lax.sub(lax.select(lax.le(product, 0.67), near, tails), inner);
  const size = lax.select(above, rest, inner);
  const wrong = or(lax.ne(h, h), lax.ne(a, a));
  return lax.select(wrong, NaN, lax.mul(lax.sign(a), size));
}

function owens(h: NDArray, a: NDArray): NDArray {
  return customDerivative("owensT", [h, a], valueOf, [
    (t, x, y) => {
      const decay = lax.mul(expOfSquare(x, -0.5), lax.erf(lax.mul(lax.mul(x, y), Math.SQRT1_2)));
      return lax.neg(lax.mul(t, lax.mul(decay, 1 / Math.sqrt(8 * Math.PI))));
    },
    (t, x, y) => {
      const sum = lax.add(lax.square(y), 1);
      return lax.mul(t, lax.div(lax.exp(lax.mul(lax.mul(lax.square(x), sum), -0.5)), lax.mul(sum, 2 * Math.PI)));
    },
  ]);
}

/**
 * Owen's function T(h, a): how probable it is that two independent standard normal numbers x and y have x > h and 0 < y < a x.
 *
 * @example
 * import { owensT } from "@proj/array/special";
 * owensT(0.5, 1); // ≈ 0.1067
 */
export function owensT(h: ArrayLike, a: ArrayLike): NDArray {
  return toStrong(inSinglePrecision(floats("owensT", h, a), owens));
}
