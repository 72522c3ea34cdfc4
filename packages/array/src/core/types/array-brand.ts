import type { NDArray } from "../../ndarray/ndarray.ts";

/**
 * The key under which every array carries the version of this package that made it. A registered symbol is shared by all
 * copies of the package in one program, so that a second copy is recognised instead of being mistaken for a leaf.
 */
export const arrayBrand: unique symbol = Symbol.for("@proj/array");

/**
 * What concrete arrays and the traces of others hold in a field: a symbol, which `structuredClone` and `postMessage` refuse. A clone would be
 * an object without values or methods.
 */
export const cannotBeCloned = Symbol(
  "an array: send x.data() and x.shape instead, and make an array of them there; it",
);

/** Identifies this copy of the package. */
export const packageCopy: object = {};

/**
 * True for arrays, concrete or traced, of this copy of the package.
 *
 * @param value - anything.
 * @returns whether it is an array; the compiler knows it then.
 * @example
 * import { array, isNDArray } from "@proj/array";
 * [isNDArray(array([1, 2])), isNDArray([1, 2])]; // → [true, false]
 */
export function isNDArray(value: unknown): value is NDArray {
  return (
    typeof value === "object" && value !== null && (value as { [arrayBrand]?: unknown })[arrayBrand] === packageCopy
  );
}

/** True for arrays that another copy of the package made. */
export function isForeignArray(value: unknown): boolean {
  return typeof value === "object" && value !== null && arrayBrand in value && !isNDArray(value);
}
