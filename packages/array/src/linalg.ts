/** Linear algebra. */
export { diagonal, trace, type DiagonalOptions } from "./numpy/matrices.ts";
export { cross, matmul, outer, tensordot } from "./numpy/product.ts";
