/** Special functions of mathematics, under the names of SciPy. */
import "./ndarray/concrete-array.ts";

export { entr, erf, erfc, erfinv, expit, logit, xlog1py, xlogy } from "./special/special.ts";
export { logsumexp } from "./special/logsumexp.ts";
