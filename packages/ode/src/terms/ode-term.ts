import { broadcastTo, UsageError, type ArrayLike, type NDArray } from "@proj/array";
import { promotedType, readArgument, shapesEqual, stretchesTo, toArray } from "@proj/array/core";
import { keyString, leavesWithPath, prefixMismatches, structure } from "@proj/tree";
import { inDTypeOf, mapArrays, scaled } from "../trees.ts";
import { AbstractTerm } from "./term.ts";
import {
  callVectorField,
  vectorFieldOption,
  type VectorField,
  type VectorFieldFunction,
  type VectorFieldModule,
} from "./vector-field.ts";

/**
 * An ordinary differential equation dy/dt = f(t, y, args): a term whose control is time.
 *
 * @typeParam Y - the state: a tree of arrays of floats.
 * @typeParam Args - whatever else the vector field depends on.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { ODETerm } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray, rate: number) => y.mul(-rate));
 * decay.vf(array(0), array([2]), 3).toList(); // → [-6]
 * decay.contr(array(1), array(1.5)).item(); // → 0.5
 * ```
 */
export class ODETerm<Y, Args = undefined> extends AbstractTerm<Y, Args, Y, NDArray> {
  readonly vectorField: VectorField<Y, Args, Y>;

  /**
   * @param vectorField - f(t, y, args): the slope, a tree like y whose arrays broadcast to those of y; a function, or a module
   *   with such a method `call`.
   */
  constructor(vectorField: VectorFieldFunction<Y, Args, Y>);
  // eslint-disable-next-line @typescript-eslint/unified-signatures -- functions have a `call` too, of other types
  constructor(vectorField: VectorFieldModule<Y, Args, Y>);
  constructor(vectorField: VectorField<Y, Args, Y>) {
    super();
    this.vectorField = readArgument("ODETerm", "vectorField", vectorField, vectorFieldOption());
    Object.freeze(this);
  }

  /**
   * The slope at a time and state, in the shapes and dtypes of the state.
   *
   * @throws UsageError when it differs from the state in structure, or does not broadcast to it.
   */
  vf(t: NDArray, y: Y, args: Args): Y {
    const slope = callVectorField(this.vectorField, t, y, args);
    const mismatch = prefixMismatches(structure(y as unknown, undefined), slope)[0];
    if (mismatch !== undefined) throw otherStructure(keyString(mismatch.path), mismatch.reason);
    return mapArrays(
      (state, given: ArrayLike) => {
        const slope = toArray(given, "ODETerm");
        if (!fits(slope, state)) throw doesNotFit(slope, state, y);
        return broadcastTo(inDTypeOf(slope, state), state.shape);
      },
      y,
      slope,
    );
  }

  contr(t0: NDArray, t1: NDArray): NDArray {
    return t1.sub(t0);
  }

  prod(vf: Y, control: NDArray): Y {
    return scaled(vf, control);
  }
}

function fits(slope: NDArray, state: NDArray): boolean {
  return (
    (shapesEqual(slope.shape, state.shape) || stretchesTo(slope.shape, state.shape)) &&
    (slope.dtype === state.dtype || promotedType("ODETerm", [slope, state]).dtype === state.dtype)
  );
}

function otherStructure(path: string, reason: string): UsageError {
  return new UsageError({
    operation: "ODETerm",
    received: `a vector field whose result differs from y at ${path || "its root"}: ${reason}`,
    expected: "a slope for every leaf of y, in the same structure",
    remedy: "return a tree like y from the vector field",
  });
}

function doesNotFit(slope: NDArray, state: NDArray, y: unknown): UsageError {
  const path = leavesWithPath(y).find(([, leaf]) => leaf === state)?.[0] ?? [];
  return new UsageError({
    operation: "ODETerm",
    received: `a slope ${slope.describe()} for the state ${state.describe()} at y${keyString(path)}`,
    expected: "a slope that broadcasts to the shape of the state, in a dtype that does not widen it",
    remedy: "return slopes of the shape and dtype of y, or give y0 the dtype of the slopes",
  });
}
