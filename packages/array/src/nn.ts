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
export { logSoftmax, softmax, type SoftmaxOptions } from "./nn/normalization.ts";
export { oneHot, type OneHotOptions } from "./nn/one-hot.ts";
export { logsumexp } from "./special/logsumexp.ts";
