/** What JAX keeps under `jax.scipy.interpolate`: values between the points of a grid. */
import "./ndarray/concrete-array.ts";

export {
  RegularGridInterpolator,
  type InterpolationMethod,
  type RegularGridInterpolatorOptions,
} from "./interpolate/regular-grid-interpolator.ts";
