/** Linear algebra. */
import "./ndarray/concrete-array.ts";

export { blockDiag } from "./linalg/block-diag.ts";
export { multiDot } from "./linalg/multi-dot.ts";
export {
  hadamard,
  helmert,
  hilbert,
  invhilbert,
  invpascal,
  pascal,
  type HelmertOptions,
  type PascalKind,
  type PascalOptions,
} from "./linalg/named-matrices.ts";
export {
  cross,
  diagonal,
  outer,
  trace,
  type MatrixDiagonalOptions,
  type MatrixTraceOptions,
} from "./linalg/products.ts";
export {
  circulant,
  companion,
  convolutionMatrix,
  fiedler,
  fiedlerCompanion,
  hankel,
  leslie,
  toeplitz,
  type ConvolutionMatrixOptions,
} from "./linalg/structured-matrices.ts";
export { vectorNorm, type VectorNormOptions } from "./linalg/vector-norm.ts";
export { matmul, tensordot } from "./numpy/product.ts";
