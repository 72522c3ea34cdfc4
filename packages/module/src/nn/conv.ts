import { pad, UsageError, type NDArray } from "@proj/array";
import {
  choiceOption,
  formatShape,
  integerOption,
  readPadding,
  spanOf,
  type OptionReader,
  type OptionReaders,
  type Padding,
} from "@proj/array/core";
import { convGeneralDilated, reshape, type ConvOptions as LaxConvOptions } from "@proj/array/lax";
import { subkeys, uniform } from "@proj/random";
import { field, type GivenFields } from "../fields.ts";
import { withFields } from "../module.ts";
import { checkedSize, layerReaders, readLayerOptions, type LayerOptions } from "./layer-options.ts";
import { checkSpace, perAxisOption, spacePaddingOption, type PerAxis, type SpacePadding } from "./windows.ts";

/** What a convolution sees beyond the ends of its input. */
export type PaddingMode = "ZEROS" | "REFLECT" | "REPLICATE" | "CIRCULAR";

/** How much a convolution adds around its input: by amounts, or so that the output has as many places as the input. */
export type ConvPadding = SpacePadding | "SAME" | "SAME_LOWER" | "VALID";

/** How a convolution is made. */
export interface ConvOptions extends LayerOptions {
  /** By how much windows move. Default 1. */
  readonly stride?: PerAxis;
  /** How much is added around the input. Default 0. */
  readonly padding?: ConvPadding;
  /** The distance between elements of a window. Default 1. */
  readonly dilation?: PerAxis;
  /** Into how many groups channels are divided, of which each sees only its own. Default 1. */
  readonly groups?: number;
  /** What is added: zeros, the input mirrored at its ends, its last elements, or the input from the other end. Default zeros. */
  readonly paddingMode?: PaddingMode | Lowercase<PaddingMode>;
}

/** The amounts that are added, or the name of a rule for them. */
export type StoredPadding = readonly (readonly [low: number, high: number])[] | "SAME" | "SAME_LOWER" | "VALID";

/** Reads a text whatever its case. */
const upper =
  <T>(reader: OptionReader<T>): OptionReader<T> =>
  (value, place) =>
    reader(typeof value === "string" ? value.toUpperCase() : value, place);

/** A reader of {@link ConvPadding}. */
export function convPaddingOption(rank: number): OptionReader<StoredPadding> {
  const amounts = spacePaddingOption(rank);
  const names = upper(choiceOption("SAME", "SAME_LOWER", "VALID"));
  return (value, place) => (typeof value === "string" ? names(value, place) : amounts(value, place));
}

/** A reader of padding modes. */
export const paddingModeOption: OptionReader<PaddingMode> = upper(
  choiceOption("ZEROS", "REFLECT", "REPLICATE", "CIRCULAR"),
);

/** The options of a convolution as they are stored. */
export interface ReadConvOptions extends LayerOptions {
  readonly stride?: readonly number[];
  readonly padding?: StoredPadding;
  readonly dilation?: readonly number[];
  readonly groups?: number;
  readonly paddingMode?: PaddingMode;
}

/** How the options of a convolution along `rank` axes are read. */
export function convReaders(rank: number): OptionReaders<ReadConvOptions> {
  return {
    ...layerReaders,
    stride: perAxisOption(rank, 1),
    padding: convPaddingOption(rank),
    dilation: perAxisOption(rank, 1),
    groups: integerOption(1),
    paddingMode: paddingModeOption,
  };
}

/** The fields that all convolutions have. */
export const convFields = {
  /** float[outChannels, inChannels / groups, ...kernelSize] */
  weight: field<NDArray>(),
  /** float[outChannels, 1, …] */
  bias: field<NDArray | null>(),
  numSpatialDims: field<number>({ static: true }),
  inChannels: field<number>({ static: true }),
  outChannels: field<number>({ static: true }),
  kernelSize: field<readonly number[]>({ static: true }),
  stride: field<readonly number[]>({ static: true }),
  padding: field<StoredPadding>({ static: true }),
  dilation: field<readonly number[]>({ static: true }),
  groups: field<number>({ static: true }),
  paddingMode: field<PaddingMode>({ static: true }),
};

/** Checks the sizes of a convolution and draws its parameters, uniform within 1/√(how many numbers a window holds). */
export function initConv(
  operation: string,
  rank: number,
  inChannels: number,
  outChannels: number,
  kernelSize: PerAxis,
  options: ReadConvOptions,
): GivenFields<typeof convFields> {
  const ones = new Array<number>(rank).fill(1);
  const { key, useBias = true, dtype = "float32", groups = 1 } = options;
  const { stride = ones, padding = ones.map(() => [0, 0] as const), dilation = ones, paddingMode = "ZEROS" } = options;
  checkedSize(operation, "inChannels", inChannels);
  checkedSize(operation, "outChannels", outChannels);
  const kernel = perAxisOption(rank, 1)(kernelSize, { operation, name: "kernelSize" });
  if (inChannels % groups !== 0) {
    throw new UsageError({
      operation,
      received: `inChannels: ${inChannels}, groups: ${groups}`,
      expected: "as many channels in each group",
      remedy: "choose a number of groups that divides inChannels",
    });
  }
  const seen = inChannels / groups;
  const limit = 1 / Math.sqrt(kernel.reduce((product, length) => product * length, seen));
  const interval = { minval: -limit, maxval: limit, dtype };
  const [weightKey, biasKey] = subkeys(key);
  return {
    weight: uniform(weightKey, [outChannels, seen, ...kernel], interval),
    bias: useBias ? uniform(biasKey, [outChannels, ...ones], interval) : null,
    numSpatialDims: rank,
    inChannels,
    outChannels,
    kernelSize: kernel,
    stride,
    padding,
    dilation,
    groups,
    paddingMode,
  };
}

const continuations = { REFLECT: "reflect", REPLICATE: "edge", CIRCULAR: "wrap" } as const;

/** What all convolutions share: they differ in how many axes of space there are. */
export class Convolution extends withFields(convFields) {
  /** Whether a bias is added. */
  get useBias(): boolean {
    return this.bias !== null;
  }

  /**
   * @param x - float[inChannels, ...space]: one input; for several use `vmap`.
   * @returns float[outChannels, ...space]
   * @throws UsageError if `x` has other axes, or another number of channels.
   */
  call(x: NDArray): NDArray {
    const operation = `${this.constructor.name}.call`;
    checkSpace(operation, x, this.numSpatialDims, this.inChannels);
    const { paddingMode, stride, dilation } = this;
    const spans = this.kernelSize.map((size, axis) => spanOf(size, dilation[axis]!));
    const amounts = readPadding(operation, this.padding, x.shape.slice(1), spans, stride);
    checkSpans(operation, x, spans, amounts);
    const isZeros = paddingMode === "ZEROS";
    const wide = isZeros ? x : pad(x, [[0, 0], ...amounts], continuations[paddingMode]);
    const options = { rhsDilation: dilation, featureGroupCount: this.groups };
    return addBias(convolve(wide, this.weight, stride, isZeros ? amounts : "VALID", options), this.bias);
  }
}

/** One convolution, without the axis for a batch. */
export function convolve(
  x: NDArray,
  weight: NDArray,
  strides: readonly number[],
  padding: Padding,
  options: LaxConvOptions,
): NDArray {
  const y = convGeneralDilated(reshape(x, [1, ...x.shape]), weight, strides, padding, options);
  return reshape(y, y.shape.slice(1));
}

/** With a bias, if there is one. */
export function addBias(x: NDArray, bias: NDArray | null): NDArray {
  return bias === null ? x : x.add(bias);
}

/** Refuses inputs that are smaller than one window. */
function checkSpans(
  operation: string,
  x: NDArray,
  spans: readonly number[],
  padding: readonly (readonly [number, number])[],
): void {
  if (spans.every((span, axis) => x.shape[axis + 1]! + padding[axis]![0] + padding[axis]![1] >= span)) return;
  throw new UsageError({
    operation,
    received: `${x.describe()}, with padding ${padding.map((pair) => formatShape(pair)).join(", ")}`,
    expected: `axes of space that hold a window of lengths ${formatShape(spans)}`,
    remedy: 'give larger inputs, or more padding, such as "SAME"',
  });
}

/**
 * A convolution along any number of axes: each output channel is a sum over windows of the input channels, times weights.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { Conv } from "@proj/module";
 * import { key } from "@proj/random";
 * const layer = Conv.init(2, 3, 8, 3, { padding: "SAME", key: key(0) });
 * layer.call(ones([3, 5, 5])).shape; // → [8, 5, 5]
 */
export class Conv extends Convolution {
  /**
   * @param numSpatialDims - how many axes of space there are.
   * @param inChannels - how many channels the input has.
   * @param outChannels - how many channels the output has.
   * @param kernelSize - the size of windows: one for all axes of space, or a list.
   * @param options - `key`; `stride`, `dilation` (default 1): one for all axes, or a list; `padding` (default 0): an integer, a list
   *   of integers or of pairs, `"SAME"`, `"SAME_LOWER"` or `"VALID"`; `groups` (default 1); `useBias` (default true); `paddingMode`
   *   (default `"ZEROS"`; or `"REFLECT"`, `"REPLICATE"`, `"CIRCULAR"`); `dtype` (default float32).
   * @throws UsageError if sizes do not fit each other.
   */
  static init(
    numSpatialDims: number,
    inChannels: number,
    outChannels: number,
    kernelSize: PerAxis,
    options: ConvOptions,
  ): Conv {
    const rank = checkedSize("Conv.init", "numSpatialDims", numSpatialDims);
    const read = readConvOptions("Conv.init", rank, options);
    return new Conv(initConv("Conv.init", rank, inChannels, outChannels, kernelSize, read));
  }
}

/** The options of a convolution, of which the key cannot be left out. */
export function readConvOptions(operation: string, rank: number, options: ConvOptions): ReadConvOptions {
  return readLayerOptions(operation, options as ReadConvOptions, convReaders(rank));
}
