import { UsageError, type ArrayLike, type NDArray } from "@proj/array";
import { isInteger, isNDArray, toArray, wrongOption, type OptionReaders } from "@proj/array/core";
import { normal } from "@proj/random";
import { Module } from "../module.ts";
import { checkedSize, floatOption, keyOption, readLayerOptions, type LayerOptions } from "./layer-options.ts";

/** How an {@link Embedding} is made. */
export type EmbeddingOptions = Pick<LayerOptions, "key" | "dtype">;

const readers: OptionReaders<EmbeddingOptions> = { key: keyOption, dtype: floatOption };

/**
 * A learnt vector for each of several things, looked up by number.
 *
 * @example
 * import { array } from "@proj/array";
 * import { vmap } from "@proj/autodiff";
 * import { Embedding } from "@proj/module";
 * import { key } from "@proj/random";
 * const embedding = Embedding.init(10, 4, { key: key(0) });
 * embedding.call(3).shape; // → [4]
 * vmap((i) => embedding.call(i))(array([3, 1, 3], "int32")).shape; // → [3, 4]
 */
export class Embedding extends Module<{
  /** float[numEmbeddings, embeddingSize] */
  readonly weight: NDArray;
}> {
  /**
   * Vectors that are normally distributed.
   *
   * @param numEmbeddings - how many vectors there are.
   * @param embeddingSize - their length.
   * @param options - `key`; `dtype` (default float32).
   */
  static init(numEmbeddings: number, embeddingSize: number, options: EmbeddingOptions): Embedding {
    const { key, dtype = "float32" } = readLayerOptions("Embedding.init", options, readers);
    checkedSize("Embedding.init", "numEmbeddings", numEmbeddings);
    checkedSize("Embedding.init", "embeddingSize", embeddingSize);
    return new Embedding({ weight: normal(key, [numEmbeddings, embeddingSize], dtype) });
  }

  /**
   * An embedding with vectors that are known.
   *
   * @param weight - float[numEmbeddings, embeddingSize]
   * @throws UsageError if it is no matrix.
   */
  static of(weight: NDArray): Embedding {
    if (isNDArray(weight) && weight.ndim === 2) return new Embedding({ weight });
    throw wrongOption({ operation: "Embedding.of", name: "weight" }, weight, "an array of shape [numEmbeddings, embeddingSize]"); // prettier-ignore
  }

  /** How many vectors there are. */
  get numEmbeddings(): number {
    return this.weight.shape.at(-2)!;
  }

  /** The length of the vectors. */
  get embeddingSize(): number {
    return this.weight.shape.at(-1)!;
  }

  /**
   * @param x - the number of a vector, an integer scalar; for several use `vmap`.
   * @returns float[embeddingSize]
   * @throws UsageError if `x` is not one integer.
   */
  call(x: ArrayLike): NDArray {
    const index = toArray(x, "Embedding.call");
    const isCount = isInteger(index.dtype) || (typeof x === "number" && Number.isInteger(x));
    if (index.ndim === 0 && isCount) return this.weight.get(typeof x === "number" ? x : index);
    throw new UsageError({
      operation: "Embedding.call",
      received: index.describe(),
      expected: "one integer",
      remedy:
        index.ndim === 0
          ? 'give integers, such as array(3, "int32")'
          : "for several, map over them: vmap((i) => embedding.call(i))(indices)",
    });
  }
}
