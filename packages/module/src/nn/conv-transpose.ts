import { pad, UsageError, type NDArray } from "@proj/array";
import { field } from "../fields.ts";
import { withFields } from "../module.ts";
import { checkedSize, readLayerOptions } from "./layer-options.ts";
import {
  addBias,
  convFields,
  convolve,
  convReaders,
  initConv,
  type ConvOptions,
  type ReadConvOptions,
} from "./conv.ts";
import { checkSpace, perAxisOption, type PerAxis } from "./windows.ts";

/** How a transposed convolution is made. */
export interface ConvTransposeOptions extends ConvOptions {
  /** How many places are added at the end of each axis of the output, fewer than the stride. Default 0. */
  readonly outputPadding?: PerAxis;
}

interface ReadConvTransposeOptions extends ReadConvOptions {
  readonly outputPadding?: readonly number[];
}

/** The fields of a transposed convolution. */
export const convTransposeFields = {
  ...convFields,
  outputPadding: field<readonly number[]>({ static: true }),
};

/**
 * What all transposed convolutions share. The padding, stride and dilation are those of the convolution in the opposite
 * direction, from the output to the input (relationship 14 of Dumoulin and Visin 2016).
 */
export class TransposedConvolution extends withFields(convTransposeFields) {
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
    checkSpace(`${this.constructor.name}.call`, x, this.numSpatialDims, this.inChannels);
    const { stride } = this;
    const amounts = this.kernelSize.map((_, axis) => this.#paddingAlong(axis));
    const isCircular = this.paddingMode === "CIRCULAR";
    // Whole strides of what is seen beyond the ends are inputs from the other end; the rest is cut as without them.
    const turns = amounts.map(([low, high], axis) => [Math.floor(low / stride[axis]!), Math.floor(high / stride[axis]!)] as const); // prettier-ignore
    const wide = isCircular ? pad(x, [[0, 0], ...turns], "wrap") : x;
    const rest = amounts.map(([low, high], axis) => [low % stride[axis]!, high % stride[axis]!] as const);
    const steps = stride.map(() => 1);
    const y = convolve(wide, this.weight, steps, isCircular ? rest : amounts, {
      lhsDilation: stride,
      rhsDilation: this.dilation,
      featureGroupCount: this.groups,
    });
    return addBias(y, this.bias);
  }

  #paddingAlong(axis: number): readonly [number, number] {
    const { padding } = this;
    const reach = this.dilation[axis]! * (this.kernelSize[axis]! - 1);
    const added = this.outputPadding[axis]!;
    if (padding === "VALID") return [reach, reach + added];
    if (typeof padding !== "string") return [reach - padding[axis]![0], reach - padding[axis]![1] + added];
    const missing = reach - this.stride[axis]! + added + 1;
    const sum = Math.max(0, missing);
    const low = Math.floor((padding === "SAME_LOWER" ? sum + 1 : sum) / 2);
    return [reach - low, reach - (sum - low) + Math.max(0, -missing)];
  }
}

/** Checks the options of a transposed convolution and draws its parameters. */
export function initConvTranspose(
  operation: string,
  rank: number,
  inChannels: number,
  outChannels: number,
  kernelSize: PerAxis,
  options: ConvTransposeOptions,
): ConstructorParameters<typeof TransposedConvolution>[0] {
  const readers = { ...convReaders(rank), outputPadding: perAxisOption(rank, 0) };
  const read = readLayerOptions<ReadConvTransposeOptions>(operation, options as ReadConvTransposeOptions, readers);
  const fields = initConv(operation, rank, inChannels, outChannels, kernelSize, read);
  const { outputPadding = fields.stride.map(() => 0) } = read;
  if (outputPadding.some((added, axis) => added >= fields.stride[axis]!)) {
    throw new UsageError({
      operation,
      received: `outputPadding: [${outputPadding.join(", ")}] with stride: [${fields.stride.join(", ")}]`,
      expected: "an outputPadding below the stride, along each axis",
      remedy: "leave outputPadding out, or raise the stride",
    });
  }
  const { paddingMode, padding } = fields;
  const isSame = padding === "SAME" || padding === "SAME_LOWER";
  const isPossible = paddingMode === "ZEROS" || (paddingMode === "CIRCULAR" && isSame && outputPadding.every((n) => n === 0)); // prettier-ignore
  if (!isPossible) {
    throw new UsageError({
      operation,
      received: `paddingMode: "${paddingMode}", padding: ${JSON.stringify(padding)}, outputPadding: [${outputPadding.join(", ")}]`,
      expected: '"ZEROS", or "CIRCULAR" with padding "SAME" or "SAME_LOWER" and without outputPadding',
      remedy: "choose one of these",
    });
  }
  return { ...fields, outputPadding };
}

/**
 * A transposed convolution along any number of axes: in the direction opposite to that of a {@link Conv} with the same sizes
 * and options, from the shape of its output to the shape of its input.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { ConvTranspose } from "@proj/module";
 * import { key } from "@proj/random";
 * const layer = ConvTranspose.init(1, 3, 8, 4, { stride: 2, padding: 1, key: key(0) });
 * layer.call(ones([3, 5])).shape; // → [8, 10]
 */
export class ConvTranspose extends TransposedConvolution {
  /**
   * @param numSpatialDims - how many axes of space there are.
   * @param inChannels - how many channels the input has.
   * @param outChannels - how many channels the output has.
   * @param kernelSize - the size of windows: one for all axes of space, or a list.
   * @param options - as for {@link Conv}, of the convolution in the opposite direction; and `outputPadding` (default 0): places
   *   that are added at the end, since a stride lets several lengths become one. `paddingMode` is `"ZEROS"`, or `"CIRCULAR"`
   *   with padding `"SAME"` or `"SAME_LOWER"`.
   * @throws UsageError if sizes and options do not fit each other.
   */
  static init(
    numSpatialDims: number,
    inChannels: number,
    outChannels: number,
    kernelSize: PerAxis,
    options: ConvTransposeOptions,
  ): ConvTranspose {
    const rank = checkedSize("ConvTranspose.init", "numSpatialDims", numSpatialDims);
    return new ConvTranspose(
      initConvTranspose("ConvTranspose.init", rank, inChannels, outChannels, kernelSize, options),
    );
  }
}
