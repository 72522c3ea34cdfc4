import { Convolution, initConv, readConvOptions, type ConvOptions } from "./conv.ts";
import type { PerAxis } from "./windows.ts";

/**
 * A convolution along three axes; see {@link Conv}.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { Conv3d } from "@proj/module";
 * import { key } from "@proj/random";
 * Conv3d.init(2, 4, 3, { key: key(0) }).call(ones([2, 5, 5, 5])).shape; // → [4, 3, 3, 3]
 */
export class Conv3d extends Convolution {
  /**
   * @param inChannels - how many channels the input has.
   * @param outChannels - how many channels the output has.
   * @param kernelSize - the size of windows.
   * @param options - as for {@link Conv}.
   * @throws UsageError if sizes do not fit each other.
   */
  static init(inChannels: number, outChannels: number, kernelSize: PerAxis, options: ConvOptions): Conv3d {
    const read = readConvOptions("Conv3d.init", 3, options);
    return new Conv3d(initConv("Conv3d.init", 3, inChannels, outChannels, kernelSize, read));
  }
}
