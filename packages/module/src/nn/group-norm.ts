import { mean, ones, square, UsageError, zeros, type FloatDType, type NDArray } from "@proj/array";
import {
  booleanOption,
  integerOption,
  nullableOption,
  numberOption,
  readArgument,
  readPositionalOptions,
  type OptionReaders,
} from "@proj/array/core";
import { reshape, rsqrt } from "@proj/array/lax";
import { field } from "../fields.ts";
import { withFields } from "../module.ts";
import { checkInput, floatOption } from "./layer-options.ts";
import { atLeastSingle, scaleAndShift } from "./normalization.ts";

/** How a {@link GroupNorm} is made. */
export interface GroupNormOptions {
  /** How many channels there are; needed for weights and biases. */
  readonly channels?: number | null;
  /** Added to the variance, so that constant inputs give zeros. Default 1e-5. */
  readonly eps?: number;
  /** Whether each channel has a learnt weight and bias. Default true. */
  readonly channelwiseAffine?: boolean;
  /** The dtype of weights and biases. Default float32. */
  readonly dtype?: FloatDType;
}

const readers: OptionReaders<GroupNormOptions> = {
  channels: nullableOption(integerOption(1)),
  eps: numberOption,
  channelwiseAffine: booleanOption,
  dtype: floatOption,
};

/**
 * Group normalisation (Wu and He 2018): channels are divided into groups, and each group is normalised over its channels and
 * all axes of space.
 *
 * @example
 * import { array } from "@proj/array";
 * import { GroupNorm } from "@proj/module";
 * GroupNorm.init(2, 4).call(array([1, 3, 10, 50])).toList(); // ≈ [-1, 1, -1, 1]
 */
export class GroupNorm extends withFields({
  /** float[channels], ones at first */
  weight: field<NDArray | null>(),
  /** float[channels], zeros at first */
  bias: field<NDArray | null>(),
  groups: field<number>({ static: true }),
  /** How many channels inputs have; null for any number. */
  channels: field<number | null>({ static: true }),
  eps: field<number>({ static: true }),
}) {
  /**
   * @param groups - how many groups there are.
   * @param channels - how many channels there are; needed for weights and biases. Or {@link GroupNormOptions}.
   * @param options - `eps` (default 1e-5); `channelwiseAffine` (default true); `dtype` (default float32).
   * @throws UsageError if the groups do not divide the channels.
   */
  static init(groups: number, channels?: number | null | GroupNormOptions, options?: GroupNormOptions): GroupNorm {
    const operation = "GroupNorm.init";
    const read = readPositionalOptions<GroupNormOptions>(operation, [channels, options], ["channels"], readers);
    const { eps = 1e-5, channelwiseAffine = true, dtype = "float32" } = read;
    const count = readArgument(operation, "groups", groups, integerOption(1));
    const width = read.channels ?? null;
    if (width === null ? channelwiseAffine : width % count !== 0) {
      throw new UsageError({
        operation,
        received: `groups: ${count}, channels: ${width ?? "not given"}`,
        expected:
          width === null ? "the number of channels, each of which has a weight" : "as many channels in each group",
        remedy: width === null ? "give channels, or { channelwiseAffine: false }" : "choose a number of groups that divides channels", // prettier-ignore
      });
    }
    const isAffine = width !== null && channelwiseAffine;
    return new GroupNorm({
      weight: isAffine ? ones([width], dtype) : null,
      bias: isAffine ? zeros([width], dtype) : null,
      groups: count,
      channels: width,
      eps,
    });
  }

  /**
   * @param x - float[channels, ...space]: one input; for several use `vmap`.
   * @returns an array of the same shape.
   * @throws UsageError if `x` has another number of channels.
   */
  call(x: NDArray): NDArray {
    checkInput("GroupNorm.call", "x", x);
    const { groups, channels } = this;
    const [width = 0, ...space] = x.shape;
    if (x.ndim === 0 || width % groups !== 0 || (channels !== null && channels !== width)) {
      throw new UsageError({
        operation: "GroupNorm.call",
        received: x.describe(),
        expected: `an array with ${channels ?? `a multiple of ${groups}`} channels on its first axis`,
        remedy: "give one input with channels first; for a batch, map over it: vmap((x) => layer.call(x))(batch)",
      });
    }
    const wide = atLeastSingle(x);
    const grouped = reshape(wide, [groups, wide.size / groups]);
    const centred = grouped.sub(mean(grouped, { axis: 1, keepdims: true }));
    const normal = centred.mul(rsqrt(mean(square(centred), { axis: 1, keepdims: true }).add(this.eps)));
    const perChannel = (parameter: NDArray | null): NDArray | null =>
      parameter === null ? null : reshape(parameter, [width, ...space.map(() => 1)]);
    return scaleAndShift(reshape(normal, x.shape), perChannel(this.weight), perChannel(this.bias), x);
  }
}
