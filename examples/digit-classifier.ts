/*
 * A convolutional network reads digits. The digits are drawn by the program itself: a glyph somewhere in an image, under noise, and
 * other ones at every step.
 */
import { array, nn, zeros, type NDArray } from "@proj/array";
import { dynamicUpdateSlice } from "@proj/array/lax";
import { vmap } from "@proj/autodiff";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { Conv2d, filterJit, filterValueAndGrad, Lambda, Linear, MaxPool2d, Sequential } from "@proj/module";
import { adam, applyUpdates, softmaxCrossEntropyWithIntegerLabels, type StateOf } from "@proj/optim";
import { foldIn, key, randint, subkeys, uniform } from "@proj/random";

setDefaultTarget(wasm());

// Seven rows of each of ten digits.
const rows = [
  ".###. ..#.. .###. ####. #..#. ##### .###. ##### .###. .###.",
  "#...# .##.. #...# ....# #..#. #.... #.... ....# #...# #...#",
  "#..## ..#.. ....# ....# #..#. ####. #.... ...#. #...# #...#",
  "#.#.# ..#.. ..##. .###. ##### ....# ####. ..#.. .###. .####",
  "##..# ..#.. .#... ....# ...#. ....# #...# .#... #...# ....#",
  "#...# ..#.. #.... ....# ...#. #...# #...# .#... #...# ....#",
  ".###. .###. ##### ####. ...#. .###. .###. .#... .###. .###.",
].map((row) => row.split(" "));
const glyphs = array(
  rows[0]!.map((_, digit) => rows.map((row) => Array.from(row[digit]!, (c) => (c === "#" ? 1 : 0)))),
);

const size = 12;
const draw = (digit: NDArray, row: NDArray, column: NDArray): NDArray =>
  dynamicUpdateSlice(zeros([size, size]), glyphs.get(digit), [row, column]);

interface Batch {
  readonly images: NDArray;
  readonly labels: NDArray;
}

function makeBatch(key: NDArray, count: number): Batch {
  const [digitKey, rowKey, columnKey, noiseKey] = subkeys(key, 4);
  const labels = randint(digitKey, [count], 0, 10);
  const images = vmap(draw)(labels, randint(rowKey, [count], 0, size - 6), randint(columnKey, [count], 0, size - 4));
  const noise = uniform(noiseKey, images.shape, { minval: 0, maxval: 0.5 });
  return { images: images.add(noise).reshape([count, 1, size, size]), labels };
}

function makeNetwork(key: NDArray) {
  const [first, second, third] = subkeys(key, 3);
  return Sequential.init([
    Conv2d.init(1, 8, 3, { padding: 1, key: first }),
    Lambda.init(nn.relu),
    MaxPool2d.init(2, { stride: 2 }),
    Conv2d.init(8, 16, 3, { padding: 1, key: second }),
    Lambda.init(nn.relu),
    MaxPool2d.init(2, { stride: 2 }),
    Lambda.init((x) => x.flatten()),
    Linear.init(16 * 3 * 3, 10, { key: third }),
  ]);
}

type Network = ReturnType<typeof makeNetwork>;

const predict = (network: Network, images: NDArray): NDArray => vmap((image) => network.call(image))(images);

const loss = (network: Network, { images, labels }: Batch): NDArray =>
  softmaxCrossEntropyWithIntegerLabels(predict(network, images), labels).mean();

const optimiser = adam(1e-2);

interface Training {
  readonly network: Network;
  readonly state: StateOf<typeof optimiser>;
  readonly count: NDArray;
}

export function start(): Training {
  const network = makeNetwork(key(0));
  return { network, state: optimiser.init(network), count: array(0, "int32") };
}

export const step = filterJit(({ network, state, count }: Training): readonly [Training, NDArray] => {
  const [value, gradient] = filterValueAndGrad(loss)(network, makeBatch(foldIn(key(1), count), 64));
  const [updates, next] = optimiser.update(gradient, state, network);
  return [{ network: applyUpdates(network, updates), state: next, count: count.add(1) }, value];
});

/** How many of a thousand new digits are read as what they are. */
export const accuracy = filterJit(({ network }: Training): NDArray => {
  const { images, labels } = makeBatch(key(2), 1000);
  return predict(network, images).argmax(-1).eq(labels).mean();
});
