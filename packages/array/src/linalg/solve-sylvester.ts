import { choiceOption, numberOption, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { broadcastTo, promotedType, promoteTo, type ArrayLike } from "../core/operands.ts";
import { stretchedShape } from "../core/types/shape.ts";
import { solved } from "../lax/linalg/sylvester.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inFloat } from "../numpy/elementwise.ts";
import { matrices, squareMatrices } from "./systems.ts";

/** Options of {@link solveSylvester}. */
export interface SolveSylvesterOptions {
  /** How JAX is to compute it; here it is by Schur forms in any case. */
  readonly method?: "schur" | "eigen";
  /** Where an eigenvalue of a and one of -b are closer than this, the result is NaN; default 1e-8. */
  readonly tol?: number;
}

const readers: OptionReaders<SolveSylvesterOptions> = { method: choiceOption("schur", "eigen"), tol: numberOption };

/**
 * Solves Sylvester's equation a·x + x·b = c, on the host.
 *
 * @param a - `[..., m, m]`
 * @param b - `[..., n, n]`
 * @param c - `[..., m, n]`; leading axes broadcast.
 * @param options - see {@link SolveSylvesterOptions}.
 * @returns x: float[..., m, n]
 * @throws UsageError for shapes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { solveSylvester } from "@proj/array/linalg";
 * solveSylvester(array([[1]]), array([[2]]), array([[6]])); // → [[2]]
 */
export function solveSylvester(a: ArrayLike, b: ArrayLike, c: ArrayLike, options?: SolveSylvesterOptions): NDArray {
  const operation = "solveSylvester";
  const { tol = 1e-8 } = readOptions<SolveSylvesterOptions>(operation, options, readers);
  const type = inFloat(promotedType(operation, [a, b, c]));
  const left = squareMatrices(operation, promoteTo(operation, a, type), "real");
  const right = squareMatrices(operation, promoteTo(operation, b, type), "real");
  const side = matrices(operation, promoteTo(operation, c, type), "real");
  if (side.shape.at(-2) !== left.shape.at(-1) || side.shape.at(-1) !== right.shape.at(-1)) {
    throw new UsageError({
      operation,
      received: `${left.describe()}, ${right.describe()} and ${side.describe()}`,
      expected: "c with as many rows as a, and as many columns as b",
      remedy: "transpose c, or exchange a and b",
    });
  }
  const batch = stretchedShape(operation, ...[left, right, side].map(({ shape }) => shape.slice(0, -2)));
  const spread = (x: NDArray): NDArray => broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
  return solved(spread(left), spread(right), spread(side), tol);
}
