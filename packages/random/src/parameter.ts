import { broadcastTo, UsageError, type ArrayLike, type DType, type NDArray, type Shape } from "@proj/array";
import { toArray, convert, formatShape, scalar } from "@proj/array/core";

/** A parameter of a distribution with the dtype of the samples; a JavaScript number stays known while tracing. */
export function typedParameter(operation: string, value: ArrayLike, dtype: DType): NDArray {
  if (typeof value === "number" || typeof value === "boolean") return scalar(value, dtype);
  return convert(toArray(value, operation), dtype);
}

/**
 * A parameter broadcast to the shape of the samples; scalars stay as they are.
 *
 * @throws UsageError naming `operation` if it does not fit.
 */
export function fittingParameter(operation: string, name: string, value: NDArray, shape: Shape): NDArray {
  if (value.ndim === 0) return value;
  const offset = shape.length - value.ndim;
  if (offset >= 0 && value.shape.every((length, axis) => length === 1 || length === shape[offset + axis]))
    return broadcastTo(value, shape);
  throw new UsageError({
    operation,
    received: `${name} of shape ${formatShape(value.shape)} for samples of shape ${formatShape(shape)}`,
    expected: `a ${name} that broadcasts to the shape of the samples`,
    remedy: `ask for samples of shape ${formatShape(value.shape)}, or give one ${name} for all`,
  });
}
