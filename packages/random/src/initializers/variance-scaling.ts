import { UsageError, type FloatDType, type NDArray, type Shape } from "@proj/array";
import {
  choiceOption,
  formatShape,
  normalizeAxis,
  numberOption,
  positionsOption,
  readArgument,
  readPositionalOptions,
  scalar,
  sizeOf,
  type OptionReaders,
} from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { normal } from "../normal.ts";
import { samplesDType } from "../options.ts";
import { truncatedNormal } from "../truncated-normal.ts";
import { uniform } from "../uniform.ts";
import { initializer, type Initializer, type WeightOptions } from "./elementary.ts";

/** What the variance is divided by: the number of inputs, of outputs, or their arithmetic or geometric mean. */
export type VarianceMode = "fan_in" | "fan_out" | "fan_avg" | "fan_geo_avg";

/** The distribution of weights. */
export type VarianceDistribution = "truncated_normal" | "normal" | "uniform";

/** Which axes of weights are which. Axes that are none of these are those of space. */
export interface FanOptions extends WeightOptions {
  /** The axes of the inputs. Default -2. */
  readonly inAxis?: number | readonly number[];
  /** The axes of the outputs. Default -1. */
  readonly outAxis?: number | readonly number[];
  /** Axes along which there are several sets of weights. Default none. */
  readonly batchAxis?: number | readonly number[];
}

const fanReaders: OptionReaders<FanOptions> = {
  inAxis: positionsOption(),
  outAxis: positionsOption(),
  batchAxis: positionsOption(),
  dtype: samplesDType,
};

const fanNames = ["inAxis", "outAxis", "batchAxis", "dtype"] as const;
const modeReader = choiceOption<VarianceMode>("fan_in", "fan_out", "fan_avg", "fan_geo_avg");
const distributionReader = choiceOption<VarianceDistribution>("truncated_normal", "normal", "uniform");

type Position = number | readonly number[] | FanOptions;

/**
 * An initialiser of weights whose variance is `scale` over the number of inputs, of outputs, or their mean.
 *
 * @param scale - the variance times that number.
 * @param mode - `"fan_in"`, `"fan_out"`, `"fan_avg"` or `"fan_geo_avg"`.
 * @param distribution - `"truncated_normal"`, `"normal"` or `"uniform"`.
 * @param inAxis - the axes of the inputs, default -2; or options.
 * @param outAxis - the axes of the outputs, default -1; or options.
 * @param batchAxis - axes along which there are several sets of weights, default none; or options.
 * @param dtype - of the weights, default float32; or options.
 * @throws UsageError for modes, distributions and options that do not exist; the initialiser for weights without these axes.
 * @example
 * import { key } from "@proj/random";
 * import { varianceScaling } from "@proj/random/initializers";
 * varianceScaling(1, "fan_in", "normal")(key(0), [4, 2]).shape; // → [4, 2]
 */
export function varianceScaling(
  scale: number,
  mode: VarianceMode,
  distribution: VarianceDistribution,
  inAxis?: Position,
  outAxis?: Position,
  batchAxis?: Position,
  dtype?: FloatDType | FanOptions,
): Initializer {
  return scaled("varianceScaling", scale, mode, distribution, [inAxis, outAxis, batchAxis, dtype]);
}

/** The initialiser, in the name of the function that asks for it. */
function scaled(
  operation: string,
  scale: number,
  mode: VarianceMode,
  distribution: VarianceDistribution,
  args: readonly unknown[],
): Initializer {
  const factor = readArgument(operation, "scale", scale, numberOption);
  const fan = fanOf[readArgument(operation, "mode", mode, modeReader)];
  const draw = drawOf[readArgument(operation, "distribution", distribution, distributionReader)];
  const read = readPositionalOptions<FanOptions>(operation, args, fanNames, fanReaders);
  return initializer(operation, read.dtype, (key, shape, dtype) => {
    const variance = scalar(factor / fan(...fans(operation, shape, read)), dtype);
    return draw(key, shape, dtype, variance);
  });
}

const fanOf: { readonly [M in VarianceMode]: (inputs: number, outputs: number) => number } = {
  fan_in: (inputs) => inputs,
  fan_out: (_, outputs) => outputs,
  fan_avg: (inputs, outputs) => (inputs + outputs) / 2,
  fan_geo_avg: (inputs, outputs) => Math.sqrt(inputs * outputs),
};

/** The standard deviation of normal numbers between -2 and 2. */
const truncatedDeviation = 0.87962566103423978;

type Draw = (key: NDArray, shape: Shape, dtype: FloatDType, variance: NDArray) => NDArray;

const drawOf: { readonly [D in VarianceDistribution]: Draw } = {
  truncated_normal: (key, shape, dtype, variance) =>
    truncatedNormal(key, -2, 2, shape, dtype).mul(lax.div(lax.sqrt(variance), truncatedDeviation)),
  normal: (key, shape, dtype, variance) => normal(key, shape, dtype).mul(lax.sqrt(variance)),
  uniform: (key, shape, dtype, variance) => uniform(key, shape, dtype, -1).mul(lax.sqrt(lax.mul(variance, 3))),
};

/** The numbers of inputs and outputs of one weight, each times the size of space. */
function fans(
  operation: string,
  shape: Shape,
  { inAxis = -2, outAxis = -1, batchAxis = [] }: FanOptions,
): [number, number] {
  if (inAxis === -2 && shape.length < 2) {
    throw new UsageError({
      operation,
      received: `weights of shape ${formatShape(shape)}`,
      expected: "at least two axes: inputs and outputs",
      remedy: "say which axis is that of the inputs: { inAxis: 0 }",
    });
  }
  const size = (axes: number | readonly number[]): number =>
    sizeOf(
      (typeof axes === "number" ? [axes] : axes).map((axis) => shape[normalizeAxis(axis, shape.length, operation)]!),
    );
  const [inputs, outputs] = [size(inAxis), size(outAxis)];
  const space = sizeOf(shape) / inputs / outputs / size(batchAxis);
  return [inputs * space, outputs * space];
}

/**
 * Uniform weights of the variance 2 / (inputs + outputs) (Glorot and Bengio 2010).
 *
 * @param inAxis - the axes of the inputs, default -2; or options.
 * @param outAxis - the axes of the outputs, default -1; or options.
 * @param batchAxis - axes along which there are several sets of weights, default none; or options.
 * @param dtype - of the weights, default float32; or options.
 * @throws UsageError for options that do not exist; the initialiser for weights without these axes.
 * @example
 * import { key } from "@proj/random";
 * import { glorotUniform } from "@proj/random/initializers";
 * glorotUniform()(key(0), [4, 2]).shape; // → [4, 2]
 */
export function glorotUniform(
  inAxis?: Position,
  outAxis?: Position,
  batchAxis?: Position,
  dtype?: FloatDType | FanOptions,
): Initializer {
  return scaled("glorotUniform", 1, "fan_avg", "uniform", [inAxis, outAxis, batchAxis, dtype]);
}

/**
 * Truncated normal weights of the variance 2 / (inputs + outputs) (Glorot and Bengio 2010).
 *
 * @param inAxis - the axes of the inputs, default -2; or options.
 * @param outAxis - the axes of the outputs, default -1; or options.
 * @param batchAxis - axes along which there are several sets of weights, default none; or options.
 * @param dtype - of the weights, default float32; or options.
 * @throws UsageError for options that do not exist; the initialiser for weights without these axes.
 * @example
 * import { key } from "@proj/random";
 * import { glorotNormal } from "@proj/random/initializers";
 * glorotNormal()(key(0), [4, 2]).shape; // → [4, 2]
 */
export function glorotNormal(
  inAxis?: Position,
  outAxis?: Position,
  batchAxis?: Position,
  dtype?: FloatDType | FanOptions,
): Initializer {
  return scaled("glorotNormal", 1, "fan_avg", "truncated_normal", [inAxis, outAxis, batchAxis, dtype]);
}

/**
 * Uniform weights of the variance 1 / inputs (LeCun et al. 1998).
 *
 * @param inAxis - the axes of the inputs, default -2; or options.
 * @param outAxis - the axes of the outputs, default -1; or options.
 * @param batchAxis - axes along which there are several sets of weights, default none; or options.
 * @param dtype - of the weights, default float32; or options.
 * @throws UsageError for options that do not exist; the initialiser for weights without these axes.
 * @example
 * import { key } from "@proj/random";
 * import { lecunUniform } from "@proj/random/initializers";
 * lecunUniform()(key(0), [4, 2]).shape; // → [4, 2]
 */
export function lecunUniform(
  inAxis?: Position,
  outAxis?: Position,
  batchAxis?: Position,
  dtype?: FloatDType | FanOptions,
): Initializer {
  return scaled("lecunUniform", 1, "fan_in", "uniform", [inAxis, outAxis, batchAxis, dtype]);
}

/**
 * Truncated normal weights of the variance 1 / inputs (LeCun et al. 1998).
 *
 * @param inAxis - the axes of the inputs, default -2; or options.
 * @param outAxis - the axes of the outputs, default -1; or options.
 * @param batchAxis - axes along which there are several sets of weights, default none; or options.
 * @param dtype - of the weights, default float32; or options.
 * @throws UsageError for options that do not exist; the initialiser for weights without these axes.
 * @example
 * import { key } from "@proj/random";
 * import { lecunNormal } from "@proj/random/initializers";
 * lecunNormal()(key(0), [4, 2]).shape; // → [4, 2]
 */
export function lecunNormal(
  inAxis?: Position,
  outAxis?: Position,
  batchAxis?: Position,
  dtype?: FloatDType | FanOptions,
): Initializer {
  return scaled("lecunNormal", 1, "fan_in", "truncated_normal", [inAxis, outAxis, batchAxis, dtype]);
}

/**
 * Uniform weights of the variance 2 / inputs (He et al. 2015).
 *
 * @param inAxis - the axes of the inputs, default -2; or options.
 * @param outAxis - the axes of the outputs, default -1; or options.
 * @param batchAxis - axes along which there are several sets of weights, default none; or options.
 * @param dtype - of the weights, default float32; or options.
 * @throws UsageError for options that do not exist; the initialiser for weights without these axes.
 * @example
 * import { key } from "@proj/random";
 * import { heUniform } from "@proj/random/initializers";
 * heUniform()(key(0), [4, 2]).shape; // → [4, 2]
 */
export function heUniform(
  inAxis?: Position,
  outAxis?: Position,
  batchAxis?: Position,
  dtype?: FloatDType | FanOptions,
): Initializer {
  return scaled("heUniform", 2, "fan_in", "uniform", [inAxis, outAxis, batchAxis, dtype]);
}

/**
 * Truncated normal weights of the variance 2 / inputs (He et al. 2015).
 *
 * @param inAxis - the axes of the inputs, default -2; or options.
 * @param outAxis - the axes of the outputs, default -1; or options.
 * @param batchAxis - axes along which there are several sets of weights, default none; or options.
 * @param dtype - of the weights, default float32; or options.
 * @throws UsageError for options that do not exist; the initialiser for weights without these axes.
 * @example
 * import { key } from "@proj/random";
 * import { heNormal } from "@proj/random/initializers";
 * heNormal()(key(0), [4, 2]).shape; // → [4, 2]
 */
export function heNormal(
  inAxis?: Position,
  outAxis?: Position,
  batchAxis?: Position,
  dtype?: FloatDType | FanOptions,
): Initializer {
  return scaled("heNormal", 2, "fan_in", "truncated_normal", [inAxis, outAxis, batchAxis, dtype]);
}
