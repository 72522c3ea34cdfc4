import type { FloatName, UnaryName } from "@proj/array/core";
import type { Interval } from "./primitive-samples/draw.ts";

/** Where programs and samples may use a function of one real number. */
export interface UnaryDomain {
  /** Where it is smooth and of moderate size. */
  readonly intervals: readonly Interval[];
  /** Whether it has a derivative there. */
  readonly differentiable: boolean;
  /** What random programs apply it to: results of rounded arithmetic, or what every target computes exactly, or both. */
  readonly values: "rounded" | "exact" | "both";
}

const smooth = (...intervals: readonly Interval[]): UnaryDomain => ({
  intervals,
  differentiable: true,
  values: "rounded",
});
const awayFromZero = smooth([-2, -0.2], [0.2, 2]);
/** Functions that are constant between jumps; jumps are kept away from. */
const piecewise: UnaryDomain = {
  intervals: [
    [-1.9, -1.6],
    [-1.4, -1.1],
    [-0.9, -0.6],
    [-0.4, -0.1],
    [0.1, 0.4],
    [0.6, 0.9],
    [1.1, 1.4],
  ],
  differentiable: true,
  values: "exact",
};

/** The domain of every function of one real number. */
export const unaryDomains: { readonly [P in UnaryName & FloatName]: UnaryDomain } = {
  neg: { ...smooth([-2, 2]), values: "both" },
  sign: { ...awayFromZero, values: "exact" },
  abs: { ...awayFromZero, values: "both" },
  floor: piecewise,
  ceil: piecewise,
  round: piecewise,
  exp: smooth([-3, 3]),
  exp2: smooth([-3, 3]),
  expm1: smooth([-2, 2]),
  log: smooth([0.2, 4]),
  log1p: smooth([-0.8, 4]),
  sqrt: smooth([0.2, 4]),
  rsqrt: smooth([0.2, 4]),
  cbrt: awayFromZero,
  logistic: smooth([-5, 5]),
  sin: smooth([-4, 4]),
  cos: smooth([-4, 4]),
  tan: smooth([-1.3, 1.3]),
  asin: smooth([-0.9, 0.9]),
  acos: smooth([-0.9, 0.9]),
  atan: smooth([-3, 3]),
  sinh: smooth([-2, 2]),
  cosh: smooth([-2, 2]),
  tanh: smooth([-3, 3]),
  asinh: smooth([-3, 3]),
  acosh: smooth([1.2, 4]),
  atanh: smooth([-0.9, 0.9]),
  erf: smooth([-2, 2]),
  erfc: smooth([-2, 2]),
  erfInv: smooth([-0.9, 0.9]),
  isFinite: { intervals: [[-2, 2]], differentiable: false, values: "exact" },
  stopGradient: { intervals: [[-2, 2]], differentiable: false, values: "both" },
  optimizationBarrier: { ...smooth([-2, 2]), values: "both" },
};
