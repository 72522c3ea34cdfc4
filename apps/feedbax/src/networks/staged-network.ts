import { concatenate, nn, zeros, type NDArray } from "@proj/array";
import { GRUCell, Linear, Module, type Layer } from "@proj/module";
import { normal, subkeys } from "@proj/random";
import { leaves } from "@proj/tree";
import {
  booleanOption,
  functionOption,
  integerOption,
  nullableOption,
  numberOption,
  readNeededOptions,
  type OptionReaders,
} from "@proj/tree/core";
import { keyOption } from "../options.ts";
import type { Intervenors } from "../models/intervenor.ts";
import type { ModelInput } from "../models/model.ts";
import { modelStage, runStages, type Stage, type StagedModel } from "../models/staged-model.ts";
import { checkCount } from "../quantities.ts";

/**
 * The state of a {@link SimpleStagedNetwork}.
 *
 * @example
 * import { SimpleStagedNetwork } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const state = SimpleStagedNetwork.init(3, 5, { key: key(0) }).init(key(1));
 * Object.keys(state); // → ["input", "hidden", "output", "encoding", "memory"]
 * state.hidden.shape; // → [5]
 */
export class NetworkState extends Module<{
  /** All inputs in one vector, [inputSize]. */
  readonly input: NDArray;
  /** Activity of the hidden units, [hiddenSize]. */
  readonly hidden: NDArray;
  /** [outSize]; null without readout. */
  readonly output: NDArray | null;
  /** [encodingSize]; null without encoder. */
  readonly encoding: NDArray | null;
  /** What a hidden layer remembers besides its activity, [memorySize]; null for one that does not. */
  readonly memory: NDArray | null;
}> {}

/** A layer of hidden units: their next activity from an input and their last activity, which it may leave aside. */
export interface HiddenLayer {
  /** The next activity, [hiddenSize], from an input, [inputSize], and the last activity; `key` is for noise. */
  call(input: NDArray, hidden: NDArray, key: NDArray): NDArray;
}

/** A layer of hidden units with a memory besides their activity. */
export interface MemoryLayer {
  /** Components of the memory. */
  readonly memorySize: number;
  /** The next activity, [hiddenSize], and the next memory, from an input, the last activity and the last memory. */
  callWithMemory(
    input: NDArray,
    hidden: NDArray,
    memory: NDArray,
    key: NDArray,
  ): readonly [hidden: NDArray, memory: NDArray];
}

interface NetworkFields {
  readonly hidden: HiddenLayer | MemoryLayer;
  readonly encoder: Layer | null;
  readonly readout: Layer | null;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly encodingSize: number | null;
  readonly outSize: number | null;
  readonly hiddenNonlinearity: (x: NDArray) => NDArray;
  readonly outNonlinearity: (x: NDArray) => NDArray;
  /** Standard deviation of noise in the hidden units; null for none. */
  readonly hiddenNoiseStd: number | null;
  readonly intervenors: Intervenors<NetworkState>;
}

/** How a layer of a {@link SimpleStagedNetwork} is made. */
export interface LayerTypeOptions {
  /** Whether the layer has biases. */
  readonly useBias: boolean;
  /** Randomness of the weights, uint32[2]. */
  readonly key: NDArray;
}

/** Makes a layer: `(inputSize, outSize, options) => Linear.init(inputSize, outSize, options)`. */
export type LayerType<L> = (inputSize: number, outSize: number, options: LayerTypeOptions) => L;

/** Options of {@link SimpleStagedNetwork.init}. */
export interface NetworkOptions {
  /** Randomness of the weights, uint32[2]. */
  readonly key: NDArray;
  /** Components of the output. Default null: no readout. */
  readonly outSize?: number | null;
  /** Units of a linear encoder between input and hidden layer. Default null: no encoder. */
  readonly encodingSize?: number | null;
  /** Makes the hidden layer. Default: a {@link GRUCell}. */
  readonly hiddenType?: LayerType<HiddenLayer | MemoryLayer>;
  /** Makes the encoder. Default: {@link Linear}. */
  readonly encoderType?: LayerType<Layer>;
  /** Makes the readout. Default: {@link Linear}, whose bias begins at zero. */
  readonly readoutType?: LayerType<Layer>;
  /** Whether the hidden layer has biases; encoder and readout always have. Default true. */
  readonly useBias?: boolean;
  /** Applied to the activity of the hidden layer. Default identity. */
  readonly hiddenNonlinearity?: (x: NDArray) => NDArray;
  /** Applied to the output. Default identity. */
  readonly outNonlinearity?: (x: NDArray) => NDArray;
  /** Standard deviation of noise in the hidden units. Default null: none. */
  readonly hiddenNoiseStd?: number | null;
}

const readers: OptionReaders<NetworkOptions> = {
  key: keyOption,
  outSize: nullableOption(integerOption(1)),
  encodingSize: nullableOption(integerOption(1)),
  hiddenType: functionOption(),
  encoderType: functionOption(),
  readoutType: functionOption(),
  useBias: booleanOption,
  hiddenNonlinearity: functionOption(),
  outNonlinearity: functionOption(),
  hiddenNoiseStd: nullableOption(numberOption),
};

/**
 * A network of one recurrent hidden layer, with an encoder before and a readout after it if wanted.
 *
 * Its input is any tree of arrays; the network sees them as one vector.
 * @example
 * import { ones } from "@proj/array";
 * import { SimpleStagedNetwork } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const net = SimpleStagedNetwork.init(3, 5, { outSize: 2, key: key(0) });
 * const inputs = { position: ones([2]), cue: ones([1]) };
 * net.call({ input: inputs, intervene: {} }, net.init(key(1)), key(2)).output!.shape; // → [2]
 */
export class SimpleStagedNetwork extends Module<NetworkFields> implements StagedModel<unknown, NetworkState> {
  /**
   * @param inputSize - components of all inputs together.
   * @param hiddenSize - units of the hidden layer.
   * @param options - `key` at least; see {@link NetworkOptions}.
   * @throws UsageError when a size is not a count.
   */
  static init(inputSize: number, hiddenSize: number, options: NetworkOptions): SimpleStagedNetwork {
    const {
      key,
      outSize = null,
      encodingSize = null,
      hiddenType = gruCell,
      encoderType = linear,
      readoutType = linearFromZero,
      useBias = true,
      hiddenNonlinearity = nn.identity,
      outNonlinearity = nn.identity,
      hiddenNoiseStd = null,
    } = readNeededOptions("SimpleStagedNetwork.init", options, readers, ["key"]);
    checkCount("SimpleStagedNetwork.init", "inputSize", inputSize, 1);
    checkCount("SimpleStagedNetwork.init", "hiddenSize", hiddenSize, 1);
    const [hiddenKey, encoderKey, readoutKey] = subkeys(key, 3);
    return new SimpleStagedNetwork({
      hidden: hiddenType(encodingSize ?? inputSize, hiddenSize, { useBias, key: hiddenKey }),
      encoder: encodingSize === null ? null : encoderType(inputSize, encodingSize, { useBias: true, key: encoderKey }),
      readout: outSize === null ? null : readoutType(hiddenSize, outSize, { useBias: true, key: readoutKey }),
      inputSize,
      hiddenSize,
      encodingSize,
      outSize,
      hiddenNonlinearity,
      outNonlinearity,
      hiddenNoiseStd,
      intervenors: {},
    });
  }

  get modelSpec(): Readonly<Record<string, Stage<unknown, NetworkState>>> {
    const { hidden, encoder, readout, hiddenNonlinearity, outNonlinearity, hiddenNoiseStd } = this;
    return {
      input: modelStage({
        operation: ravelInput,
        whereInput: (input: unknown, _state: NetworkState) => input,
        whereState: (state: NetworkState) => state.input,
      }),
      ...(encoder !== null && {
        encoder: modelStage({
          operation: (input: NDArray): NDArray | null => encoder.call(input),
          whereInput: (_input: unknown, state: NetworkState) => state.input,
          whereState: (state: NetworkState) => state.encoding,
          label: encoder.constructor.name,
        }),
      }),
      hidden: hiddenStage(hidden),
      hiddenNonlinearity: modelStage({
        operation: (x: NDArray) => hiddenNonlinearity(x),
        whereInput: (_input: unknown, state: NetworkState) => state.hidden,
        whereState: (state: NetworkState) => state.hidden,
        label: hiddenNonlinearity.name,
      }),
      ...(hiddenNoiseStd !== null && {
        hiddenNoise: modelStage({
          operation: (x: NDArray, _state, key) => x.add(normal(key, x.shape).mul(hiddenNoiseStd).astype(x.dtype)),
          whereInput: (_input: unknown, state: NetworkState) => state.hidden,
          whereState: (state: NetworkState) => state.hidden,
          label: "normal",
        }),
      }),
      ...(readout !== null && {
        readout: modelStage({
          operation: (x: NDArray): NDArray | null => readout.call(x),
          whereInput: (_input: unknown, state: NetworkState) => state.hidden,
          whereState: (state: NetworkState) => state.output,
          label: readout.constructor.name,
        }),
        outNonlinearity: modelStage({
          operation: (x: NDArray | null) => (x === null ? null : outNonlinearity(x)),
          whereInput: (_input: unknown, state: NetworkState) => state.output,
          whereState: (state: NetworkState) => state.output,
          label: outNonlinearity.name,
        }),
      }),
    };
  }

  call(input: ModelInput<unknown>, state: NetworkState, key: NDArray): NetworkState {
    return runStages(this, input, state, key);
  }

  init(_key: NDArray): NetworkState {
    const { inputSize, hiddenSize, outSize, encodingSize } = this;
    return new NetworkState({
      input: zeros([inputSize]),
      hidden: zeros([hiddenSize]),
      output: outSize === null ? null : zeros([outSize]),
      encoding: encodingSize === null ? null : zeros([encodingSize]),
      memory: "memorySize" in this.hidden ? zeros([this.hidden.memorySize]) : null,
    });
  }
}

/** The stage that gives the hidden units their next activity. */
function hiddenStage(layer: HiddenLayer | MemoryLayer): Stage<unknown, NetworkState> {
  const whereInput = (_input: unknown, state: NetworkState): NDArray => state.encoding ?? state.input;
  const label = layer.constructor.name;
  if ("call" in layer) {
    return modelStage({
      operation: (input: NDArray, hidden: NDArray, key) => layer.call(input, hidden, key),
      whereInput,
      whereState: (state: NetworkState) => state.hidden,
      label,
    });
  }
  return modelStage({
    operation: (input: NDArray, state: NetworkState, key) => {
      const [hidden, memory] = layer.callWithMemory(input, state.hidden, state.memory!, key);
      return state.with({ hidden, memory });
    },
    whereInput,
    whereState: (state: NetworkState) => state,
    label,
  });
}

/** All arrays of a tree in one vector. */
function ravelInput(input: unknown): NDArray {
  return concatenate((leaves(input, undefined) as readonly NDArray[]).map((leaf) => leaf.ravel()));
}

const gruCell: LayerType<GRUCell> = (inputSize, hiddenSize, options) => GRUCell.init(inputSize, hiddenSize, options);

const linear: LayerType<Linear> = (inputSize, outSize, options) => Linear.init(inputSize, outSize, options);

const linearFromZero: LayerType<Linear> = (inputSize, outSize, options) => {
  const layer = linear(inputSize, outSize, options);
  return layer.bias === null ? layer : layer.with({ bias: zeros([outSize]) });
};
