/** What JAX keeps under `jax.image`: images of other sizes. */
import "./ndarray/concrete-array.ts";

export { resize, scaleAndTranslate, type ResizeOptions } from "./image/resize.ts";
export { ResizeMethod, type ResizeMethodName } from "./image/resize-method.ts";
