import { initConvTranspose, TransposedConvolution, type ConvTransposeOptions } from "./conv-transpose.ts";
import type { PerAxis } from "./windows.ts";

/**
 * A transposed convolution along one axis; see {@link ConvTranspose}.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { ConvTranspose1d } from "@proj/module";
 * import { key } from "@proj/random";
 * ConvTranspose1d.init(2, 4, 3, { key: key(0) }).call(ones([2, 8])).shape; // → [4, 10]
 */
export class ConvTranspose1d extends TransposedConvolution {
  /**
   * @param inChannels - how many channels the input has.
   * @param outChannels - how many channels the output has.
   * @param kernelSize - the size of windows.
   * @param options - as for {@link ConvTranspose}.
   * @throws UsageError if sizes and options do not fit each other.
   */
  static init(
    inChannels: number,
    outChannels: number,
    kernelSize: PerAxis,
    options: ConvTransposeOptions,
  ): ConvTranspose1d {
    return new ConvTranspose1d(
      initConvTranspose("ConvTranspose1d.init", 1, inChannels, outChannels, kernelSize, options),
    );
  }
}
