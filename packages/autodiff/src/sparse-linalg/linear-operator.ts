import { UsageError, zerosLike, type ArrayLike, type NDArray } from "@proj/array";
import {
  checkSameStructure,
  flattenArrays,
  isInexact,
  isNDArray,
  shapesEqual,
  type FlatArrays,
} from "@proj/array/core";
import { closureOf } from "../staged-closure.ts";
import { stopGradient } from "../stop-gradient.ts";
import { map } from "@proj/tree";

/** A linear map: a square matrix, or a function from a tree of arrays to a tree like it. */
export type LinearOperator<B> = NDArray | ((x: B) => B);

/** The map as a function. */
export function matvecOf<B>(operation: string, name: string, operator: LinearOperator<B>): (x: B) => B {
  if (typeof operator === "function") return operator;
  if (isNDArray(operator) && operator.ndim === 2 && operator.shape[0] === operator.shape[1])
    return (x) => operator.dot(x as NDArray) as B;
  throw new UsageError({
    operation,
    received: isNDArray(operator) ? `${name} ${operator.describe()}` : `${name} of type ${typeof operator}`,
    expected: "a square matrix, or a function from a vector to its product with the matrix",
    remedy: "write the product as a function: (x) => …",
  });
}

/** A map near the inverse of the operator. It changes how long the way is, not where it ends, so it has no derivative. */
export function preconditionerOf<B>(operation: string, given: LinearOperator<B> | null, like: B): ((x: B) => B) | null {
  if (given === null) return null;
  const { consts, call } = closureOf(operation, "M", matvecOf(operation, "M", given) as (x: unknown) => unknown, like);
  const known = consts.map((x) => stopGradient(x));
  return (x) => call(known, x) as B;
}

/** A right side and a first guess, which are trees of arrays of one form. */
export interface System<B> {
  readonly b: B;
  readonly x0: B;
}

/** Reads the right side, and the guess, which is 0 if there is none and has no derivative. */
export function systemOf<B>(operation: string, b: B, x0: B | null): System<B> {
  const right = flattenArrays(operation, "b", b);
  checkVectors(operation, "b", right);
  const whole = right.treedef.unflatten(right.arrays) as B;
  if (x0 === null) return { b: whole, x0: map((x: NDArray) => zerosLike(x), whole as never) };
  const guess = flattenArrays(operation, "x0", x0);
  checkSameStructure(operation, "x0", right.treedef, guess.treedef, "give a guess like b");
  right.arrays.forEach((x, place) => {
    const y = guess.arrays[place]!;
    if (shapesEqual(x.shape, y.shape)) return;
    throw new UsageError({
      operation,
      received: `x0 with ${y.describe()} where b has ${x.describe()}`,
      expected: "arrays of the same shapes",
      remedy: "reshape the guess, or leave it out",
    });
  });
  const started = guess.arrays.map((y, place) => stopGradient(y).astype(right.arrays[place]!.dtype));
  return { b: whole, x0: right.treedef.unflatten(started) as B };
}

function checkVectors(operation: string, name: string, { arrays }: FlatArrays): void {
  const wrong = arrays.find(({ dtype }) => !isInexact(dtype));
  if (arrays.length > 0 && wrong === undefined) return;
  throw new UsageError({
    operation,
    received: wrong === undefined ? `${name} without arrays` : `${name} with ${wrong.describe()}`,
    expected: "arrays of floats or complex numbers",
    remedy: "convert with astype",
  });
}

/** A tolerance, which has no derivative. */
export const constant = (x: ArrayLike): ArrayLike => (isNDArray(x) ? stopGradient(x) : x);
