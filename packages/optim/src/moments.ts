import { maximum, type NDArray } from "@proj/array";
import { convert, isComplexDType } from "@proj/array/core";
import { absSquare, beside, mapToState, realDType, type NamedTrees } from "./arrays.ts";
import { inDType, oneMinus, perDType, type Scalar } from "./hyperparameters.ts";
import type { ArrayTree } from "./transformation.ts";

/*
 * Running means of gradients and of their powers, which most optimisers keep. The moments come named, as they are called in messages.
 */

/** decay · old + (1 - decay) · next. */
export function mix(decay: Scalar, old: NDArray, next: NDArray): NDArray {
  return next.mul(beside(oneMinus(decay), next)).add(old.mul(beside(decay, old)));
}

/** m ← decay · m + (1 - decay) · gᵒʳᵈᵉʳ. */
export function moment(
  operation: string,
  updates: unknown,
  moments: NamedTrees,
  decay: Scalar,
  order: number,
): ArrayTree {
  return mapToState(
    operation,
    (g, m) => mix(decay, m, order === 1 ? g : order === 2 ? g.mul(g) : g.pow(order)),
    updates,
    moments,
  );
}

/** m ← decay · m + (1 - decay) · |g|ᵒʳᵈᵉʳ: of complex numbers the square is that of their absolute value. */
export function momentPerElement(
  operation: string,
  updates: unknown,
  moments: NamedTrees,
  decay: Scalar,
  order: number,
): ArrayTree {
  const norm = (g: NDArray): NDArray => {
    if (order === 2) return absSquare(g);
    return isComplexDType(g.dtype) ? absSquare(g).pow(order / 2) : g.pow(order);
  };
  return mapToState(operation, (g, m) => mix(decay, m, norm(g)), updates, moments);
}

/** m ← max(|g| + eps, decay · m). */
export function infinityMoment(
  operation: string,
  updates: unknown,
  moments: NamedTrees,
  decay: Scalar,
  eps: Scalar,
): ArrayTree {
  return mapToState(
    operation,
    (g, m) => maximum(g.abs().add(beside(eps, g)), m.mul(beside(decay, m))),
    updates,
    moments,
  );
}

/** 1 - decay^count, for arrays of any dtype: computed once for each in which it is needed. */
export function biasOf(decay: Scalar, count: NDArray): (like: NDArray) => NDArray {
  const correction = perDType((dtype) => inDType(decay, dtype).pow(convert(count, dtype)).neg().add(1));
  return (like) => inDType(correction(like), realDType(like));
}

/** Moments without the pull towards the zeros that they began with: m / (1 - decay^count). */
export function unbiased(operation: string, moments: unknown, decay: Scalar, count: NDArray): ArrayTree {
  const bias = biasOf(decay, count);
  return mapToState(operation, (m) => m.div(bias(m)), moments);
}

/** Nesterov's look-ahead: decay · m / (1 - decay^(count+1)) + (1 - decay) · g / (1 - decay^count) (Dozat 2016). */
export function nesterovMean(
  operation: string,
  updates: unknown,
  moments: NamedTrees,
  decay: Scalar,
  [count, next]: readonly [NDArray, NDArray],
): ArrayTree {
  const [bias, nextBias] = [biasOf(decay, count), biasOf(decay, next)];
  return mapToState(operation, (g, m) => mix(decay, m.div(nextBias(m)), g.div(bias(g))), updates, moments);
}
