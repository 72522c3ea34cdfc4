import type { NDArray } from "@proj/array";
import { flattenArrays, wrongOption } from "@proj/array/core";
import { mapArrays } from "../trees.ts";
import { TreeRecord } from "../tree-record.ts";

/** A linear map by what it does to a vector, for vector fields whose matrices have a structure of their own. */
export interface LinearOperator<In = unknown, Out = unknown> {
  /** The operator times a vector, which may be a tree of arrays. */
  mv(vector: In): Out;
}

/** Whether the result of a vector field is an operator. */
export function isLinearOperator(value: unknown): value is LinearOperator {
  return typeof value === "object" && value !== null && "mv" in value && typeof value.mv === "function";
}

/**
 * A diagonal matrix: its product with a vector is elementwise.
 *
 * @typeParam V - the vectors: arrays, or trees of them.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { DiagonalLinearOperator } from "@proj/ode";
 * new DiagonalLinearOperator(array([1, 2])).mv(array([3, 4])).toList(); // → [3, 8]
 * ```
 */
export class DiagonalLinearOperator<V = NDArray> extends TreeRecord implements LinearOperator<V, V> {
  readonly diagonal: V;

  /** @param diagonal - a tree of arrays, of the shapes of the vectors. */
  constructor(diagonal: V) {
    super();
    flattenArrays("DiagonalLinearOperator", "diagonal", diagonal);
    this.diagonal = diagonal;
    Object.freeze(this);
  }

  mv(vector: V): V {
    return mapArrays(
      (own, x) => {
        if (own.shape.length === x.shape.length && own.shape.every((n, axis) => n === x.shape[axis])) return own.mul(x);
        throw wrongOption(
          { operation: "DiagonalLinearOperator.mv", name: "vector" },
          x,
          `an array of shape [${own.shape.join(", ")}], that of the diagonal`,
        );
      },
      this.diagonal,
      vector,
    );
  }
}
