import {
  moveaxis,
  pad,
  UsageError,
  zeros,
  type ArrayLike,
  type FloatDType,
  type NDArray,
  type Shape,
} from "@proj/array";
import {
  arrayOption,
  axisOption,
  formatShape,
  normalizeAxis,
  readPositionalOptions,
  sizeOf,
  type OptionReaders,
} from "@proj/array/core";
import { samplesDType } from "../options.ts";
import { orthogonal as sampleOfOrthogonal } from "../orthogonal.ts";
import { typedParameter } from "../parameter.ts";
import { initializer, type Initializer, type WeightOptions } from "./elementary.ts";

/** How orthogonal weights are made. */
export interface OrthogonalInitializerOptions extends WeightOptions {
  /** The factor of the weights. Default 1. */
  readonly scale?: ArrayLike;
  /** The axis of the columns; all others are rows. Default -1. */
  readonly columnAxis?: number;
}

const readers: OptionReaders<OrthogonalInitializerOptions> = {
  scale: arrayOption,
  columnAxis: axisOption,
  dtype: samplesDType,
};

const names = ["scale", "columnAxis", "dtype"] as const;

/**
 * An initialiser of weights that are orthogonal, as a matrix of rows and columns.
 *
 * @param scale - the factor of the weights, default 1; or options.
 * @param columnAxis - the axis of the columns, default -1, the last; or options.
 * @param dtype - of the weights, default float32; or options.
 * @throws UsageError for options that do not exist, and for weights with fewer than two axes.
 * @example
 * import { key } from "@proj/random";
 * import { orthogonal } from "@proj/random/initializers";
 * const w = orthogonal()(key(0), [2, 2]);
 * w.T.matmul(w); // ≈ [[1, 0], [0, 1]]
 */
export function orthogonal(
  scale?: ArrayLike | OrthogonalInitializerOptions,
  columnAxis?: number | OrthogonalInitializerOptions,
  dtype?: FloatDType | OrthogonalInitializerOptions,
): Initializer {
  const args = [scale, columnAxis, dtype];
  const read = readPositionalOptions<OrthogonalInitializerOptions>("orthogonal", args, names, readers);
  return initializer("orthogonal", read.dtype, (key, shape, kind) =>
    orthogonalWeights("orthogonal", key, shape, kind, read),
  );
}

function orthogonalWeights(
  operation: string,
  key: NDArray,
  shape: Shape,
  dtype: FloatDType,
  { scale = 1, columnAxis = -1 }: OrthogonalInitializerOptions,
): NDArray {
  if (shape.length < 2) throw tooFlat(operation, shape, "at least two axes: rows and columns");
  const axis = normalizeAxis(columnAxis, shape.length, operation);
  if (sizeOf(shape) === 0) return zeros(shape, dtype);
  const columns = shape[axis]!;
  const rows = shape.filter((_, i) => i !== axis);
  const matrix = sampleOfOrthogonal(key, sizeOf(rows), [], dtype, columns);
  return moveaxis(matrix.reshape([...rows, columns]), -1, axis).mul(typedParameter(operation, scale, dtype));
}

/**
 * An initialiser of the weights of a convolution that is orthogonal: an orthogonal matrix at the centre of the kernel, and 0
 * around it (Xiao et al. 2018).
 *
 * @param scale - the factor of the weights, default 1; or options.
 * @param columnAxis - the axis of the columns of the matrix, default -1; or options.
 * @param dtype - of the weights, default float32; or options.
 * @throws UsageError for options that do not exist, and for weights that have not one to three axes of space, or fewer output than
 *   input features.
 * @example
 * import { key } from "@proj/random";
 * import { deltaOrthogonal } from "@proj/random/initializers";
 * deltaOrthogonal()(key(0), [3, 2, 2]).get(0); // → [[0, 0], [0, 0]]
 */
export function deltaOrthogonal(
  scale?: ArrayLike | OrthogonalInitializerOptions,
  columnAxis?: number | OrthogonalInitializerOptions,
  dtype?: FloatDType | OrthogonalInitializerOptions,
): Initializer {
  const args = [scale, columnAxis, dtype];
  const read = readPositionalOptions<OrthogonalInitializerOptions>("deltaOrthogonal", args, names, readers);
  return initializer("deltaOrthogonal", read.dtype, (key, shape, kind) => {
    const [space, matrix] = [shape.slice(0, -2), shape.slice(-2)];
    if (space.length < 1 || space.length > 3)
      throw tooFlat("deltaOrthogonal", shape, "one to three axes of space, then input and output features");
    if (matrix[1]! < matrix[0]!) throw tooFlat("deltaOrthogonal", shape, "no more input than output features");
    const centre = orthogonalWeights("deltaOrthogonal", key, matrix, kind, read).reshape([
      ...space.map(() => 1),
      ...matrix,
    ]);
    const around = space.map((length): [number, number] => {
      const before = Math.floor((length - 1) / 2);
      return [before, length - 1 - before];
    });
    return pad(centre, [...around, [0, 0], [0, 0]]);
  });
}

function tooFlat(operation: string, shape: Shape, expected: string): UsageError {
  return new UsageError({
    operation,
    received: `weights of shape ${formatShape(shape)}`,
    expected,
    remedy: "give the lengths of all axes of the weights, or use another initialiser",
  });
}
