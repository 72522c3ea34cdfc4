/*
 * A transformer learns to write a rhyme, one character after the other. While it learns, all places of a window attend at once, each
 * to those before it. While it writes, there is one new place at a time, and what it attends to, the keys and values of the places
 * before, is kept as a state.
 */
import { arange, array, nn, tril, ones, zeros, type NDArray } from "@proj/array";
import { dynamicSlice, dynamicUpdateSlice } from "@proj/array/lax";
import { vmap } from "@proj/autodiff";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import {
  Embedding,
  filterJit,
  filterValueAndGrad,
  LayerNorm,
  Linear,
  makeWithState,
  MLP,
  Module,
  MultiheadAttention,
  StateIndex,
  type State,
} from "@proj/module";
import {
  adam,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  softmaxCrossEntropyWithIntegerLabels,
  type StateOf,
} from "@proj/optim";
import { foldIn, key, randint, subkeys } from "@proj/random";

setDefaultTarget(wasm());

const text = `one two three four five, once I caught a fish alive,
six seven eight nine ten, then I let it go again.
why did you let it go? because it bit my finger so.
which finger did it bite? this little finger on my right.
`;
const characters = [...new Set(text)].sort();

/** The places of characters in their alphabet. */
export const encode = (text: string): NDArray =>
  array(
    Array.from(text, (c) => characters.indexOf(c)),
    "int32",
  );

const codes = encode(text);

const length = 32;
const size = 32;
const numHeads = 4;

/** What one block has seen: keys and values of each place, [length, numHeads, size / numHeads]. */
type Seen = readonly [keys: NDArray, values: NDArray];

class Block extends Module<{
  readonly attentionNorm: LayerNorm;
  readonly attention: MultiheadAttention;
  readonly mlpNorm: LayerNorm;
  readonly mlp: MLP;
  readonly seen: StateIndex<Seen>;
}> {
  static init({ key }: { readonly key: NDArray }): Block {
    const [first, second] = subkeys(key);
    const nothing = zeros([length, numHeads, size / numHeads]);
    return new Block({
      attentionNorm: LayerNorm.init(size),
      attention: MultiheadAttention.init(numHeads, size, { key: first }),
      mlpNorm: LayerNorm.init(size),
      mlp: MLP.init(size, size, { widthSize: 4 * size, depth: 1, activation: nn.gelu, key: second }),
      seen: StateIndex.init<Seen>([nothing, nothing]),
    });
  }

  /** All places at once, float[length, size]. */
  call(xs: NDArray): NDArray {
    const normed = vmap((x) => this.attentionNorm.call(x))(xs);
    const causal = tril(ones([length, length], "bool"));
    return this.#transform(xs.add(this.attention.call(normed, normed, normed, causal)));
  }

  /** One place more, float[1, size]. */
  append(x: NDArray, place: NDArray, state: State): [y: NDArray, state: State] {
    const { queryProj, keyProj, valueProj, outputProj } = this.attention;
    const normed = vmap((x) => this.attentionNorm.call(x))(x);
    const heads = (projection: Linear): NDArray => projection.call(normed).reshape([1, numHeads, size / numHeads]);
    const [oldKeys, oldValues] = state.get(this.seen);
    const keys = dynamicUpdateSlice(oldKeys, heads(keyProj), [place, 0, 0]);
    const values = dynamicUpdateSlice(oldValues, heads(valueProj), [place, 0, 0]);
    const isBefore = arange(length).le(place).reshape([1, 1, length]);
    const attended = nn.dotProductAttention(heads(queryProj), keys, values, { mask: isBefore });
    const y = x.add(outputProj.call(attended.reshape([1, size])));
    return [this.#transform(y), state.set(this.seen, [keys, values])];
  }

  #transform(xs: NDArray): NDArray {
    return xs.add(vmap((x) => this.mlp.call(this.mlpNorm.call(x)))(xs));
  }
}

class Transformer extends Module<{
  readonly embedding: Embedding;
  readonly places: Embedding;
  readonly blocks: readonly Block[];
  readonly norm: LayerNorm;
  readonly readout: Linear;
}> {
  static init({ key }: { readonly key: NDArray }): Transformer {
    const [first, second, third, fourth, fifth] = subkeys(key, 5);
    return new Transformer({
      embedding: Embedding.init(characters.length, size, { key: first }),
      places: Embedding.init(length, size, { key: second }),
      blocks: [Block.init({ key: third }), Block.init({ key: fourth })],
      norm: LayerNorm.init(size),
      readout: Linear.init(size, characters.length, { key: fifth }),
    });
  }

  /** Logits of what follows each place, from codes int32[length]. */
  call(codes: NDArray): NDArray {
    const xs = vmap((code, place) => this.#embed(code, place))(codes, arange(length));
    const ys = this.blocks.reduce((x, block) => block.call(x), xs);
    return vmap((y) => this.#read(y))(ys);
  }

  /** Logits of what follows one place, from its code and what has been seen before. */
  append(code: NDArray, place: NDArray, state: State): [logits: NDArray, state: State] {
    let x = this.#embed(code, place).reshape([1, size]);
    for (const block of this.blocks) [x, state] = block.append(x, place, state);
    return [this.#read(x.get(0)), state];
  }

  #embed(code: NDArray, place: NDArray): NDArray {
    return this.embedding.call(code).add(this.places.call(place));
  }

  #read(y: NDArray): NDArray {
    return this.readout.call(this.norm.call(y));
  }
}

const [template, nothingSeen] = makeWithState(() => Transformer.init({ key: key(0) }))();

const loss = (model: Transformer, windows: NDArray): NDArray => {
  const logits = vmap((codes) => model.call(codes))(windows.get(":", ":-1"));
  return softmaxCrossEntropyWithIntegerLabels(logits, windows.get(":", "1:")).mean();
};

const optimiser = chain(clipByGlobalNorm(1), adam(3e-3));

interface Training {
  readonly model: Transformer;
  readonly state: StateOf<typeof optimiser>;
  readonly count: NDArray;
}

export function start(): Training {
  return { model: template, state: optimiser.init(template), count: array(0, "int32") };
}

export const step = filterJit(({ model, state, count }: Training): readonly [Training, NDArray] => {
  const starts = randint(foldIn(key(1), count), [8], 0, codes.size - length);
  const windows = vmap((start) => dynamicSlice(codes, [start], [length + 1]))(starts);
  const [value, gradient] = filterValueAndGrad(loss)(model, windows);
  const [updates, next] = optimiser.update(gradient, state, model);
  return [{ model: applyUpdates(model, updates), state: next, count: count.add(1) }, value];
});

const append = filterJit((model: Transformer, code: NDArray, place: NDArray, state: State): [NDArray, State] => {
  const [logits, next] = model.append(code, place, state);
  return [logits.argmax(), next];
});

/** Continues a beginning, by the likeliest character each time, as far as a window goes. */
export function write({ model }: Training, beginning: string): string {
  let written = beginning;
  let seen = nothingSeen;
  for (let place = 0; place < length; place++) {
    const code = encode(written.charAt(place)).get(0);
    const [next, state] = append(model, code, array(place, "int32"), seen);
    seen = state;
    if (place === written.length - 1) written += characters[next.item()]!;
  }
  return written;
}
