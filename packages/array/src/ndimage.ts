/** What JAX keeps under `jax.scipy.ndimage`: values between the elements of arrays. */
import "./ndarray/concrete-array.ts";

export { mapCoordinates, type BoundaryMode, type MapCoordinatesOptions } from "./ndimage/map-coordinates.ts";
