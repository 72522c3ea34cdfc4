import type { FloatDType, NDArray } from "@proj/array";
import {
  booleanOption,
  choiceOption,
  integerOption,
  isNDArray,
  readArgument,
  readNeededOptions,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";

/** Reads a random key. */
export const keyOption: OptionReader<NDArray> = (value, place) => {
  if (isNDArray(value) && value.dtype === "uint32" && value.ndim === 1 && value.shape[0] === 2) return value;
  const received = isNDArray(value) ? value.describe() : value;
  throw wrongOption(place, received, "one random key uint32[2], such as key(0) of @proj/random");
};

/** The length of an input or output; `"scalar"`: one number, without an axis. */
export type LayerSize = number | "scalar";

/** The dtype of parameters. */
export const floatOption: OptionReader<FloatDType> = choiceOption("bfloat16", "float16", "float32", "float64");

/** How the parameters of a layer are made. */
export interface LayerOptions {
  /** The random key, uint32[2]. */
  readonly key: NDArray;
  /** Whether the layer adds a bias. Default true. */
  readonly useBias?: boolean;
  /** The dtype of the parameters. Default float32. */
  readonly dtype?: FloatDType;
}

/** How each of the {@link LayerOptions} is read. */
export const layerReaders: OptionReaders<LayerOptions> = {
  key: keyOption,
  useBias: booleanOption,
  dtype: floatOption,
};

/** What a call of a layer may need besides its input. */
export interface LayerCallOptions {
  /** A random key of this call's own, for layers that draw numbers. */
  readonly key?: NDArray;
  /** Whether the layer only computes, draws nothing and keeps its state. Default: what the layer itself says, else false. */
  readonly inference?: boolean;
}

/** How each of the {@link LayerCallOptions} is read. */
export const layerCallReaders: OptionReaders<LayerCallOptions> = { key: keyOption, inference: booleanOption };

/** Refuses inputs of a layer that are no arrays. */
export function checkInput(operation: string, name: string, x: unknown): asserts x is NDArray {
  if (!isNDArray(x)) throw wrongOption({ operation, name }, x, "an array");
}

/** A size of a layer, which has to be a count. */
export function checkedSize(operation: string, name: string, size: number): number {
  return readArgument(operation, name, size, integerOption(0));
}

/** A size of a layer that may be `"scalar"`. */
export function checkedLayerSize(operation: string, name: string, size: LayerSize): LayerSize {
  if (size === "scalar" || (Number.isInteger(size) && size >= 0)) return size;
  throw wrongOption({ operation, name }, size, 'a non-negative integer, or "scalar" for a number without an axis');
}

/** The options of a layer, of which the key cannot be left out. */
export function readLayerOptions<Options extends LayerOptions>(
  operation: string,
  options: Options,
  readers: OptionReaders<Options>,
): Options {
  return readNeededOptions(operation, options, readers, ["key"]);
}
