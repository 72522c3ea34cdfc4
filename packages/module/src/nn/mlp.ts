import {
  booleanOption,
  functionOption,
  integerOption,
  isNDArray,
  numberOption,
  readNeededOptions,
  readPositionalOptions,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { arange, broadcastTo, stack, UsageError, zeros, type NDArray, type scan, type Shape } from "@proj/array";
import { relu } from "@proj/array/nn";
import { split } from "@proj/random";
import { map, Static } from "@proj/tree";
import { Module } from "../module.ts";
import { checkedLayerSize, layerReaders, type LayerOptions, type LayerSize } from "./layer-options.ts";
import { checkVectors, Linear } from "./linear.ts";
import type { Layer } from "./sequential.ts";

/** A function of arrays that keeps the shape, such as `nn.relu` of @proj/array. */
export type Activation = (x: NDArray) => NDArray;

/** How an {@link MLP} is made. */
export interface MLPOptions extends LayerOptions {
  /** The function after each hidden layer; a layer, such as a {@link PReLU}, gets parameters for each neuron. Default `nn.relu`. */
  readonly activation?: Activation | Layer;
  /** The function after the last layer. Default: none, that is the identity. */
  readonly finalActivation?: Activation | Layer;
  /** Whether the last layer adds a bias. Default true. */
  readonly useFinalBias?: boolean;
  /**
   * `scan` of @proj/array: hidden layers are one loop, so that a deep network compiles as fast as a flat one. Default: one after the other,
   * and programs without loops do not carry them.
   */
  readonly scan?: typeof scan;
}

/** How large an {@link MLP} is, and how it is made. */
export interface MLPSizes extends MLPOptions {
  /** Length of each hidden layer. */
  readonly widthSize: number;
  /** The number of hidden layers; 0 makes one affine map. */
  readonly depth: number;
}

const isLayer = (value: unknown): value is Layer =>
  typeof value === "object" && value !== null && "call" in value && typeof value.call === "function";

const activationOption: OptionReader<Activation | Layer> = (value, place) => {
  if (isLayer(value)) return value;
  if (typeof value === "function") return functionOption<Activation>()(value, place);
  throw wrongOption(place, value, "a function of arrays, or a layer");
};

const scanOption: OptionReader<typeof scan> = (value, place) => {
  if (typeof value === "function") return value as typeof scan;
  throw wrongOption(place, value, "the function scan of @proj/array");
};

const readers: OptionReaders<MLPSizes> = {
  ...layerReaders,
  activation: activationOption,
  finalActivation: activationOption,
  useFinalBias: booleanOption,
  scan: scanOption,
  widthSize: integerOption(0),
  depth: numberOption,
};

/**
 * A multilayer perceptron: affine maps with a nonlinear function after each.
 *
 * Its functions are leaves, so it goes through `filterJit` and `filterGrad` as it is, and is partitioned for others.
 *
 * @example
 * import { nn, ones } from "@proj/array";
 * import { MLP } from "@proj/module";
 * import { key } from "@proj/random";
 * const mlp = MLP.init(2, 1, { widthSize: 8, depth: 2, key: key(0), activation: nn.tanh });
 * mlp.layers.map((layer) => layer.weight.shape); // → [[8, 2], [8, 8], [1, 8]]
 * mlp.call(ones([2])).shape; // → [1]
 * MLP.init(2, 1, 8, 2, { key: key(0) }).layers.length; // → 3
 */
export class MLP extends Module<{
  /** One after the other; in a loop, the first one, those in between with one more axis in front of their arrays, and the last one. */
  readonly layers: readonly Linear[];
  /** After each hidden layer; of a layer, arrays have axes [depth, widthSize] in front. */
  readonly activation: Activation | Layer;
  /** After the last layer; of a layer, arrays have an axis [outSize] in front. */
  readonly finalActivation: Activation | Layer;
  /** There if hidden layers are one loop: what runs it. */
  readonly scan?: Static<typeof scan>;
}> {
  /**
   * @param inSize - length of the input, or `"scalar"`.
   * @param outSize - length of the output, or `"scalar"`.
   * @param options - the next two also one by one, as in Equinox; `key`; `widthSize`: length of each hidden layer; `depth`: how many of
   *   them, 0 makes one affine map;
   *   `activation` (default `nn.relu`), `finalActivation` (default the identity), `useBias`, `useFinalBias` (default true),
   *   `dtype` (default float32), `scan`: the function `scan` of @proj/array, for hidden layers as one loop, which compiles faster.
   * @throws UsageError if `depth` is not a count.
   */
  static init(inSize: LayerSize, outSize: LayerSize, options: MLPSizes): MLP;
  static init(inSize: LayerSize, outSize: LayerSize, widthSize: number, depth: number, options: MLPOptions): MLP;
  static init(inSize: LayerSize, outSize: LayerSize, ...given: readonly unknown[]): MLP {
    const named = readPositionalOptions<MLPSizes>("MLP.init", given, ["widthSize", "depth"], readers);
    const read = readNeededOptions("MLP.init", named as MLPSizes, readers, ["widthSize", "depth", "key"]);
    const { key, widthSize, depth, useBias = true, useFinalBias = true, dtype = "float32" } = read;
    const { activation = relu, finalActivation = identity } = read;
    const loop = depth > 0 ? read.scan : undefined;
    checkedLayerSize("MLP.init", "inSize", inSize);
    checkedLayerSize("MLP.init", "outSize", outSize);
    if (!Number.isInteger(depth) || depth < 0) throw wrongDepth(depth);
    const sizes = [inSize, ...new Array<number>(depth).fill(widthSize), outSize];
    const keys = [...split(key, depth + 1)];
    const layers = keys.map((layerKey, i) =>
      Linear.init(sizes[i]!, sizes[i + 1]!, { key: layerKey, useBias: i < depth ? useBias : useFinalBias, dtype }),
    );
    const stackOf = (arrays: readonly NDArray[], ...shape: Shape): NDArray =>
      arrays.length === 0 ? zeros([0, ...shape], dtype) : stack(arrays);
    const between = (): Linear => {
      const hidden = layers.slice(1, -1);
      const biases = hidden.flatMap(({ bias }) => (bias === null ? [] : [bias]));
      return new Linear({
        weight: stackOf(hidden.map(({ weight }) => weight), widthSize, widthSize), // prettier-ignore
        bias: useBias ? stackOf(biases, widthSize) : null,
      });
    };
    return new MLP({
      layers: loop === undefined ? layers : [layers[0]!, between(), layers.at(-1)!],
      ...(loop !== undefined && { scan: new Static(loop) }),
      activation: perNeuron(activation, [depth, widthSize]),
      finalActivation: perNeuron(finalActivation, outSize === "scalar" ? [] : [outSize]),
    });
  }

  /**
   * @param x - float[..., inSize]: one input, or several along axes in front; float[...] if the input is scalar.
   * @returns float[..., outSize], or float[...] if the output is scalar.
   * @throws UsageError if the last axis has another length.
   */
  call(x: NDArray): NDArray {
    const { layers, activation, finalActivation } = this;
    const [first] = layers;
    if (first !== undefined && first.inSize !== "scalar") checkVectors("MLP.call", "x", first.weight, x);
    if (this.scan !== undefined) {
      const [input, hidden, output] = layers as readonly [Linear, Linear, Linear];
      const places = arange(1, hidden.weight.shape[0]! + 1);
      const step = (y: NDArray, [place, layer]: readonly [NDArray, Linear]): [NDArray, null] => [
        applied(activation, layer.call(y), place),
        null,
      ];
      const [y] = this.scan.value(step, applied(activation, input.call(x), 0), [places, hidden] as const);
      return applied(finalActivation, output.call(y), null);
    }
    const last = layers.length - 1;
    return layers.reduce((y, layer, place) => {
      const z = layer.call(y);
      return place < last ? applied(activation, z, place) : applied(finalActivation, z, null);
    }, x);
  }
}

const identity: Activation = (x) => x;

/** A layer with parameters of its own for each neuron; a function as it is. */
function perNeuron(activation: Activation | Layer, shape: Shape): Activation | Layer {
  if (typeof activation === "function") return activation;
  const stretch = (leaf: unknown): unknown => {
    if (!isNDArray(leaf)) return leaf;
    if (leaf.ndim === 0) return broadcastTo(leaf, shape);
    throw new UsageError({
      operation: "MLP.init",
      received: `an activation with a parameter ${leaf.describe()}`,
      expected: "an activation of single numbers, whose parameters are scalars",
      remedy: "give scalars: each neuron gets one of its own",
    });
  };
  return map(stretch, activation as unknown) as Layer;
}

/** An activation of neurons on the last axis; after a hidden layer with the parameters that belong to it. */
function applied(activation: Activation | Layer, x: NDArray, place: number | NDArray | null): NDArray {
  if (typeof activation === "function") return activation(x);
  const own = (leaf: unknown): unknown => (isNDArray(leaf) && place !== null ? leaf.get(place) : leaf);
  return (map(own, activation as unknown) as Layer).call(x);
}

function wrongDepth(depth: number): UsageError {
  return new UsageError({
    operation: "MLP.init",
    received: `depth ${depth}`,
    expected: "the number of hidden layers: an integer from 0",
    remedy: "use 0 for a single affine map",
  });
}
