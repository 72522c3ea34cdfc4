/** Activations and what else neural networks compute with. */
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
} from "./nn/activations.ts";
export { logSoftmax, softmax } from "./nn/normalization.ts";
export { oneHot, type OneHotOptions } from "./nn/one-hot.ts";
export { logsumexp } from "./special/logsumexp.ts";
