import type { NDArray } from "../../ndarray/ndarray.ts";
import { add, mul, sub } from "../binary.ts";
import { concatenate, reshape } from "../movement.ts";
import { neg } from "../unary.ts";

/** Complex numbers as two real arrays. */
export interface Planes {
  readonly re: NDArray;
  readonly im: NDArray;
}

/** The same function of both parts. */
export const eachPart = (x: Planes, f: (part: NDArray) => NDArray): Planes => ({ re: f(x.re), im: f(x.im) });

export const sumOf = (x: Planes, y: Planes): Planes => ({ re: add(x.re, y.re), im: add(x.im, y.im) });
export const differenceOf = (x: Planes, y: Planes): Planes => ({ re: sub(x.re, y.re), im: sub(x.im, y.im) });
export const productOf = (x: Planes, y: Planes): Planes => ({
  re: sub(mul(x.re, y.re), mul(x.im, y.im)),
  im: add(mul(x.re, y.im), mul(x.im, y.re)),
});
export const conjugateOf = ({ re, im }: Planes): Planes => ({ re, im: neg(im) });

/** x · i, or x · -i. */
export const turned = ({ re, im }: Planes, clockwise: boolean): Planes =>
  clockwise ? { re: im, im: neg(re) } : { re: neg(im), im: re };

export const reshaped = (x: Planes, shape: readonly number[]): Planes => eachPart(x, (part) => reshape(part, shape));

export const joined = (parts: readonly Planes[], axis: number): Planes => ({
  re: concatenate(
    parts.map(({ re }) => re),
    axis,
  ),
  im: concatenate(
    parts.map(({ im }) => im),
    axis,
  ),
});
