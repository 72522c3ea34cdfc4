/** Activations and what else neural networks compute with. */
import "./ndarray/concrete-array.ts";

export {
  elu,
  gelu,
  identity,
  leakyRelu,
  logSigmoid,
  relu,
  sigmoid,
  silu,
  softplus,
  swish,
  tanh,
  type GeluOptions,
} from "./nn/activations.ts";
export { logSoftmax, softmax } from "./nn/normalization.ts";
export { oneHot, type OneHotOptions } from "./nn/one-hot.ts";
export { logsumexp } from "./special/logsumexp.ts";
export { dotProductAttention, type DotProductAttentionOptions } from "./nn/dot-product-attention.ts";
export { glu } from "./nn/glu.ts";
export { logmeanexp } from "./nn/logmeanexp.ts";
export { hardSigmoid, hardSilu, hardSwish, hardTanh, relu6, sparsePlus, sparseSigmoid } from "./nn/piecewise.ts";
export { celu, log1mexp, mish, selu, softSign, squareplus } from "./nn/smooth.ts";
export { scaledDotGeneral } from "./nn/scaled-dot-general.ts";
export { scaledMatmul, type ScaledMatmulOptions } from "./nn/scaled-matmul.ts";
export { standardize, type StandardizeOptions } from "./nn/standardize.ts";
