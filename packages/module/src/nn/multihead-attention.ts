import { einsum, UsageError, where, type FloatDType, type NDArray } from "@proj/array";
import { softmax } from "@proj/array/nn";
import {
  booleanOption,
  dtypes,
  formatShape,
  functionOption,
  integerOption,
  isNDArray,
  numberOption,
  readPositionalOptions,
  shapesEqual,
  wrongOption,
  type OptionReaders,
} from "@proj/array/core";
import { reshape } from "@proj/array/lax";
import { vmap } from "@proj/autodiff";
import { split, subkeys } from "@proj/random";
import { field } from "../fields.ts";
import { withFields } from "../module.ts";
import { Dropout } from "./dropout.ts";
import { floatOption, keyOption, layerCallReaders, readLayerOptions, type LayerCallOptions } from "./layer-options.ts";
import { Linear } from "./linear.ts";

/** How a {@link MultiheadAttention} is made. */
export interface MultiheadAttentionOptions {
  /** The random key, uint32[2]. */
  readonly key: NDArray;
  /** Length of each key. Default: that of a query. */
  readonly keySize?: number;
  /** Length of each value. Default: that of a query. */
  readonly valueSize?: number;
  /** Length of each output. Default: that of a query. */
  readonly outputSize?: number;
  /** Length of a query and a key within one head. Default: that of a query, divided by the number of heads. */
  readonly qkSize?: number;
  /** Length of a value within one head. Default: that of a query, divided by the number of heads. */
  readonly voSize?: number;
  /** Whether queries get a bias. Default false. */
  readonly useQueryBias?: boolean;
  /** Whether keys get a bias. Default false. */
  readonly useKeyBias?: boolean;
  /** Whether values get a bias. Default false. */
  readonly useValueBias?: boolean;
  /** Whether outputs get a bias. Default false. */
  readonly useOutputBias?: boolean;
  /** The probability with which an attention weight is dropped. Default 0. */
  readonly dropoutP?: number;
  /** Whether nothing is dropped, unless a call says otherwise. Default false. */
  readonly inference?: boolean;
  /** The dtype of the parameters. Default float32. */
  readonly dtype?: FloatDType;
}

const readers: OptionReaders<MultiheadAttentionOptions> = {
  key: keyOption,
  keySize: integerOption(0),
  valueSize: integerOption(0),
  outputSize: integerOption(0),
  qkSize: integerOption(1),
  voSize: integerOption(1),
  useQueryBias: booleanOption,
  useKeyBias: booleanOption,
  useValueBias: booleanOption,
  useOutputBias: booleanOption,
  dropoutP: numberOption,
  inference: booleanOption,
  dtype: floatOption,
};

/** Queries, keys and values of all heads, float[sequence, heads, size]. */
export type Heads = readonly [queries: NDArray, keys: NDArray, values: NDArray];

/** How a call of {@link MultiheadAttention} attends. */
export interface AttentionOptions extends LayerCallOptions {
  /** bool[query sequence, key sequence] or bool[heads, query sequence, key sequence]: which keys each query sees. Default: all. */
  readonly mask?: NDArray | null;
  /** Changes the heads before they attend, such as by a {@link RotaryPositionalEmbedding}; shapes stay. */
  readonly processHeads?: (...heads: Heads) => Heads;
}

const callReaders: OptionReaders<AttentionOptions> = {
  ...layerCallReaders,
  mask(value, place) {
    if (value === null || (isNDArray(value) && value.dtype === "bool")) return value;
    throw wrongOption(place, isNDArray(value) ? value.describe() : value, "an array of booleans, or null");
  },
  processHeads: functionOption<(...heads: Heads) => Heads>(),
};

/**
 * Attention with several heads (Vaswani et al. 2017): each output is a mean of values, weighted by how well its query fits their
 * keys, `softmax(q kᵀ / √size) v`, in each head with projections of its own.
 *
 * Without batches; `vmap` maps over them. To generate one element after the other, keep what has been seen in a `StateIndex`
 * and mask what is not there yet.
 *
 * @example
 * import { ones, tril } from "@proj/array";
 * import { MultiheadAttention } from "@proj/module";
 * import { key } from "@proj/random";
 * const attention = MultiheadAttention.init(2, 8, { key: key(0) });
 * const x = ones([5, 8]);
 * const causal = tril(ones([5, 5])).astype("bool");
 * attention.call(x, x, x, causal).shape; // → [5, 8]
 */
export class MultiheadAttention extends withFields({
  queryProj: field<Linear>(),
  keyProj: field<Linear>(),
  valueProj: field<Linear>(),
  outputProj: field<Linear>(),
  dropout: field<Dropout>(),
  numHeads: field<number>({ static: true }),
  querySize: field<number>({ static: true }),
  keySize: field<number>({ static: true }),
  valueSize: field<number>({ static: true }),
  outputSize: field<number>({ static: true }),
  qkSize: field<number>({ static: true }),
  voSize: field<number>({ static: true }),
}) {
  /**
   * @param numHeads - how many heads there are.
   * @param querySize - length of each query.
   * @param options - `key`; `keySize`, `valueSize`, `outputSize` (default `querySize`); `qkSize`, `voSize` (default
   *   `querySize / numHeads`, rounded down); `useQueryBias`, `useKeyBias`, `useValueBias`, `useOutputBias` (default false); `dropoutP`
   *   (default 0); `inference` (default false); `dtype` (default float32).
   */
  static init(numHeads: number, querySize: number, options: MultiheadAttentionOptions): MultiheadAttention {
    const operation = "MultiheadAttention.init";
    const read = readLayerOptions(operation, options, readers);
    const heads = integerOption(1)(numHeads, { operation, name: "numHeads" });
    const query = integerOption(0)(querySize, { operation, name: "querySize" });
    const share = Math.floor(query / heads);
    const { keySize = query, valueSize = query, outputSize = query, qkSize = share, voSize = share } = read;
    const [queryKey, keyKey, valueKey, outputKey] = subkeys(read.key, 4);
    const project = (from: number, to: number, key: NDArray, useBias = false): Linear =>
      Linear.init(from, to, { key, useBias, dtype: read.dtype ?? "float32" });
    return new MultiheadAttention({
      queryProj: project(query, heads * qkSize, queryKey, read.useQueryBias),
      keyProj: project(keySize, heads * qkSize, keyKey, read.useKeyBias),
      valueProj: project(valueSize, heads * voSize, valueKey, read.useValueBias),
      outputProj: project(heads * voSize, outputSize, outputKey, read.useOutputBias),
      dropout: Dropout.init(read.dropoutP ?? 0, read.inference ?? false),
      numHeads: heads,
      querySize: query,
      keySize,
      valueSize,
      outputSize,
      qkSize,
      voSize,
    });
  }

  /**
   * @param query - float[query sequence, querySize]
   * @param key - float[key sequence, keySize]
   * @param value - float[key sequence, valueSize]
   * @param mask - bool[query sequence, key sequence], or with an axis of heads in front: which keys each query sees; default all.
   *   Or {@link AttentionOptions}.
   * @param options - `mask`; `key`: a random key of this call's own, for dropout; `inference`; `processHeads`: changes queries, keys
   *   and values of all heads, float[sequence, heads, size], before they attend.
   * @returns float[query sequence, outputSize]
   * @throws UsageError if shapes do not fit, or the mask holds something else than booleans.
   */
  call(
    query: NDArray,
    key: NDArray,
    value: NDArray,
    mask?: NDArray | null | AttentionOptions,
    options?: AttentionOptions,
  ): NDArray {
    const operation = "MultiheadAttention.call";
    const read = readPositionalOptions<AttentionOptions>(operation, [mask, options], ["mask"], callReaders);
    this.#checkSequences(operation, query, key, value);
    const heads = [this.#heads(this.queryProj, query), this.#heads(this.keyProj, key), this.#heads(this.valueProj, value)] as const; // prettier-ignore
    const [queries, keys, values] = read.processHeads === undefined ? heads : processed(operation, heads, read.processHeads); // prettier-ignore
    const logits = einsum("qhd,khd->hqk", queries.div(Math.sqrt(this.qkSize)), keys);
    const weights = this.#dropped(softmax(masked(operation, logits, read.mask ?? null)), read);
    const mixed = einsum("hqk,khd->qhd", weights, values);
    return this.outputProj.call(reshape(mixed, [mixed.shape[0]!, this.numHeads * this.voSize]));
  }

  /** Projections of a sequence, by heads. */
  #heads(projection: Linear, x: NDArray): NDArray {
    const y = projection.call(x);
    return reshape(y, [y.shape[0]!, this.numHeads, y.shape[1]! / this.numHeads]);
  }

  /** Weights of which some are dropped, in each head by a key of its own. */
  #dropped(weights: NDArray, { key, inference = this.dropout.inference }: LayerCallOptions): NDArray {
    if (inference || key === undefined) return this.dropout.call(weights, { inference });
    const perHead = (head: NDArray, own: NDArray): NDArray => this.dropout.call(head, { key: own, inference });
    return vmap(perHead)(weights, split(key, this.numHeads));
  }

  #checkSequences(operation: string, query: NDArray, key: NDArray, value: NDArray): void {
    const sizes = [this.querySize, this.keySize, this.valueSize];
    const fits = [query, key, value].every((x, i) => isNDArray(x) && x.ndim === 2 && x.shape[1] === sizes[i]);
    if (fits && key.shape[0] === value.shape[0]) return;
    const received = [query, key, value].map((x) => (isNDArray(x) ? x.describe() : String(x)));
    throw new UsageError({
      operation,
      received: `query ${received[0]!}, key ${received[1]!}, value ${received[2]!}`,
      expected: `[queries, ${sizes[0]!}], [keys, ${sizes[1]!}], [keys, ${sizes[2]!}]: sequences of vectors, as many values as keys`,
      remedy: "for a batch, map over it: vmap((q, k, v) => attention.call(q, k, v))(…)",
    });
  }
}

/** Logits with the least number there is where a query does not see a key. */
function masked(operation: string, logits: NDArray, mask: NDArray | null): NDArray {
  if (mask === null) return logits;
  if (!shapesEqual(mask.shape, logits.shape) && !shapesEqual(mask.shape, logits.shape.slice(1))) {
    throw new UsageError({
      operation,
      received: `a mask ${mask.describe()}`,
      expected: `a mask of shape ${formatShape(logits.shape.slice(1))}, or ${formatShape(logits.shape)} with one for each head`,
      remedy: "give a row for each query and a column for each key",
    });
  }
  return where(mask, logits, dtypes[logits.dtype].min);
}

function processed(operation: string, heads: Heads, process: (...heads: Heads) => Heads): Heads {
  const changed = process(...heads);
  const shapes = (all: unknown): string =>
    Array.isArray(all)
      ? all.map((x: unknown) => (isNDArray(x) ? formatShape(x.shape) : typeof x)).join(", ")
      : typeof all;
  if (shapes(changed) === shapes(heads)) return changed;
  throw new UsageError({
    operation,
    received: `processHeads that gives ${shapes(changed)}`,
    expected: `queries, keys and values of shapes ${shapes(heads)}`,
    remedy: "return [queries, keys, values] in the shapes in which they came",
  });
}
