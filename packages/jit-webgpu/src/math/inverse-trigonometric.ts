import type { Helper } from "../codegen/wgsl/kernel-builder.ts";
import { magnitude, nan, withSign } from "./bits.ts";
import { binaryHelper, literal, polynomial, unaryHelper } from "./helper.ts";

const [halfPi, pi] = [literal(Math.PI / 2), literal(Math.PI)];

/** asin t = t + t³ A(t²) for |t| ≤ ½: relative error 2e-8. */
const asinTail = polynomial(
  "square",
  [0.0380850236407, 0.0265545421616, 0.0450013800782, 0.0749885507254, 0.166666724148],
);

/** asin a for a ≤ ½, else asin √((1 − a) / 2), for 0 ≤ a ≤ 1. */
const halfAngle: Helper = {
  name: "half_angle",
  code: `fn half_angle(a: f32) -> f32 {
  let half = 0.5 - 0.5 * a;
  let square = select(a * a, half, a > 0.5);
  let t = select(a, sqrt(half), a > 0.5);
  return (${asinTail}) * (square * t) + t;
}`,
};

/** asin x, above ½ as π/2 − 2 asin √((1 − x) / 2); NaN outside [−1, 1]. */
export const asin = unaryHelper(
  "asin_f32",
  [halfAngle, nan, withSign],
  `
let a = abs(x);
let angle = half_angle(a);
return select(with_sign(select(angle, ${halfPi} - 2 * angle, a > 0.5), x), nan(), a > 1);`,
);

/** acos x; NaN outside [−1, 1]. */
export const acos = unaryHelper(
  "acos_f32",
  [halfAngle, nan],
  `
let a = abs(x);
let angle = half_angle(a);
let far = select(2 * angle, ${pi} - 2 * angle, x < 0);
let near = ${halfPi} - select(angle, -angle, x < 0);
return select(select(near, far, a > 0.5), nan(), a > 1);`,
);

/** atan t = t + t³ A(t²) for |t| ≤ √2 − 1: relative error 3e-9. */
const atanTail = polynomial(
  "square",
  [-0.0645159724588, 0.107436316221, -0.142639463573, 0.199995402169, -0.3333333176],
);

/** The angle of the point (x, y) with x, y ≥ 0, not both zero or infinite: by y/x, (y − x) / (y + x) or −x/y, the smallest. */
const firstQuadrant: Helper = {
  name: "first_quadrant",
  code: `fn first_quadrant(y: f32, x: f32) -> f32 {
  let steep = y > x * ${literal(1 + Math.SQRT2)};
  let middle = y > x * ${literal(Math.SQRT2 - 1)};
  let numerator = select(select(y, y - x, middle), -x, steep);
  let denominator = select(select(x, y + x, middle), y, steep);
  let t = numerator / denominator;
  let square = t * t;
  let base = select(select(0, ${literal(Math.PI / 4)}, middle), ${halfPi}, steep);
  return base + ((${atanTail}) * (square * t) + t);
}`,
};

/** atan x. */
export const atan = unaryHelper(
  "atan_f32",
  [firstQuadrant, withSign],
  `return with_sign(first_quadrant(abs(x), 1), x);`,
);

/** The angle of the point (y, x): that of IEEE 754 for zeros and infinities, by their signs. */
export const atan2 = binaryHelper(
  "atan2_f32",
  [firstQuadrant, magnitude, withSign],
  `
// Two infinities are as the point (1, 1).
let infinite = min(magnitude(x), magnitude(y)) == 0x7f800000;
let size = vec2f(select(abs(x), 1, infinite), select(abs(y), 1, infinite));
// Large and small numbers are scaled so that sums and quotients neither overflow nor lose bits.
let largest = max(size.x, size.y);
let point = size * select(select(1f, 0x1p60, largest < 0x1p-60), 0x1p-60, largest > 0x1p100);
// Two zeros are as the point (1, 0).
let first = first_quadrant(point.x, select(point.y, 1, (point.x == 0) & (point.y == 0)));
return with_sign(select(first, ${pi} - first, (bitcast<u32>(y) >> 31u) == 1), x);`,
);
