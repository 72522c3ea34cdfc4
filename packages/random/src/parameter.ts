import {
  broadcastShapes,
  broadcastTo,
  UsageError,
  type ArrayLike,
  type DType,
  type NDArray,
  type Shape,
} from "@proj/array";
import { asOneProgram, toArray, convert, formatShape, scalar } from "@proj/array/core";
import { checkKey } from "./key.ts";
import type { FloatOptions } from "./options.ts";

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

/**
 * Samples of a distribution with parameters, which broadcast to the shape of the samples; without a shape it is theirs.
 *
 * @param given - the parameters by name.
 * @param sample - makes the samples from the key and the parameters as arrays of the samples' dtype, which are scalars or have
 *   the samples' shape.
 * @throws UsageError naming `operation` if a parameter does not fit.
 */
export function sampleWithParameters<Name extends string>(
  operation: string,
  key: NDArray,
  given: { readonly [N in Name]: ArrayLike },
  { shape, dtype = "float32" }: FloatOptions,
  sample: (key: NDArray, parameters: { readonly [N in Name]: NDArray }, options: Required<FloatOptions>) => NDArray,
): NDArray {
  checkKey(operation, key);
  const names = Object.keys(given) as Name[];
  const typed = names.map((name) => typedParameter(operation, given[name], dtype));
  const lengths = shape ?? broadcastShapes(...typed.map((parameter) => parameter.shape));
  const draw = (key: NDArray, ...values: readonly NDArray[]): NDArray => {
    const fitting = names.map(
      (name, index) => [name, fittingParameter(operation, name, values[index]!, lengths)] as const,
    );
    const parameters = Object.fromEntries(fitting);
    return sample(key, parameters as { readonly [N in Name]: NDArray }, { shape: lengths, dtype });
  };
  return asOneProgram(operation, draw, key, ...typed);
}
