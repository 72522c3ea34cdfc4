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
} from "./activations.ts";
export { logSoftmax, logsumexp, softmax } from "./normalization.ts";
export { oneHot, type OneHotOptions } from "./one-hot.ts";
