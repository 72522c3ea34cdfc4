/** Initial weights, under the names of `jax.nn.initializers`: functions of a key, a shape and a dtype. */
export {
  constant,
  normal,
  ones,
  truncatedNormal,
  uniform,
  zeros,
  type Initializer,
  type ScaleOptions,
  type SpreadOptions,
  type TruncatedNormalOptions,
  type WeightOptions,
} from "./initializers/elementary.ts";
export {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  varianceScaling,
  glorotNormal as xavierNormal,
  glorotUniform as xavierUniform,
  heNormal as kaimingNormal,
  heUniform as kaimingUniform,
  type FanOptions,
  type VarianceDistribution,
  type VarianceMode,
} from "./initializers/variance-scaling.ts";
export { deltaOrthogonal, orthogonal, type OrthogonalInitializerOptions } from "./initializers/orthogonal.ts";
