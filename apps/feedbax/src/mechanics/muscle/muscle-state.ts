import type { NDArray } from "@proj/array";
import { Module } from "@proj/module";

/**
 * The state of muscles, each [..., muscles].
 *
 * @example
 * import { todorovLi2004VirtualMuscle } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * todorovLi2004VirtualMuscle(2).init(key(0)).length.toList(); // → [1, 1]
 */
export class MuscleState<Leaf = NDArray> extends Module<{
  /** How much they are driven, from 0 to 1. */
  readonly activation: Leaf;
  /** In optimal lengths. */
  readonly length: Leaf;
  /** The derivative of the length, in optimal lengths per second; negative while they shorten. */
  readonly velocity: Leaf;
  /** In maximal isometric forces. */
  readonly tension: Leaf;
}> {}
