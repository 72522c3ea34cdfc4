import { whileLoop } from "../control-flow/while-loop.ts";
import * as lax from "../lax/index.ts";
import { ofPrecision } from "../lax/approximation.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { and, anywhere } from "./conditions.ts";

/**
 * The continued fraction 1 / (b₀ + a₁ / (b₀ + 2 + a₂ / (b₀ + 4 + …))), from its front by the method of Lentz (Press et al., Numerical
 * Recipes, 5.2), until further terms change nothing.
 *
 * @param first - b₀.
 * @param numerator - aₖ, for k from 1.
 * @param wanted - where it is computed; elsewhere its first term is given.
 */
export function continuedFraction(first: NDArray, numerator: (k: NDArray) => NDArray, wanted: NDArray): NDArray {
  const eps = ofPrecision(first, 2 ** -23, 2 ** -52);
  const start = lax.div(1, first);
  const { value } = whileLoop(
    ({ open }) => anywhere(open),
    ({ k, b, c, d, value, open }) => {
      const next = lax.add(k, 1);
      const denominator = lax.add(b, 2);
      const a = numerator(next);
      const down = lax.div(1, lax.add(denominator, lax.mul(a, d)));
      const up = lax.add(denominator, lax.div(a, c));
      const factor = lax.mul(up, down);
      return {
        k: next,
        b: denominator,
        c: up,
        d: down,
        value: lax.select(open, lax.mul(value, factor), value),
        open: and(open, lax.gt(lax.abs(lax.sub(factor, 1)), eps)),
      };
    },
    {
      k: lax.constantLike(first, 0),
      b: first,
      c: lax.fullLike(start, 1e30),
      d: start,
      value: start,
      open: wanted,
    },
  );
  return value;
}
