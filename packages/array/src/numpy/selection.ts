import { UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, broadcastOperands, promoteOperands, scalar, type ArrayLike } from "../core/operands.ts";
import { bind } from "../core/trace.ts";
import { elementwiseBinary } from "./elementwise.ts";

/** As booleans: whatever is not zero is true. */
export function toBool(x: ArrayLike, operation: string): NDArray {
  const operand = asArray(x, operation);
  return operand.dtype === "bool"
    ? operand
    : elementwiseBinary("ne", operand, scalar(0, operand.dtype, operand.weakType));
}

/**
 * Elements of `x` where the condition holds, of `y` elsewhere; all three broadcast.
 *
 * Both branches are computed, and a NaN in the derivative of the branch not taken is not stopped: where a function is
 * singular, make its argument harmless first.
 *
 * @param condition - booleans; other dtypes count as true where they are not 0.
 * @example
 * import { array, where } from "@proj/array";
 * const x = array([-1, 4]);
 * where(x.gt(0), x, 0); // → [0, 4]
 */
export function where(condition: ArrayLike, x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoteOperands("where", [x, y]);
  const [test, onTrue, onFalse] = broadcastOperands("where", [toBool(condition, "where"), a!, b!]);
  return bind("select", [test!, onTrue!, onFalse!], {})[0];
}

/**
 * Elements of the first choice whose condition holds; the default where none does.
 *
 * @param conditions - as many as there are choices.
 * @param otherwise - default 0.
 * @throws UsageError when the two lists differ in length.
 * @example
 * import { array, select } from "@proj/array";
 * const x = array([-2, 0.5, 3]);
 * select([x.lt(0), x.lt(1)], [0, x], 1); // → [0, 0.5, 1]
 */
export function select(
  conditions: readonly ArrayLike[],
  choices: readonly ArrayLike[],
  otherwise: ArrayLike = 0,
): NDArray {
  if (conditions.length !== choices.length || conditions.length === 0) {
    throw new UsageError({
      operation: "select",
      received: `${conditions.length} conditions and ${choices.length} choices`,
      expected: "as many conditions as choices, at least one",
      remedy: "pair each choice with its condition, and give what remains as the third argument",
    });
  }
  const [last, ...values] = promoteOperands("select", [otherwise, ...choices]);
  return conditions.reduceRight<NDArray>((rest, condition, index) => where(condition, values[index]!, rest), last!);
}

/**
 * The larger of two elements; NaN if either is.
 *
 * @example
 * import { array, maximum } from "@proj/array";
 * maximum(array([1, 5]), 3); // → [3, 5]
 */
export function maximum(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("max", x, y, "maximum");
}

/**
 * The smaller of two elements; NaN if either is.
 *
 * @example
 * import { array, minimum } from "@proj/array";
 * minimum(array([1, 5]), 3); // → [1, 3]
 */
export function minimum(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("min", x, y, "minimum");
}

/**
 * Elements moved into the interval [lower, upper]; its derivative is 0 outside.
 *
 * @param lower - lower bound; `null` for none.
 * @param upper - upper bound; `null` for none. It wins where it is below the lower one.
 * @example
 * import { array, clip } from "@proj/array";
 * clip(array([-2, 0.5, 7]), 0, 1); // → [0, 0.5, 1]
 */
export function clip(x: ArrayLike, lower: ArrayLike | null, upper: ArrayLike | null = null): NDArray {
  const raised = lower === null ? asArray(x, "clip") : elementwiseBinary("max", lower, x, "clip");
  return upper === null ? raised : elementwiseBinary("min", upper, raised, "clip");
}

/**
 * The larger of two elements; if one is NaN the other.
 *
 * @example
 * import { array, fmax } from "@proj/array";
 * fmax(array([1, NaN]), 3); // → [3, 3]
 */
export function fmax(x: ArrayLike, y: ArrayLike): NDArray {
  return ignoringNaN("max", "fmax", x, y);
}

/**
 * The smaller of two elements; if one is NaN the other.
 *
 * @example
 * import { array, fmin } from "@proj/array";
 * fmin(array([1, NaN]), 3); // → [1, 3]
 */
export function fmin(x: ArrayLike, y: ArrayLike): NDArray {
  return ignoringNaN("min", "fmin", x, y);
}

function ignoringNaN(primitive: "max" | "min", operation: string, x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoteOperands(operation, [x, y]) as [NDArray, NDArray];
  const missing = (operand: NDArray): NDArray => elementwiseBinary("ne", operand, operand);
  return where(missing(a), b, where(missing(b), a, elementwiseBinary(primitive, a, b, operation)));
}
