import { readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import { broadcastOperands, convert, promotedType, promoteTo, type ArrayLike } from "../core/operands.ts";
import { arrayOption } from "../core/options.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inFloat } from "../numpy/elementwise.ts";

/*
 * What functions of distributions do before their formula: points and parameters become floats of one dtype and one shape. A
 * location and a scale, where a distribution has them, stand behind its own parameters, by position or by name.
 */

/** The location of a distribution. */
export interface Location {
  /** How far the distribution is moved to the right; default 0. */
  readonly loc?: ArrayLike;
}

/** The location and scale of a distribution: that of `loc + scale · Z`, where Z is the standard one. */
export interface LocationScale extends Location {
  /** By how much the distribution is stretched; default 1. */
  readonly scale?: ArrayLike;
}

const locationReaders: OptionReaders<Location> = { loc: arrayOption };
const locationScaleReaders: OptionReaders<LocationScale> = { loc: arrayOption, scale: arrayOption };

/** One array for each argument. */
export type Arrays<Given extends readonly ArrayLike[]> = { readonly [K in keyof Given]: NDArray };

/**
 * Arguments as floats of one dtype and one shape; scalars stay scalars. The formulas have constants, which are definite beside an
 * array that has axes, and so is what they give.
 */
export function floats<const Given extends readonly ArrayLike[]>(operation: string, given: Given): Arrays<Given> {
  const common = inFloat(promotedType(operation, given));
  const isNumber = given.every((value) => typeof value !== "object" || value.ndim === 0);
  const type = { dtype: common.dtype, weakType: common.weakType && isNumber };
  const arrays = broadcastOperands(
    operation,
    given.map((value) => convert(promoteTo(operation, value, type), type.dtype, type.weakType)),
  );
  // One array came for each argument.
  return arrays as unknown as Arrays<Given>;
}

/** Arguments as floats of one dtype, each with its own shape. */
export function floatVectors<const Given extends readonly ArrayLike[]>(operation: string, given: Given): Arrays<Given> {
  const type = inFloat(promotedType(operation, given));
  // One array comes for each argument.
  return given.map((value) => promoteTo(operation, value, type)) as unknown as Arrays<Given>;
}

/** Arguments as {@link floats}, with the location behind them. */
export function located<const Given extends readonly ArrayLike[]>(
  operation: string,
  given: Given,
  ...parameters: readonly [loc: ArrayLike | Location | undefined]
): Arrays<readonly [...Given, loc: ArrayLike]> {
  const { loc = 0 } = readPositionalOptions<Location>(operation, parameters, ["loc"], locationReaders);
  return floats<readonly [...Given, loc: ArrayLike]>(operation, [...given, loc]);
}

/** Arguments as {@link floats}, with location and scale behind them. */
export function scaled<const Given extends readonly ArrayLike[]>(
  operation: string,
  given: Given,
  ...parameters: readonly [loc: ArrayLike | LocationScale | undefined, scale: ArrayLike | undefined]
): Arrays<readonly [...Given, loc: ArrayLike, scale: ArrayLike]> {
  const { loc = 0, scale = 1 } = readPositionalOptions<LocationScale>(
    operation,
    parameters,
    ["loc", "scale"],
    locationScaleReaders,
  );
  return floats<readonly [...Given, loc: ArrayLike, scale: ArrayLike]>(operation, [...given, loc, scale]);
}

/** Where a point lies on the standard distribution: (x - loc) / scale. */
export function standard(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.div(lax.sub(x, loc), scale);
}

/**
 * A point, or another one in its place where it lies outside of a distribution: there formulas may have no derivative, and times the zero that
 * comes from what is chosen instead it would be NaN.
 */
export function inner(isOutside: NDArray, z: NDArray, instead: number): NDArray {
  return lax.select(isOutside, instead, z);
}

/** The logarithm of a probability; that of what is impossible moves along no direction. */
export function logShare(p: NDArray): NDArray {
  const isImpossible = lax.eq(p, 0);
  return lax.select(isImpossible, -Infinity, lax.log(inner(isImpossible, p, 1)));
}

/** Whether a number is a probability: from 0 to 1, and not NaN. */
export function isProbability(p: NDArray): NDArray {
  return lax.bitwiseAnd(lax.ge(p, 0), lax.le(p, 1));
}
