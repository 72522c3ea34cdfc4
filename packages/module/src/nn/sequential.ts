import { UsageError, type NDArray } from "@proj/array";
import { listOption, readArgument, readOptions, wrongOption, type OptionReader } from "@proj/array/core";
import { subkeys } from "@proj/random";
import { Module } from "../module.ts";
import { layerCallReaders, type LayerCallOptions } from "./layer-options.ts";
import { checkState, State } from "./state.ts";
import { isStatefulLayer, type StatefulLayer } from "./stateful-layer.ts";

/** A layer that maps one array to another. */
export interface Layer {
  call(x: NDArray, options?: LayerCallOptions): NDArray;
}

const layerOption: OptionReader<object> = (value, place) => {
  if (typeof value === "object" && value !== null && "call" in value) return value;
  throw wrongOption(place, value, "a layer; a function is one as Lambda.init(f)");
};

/**
 * Layers one after the other.
 *
 * @example
 * import { nn, ones } from "@proj/array";
 * import { Lambda, Linear, Sequential } from "@proj/module";
 * import { key, subkeys } from "@proj/random";
 * const [first, second] = subkeys(key(0));
 * const model = new Sequential({
 *   layers: [Linear.init(2, 8, { key: first }), Lambda.init(nn.relu), Linear.init(8, 1, { key: second })],
 * });
 * model.call(ones([2])).shape; // → [1]
 * String(model.at(0)); // → "Linear { weight: f32[8,2], bias: f32[8] }"
 * [...model].length; // → 3
 */
export class Sequential<const Layers extends readonly (Layer | StatefulLayer)[]> extends Module<{
  readonly layers: Layers;
}> {
  /** @param layers - in the order in which they are called. */
  static init<const Layers extends readonly (Layer | StatefulLayer)[]>(layers: Layers): Sequential<Layers> {
    readArgument("Sequential.init", "layers", layers, listOption(layerOption));
    return new Sequential({ layers });
  }

  /** Whether one of the layers takes a state. */
  isStateful(): boolean {
    return this.layers.some(isStatefulLayer);
  }

  /**
   * @param x - the input of the first layer.
   * @param options - `key`: a random key of this call's own, of which each layer gets a part; `inference`.
   * @returns the output of the last layer; the input itself if there are none.
   * @throws UsageError if one of the layers takes a state.
   */
  call(x: NDArray, options?: LayerCallOptions): NDArray;
  /**
   * @param x - the input of the first layer.
   * @param state - the state of the model, which layers with a state change one after the other.
   * @param options - `key`: a random key of this call's own, of which each layer gets a part; `inference`.
   * @returns the output of the last layer, and the state afterwards.
   */
  call(x: NDArray, state: State, options?: LayerCallOptions): [y: NDArray, state: State];
  call(x: NDArray, second?: State | LayerCallOptions, third?: LayerCallOptions): NDArray | [NDArray, State] {
    const isStateGiven = second instanceof State;
    const options = isStateGiven ? third : second;
    const { key, ...given } = readOptions<LayerCallOptions>("Sequential.call", options, layerCallReaders);
    const keys = key === undefined ? [] : subkeys(key, this.layers.length);
    let y = x;
    let state = isStateGiven ? second : undefined;
    this.layers.forEach((layer, place) => {
      const own = key === undefined ? given : { ...given, key: keys[place]! };
      try {
        if (isStatefulLayer(layer)) {
          checkState("Sequential.call", state);
          [y, state] = layer.call(y, state, own);
        } else {
          y = layer.call(y, own);
        }
      } catch (error) {
        throw error instanceof UsageError ? inLayer(place, error) : error;
      }
    });
    return state === undefined ? y : [y, state];
  }

  /** The layer at a place; negative ones count from the last. */
  at(place: number): Layers[number] | undefined {
    return this.layers.at(place);
  }

  /** Some of the layers, as `slice` of lists takes them. */
  slice(start?: number, end?: number): Sequential<readonly Layers[number][]> {
    return new Sequential({ layers: this.layers.slice(start, end) });
  }

  /** How many layers there are. */
  get length(): number {
    return this.layers.length;
  }

  [Symbol.iterator](): IterableIterator<Layers[number]> {
    return this.layers[Symbol.iterator]();
  }
}

/** An error of a layer, which tells its place; inner places come first. */
function inLayer(place: number, error: UsageError): UsageError {
  const { operation, received, expected, remedy } = error;
  const link = received.includes(", in layers[") ? " of" : ", in";
  return new UsageError(
    { operation, received: `${received}${link} layers[${place}]`, expected, remedy },
    { cause: error },
  );
}
