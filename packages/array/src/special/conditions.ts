import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** Where any of the conditions holds. */
export const or = (...conditions: readonly NDArray[]): NDArray => conditions.reduce((x, y) => lax.bitwiseOr(x, y));

/** Where all of the conditions hold. */
export const and = (...conditions: readonly NDArray[]): NDArray => conditions.reduce((x, y) => lax.bitwiseAnd(x, y));

/** Whether a condition holds anywhere: one boolean. */
export const anywhere = (condition: NDArray): NDArray => lax.reduceOr(condition, [...condition.shape.keys()]);
