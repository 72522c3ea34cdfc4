import { initConvTranspose, TransposedConvolution, type ConvTransposeOptions } from "./conv-transpose.ts";
import type { PerAxis } from "./windows.ts";

/**
 * A transposed convolution along two axes; see {@link ConvTranspose}.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { ConvTranspose2d } from "@proj/module";
 * import { key } from "@proj/random";
 * ConvTranspose2d.init(2, 4, 3, { key: key(0) }).call(ones([2, 8, 8])).shape; // → [4, 10, 10]
 */
export class ConvTranspose2d extends TransposedConvolution {
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
  ): ConvTranspose2d {
    return new ConvTranspose2d(
      initConvTranspose("ConvTranspose2d.init", 2, inChannels, outChannels, kernelSize, options),
    );
  }
}
