import { where, type Difference } from "./differences.ts";

/** What programs for GPUs refuse though evaluation has it, and though JAX compiles it. */
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
