import { abs, divide, logicalOr, maximum, minimum, where, type NDArray } from "@proj/array";
import type { Norm } from "../norms.ts";
import { ODETerm } from "../terms/ode-term.ts";
import { mapArrays, minus, plus, scaled } from "../trees.ts";
import type { Start } from "./step-size-controller.ts";

type Coefficient = number | NDArray;

/**
 * The first step of an integration whose caller leaves it open: from the sizes of the state, of its slope, and of the change of
 * the slope over a small step. For anything but one ordinary differential equation it is 0.01; inside `diffeqsolve`, where
 * terms are wrapped to see the direction of time, that is always so, as in Diffrax 0.7.
 *
 * E. Hairer, S. P. Nørsett, G. Wanner, "Solving Ordinary Differential Equations I", section II.4.
 */
export function initialStep(
  { terms, t0, y0, args, func }: Start,
  { rtol, atol, norm, order }: { rtol: Coefficient; atol: Coefficient; norm: Norm; order: Coefficient },
): NDArray {
  if (!(terms instanceof ODETerm)) return t0.mul(0).add(0.01);
  const scale = mapArrays((y) => abs(y).mul(rtol).add(atol), y0);
  const size = (y: unknown): NDArray => norm(mapArrays((a, b) => a.div(b), y, scale));
  const f0 = func(terms, t0, y0, args);
  const [d0, d1] = [size(y0), size(f0)];
  const small = logicalOr(d0.lt(1e-5), d1.lt(1e-5));
  const h0 = where(small, 1e-6, d0.div(where(small, 1, d1)).mul(0.01));
  const f1 = func(terms, t0.add(h0), plus(y0, scaled(f0, h0)), args);
  const d2 = size(minus(f1, f0)).div(h0);
  const largest = maximum(d1, d2);
  const flat = largest.le(1e-15);
  const exponent = typeof order === "number" ? 1 / order : divide(1, order);
  const h1 = where(flat, maximum(1e-6, h0.mul(1e-3)), divide(0.01, where(flat, 1, largest)).pow(exponent));
  return minimum(h0.mul(100), h1);
}
