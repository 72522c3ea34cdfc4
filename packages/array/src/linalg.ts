/** Linear algebra. */
import "./ndarray/concrete-array.ts";

export { diagonal, trace, type DiagonalOptions, type TraceOptions } from "./numpy/matrices.ts";
export { cross, matmul, outer, tensordot } from "./numpy/product.ts";
