import { convert } from "../core/operands.ts";
import { scan } from "../control-flow/scan.ts";
import * as lax from "../lax/index.ts";
import { customTangent } from "../lax/custom-derivative.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { add, multiply, subtract } from "../numpy/arithmetic.ts";
import { greaterEqual, less, lessEqual } from "../numpy/comparison.ts";
import { logicalAnd } from "../numpy/logical.ts";
import { sum } from "../numpy/reduction.ts";
import { where } from "../numpy/selection.ts";
import { linearCall } from "../staging/linear-call.ts";

/*
 * softmax(q·k + bias)·v without the matrix of all queries and keys: the keys go by in blocks, and of what was seen a running
 * maximum, sum and mean are kept (Dao et al. 2022, FlashAttention; Milakov & Gimelshein 2018). The way back knows the
 * logarithm of the sum and computes each block again. One letter an axis: b batch, k heads of keys, g heads of queries in a
 * group, t queries, s keys, h features.
 */

/** What attention is computed of. */
export interface AttentionOperands {
  /** float[b, k, g, t, h] */
  readonly query: NDArray;
  /** float[b, k, s, h] */
  readonly key: NDArray;
  /** float[b, k, s, h] */
  readonly value: NDArray;
  /** What is added to the products: float[b|1, k|1, g|1, t|1, s]. */
  readonly bias: NDArray | null;
  /** Which keys a query sees: bool[b|1, k|1, g|1, t|1, s]. */
  readonly mask: NDArray | null;
  /** How many queries there are: int32[b]. */
  readonly queryLengths: NDArray | null;
  /** How many keys there are: int32[b]. */
  readonly keyLengths: NDArray | null;
}

/** What tells attentions of the same operands apart. */
export interface AttentionKind {
  readonly scale: number;
  /** Whether a query sees no key behind its own place. */
  readonly isCausal: boolean;
  /** How many keys before and behind its own place a query sees; `null` for all. */
  readonly window: readonly [left: number, right: number] | null;
}

/** Up to so many keys are one block. */
const oneBlock = 512;
/** How many keys are a block where there are more. */
const blockLength = 256;

/** The logarithm of the weight of a key that is not seen: finite, so that queries that see no key take the mean of all values. */
const unseen = -0.7 * (2 - 2 ** -23) * 2 ** 127;

/** A block of keys, and the place of its first. */
interface Block {
  readonly key: NDArray;
  readonly value: NDArray;
  readonly bias: NDArray | null;
  readonly mask: NDArray | null;
  /** int32[] */
  readonly start: NDArray;
}

const features = { lhsBatch: [0, 1], rhsBatch: [0, 1] };
/** [b, k, g, t, x] · [b, k, s, x] → [b, k, g, t, s] */
const overFeatures = (a: NDArray, b: NDArray): NDArray =>
  lax.dotGeneral(a, b, { lhsContracting: [4], rhsContracting: [3], ...features });
/** [b, k, g, t, s] · [b, k, s, h] → [b, k, g, t, h] */
const overKeys = (a: NDArray, b: NDArray): NDArray =>
  lax.dotGeneral(a, b, { lhsContracting: [4], rhsContracting: [2], ...features });
/** [b, k, g, t, s] · [b, k, g, t, h] → [b, k, s, h] */
const overQueries = (a: NDArray, b: NDArray): NDArray =>
  lax.dotGeneral(a, b, { lhsContracting: [2, 3], rhsContracting: [2, 3], ...features });
const last = (x: NDArray): NDArray => lax.expandDims(x, [4]);
const sumOfLast = (x: NDArray): NDArray => lax.reduceSum(x, [4]);

/** Attention to keys and values of one shape, as the steps over blocks need it. */
class Attention {
  readonly #kind: AttentionKind;
  readonly #queries: number;
  readonly #keys: number;
  readonly #batch: number;
  /** Which operands there are besides queries, keys and values, in the order in which they are handed on. */
  readonly #extras: readonly ("bias" | "mask" | "queryLengths" | "keyLengths")[];

  constructor(of: AttentionOperands, kind: AttentionKind) {
    this.#kind = kind;
    this.#batch = of.query.shape[0]!;
    this.#queries = of.query.shape[3]!;
    this.#keys = of.key.shape[2]!;
    this.#extras = (["bias", "mask", "queryLengths", "keyLengths"] as const).filter((name) => of[name] !== null);
  }

  /** The operands as a list, as derivatives take them. */
  listOf(of: AttentionOperands): NDArray[] {
    return [of.query, of.key, of.value, ...this.#extras.map((name) => of[name]!)];
  }

  #operandsOf([query, key, value, ...others]: readonly NDArray[]): AttentionOperands {
    const none = { bias: null, mask: null, queryLengths: null, keyLengths: null };
    const extras = Object.fromEntries(this.#extras.map((name, place) => [name, others[place]!]));
    return { query: query!, key: key!, value: value!, ...none, ...extras };
  }

  /** What {@link parts} takes apart: float[b, k, g, t, h + 2]. */
  value(args: readonly NDArray[]): NDArray {
    const of = this.#operandsOf(args);
    const { dtype, shape } = of.query;
    const rows = shape.slice(0, 4);
    const start = [
      lax.full(rows, -Infinity, dtype),
      lax.full(rows, 0, dtype),
      lax.full([...rows, shape[4]!], 0, dtype),
    ];
    const [[largest, total, mean]] = this.#overBlocks(of, start, ([maximum, weight, values], block) => {
      const logits = this.#logits(of, block);
      const next = lax.max(maximum!, lax.reduceMax(logits, [4]));
      // Where nothing but -Infinity was seen there is nothing to subtract.
      const shift = lax.select(lax.eq(next, -Infinity), 0, next);
      const powers = lax.exp(subtract(logits, last(shift)));
      const kept = lax.exp(lax.sub(maximum!, shift));
      const sums = lax.add(lax.mul(weight!, kept), sumOfLast(powers));
      return [[next, sums, add(multiply(values!, last(kept)), overKeys(powers, block.value))], []];
    });
    const result = lax.div(mean!, lax.broadcastInDim(total!, mean!.shape, [0, 1, 2, 3]));
    return lax.concatenate([result, last(lax.log(total!)), last(largest!)], 4);
  }

  /** The tangent of {@link value}. */
  tangent(tangents: readonly (NDArray | null)[], result: NDArray, args: readonly NDArray[]): NDArray | null {
    const moving = args.flatMap((_, place) => (tangents[place] == null ? [] : [place]));
    if (moving.length === 0) return null;
    const moved = (given: readonly NDArray[]): Tangents => {
      const at = (place: number): NDArray | null => given[moving.indexOf(place)] ?? null;
      return { query: at(0), key: at(1), value: at(2), bias: this.#extras[0] === "bias" ? at(3) : null };
    };
    return linearCall(
      "dotProductAttention",
      [...args, result],
      moving.map((place) => tangents[place]!),
      (known, given) => [this.#forward(this.#operandsOf(known.slice(0, -1)), known.at(-1)!, moved(given))],
      (known, [cotangent]) => {
        const of = this.#operandsOf(known.slice(0, -1));
        const { query, key, value, bias } = this.#backward(of, known.at(-1)!, cotangent!);
        return moving.map((place) => [query, key, value, bias][place]!);
      },
    )[0]!;
  }

  #forward(of: AttentionOperands, result: NDArray, moved: Tangents): NDArray {
    const { dtype, shape } = of.query;
    const { mean } = parts(result);
    const none = lax.full(shape.slice(0, 4), 0, dtype);
    const start = [lax.full(shape, 0, dtype), none];
    const among = { key: moved.key, value: moved.value, bias: moved.bias };
    const step = ([values, weight]: readonly NDArray[], block: Block, own: Moved): Step => {
      const weights = this.#weights(of, block, result);
      const slopes = [
        ...(moved.query === null ? [] : [lax.mul(overFeatures(moved.query, block.key), this.#kind.scale)]),
        ...(own.key === null ? [] : [lax.mul(overFeatures(of.query, own.key), this.#kind.scale)]),
        ...(own.bias === null ? [] : [own.bias]),
      ];
      const [first, ...others] = slopes;
      const direct = own.value === null ? [] : [overKeys(weights, own.value)];
      if (first === undefined) return [[direct.reduce((a, b) => lax.add(a, b), values!), weight!], []];
      const slope = others.reduce((a, b) => add(a, b), first);
      const change = multiply(weights, this.#where(of, block, slope));
      const through = [overKeys(change, block.value), ...direct];
      return [[through.reduce((a, b) => lax.add(a, b), values!), lax.add(weight!, sumOfLast(change))], []];
    };
    const [[values, weight]] = this.#overBlocks(of, start, step, among);
    return lax.concatenate([subtract(values!, multiply(mean, last(weight!))), last(weight!), last(none)], 4);
  }

  #backward(of: AttentionOperands, result: NDArray, cotangent: NDArray): { readonly [K in keyof Tangents]: NDArray } {
    const { mean } = parts(result);
    const { mean: ofMean, logTotal: ofLogTotal } = parts(cotangent);
    const level = last(lax.sub(ofLogTotal, sumOfLast(lax.mul(ofMean, mean))));
    const start = [lax.full(of.query.shape, 0, of.query.dtype)];
    const { scale } = this.#kind;
    const [[query], stacked] = this.#overBlocks(of, start, ([sofar], block) => {
      const weights = this.#weights(of, block, result);
      const slope = multiply(weights, add(overFeatures(ofMean, block.value), level));
      const seen = this.#where(of, block, slope);
      const scaled = lax.mul(seen, scale);
      const ofBias = block.bias === null ? [] : [summedTo(seen, block.bias)];
      const stack = [overQueries(scaled, of.query), overQueries(weights, ofMean), ...ofBias];
      return [[lax.add(sofar!, overKeys(scaled, block.key))], stack];
    });
    const whole = (x: NDArray | undefined, axis: number): NDArray =>
      x === undefined ? query! : joined(x, axis, this.#keys);
    return { query: query!, key: whole(stacked[0], 2), value: whole(stacked[1], 2), bias: whole(stacked[2], 4) };
  }

  /** The weights of a block's keys, which add up to 1 over all blocks. */
  #weights(of: AttentionOperands, block: Block, result: NDArray): NDArray {
    const { logTotal, largest } = parts(result);
    return lax.exp(subtract(subtract(this.#logits(of, block), last(largest)), last(logTotal)));
  }

  #logits(of: AttentionOperands, block: Block): NDArray {
    const products = lax.mul(overFeatures(of.query, block.key), this.#kind.scale);
    const biased = block.bias === null ? products : add(products, block.bias);
    const seen = this.#seen(of, block);
    const masked = seen === null ? biased : where(seen, biased, unseen);
    return this.#isPadded ? where(lax.lt(this.#places(block), this.#keys), masked, -Infinity) : masked;
  }

  /** What depends on the logits; 0 where these are given by the mask. */
  #where(of: AttentionOperands, block: Block, x: NDArray): NDArray {
    const seen = this.#seen(of, block);
    return seen === null ? x : where(seen, x, 0);
  }

  /** Which keys of a block are seen: booleans that broadcast to [b, k, g, t, s]; `null` for all. */
  #seen({ queryLengths, keyLengths }: AttentionOperands, block: Block): NDArray | null {
    const { isCausal, window } = this.#kind;
    const rows = lax.reshape(lax.iota("int32", this.#queries), [this.#queries, 1]);
    const columns = lax.reshape(this.#places(block), [1, block.key.shape[2]!]);
    const below = (places: NDArray, lengths: NDArray): NDArray =>
      less(places, lax.reshape(lengths, [this.#batch, 1, 1, 1, 1]));
    const conditions = [
      ...(block.mask === null ? [] : [block.mask]),
      ...(isCausal ? [lessEqual(columns, rows)] : []),
      ...(window === null ? [] : [greaterEqual(columns, subtract(rows, window[0]))]),
      ...(window === null ? [] : [lessEqual(columns, add(rows, window[1]))]),
      ...(queryLengths === null ? [] : [below(rows, queryLengths)]),
      ...(keyLengths === null ? [] : [below(columns, keyLengths)]),
    ];
    return conditions.length === 0 ? null : conditions.reduce((a, b) => logicalAnd(a, b));
  }

  #places(block: Block): NDArray {
    return add(lax.iota("int32", block.key.shape[2]!), block.start);
  }

  get #length(): number {
    return this.#keys <= oneBlock ? this.#keys : blockLength;
  }

  get #isPadded(): boolean {
    return this.#keys % this.#length !== 0;
  }

  /** Goes over the blocks of keys with a state, and stacks what each gives; `moved` is cut along with the keys. */
  #overBlocks(
    of: AttentionOperands,
    start: readonly NDArray[],
    step: (state: readonly NDArray[], block: Block, moved: Moved) => Step,
    moved: Moved = { key: null, value: null, bias: null },
  ): Step {
    const first = lax.full([], 0, "int32");
    if (this.#length === this.#keys) {
      const [state, stacked] = step(start, { ...of, start: first }, moved);
      return [state, stacked.map((x) => lax.expandDims(x, [0]))];
    }
    const cut = (x: NDArray | null): NDArray | null =>
      x === null ? null : inBlocks(x, x.ndim === 4 ? 2 : 4, this.#length);
    const count = Math.ceil(this.#keys / this.#length);
    const block: Block = {
      key: cut(of.key)!,
      value: cut(of.value)!,
      bias: cut(of.bias),
      mask: cut(of.mask),
      start: lax.mul(lax.iota("int32", count), this.#length),
    };
    const along: Moved = { key: cut(moved.key), value: cut(moved.value), bias: cut(moved.bias) };
    return scan((state: readonly NDArray[], here) => step(state, here.block, here.moved), start, {
      block,
      moved: along,
    });
  }
}

/** The tangents of what has any. */
interface Tangents {
  readonly query: NDArray | null;
  readonly key: NDArray | null;
  readonly value: NDArray | null;
  readonly bias: NDArray | null;
}

type Moved = Omit<Tangents, "query">;

/** The next state, and what is stacked. */
type Step = readonly [state: readonly NDArray[], stacked: readonly NDArray[]];

/** What is known of each query, in one array: float[b, k, g, t, h + 2]. */
interface Parts {
  /** The result: the mean of the values, float[b, k, g, t, h]. */
  readonly mean: NDArray;
  /** The logarithm of the sum of weights, when the largest of them is 1: float[b, k, g, t]. */
  readonly logTotal: NDArray;
  /**
   * The largest logit, which may be so far from 0 that the logarithm would be lost in their sum. As only the sum counts, it
   * has no derivative.
   */
  readonly largest: NDArray;
}

function parts(x: NDArray): Parts {
  const length = x.shape[4]! - 2;
  const at = (place: number): NDArray =>
    lax.reshape(lax.sliceInDim(x, length + place, length + place + 1, 1, 4), x.shape.slice(0, 4));
  return { mean: lax.sliceInDim(x, 0, length, 1, 4), logTotal: at(0), largest: at(1) };
}

/** The sum over the axes along which a bias is stretched. */
function summedTo(x: NDArray, bias: NDArray): NDArray {
  const axes = bias.shape.flatMap((length, axis) => (length === x.shape[axis] ? [] : [axis]));
  return axes.length === 0 ? x : sum(x, { axis: axes, keepdims: true });
}

/** An array in blocks along an axis, filled up with zeros: [blocks, …]. */
function inBlocks(x: NDArray, axis: number, length: number): NDArray {
  const count = Math.ceil(x.shape[axis]! / length);
  const high = x.shape.map((own, k) => (k === axis ? count * length - own : 0));
  const zero = x.dtype === "bool" ? convert(x, "int32") : x;
  const none = x.shape.map(() => 0);
  const whole = convert(lax.pad(zero, 0, none, high), x.dtype);
  const split = lax.reshape(whole, [...x.shape.slice(0, axis), count, length, ...x.shape.slice(axis + 1)]);
  const others = split.shape.map((_, k) => k).filter((k) => k !== axis);
  return lax.transpose(split, [axis, ...others]);
}

/** What was in blocks, in one piece again. */
function joined(x: NDArray, axis: number, length: number): NDArray {
  const others = x.shape.map((_, k) => k).slice(1);
  const moved = lax.transpose(x, [...others.slice(0, axis), 0, ...others.slice(axis)]);
  const [count, own] = [moved.shape[axis]!, moved.shape[axis + 1]!];
  const whole = lax.reshape(moved, [...moved.shape.slice(0, axis), count * own, ...moved.shape.slice(axis + 2)]);
  return count * own === length ? whole : lax.sliceInDim(whole, 0, length, 1, axis);
}

/**
 * The attention, and the logarithm of the sum of weights.
 *
 * @returns float[b, k, g, t, h] and float[b, k, g, t].
 */
export function attend(of: AttentionOperands, kind: AttentionKind): readonly [result: NDArray, logTotal: NDArray] {
  const attention = new Attention(of, kind);
  const result = customTangent(
    "dotProductAttention",
    attention.listOf(of),
    (...args) => attention.value(args),
    (tangents, value, args) => attention.tangent(tangents, value, args),
  );
  const { mean, logTotal, largest } = parts(result);
  return [mean, lax.add(largest, logTotal)];
}
