import { where, type Difference } from "./differences.ts";

/*
 * What a target refuses though evaluation has it, and though JAX compiles it.
 */

/** What no compiled program has. */
export const ofPrograms: readonly Difference[] = [
  where(
    "eigenvalues of matrices that are not symmetric, and Schur forms, are found on the host; JAX calls back from its programs",
    /^(linalg\.(eigvals|eig|schur|sqrtm|solveSylvester)|roots)\(|^poly\(float32\[2,2\]/,
    /^it is refused: .* (expected: a call outside of jit: |to fix: {3}call it outside of compiled and mapped functions)/,
  ),
];

/** What programs for GPUs lack besides. */
export const ofGpus: readonly Difference[] = [
  where(
    "GPUs compute no numbers of 64 bits",
    /\b(u?int64|float64|complex128)\b/,
    /^it is refused: .* expected: one of the dtypes of (the target )?webgpu: /,
  ),
];

/** Functions of which a sample for the GPU has no call. */
export interface LeftOut {
  readonly reason: string;
  readonly name: RegExp;
}

/** What a GPU made of software takes seconds to compile, because of loops and formulas that are held there otherwise. */
export const leftOut: readonly LeftOut[] = [
  {
    reason: "singular values are those of linalg.svdvals, and eigenvalues those of linalg.eigvalsh",
    name: /^(linalg\.(svd|pinv|matrixRank|matrixNorm|cond|lstsq|polar|eigh|eighTridiagonal)|polyfit)$/,
  },
  {
    reason: "distributions are formulas of elementwise and special functions, which sweeps of their own hold on GPUs",
    name: /^stats\.(?!norm\b)\w+\.\w+$/,
  },
  {
    reason: "samples that are drawn again until one is kept are those of random.gamma",
    name: /^random\.(f|beta|loggamma|chisquare|t|dirichlet|generalizedNormal|binomial|multinomial|poisson|wald)$/,
  },
];
