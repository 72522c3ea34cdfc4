import { array } from "@proj/array";
import { argument, options, x } from "../arguments.ts";
import type { Call } from "../calls.ts";

const matrix = array([
  [1, 2],
  [3, 4],
]);

const same = (names: string, ...args: Call & readonly unknown[]): Record<string, Call> =>
  Object.fromEntries(names.split(" ").map((name) => [name, args]));

const heads = array([[[0.5, 1]], [[2, -1]]]);
const scales = array([[[1]], [[2]]]);
const lengths = array([1], "int32");

const shape = argument(1, "text", null, 10n, () => 1);

/** The activations and the attention of `@proj/array/nn`. */
export const activations: Record<string, Call> = {
  ...same("selu mish softSign log1mexp relu6 hardSigmoid hardSilu hardSwish hardTanh sparsePlus sparseSigmoid", x()),
  celu: [x(), shape],
  squareplus: [x(), shape],
  dotProductAttention: [
    x(heads),
    x(heads),
    x(heads),
    options({
      bias: array([[[1]]]),
      mask: array([[[true]]]),
      scale: 1,
      isCausal: true,
      querySeqLengths: lengths,
      keyValueSeqLengths: lengths,
      localWindowSize: [1, 1],
      implementation: "xla",
      returnResidual: false,
    }),
  ],
  scaledDotGeneral: [
    x(matrix),
    x(matrix),
    argument({ lhsContracting: [1], rhsContracting: [0], lhsBatch: [], rhsBatch: [] }, "text", null, undefined, 1n, {}),
    argument("float32", "float33", 3, null, () => 1, 1n, { preferredElementType: "nonsense" }),
  ],
  scaledMatmul: [x(heads), x(heads), x(scales), x(scales), options({ preferredElementType: "float32" })],
  glu: [x(matrix), options({ axis: 0 })],
  logmeanexp: [x(matrix), options({ axis: 0, keepdims: true, where: true })],
  standardize: [x(matrix), options({ axis: 0, mean: 0, variance: 1, epsilon: 1e-5, where: true, algorithm: "stable" })],
};
