import { initConvTranspose, TransposedConvolution, type ConvTransposeOptions } from "./conv-transpose.ts";
import type { PerAxis } from "./windows.ts";

/**
 * A transposed convolution along three axes; see {@link ConvTranspose}.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { ConvTranspose3d } from "@proj/module";
 * import { key } from "@proj/random";
 * ConvTranspose3d.init(2, 4, 3, { key: key(0) }).call(ones([2, 3, 3, 3])).shape; // → [4, 5, 5, 5]
 */
export class ConvTranspose3d extends TransposedConvolution {
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
  ): ConvTranspose3d {
    return new ConvTranspose3d(
      initConvTranspose("ConvTranspose3d.init", 3, inChannels, outChannels, kernelSize, options),
    );
  }
}
