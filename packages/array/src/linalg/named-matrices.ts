import {
  booleanOption,
  choiceOption,
  integerOption,
  nullableOption,
  type OptionReaders,
  readArgument,
  readOptions,
  readPositionalOptions,
  UsageError,
} from "@proj/tree/core";
import { writeElement } from "../core/types/element.ts";
import { dtypeReader, readDTypeOptions, type DTypeOption, type DTypeOr } from "../core/options.ts";
import { wrapHostData } from "../core/trace.ts";
import { abstractArray } from "../core/types/abstract-array.ts";
import { castNumber, dtypes, isComplexDType, type ComplexDType, type DType } from "../core/types/dtype.ts";
import type { ScalarValue } from "../core/types/scalar-value.ts";
import { checkSize } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/*
 * Matrices that their size alone determines. They are computed once, on the host and in double precision, and rounded: formulas
 * in single precision, as JAX has them, lose the last digits of binomial coefficients.
 */

const size = integerOption(0);
const positiveSize = integerOption(1);

/** A matrix of float32, or of another dtype, by a formula for its elements. */
function matrixOf(
  operation: string,
  rows: number,
  columns: number,
  element: (row: number, column: number) => number,
  dtype: DType = "float32",
): NDArray {
  checkSize(operation, [rows, columns]);
  const data = dtypes[dtype].allocate(rows * columns);
  const valueOf = (x: number): ScalarValue => (isComplexDType(dtype) ? { re: x, im: 0 } : castNumber(x, dtype));
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) writeElement(data, i * columns + j, valueOf(element(i, j)));
  return wrapHostData(data, abstractArray([rows, columns], dtype));
}

/** How many ways there are to choose k of n, which is a product of exact quotients; 0 outside. */
function choose(n: number, k: number): number {
  if (k < 0 || k > n) return 0;
  let ways = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) ways = (ways * (n - i + 1)) / i;
  return ways;
}

/**
 * The Hilbert matrix, 1 / (i + j + 1): the classic example of one that is hard to invert.
 *
 * @param n - how many rows and columns.
 * @returns float32[n, n]
 * @example
 * import { hilbert } from "@proj/array/linalg";
 * hilbert(2); // ≈ [[1, 0.5], [0.5, 0.33333]]
 */
export function hilbert(n: number): NDArray {
  const length = readArgument("hilbert", "n", n, size);
  return matrixOf("hilbert", length, length, (i, j) => 1 / (i + j + 1));
}

/**
 * The inverse of the Hilbert matrix, whose elements are integers.
 *
 * @param n - how many rows and columns.
 * @returns float32[n, n]
 * @example
 * import { invhilbert } from "@proj/array/linalg";
 * invhilbert(2); // → [[4, -6], [-6, 12]]
 */
export function invhilbert(n: number): NDArray {
  const m = readArgument("invhilbert", "n", n, size);
  return matrixOf("invhilbert", m, m, (i, j) => {
    const size = (i + j + 1) * choose(m + i, m - j - 1) * choose(m + j, m - i - 1) * choose(i + j, i) ** 2;
    return (i + j) % 2 === 0 ? size : -size;
  });
}

/** Which part of a matrix of binomial coefficients is meant. */
export type PascalKind = "symmetric" | "lower" | "upper";

/** Options of {@link pascal} and {@link invpascal}. */
export interface PascalOptions {
  /** The symmetric matrix (the default), or the lower or upper triangle whose product it is. */
  readonly kind?: PascalKind;
}

const kindOption = choiceOption("symmetric", "lower", "upper");
const pascalReaders: OptionReaders<PascalOptions> = { kind: kindOption };

function pascalArguments(
  operation: string,
  n: number,
  options: PascalKind | PascalOptions | undefined,
): readonly [n: number, kind: PascalKind] {
  const length = readArgument(operation, "n", n, size);
  if (typeof options === "string") return [length, readArgument(operation, "kind", options, kindOption)];
  return [length, readOptions<PascalOptions>(operation, options, pascalReaders).kind ?? "symmetric"];
}

/**
 * Pascal's matrix of binomial coefficients.
 *
 * @param n - how many rows and columns.
 * @param options - the kind alone, or {@link PascalOptions}.
 * @returns float32[n, n]
 * @example
 * import { pascal } from "@proj/array/linalg";
 * pascal(3); // → [[1, 1, 1], [1, 2, 3], [1, 3, 6]]
 * pascal(3, "lower"); // → [[1, 0, 0], [1, 1, 0], [1, 2, 1]]
 */
export function pascal(n: number, options?: PascalKind | PascalOptions): NDArray {
  const [m, kind] = pascalArguments("pascal", n, options);
  const formulas = {
    symmetric: (i: number, j: number) => choose(i + j, i),
    lower: choose,
    upper: (i: number, j: number) => choose(j, i),
  };
  return matrixOf("pascal", m, m, formulas[kind]);
}

/**
 * The inverse of Pascal's matrix, whose elements are integers.
 *
 * @param n - how many rows and columns.
 * @param options - the kind alone, or {@link PascalOptions}.
 * @returns float32[n, n]
 * @example
 * import { invpascal } from "@proj/array/linalg";
 * invpascal(3); // → [[3, -3, 1], [-3, 5, -2], [1, -2, 1]]
 */
export function invpascal(n: number, options?: PascalKind | PascalOptions): NDArray {
  const [m, kind] = pascalArguments("invpascal", n, options);
  const lower = (i: number, j: number): number => ((i + j) % 2 === 0 ? choose(i, j) : -choose(i, j));
  const formulas = {
    symmetric: (i: number, j: number) => {
      let sum = 0;
      for (let k = Math.max(i, j); k < m; k++) sum += lower(k, i) * lower(k, j);
      return sum;
    },
    lower,
    upper: (i: number, j: number) => lower(j, i),
  };
  return matrixOf("invpascal", m, m, formulas[kind]);
}

/**
 * The Hadamard matrix by Sylvester's construction: ones and minus ones, with orthogonal rows.
 *
 * @param n - how many rows and columns: a power of 2.
 * @param options - the dtype; default int32.
 * @returns `[n, n]`
 * @throws UsageError for other sizes.
 * @example
 * import { hadamard } from "@proj/array/linalg";
 * hadamard(2); // → [[1, 1], [1, -1]]
 */
export function hadamard(n: number, options?: DTypeOr<DTypeOption>): NDArray {
  const m = readArgument("hadamard", "n", n, positiveSize);
  const { dtype = "int32" } = readDTypeOptions<DTypeOption>("hadamard", options, dtypeReader);
  if (!Number.isInteger(Math.log2(m))) {
    throw new UsageError({
      operation: "hadamard",
      received: `n: ${m}`,
      expected: "n: a power of 2",
      remedy: `take ${2 ** Math.ceil(Math.log2(m))}`,
    });
  }
  const isOdd = (bits: number): boolean => {
    let odd = false;
    for (let left = bits; left > 0; left >>= 1) odd = odd !== (left % 2 === 1);
    return odd;
  };
  return matrixOf("hadamard", m, m, (i, j) => (isOdd(i & j) ? -1 : 1), dtype);
}

/** Options of {@link helmert}. */
export interface HelmertOptions {
  /** Whether the first row, of equal elements, is there too; default false. */
  readonly full?: boolean;
}

const helmertReaders: OptionReaders<HelmertOptions> = { full: booleanOption };

/**
 * The Helmert matrix: orthonormal rows, each of which compares an element with the mean of those before it.
 *
 * @param n - how many columns, at least 1.
 * @param options - whether it is full, or {@link HelmertOptions}.
 * @returns float32[n - 1, n], or float32[n, n] if it is full.
 * @example
 * import { helmert } from "@proj/array/linalg";
 * helmert(2); // ≈ [[0.7071, -0.7071]]
 */
export function helmert(n: number, options?: boolean | HelmertOptions): NDArray {
  const m = readArgument("helmert", "n", n, positiveSize);
  const { full = false } =
    typeof options === "boolean" ? { full: options } : readOptions<HelmertOptions>("helmert", options, helmertReaders);
  const element = (k: number, j: number): number => {
    if (k === 0) return 1 / Math.sqrt(m);
    const scale = 1 / Math.sqrt(k * (k + 1));
    return j < k ? scale : j === k ? -k * scale : 0;
  };
  return full ? matrixOf("helmert", m, m, element) : matrixOf("helmert", m - 1, m, (i, j) => element(i + 1, j));
}

/** Options of {@link dft}. */
export interface DftOptions {
  /** Divides by the root of n, or by n; default `null`: not at all. */
  readonly scale?: "sqrtn" | "n" | null;
  /** Default complex64. */
  readonly dtype?: ComplexDType;
}

const dftReaders: OptionReaders<DftOptions> = {
  scale: nullableOption(choiceOption("sqrtn", "n")),
  dtype: choiceOption("complex64", "complex128"),
};

/**
 * The matrix of the discrete Fourier transform: exp(-2πi·j·k / n).
 *
 * @param n - how many rows and columns.
 * @param options - the scale alone, or {@link DftOptions}.
 * @returns complex64[n, n]
 * @example
 * import { real } from "@proj/array";
 * import { dft } from "@proj/array/linalg";
 * real(dft(2)); // ≈ [[1, 1], [1, -1]]
 */
export function dft(n: number, options?: "sqrtn" | "n" | null | DftOptions): NDArray {
  const m = readArgument("dft", "n", n, size);
  const read = readPositionalOptions<DftOptions>("dft", [options], ["scale"], dftReaders);
  const { scale = null, dtype = "complex64" } = read;
  checkSize("dft", [m, m]);
  const factor = scale === null ? 1 : scale === "n" ? 1 / m : 1 / Math.sqrt(m);
  const data = dtypes[dtype].allocate(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const angle = (-2 * Math.PI * ((i * j) % m)) / m;
      writeElement(data, i * m + j, { re: factor * Math.cos(angle), im: factor * Math.sin(angle) });
    }
  }
  return wrapHostData(data, abstractArray([m, m], dtype));
}
