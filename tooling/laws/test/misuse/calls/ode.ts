import { array, type NDArray } from "@proj/array";
import { Euler, Newton, ODETerm, RESULTS, rmsNorm } from "@proj/ode";
import { argument, options, x } from "../arguments.ts";
import type { Call } from "../calls.ts";

const decay = new ODETerm((_t, y: NDArray) => y.neg());
const problem = { t0: 0, t1: 1, dt0: 0.5, y0: array([1]) };
const codes = array([RESULTS.successful], { dtype: "int32" });

const times = argument([0, 1], 3, "text", null, undefined, [0, 0], [1, 0], ["0", 1], {}, () => 1);
const values = argument(array([1, 2]), "text", undefined, () => 1, array([1, 2, 3]), array(1));

/** Differential equations. */
export const integrations: Record<string, Call> = {
  diffeqsolve: [
    argument(decay, 3, "text", null, undefined, () => 1, {}),
    argument(new Euler(), 3, "text", null, undefined, () => 1, {}),
    argument(
      problem,
      "text",
      null,
      undefined,
      3,
      {},
      { ...problem, nonsense: 1 },
      ...Object.keys(problem).map((name) => ({ ...problem, [name]: "text" })),
      { ...problem, saveat: { t2: true } },
      { ...problem, saveat: { ts: [0.5, 0.25] } },
      { ...problem, saveat: { t1: false } },
      { ...problem, stepsizeController: 3 },
      { ...problem, adjoint: "none" },
      { ...problem, event: () => true },
      { ...problem, maxSteps: 0 },
    ),
  ],
  ...Object.fromEntries(["isSuccessful", "isEvent", "isOkay"].map((name) => [name, [x(codes)]])),
  rootFind: [
    argument((y: NDArray) => y.sub(1), 3, "text", null, undefined, {}),
    argument(new Newton({ rtol: 1e-3, atol: 1e-3 }), 3, "text", null, undefined, () => 1, {}),
    argument(array(0), "text", undefined, () => 1, 10n),
    options({ maxSteps: 10, throw: true }),
  ],
  WeaklyDiagonalControlTerm: [
    argument((_t: NDArray, y: NDArray) => y, 3, "text", null, undefined, {}),
    argument((t0: NDArray, t1: NDArray) => t1.sub(t0), 3, "text", null, undefined, {}),
  ],
  steadyStateEvent: [options({ rtol: 1e-3, atol: 1e-3, norm: rmsNorm })],
  linearInterpolation: [times, values, options({ fillForwardNansAtEnd: true, replaceNansAtStart: null })],
  rectilinearInterpolation: [times, values, options({ replaceNansAtStart: null })],
  backwardHermiteCoefficients: [
    times,
    values,
    options({ fillForwardNansAtEnd: true, replaceNansAtStart: null, deriv0: null }),
  ],
  resultMessage: [argument(0, "text", null, undefined, 1.5, () => 1)],
  adjointRmsSeminorm: [argument([codes, codes], "text", undefined, 3, {}, () => 1)],
  ...Object.fromEntries(
    ["rmsNorm", "maxNorm"].map((name) => [name, [argument(codes, "text", undefined, () => 1, 10n)]]),
  ),
};
