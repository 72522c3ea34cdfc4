import { arange, concatenate, cos, outer, power, sin, UsageError, type FloatDType, type NDArray } from "@proj/array";
import { numberOption, readArgument, readPositionalOptions, type OptionReaders } from "@proj/array/core";
import { slice } from "@proj/array/lax";
import { field } from "../fields.ts";
import { withFields } from "../module.ts";
import { checkInput, floatOption } from "./layer-options.ts";

/** How a {@link RotaryPositionalEmbedding} is made. */
export interface RotaryPositionalEmbeddingOptions {
  /** How slowly the slowest angle turns. Default 10 000. */
  readonly theta?: number;
  /** The dtype in which sines and cosines are kept. Default float32. */
  readonly dtype?: FloatDType;
}

const readers: OptionReaders<RotaryPositionalEmbeddingOptions> = { theta: numberOption, dtype: floatOption };

/**
 * Rotary position embedding (Su et al. 2021): pairs of the elements of each vector are turned by angles in proportion to its
 * place in the sequence, so that products of two vectors depend on the distance of their places.
 *
 * @example
 * import { ones, type NDArray } from "@proj/array";
 * import { vmap } from "@proj/autodiff";
 * import { MultiheadAttention, RotaryPositionalEmbedding } from "@proj/module";
 * import { key } from "@proj/random";
 * const rotary = RotaryPositionalEmbedding.init(4);
 * rotary.call(ones([2, 4])).toList(); // ≈ [[1, 1, 1, 1], [-0.301, 0.990, 1.382, 1.010]]
 * const attention = MultiheadAttention.init(2, 8, { key: key(0) });
 * const turn = vmap((x: NDArray) => rotary.call(x), { inAxes: 1, outAxes: 1 });
 * const x = ones([5, 8]);
 * attention.call(x, x, x, { processHeads: (q, k, v) => [turn(q), turn(k), v] }).shape; // → [5, 8]
 */
export class RotaryPositionalEmbedding extends withFields({
  embeddingSize: field<number>({ static: true }),
  theta: field<number>({ static: true }),
  dtype: field<FloatDType>({ static: true }),
}) {
  /**
   * @param embeddingSize - the length of vectors, even.
   * @param theta - how slowly the slowest angle turns, default 10 000; or {@link RotaryPositionalEmbeddingOptions}.
   * @param dtype - the dtype of sines and cosines, default float32.
   * @throws UsageError if the length is not even.
   */
  static init(
    embeddingSize: number,
    theta?: number | RotaryPositionalEmbeddingOptions,
    dtype?: FloatDType | RotaryPositionalEmbeddingOptions,
  ): RotaryPositionalEmbedding {
    const operation = "RotaryPositionalEmbedding.init";
    const read = readPositionalOptions<RotaryPositionalEmbeddingOptions>(operation, [theta, dtype], ["theta", "dtype"], readers); // prettier-ignore
    const size = readArgument(operation, "embeddingSize", embeddingSize, numberOption);
    if (!Number.isInteger(size) || size < 0 || size % 2 !== 0) {
      throw new UsageError({
        operation,
        received: `embeddingSize: ${size}`,
        expected: "a non-negative even integer",
        remedy: "elements are turned in pairs: choose an even length",
      });
    }
    return new RotaryPositionalEmbedding({
      embeddingSize: size,
      theta: read.theta ?? 10_000,
      dtype: read.dtype ?? "float32",
    });
  }

  /**
   * @param x - float[sequence, embeddingSize]
   * @returns an array of the same shape and dtype.
   * @throws UsageError if `x` has another shape.
   */
  call(x: NDArray): NDArray {
    const { embeddingSize: size, theta, dtype } = this;
    checkInput("RotaryPositionalEmbedding.call", "x", x);
    if (x.ndim !== 2 || x.shape[1] !== size) {
      throw new UsageError({
        operation: "RotaryPositionalEmbedding.call",
        received: x.describe(),
        expected: `an array of shape [sequence, ${size}]`,
        remedy: "for heads or a batch, map over them: vmap((x) => rotary.call(x), 1, { outAxes: 1 })(heads)",
      });
    }
    const length = x.shape[0]!;
    const half = size / 2;
    const speeds = power(theta, arange(0, size, 2, "float32").div(size)).pow(-1);
    const angles = outer(arange(length, { dtype: "float32" }), speeds);
    const twice = (part: NDArray): NDArray => concatenate([part, part], 1).astype(dtype);
    const turned = concatenate([slice(x, [0, half], [length, size]).neg(), slice(x, [0, 0], [length, half])], 1);
    return x
      .mul(twice(cos(angles)))
      .add(turned.mul(twice(sin(angles))))
      .astype(x.dtype);
  }
}
