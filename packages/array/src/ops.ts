/** What JAX keeps under `jax.ops`: sums, products and extrema of segments. */
import "./ndarray/concrete-array.ts";

export { segmentMax, segmentMin, segmentProd, segmentSum, type SegmentOptions } from "./ops/segment.ts";
