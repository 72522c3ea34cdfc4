import { array } from "@proj/array";
import { integer, options, x } from "../arguments.ts";
import type { Call } from "../calls.ts";

const half = array([0.25, 0.5]);

const same = (names: string, ...args: Call & readonly unknown[]): Record<string, Call> =>
  Object.fromEntries(names.split(" ").map((name) => [name, args]));

/** The special functions of `@proj/array/special`. */
export const specialFunctions: Record<string, Call> = {
  ...same(
    "gammaln loggamma gamma gammasgn digamma i0 i0e i1 i1e ndtr ndtri dawsn erfcx exp1 expi fresnel sici spence wofz",
    x(),
  ),
  ...same("beta betaln gammainc gammaincc zeta boxcox boxcox1p klDiv relEntr expn owensT poch", x(), x()),
  bernoulli: [integer(4)],
  besselJn: [x(), options({ v: 2, nIter: 50 })],
  betainc: [x(), x(), x()],
  hyp1f1: [x(), x(), x()],
  hyp2f1: [x(), x(), x(), x()],
  sphHarmY: [
    x(array([1, 2], { dtype: "int32" })),
    x(array([0, 1], { dtype: "int32" })),
    x(),
    x(),
    options({ nMax: 2 }),
  ],
  comb: [x(), x(), options({ repetition: true })],
  factorial: [x(), options({ exact: false })],
  logNdtr: [x(), options({ seriesOrder: 3 })],
  multigammaln: [x(), integer(2)],
  polygamma: [x(array([1, 2], { dtype: "int32" })), x()],
};

/** Those of `@proj/array/lax`. */
export const laxSpecialFunctions: Record<string, Call> = {
  ...same("lgamma digamma besselI0e besselI1e", x(half)),
  ...same("zeta polygamma igamma igammac igammaGradA randomGammaGrad", x(half), x(half)),
  betainc: [x(half), x(half), x(half)],
};
