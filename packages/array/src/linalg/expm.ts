import {
  booleanOption,
  choiceOption,
  integerOption,
  nullableOption,
  readOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { convert, promotedType, promoteTo, type ArrayLike } from "../core/operands.ts";
import { partDType } from "../core/types/dtype.ts";
import { shapesEqual } from "../core/types/shape.ts";
import { cond } from "../control-flow/cond.ts";
import { scan } from "../control-flow/scan.ts";
import * as lax from "../lax/index.ts";
import { identityMatrix, matrixProduct } from "../lax/linalg/matrices.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { exp2, log2 } from "../numpy/exponential.ts";
import { inFloat, widened } from "../numpy/elementwise.ts";
import { any } from "../numpy/reduction.ts";
import { squareMatrices } from "./systems.ts";
import { matrixNorm } from "./norm.ts";
import { solve, solveTriangular } from "./solve.ts";

/** Options of {@link expm}. */
export interface ExpmOptions {
  /** Says that the matrix is upper triangular; default false. */
  readonly upperTriangular?: boolean;
  /** A matrix so large that more squarings would be needed gives NaN; default 16. */
  readonly maxSquarings?: number;
}

const readers: OptionReaders<ExpmOptions> = { upperTriangular: booleanOption, maxSquarings: integerOption(0) };

/**
 * A Padé approximant of the exponential: the coefficients of its numerator, lowest power first, and the largest norm for which it is exact
 * to rounding (N. Higham, "The scaling and squaring method for the matrix exponential revisited", 2005).
 */
interface Approximant {
  readonly coefficients: readonly number[];
  readonly largestNorm: number;
}

const single: Approximant = {
  coefficients: [17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1],
  largestNorm: 3.92572478313866,
};

const double: Approximant = {
  coefficients: [
    64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600,
    670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
  ],
  largestNorm: 5.371920351148152,
};

/**
 * The exponential of matrices, by a Padé approximant of the scaled matrix and repeated squaring.
 *
 * @param a - `[..., n, n]`
 * @param options - see {@link ExpmOptions}.
 * @returns float[..., n, n]
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { expm } from "@proj/array/linalg";
 * expm(array([[0, 1], [0, 0]])); // → [[1, 1], [0, 1]]
 */
export function expm(a: ArrayLike, options?: ExpmOptions): NDArray {
  const { upperTriangular = false, maxSquarings = 16 } = readOptions<ExpmOptions>("expm", options, readers);
  const given = squareMatrices("expm", a);
  return convert(exponential(widened(given), upperTriangular, maxSquarings), given.dtype);
}

function exponential(a: NDArray, upperTriangular: boolean, maxSquarings: number): NDArray {
  const { coefficients, largestNorm } = partDType(a.dtype) === "float64" ? double : single;
  const doublings = log2(lax.div(matrixNorm(lax.stopGradient(a), { ord: 1 }), largestNorm));
  const needed = lax.max(lax.ceil(doublings), 0);
  const scaled = lax.mul(a, lax.convertElementType(spread(exp2(lax.neg(needed)), a.shape), a.dtype));
  const { odd, even } = parts(scaled, coefficients);
  const [numerator, denominator] = [lax.add(even, odd), lax.sub(even, odd)];
  const start = upperTriangular ? solveTriangular(denominator, numerator) : solve(denominator, numerator);
  const square = (r: NDArray, step: NDArray): NDArray => {
    const goesOn = lax.lt(step, needed);
    return cond(
      any(goesOn),
      (x: NDArray) => lax.select(spread(goesOn, x.shape), matrixProduct(x, x), x),
      (x: NDArray) => x,
      r,
    );
  };
  const steps = lax.iota(partDType(a.dtype), maxSquarings + 1);
  const [result] = scan((r: NDArray, step: NDArray): [NDArray, null] => [square(r, step), null], start, steps);
  const isTooLarge = lax.gt(lax.floor(doublings), maxSquarings);
  return lax.select(spread(isTooLarge, a.shape), NaN, result);
}

/** One number for each matrix. */
const spread = (x: NDArray, shape: readonly number[]): NDArray => lax.broadcastInDim(x, shape, [...x.shape.keys()]);

/** The terms of odd and of even powers of a polynomial in a matrix, whose degree is 7 or 13. */
function parts(a: NDArray, b: readonly number[]): { readonly odd: NDArray; readonly even: NDArray } {
  const one = identityMatrix(a.shape.slice(0, -2), a.shape.at(-1)!, a.dtype);
  const a2 = matrixProduct(a, a);
  const a4 = matrixProduct(a2, a2);
  const a6 = matrixProduct(a4, a2);
  // c₀ + c₁·A² + c₂·A⁴ + c₃·A⁶, from one coefficient on
  const low = (from: number): NDArray =>
    [a6, a4, a2, one].reduce<NDArray | null>((sum, power, place) => {
      const term = lax.mul(power, b[from + 6 - 2 * place]!);
      return sum === null ? term : lax.add(sum, term);
    }, null)!;
  if (b.length === 8) return { odd: matrixProduct(a, low(1)), even: low(0) };
  const high = (from: number): NDArray => {
    const terms = [lax.mul(a6, b[from + 12]!), lax.mul(a4, b[from + 10]!), lax.mul(a2, b[from + 8]!)] as const;
    return matrixProduct(a6, lax.add(lax.add(terms[0], terms[1]), terms[2]));
  };
  return { odd: matrixProduct(a, lax.add(high(1), low(1))), even: lax.add(high(0), low(0)) };
}

/** Options of {@link expmFrechet}. */
export interface ExpmFrechetOptions {
  /** How SciPy is to compute it; here it is by one exponential in any case. */
  readonly method?: string | null;
  /** Whether the exponential itself is there too; default true. */
  readonly computeExpm?: boolean;
}

const frechetReaders: OptionReaders<ExpmFrechetOptions> = {
  method: nullableOption(choiceOption("SPS", "blockEnlarge")),
  computeExpm: booleanOption,
};

/**
 * The exponential of matrices, and its derivative in the direction of others: the corner of the exponential of [[a, e], [0, a]]
 * (I. Najfeld and T. Havel 1995).
 *
 * @param a - `[..., n, n]`
 * @param e - the direction, as `a`.
 * @param options - see {@link ExpmFrechetOptions}.
 * @returns the exponential and the derivative, or the latter alone.
 * @throws UsageError unless both are square matrices of one shape.
 * @example
 * import { array } from "@proj/array";
 * import { expmFrechet } from "@proj/array/linalg";
 * expmFrechet(array([[0]]), array([[1]]), { computeExpm: false }); // ≈ [[1]]
 */
export function expmFrechet(
  a: ArrayLike,
  e: ArrayLike,
  options: ExpmFrechetOptions & { readonly computeExpm: false },
): NDArray;
export function expmFrechet(
  a: ArrayLike,
  e: ArrayLike,
  options?: ExpmFrechetOptions & { readonly computeExpm?: true },
): readonly [exponential: NDArray, derivative: NDArray];
export function expmFrechet(
  a: ArrayLike,
  e: ArrayLike,
  options?: ExpmFrechetOptions,
): NDArray | readonly [exponential: NDArray, derivative: NDArray] {
  const operation = "expmFrechet";
  const { computeExpm = true } = readOptions<ExpmFrechetOptions>(operation, options, frechetReaders);
  const type = inFloat(promotedType(operation, [a, e]));
  const [x, direction] = [a, e].map((given) => squareMatrices(operation, promoteTo(operation, given, type))) as [
    NDArray,
    NDArray,
  ];
  if (!shapesEqual(x.shape, direction.shape)) {
    throw new UsageError({
      operation,
      received: `${x.describe()} and ${direction.describe()}`,
      expected: "matrices of one shape",
      remedy: "broadcast one of them with broadcastTo",
    });
  }
  const n = x.shape.at(-1)!;
  const [rows, columns] = [x.ndim - 2, x.ndim - 1];
  const none = x.shape.map(() => 0);
  const below = lax.pad(x, 0, none.with(columns, n), none);
  const both = lax.concatenate([lax.concatenate([x, direction], columns), below], rows);
  const above = lax.sliceInDim(exponential(widened(both), false, 16), 0, n, 1, rows);
  const part = (start: number): NDArray => convert(lax.sliceInDim(above, start, start + n, 1, columns), x.dtype);
  return computeExpm ? [part(0), part(n)] : part(n);
}
