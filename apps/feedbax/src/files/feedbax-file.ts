import { UsageError, type NDArray } from "@proj/array";
import { GRUCell, LeafReader, LeafWriter, Linear, treeDeserialiseLeaves, treeSerialiseLeaves } from "@proj/module";
import type { SimpleStagedNetwork } from "../networks/staged-network.ts";
import { pythonJson } from "./python-json.ts";

/**
 * A model and what it was made from as one file: the first line is JSON, then come the leaves as Equinox writes them.
 *
 * @param model - its arrays live on the host.
 * @param hyperparameters - what the function that made the model was given; no arrays. Default null.
 * @example
 * import { array } from "@proj/array";
 * import { loadModel, saveModel } from "@proj/feedbax";
 * const bytes = saveModel({ w: array([1, 2]) }, { size: 2 });
 * new TextDecoder().decode(bytes).split("\n")[0]; // → "{\"size\": 2}"
 * loadModel(bytes, () => ({ w: array([0, 0]) })).w.toList(); // → [1, 2]
 */
export function saveModel(model: unknown, hyperparameters: unknown = null): Uint8Array<ArrayBuffer> {
  const header = new TextEncoder().encode(`${pythonJson(hyperparameters)}\n`);
  const leaves = treeSerialiseLeaves(model);
  const bytes = new Uint8Array(header.length + leaves.length);
  bytes.set(header);
  bytes.set(leaves, header.length);
  return bytes;
}

/**
 * The model in a file that {@link saveModel} wrote.
 *
 * @param bytes - of the file.
 * @param setup - makes a model like it, from the hyperparameters in the file; their values are those of the first line, or nothing.
 * @throws UsageError when the file has no such first line, or other leaves than the model.
 * @example
 * import { loadModel, pointMassNNSimpleReaches, saveModel } from "@proj/feedbax";
 * import { treeEqual } from "@proj/module";
 * import { key } from "@proj/random";
 * const setup = ({ hiddenSize = 50 }: { readonly hiddenSize?: number }) =>
 *   pointMassNNSimpleReaches({ hiddenSize, key: key(0) }).model;
 * const model = setup({ hiddenSize: 4 });
 * treeEqual(loadModel(saveModel(model, { hiddenSize: 4 }), setup), model); // → true
 */
export function loadModel<Model>(bytes: Uint8Array, setup: (hyperparameters: never) => Model): Model {
  const { hyperparameters, leaves } = parts("loadModel", bytes);
  return treeDeserialiseLeaves(leaves, setup((hyperparameters ?? {}) as never));
}

/** What stands in a file that Feedbax saved. */
export interface FeedbaxFile {
  /** What the first line says; null for nothing. */
  readonly hyperparameters: unknown;
  /** Arrays and numbers, in the order of the model's leaves; numbers have no axes. */
  readonly leaves: readonly NDArray[];
}

/**
 * What stands in a file that Feedbax saved in Python, `feedbax.save(path, model, hyperparameters)`.
 *
 * @param bytes - of the file.
 * @throws UsageError when it is no such file.
 * @example
 * import { array } from "@proj/array";
 * import { readFeedbaxFile, saveModel } from "@proj/feedbax";
 * const { hyperparameters, leaves } = readFeedbaxFile(saveModel([array([1, 2]), 0.5], { seed: 3 }));
 * hyperparameters; // → { seed: 3 }
 * leaves.map((leaf) => leaf.toList()); // → [[1, 2], 0.5]
 */
export function readFeedbaxFile(bytes: Uint8Array): FeedbaxFile {
  const { hyperparameters, leaves } = parts("readFeedbaxFile", bytes);
  const file = new LeafReader(leaves);
  const arrays: NDArray[] = [];
  while (file.left > 0) arrays.push(file.load());
  return { hyperparameters, leaves: arrays };
}

/**
 * A network with the weights of one that Feedbax saved in Python, alone or as the network of a model.
 *
 * Feedbax keeps the network before everything else of a model: its hidden layer, then its readout, then its encoder, with sizes between
 * them.
 *
 * @param bytes - of the file.
 * @param net - a network of the same layers and sizes, with a GRU and linear readout and encoder; stays as it is.
 * @throws UsageError when the file has other weights in its front.
 * @example
 * import { loadFeedbaxNetwork, saveModel, SimpleStagedNetwork } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const net = SimpleStagedNetwork.init(3, 4, { outSize: 2, key: key(0) });
 * const other = SimpleStagedNetwork.init(3, 4, { outSize: 2, key: key(1) });
 * const [{ weightIh, weightHh, bias, biasN }, readout] = [net.hidden, net.readout] as never as
 *   [import("@proj/module").GRUCell, import("@proj/module").Linear];
 * const file = saveModel([weightIh, weightHh, bias, biasN, 4, 2, readout.weight, readout.bias]);
 * String(loadFeedbaxNetwork(file, other)) === String(net); // → true
 */
export function loadFeedbaxNetwork(bytes: Uint8Array, net: SimpleStagedNetwork): SimpleStagedNetwork {
  const operation = "loadFeedbaxNetwork";
  const wanted = weightsOf(operation, net);
  const found = readFeedbaxFile(bytes).leaves.filter(({ ndim }) => ndim > 0);
  checkWeights(operation, wanted, found);
  return withWeights(net, found);
}

/**
 * A file that Feedbax loads in Python, with the weights of a network in it.
 *
 * Python cannot be told of a model but by a model: the file that is changed is one that Feedbax saved of the model as it was made, before
 * training, say.
 *
 * @param bytes - of a file that Feedbax saved.
 * @param net - a network of the same layers and sizes.
 * @returns the bytes of the file with other weights.
 * @throws UsageError when the file has other weights in its front.
 * @example
 * import { array } from "@proj/array";
 * import { readFeedbaxFile, saveFeedbaxNetwork, saveModel, SimpleStagedNetwork } from "@proj/feedbax";
 * import { zeros } from "@proj/array";
 * import { key } from "@proj/random";
 * const net = SimpleStagedNetwork.init(3, 4, { key: key(0) });
 * const made = saveModel([zeros([12, 3]), zeros([12, 4]), zeros([12]), zeros([4]), 4], { seed: 1 });
 * readFeedbaxFile(saveFeedbaxNetwork(made, net)).leaves.length; // → 5
 */
export function saveFeedbaxNetwork(bytes: Uint8Array, net: SimpleStagedNetwork): Uint8Array<ArrayBuffer> {
  const operation = "saveFeedbaxNetwork";
  const weights = weightsOf(operation, net);
  const { header, leaves } = parts(operation, bytes);
  const [file, changed] = [new LeafReader(leaves), new LeafWriter()];
  const replaced: NDArray[] = [];
  changed.write(header);
  while (file.left > 0) {
    const before = leaves.length - file.left;
    const leaf = file.load();
    const next = weights[replaced.length];
    if (leaf.ndim > 0 && next !== undefined) {
      replaced.push(leaf);
      changed.save(next);
    } else changed.write(leaves.subarray(before, leaves.length - file.left));
  }
  checkWeights(operation, weights, replaced);
  return changed.bytes();
}

/** The first line of a file, what it says, and the bytes behind it. */
function parts(operation: string, bytes: Uint8Array) {
  const end = bytes.indexOf(10);
  const refuse = (received: string): UsageError =>
    new UsageError({
      operation,
      received,
      expected: "a file of feedbax.save or saveModel: a line of JSON, then arrays",
      remedy: "give the bytes of such a file; what eqx.tree_serialise_leaves wrote is read by treeDeserialiseLeaves",
    });
  if (end < 0) throw refuse(`${bytes.length} bytes without the end of a line`);
  const line = new TextDecoder().decode(bytes.subarray(0, end));
  try {
    const hyperparameters: unknown = JSON.parse(line);
    return { hyperparameters, header: bytes.subarray(0, end + 1), leaves: bytes.subarray(end + 1) };
  } catch {
    throw refuse("a first line that is not JSON");
  }
}

/** The weights of a network in the order of Feedbax. */
function weightsOf(operation: string, { hidden, readout, encoder }: SimpleStagedNetwork): readonly NDArray[] {
  const linear = (layer: unknown): layer is Linear | null => layer === null || layer instanceof Linear;
  if (hidden instanceof GRUCell && linear(readout) && linear(encoder)) {
    const layers = [hidden.weightIh, hidden.weightHh, hidden.bias, hidden.biasN].concat(
      ...[readout, encoder].map((layer) => (layer === null ? [] : [layer.weight, layer.bias])),
    );
    return layers.filter((weight) => weight !== null);
  }
  throw new UsageError({
    operation,
    received: `a network with ${[hidden, readout, encoder].map((layer) => layer?.constructor.name ?? "no layer").join(", ")}`,
    expected: "a GRU, with linear readout and encoder or without",
    remedy: "read the leaves with readFeedbaxFile, and put them where they belong with treeAt",
  });
}

function checkWeights(operation: string, wanted: readonly NDArray[], found: readonly NDArray[]): void {
  const shapes = (arrays: readonly NDArray[]): string =>
    arrays.map(({ dtype, shape }) => `${dtype}[${shape.join(", ")}]`).join(", ");
  const front = found.slice(0, wanted.length);
  if (shapes(front) === shapes(wanted)) return;
  throw new UsageError({
    operation,
    received: `a file with ${shapes(front) || "no arrays"} in its front`,
    expected: `the weights of the network, ${shapes(wanted)}`,
    remedy: "make the network with the sizes that the hyperparameters of the file tell",
  });
}

function withWeights(net: SimpleStagedNetwork, weights: readonly NDArray[]): SimpleStagedNetwork {
  const rest = [...weights];
  const taken = <Value extends NDArray | null>(like: Value): Value => (like === null ? like : (rest.shift() as Value));
  const linear = (layer: Linear | null): Linear | null => {
    if (layer === null) return null;
    const weight = taken(layer.weight);
    return layer.with({ weight, bias: taken(layer.bias) });
  };
  const gru = net.hidden as GRUCell;
  const weightIh = taken(gru.weightIh);
  const weightHh = taken(gru.weightHh);
  const bias = taken(gru.bias);
  const hidden = gru.with({ weightIh, weightHh, bias, biasN: taken(gru.biasN) });
  const readout = linear(net.readout as Linear | null);
  return net.with({ hidden, readout, encoder: linear(net.encoder as Linear | null) });
}
