import type { Equation, Params, PrimitiveName, Variable } from "@proj/array/core";
import type { ExpressionId } from "../program/program.ts";
import type { Block } from "./block.ts";
import type { LoopContext } from "./express.ts";
import type { IndexMap } from "./index-map.ts";
import type { StridedArray } from "./strided-array.ts";

/*
 * How one primitive is lowered, and with it the part that it takes in fusion. Loops compute elementwise work, views and gathers
 * where their results are read; the rest becomes steps.
 */

/** The expression for one element of a result: the one that `map` names at each point of the loop. */
export type ExpressRule<P extends PrimitiveName> = (
  context: LoopContext,
  equation: Equation<P>,
  result: Variable,
  map: IndexMap,
) => ExpressionId;

/** Appends to a block what computes an equation's results. */
export type StepRule<P extends PrimitiveName> = (block: Block, equation: Equation<P>) => void;

/** Computes each element from the same element of its operands. */
export interface ElementwiseLowering<P extends PrimitiveName> {
  readonly role: "elementwise";
  /** What one element costs, in additions. */
  readonly cost: (params: Params<P>) => number;
  readonly express: ExpressRule<P>;
}

/** Moves elements, by an affine map of indices. */
export interface ViewLowering<P extends PrimitiveName> {
  readonly role: "view";
  readonly express: ExpressRule<P>;
  /** The view of an operand with a place that a result is, or null if elements would have to move. */
  readonly view: (operand: StridedArray, equation: Equation<P>, result: Variable) => StridedArray | null;
}

/** Reads elements at computed places. */
export interface GatherLowering<P extends PrimitiveName> {
  readonly role: "gather";
  readonly cost: (params: Params<P>) => number;
  readonly express: ExpressRule<P>;
}

/** Is computed by steps. */
export interface StepLowering<P extends PrimitiveName> {
  /**
   * - `reduction`: folds elements, and can compute them on the way.
   * - `assembly`: puts computed elements side by side, and can compute them on the way.
   * - `opaque`: a step with its own algorithm, which reads buffers.
   */
  readonly role: "reduction" | "assembly" | "opaque";
  readonly lower: StepRule<P>;
}

/** How one primitive is lowered. */
export type LoweringRule<P extends PrimitiveName = PrimitiveName> =
  ElementwiseLowering<P> | ViewLowering<P> | GatherLowering<P> | StepLowering<P>;
