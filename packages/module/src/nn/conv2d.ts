import { Convolution, initConv, readConvOptions, type ConvOptions } from "./conv.ts";
import type { PerAxis } from "./windows.ts";

/**
 * A convolution along two axes; see {@link Conv}.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { Conv2d } from "@proj/module";
 * import { key } from "@proj/random";
 * Conv2d.init(2, 4, 3, { key: key(0) }).call(ones([2, 10, 10])).shape; // → [4, 8, 8]
 */
export class Conv2d extends Convolution {
  /**
   * @param inChannels - how many channels the input has.
   * @param outChannels - how many channels the output has.
   * @param kernelSize - the size of windows.
   * @param options - as for {@link Conv}.
   * @throws UsageError if sizes do not fit each other.
   */
  static init(inChannels: number, outChannels: number, kernelSize: PerAxis, options: ConvOptions): Conv2d {
    const read = readConvOptions("Conv2d.init", 2, options);
    return new Conv2d(initConv("Conv2d.init", 2, inChannels, outChannels, kernelSize, read));
  }
}
