import { isComplexDType } from "../../core/types/dtype.ts";
import { add, mul } from "../../lax/binary.ts";
import { conj } from "../../lax/elementwise.ts";
import { matrixTranspose } from "../../lax/linalg/matrices.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";

/** Whether an array holds complex numbers. */
export const isComplex = (x: NDArray): boolean => isComplexDType(x.dtype);

/** xᴴ: the transpose, of complex matrices with conjugates. */
export const adjoint = (x: NDArray): NDArray => (isComplex(x) ? conj(matrixTranspose(x)) : matrixTranspose(x));

/** (x + xᴴ) / 2 */
export const hermitianPart = (x: NDArray): NDArray => mul(add(x, adjoint(x)), 0.5);
