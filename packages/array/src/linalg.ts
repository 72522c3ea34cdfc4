/** Linear algebra. */
import "./ndarray/concrete-array.ts";

export { blockDiag } from "./linalg/block-diag.ts";
export {
  choFactor,
  cholesky,
  choSolve,
  type ChoFactor,
  type ChoFactorOptions,
  type MatrixCholeskyOptions,
} from "./linalg/cholesky.ts";
export { det, slogdet, type SlogdetOptions } from "./linalg/determinant.ts";
export { lu, luFactor, luSolve, type LuOptions, type LuSolveOptions } from "./linalg/lu.ts";
export { cond, type CondOptions } from "./linalg/cond.ts";
export { eig, eigvals } from "./linalg/eig.ts";
export { eigh, eigvalsh, type EighOptions } from "./linalg/eigh.ts";
export { eighTridiagonal, type EighTridiagonalOptions } from "./linalg/eigh-tridiagonal.ts";
export { expm, expmFrechet, type ExpmFrechetOptions, type ExpmOptions } from "./linalg/expm.ts";
export { funm, type FunmOptions } from "./linalg/funm.ts";
export { hessenberg, type HessenbergOptions } from "./linalg/hessenberg.ts";
export { lstsq, type LstsqOptions } from "./linalg/lstsq.ts";
export { matrixPower } from "./linalg/matrix-power.ts";
export { matrixRank, type MatrixRankOptions } from "./linalg/matrix-rank.ts";
export { multiDot } from "./linalg/multi-dot.ts";
export {
  dft,
  hadamard,
  helmert,
  hilbert,
  invhilbert,
  invpascal,
  pascal,
  type DftOptions,
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
export { solveSylvester, type SolveSylvesterOptions } from "./linalg/solve-sylvester.ts";
export { inv, solve, solveTriangular, type SolveOptions, type SolveTriangularOptions } from "./linalg/solve.ts";
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
export { rsf2csf } from "./linalg/rsf2csf.ts";
export { schur, type SchurOptions } from "./linalg/schur.ts";
export { sqrtm, type SqrtmOptions } from "./linalg/sqrtm.ts";
export { svd, svdvals, type SvdOptions } from "./linalg/svd.ts";
export type { IndexSubset } from "./lax/linalg/subset.ts";
export { matrixNorm, norm, type MatrixNormOptions, type NormOptions, type NormOrder } from "./linalg/norm.ts";
export { pinv, type PinvOptions } from "./linalg/pinv.ts";
export { qr, type QrMode, type QrOptions } from "./linalg/qr.ts";
export { polar, type PolarOptions } from "./linalg/polar.ts";
export { qrMultiply, type QrMultiplyOptions } from "./linalg/qr-multiply.ts";
export { tensorinv, tensorsolve, type TensorinvOptions, type TensorsolveOptions } from "./linalg/tensor-equations.ts";
export { vectorNorm, type VectorNormOptions } from "./linalg/vector-norm.ts";
export { matmul, tensordot, vecdot } from "./numpy/product.ts";
export { matrixTranspose } from "./numpy/reshaping.ts";
