import { array, concatenate, cos, nn, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { wasm } from "@proj/jit-wasm";
import {
  AdaptiveAvgPool2d,
  BatchNorm,
  Conv2d,
  ConvTranspose2d,
  Dropout,
  Embedding,
  filterGrad,
  filterJit,
  GroupNorm,
  isArray,
  Lambda,
  LayerNorm,
  Linear,
  makeWithState,
  MaxPool2d,
  Module,
  MultiheadAttention,
  PReLU,
  RMSNorm,
  RotaryPositionalEmbedding,
  Sequential,
  SpectralNorm,
  WeightNorm,
  type State,
} from "@proj/module";
import { key, normal, split, subkeys } from "@proj/random";
import { leaves } from "@proj/tree";
import { expect, test } from "vitest";

/** A network with a layer of every kind: images and words in, one number out. */
class Everything extends Module<{
  readonly image: Sequential<readonly [Conv2d, GroupNorm, PReLU, MaxPool2d, ConvTranspose2d, AdaptiveAvgPool2d]>;
  readonly batch: BatchNorm;
  readonly words: Embedding;
  readonly attention: MultiheadAttention;
  readonly norms: readonly [LayerNorm, RMSNorm];
  readonly head: Sequential<readonly [SpectralNorm<Linear>, Lambda, Dropout, WeightNorm<Linear>]>;
}> {
  static init(seed: NDArray): Everything {
    const keys = subkeys(seed, 7);
    return new Everything({
      image: Sequential.init([
        Conv2d.init(1, 4, 3, { padding: "SAME", paddingMode: "REFLECT", key: keys[0] }),
        GroupNorm.init(2, 4),
        PReLU.init(),
        MaxPool2d.init(2, { stride: 2 }),
        ConvTranspose2d.init(4, 2, 3, { stride: 2, key: keys[1] }),
        AdaptiveAvgPool2d.init(2),
      ]),
      batch: BatchNorm.init(2, "batch", { mode: "batch" }),
      words: Embedding.init(5, 8, { key: keys[2] }),
      attention: MultiheadAttention.init(2, 8, { key: keys[3] }),
      norms: [LayerNorm.init(8), RMSNorm.init(8)],
      head: Sequential.init([
        SpectralNorm.init(Linear.init(16, 4, { key: keys[4] }), "weight", { key: keys[5] }),
        new Lambda({ f: nn.tanh }),
        Dropout.init(0.5),
        WeightNorm.init(Linear.init(4, "scalar", { key: keys[6] })),
      ]),
    });
  }

  call(image: NDArray, words: NDArray, state: State, dropoutKey: NDArray): [NDArray, State] {
    const [seen, afterNorm] = this.batch.call(this.image.call(image), state);
    const vectors = vmap((word: NDArray) => this.words.call(word))(words);
    const [first, second] = this.norms;
    const normal = vmap((x: NDArray) => second.call(first.call(x)))(vectors);
    const rotary = RotaryPositionalEmbedding.init(4);
    const turn = vmap((x: NDArray) => rotary.call(x), { inAxes: 1, outAxes: 1 });
    const read = this.attention.call(normal, normal, normal, { processHeads: (q, k, v) => [turn(q), turn(k), v] });
    const features = seen.reshape([8]).add(read.at(-1).get());
    const both = concatenate([features, cos(features)]);
    return this.head.call(both, afterNorm, { key: dropoutKey });
  }
}

test("layers of every kind give in one compiled program, with gradients and states, what they give alone", () => {
  const [model, state] = makeWithState((seed: NDArray) => Everything.init(seed))(key(0));
  const images = normal(key(1), [3, 1, 6, 6]);
  const words = array([[0, 1, 2, 3], [4, 4, 0, 1], [2, 2, 2, 2]], "int32"); // prettier-ignore
  const loss = (m: Everything, s: State, keys: NDArray): readonly [NDArray, State] => {
    const one = (image: NDArray, sentence: NDArray, shared: State, k: NDArray): [NDArray, State] =>
      m.call(image, sentence, shared, k);
    const axes = { inAxes: [0, 0, null, 0], outAxes: [0, null], axisName: "batch" };
    const [ys, next] = vmap(one, axes)(images, words, s, keys);
    return [ys.pow(2).sum(), next];
  };
  const gradient = filterGrad(loss, { hasAux: true });
  const compiled = filterJit(gradient, { target: wasm() });
  const alone = leaves(gradient(model, state, split(key(2), 3)) as unknown).filter(isArray);
  const together = leaves(compiled(model, state, split(key(2), 3)) as unknown).filter(isArray);
  expect(together.length).toBe(alone.length);
  alone.forEach((expected, i) => {
    const [xs, ys] = [expected.astype("float32").dataSync(), together[i]!.astype("float32").dataSync()];
    const bound = 2e-5 * Math.max(1, ...Array.from(xs, (x) => Math.abs(x)));
    xs.forEach((x, k) => expect(Math.abs(x - Number(ys[k]))).toBeLessThan(bound));
  });
});
