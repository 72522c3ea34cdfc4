import type { NDArray } from "@proj/array";
import { readOptions } from "@proj/array/core";
import { subkeys } from "@proj/random";
import { Module } from "../module.ts";
import { layerCallReaders, type LayerCallOptions } from "./layer-options.ts";

/** A layer that maps one array to another. */
export interface Layer {
  call(x: NDArray, options?: LayerCallOptions): NDArray;
}

/**
 * Layers one after the other.
 *
 * @example
 * import { nn, ones } from "@proj/array";
 * import { Lambda, Linear, Sequential } from "@proj/module";
 * import { key, subkeys } from "@proj/random";
 * const [first, second] = subkeys(key(0));
 * const model = new Sequential({
 *   layers: [Linear.init(2, 8, { key: first }), new Lambda({ f: nn.relu }), Linear.init(8, 1, { key: second })],
 * });
 * model.call(ones([2])).shape; // → [1]
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it is the type of a field
export class Sequential<const Layers extends readonly Layer[]> extends Module<{ readonly layers: Layers }> {
  /**
   * @param x - the input of the first layer.
   * @param options - `key`: a random key of this call's own, of which each layer gets a part; or `inference: true`.
   * @returns the output of the last layer; the input itself if there are none.
   */
  call(x: NDArray, options?: LayerCallOptions): NDArray {
    const { key, ...given } = readOptions<LayerCallOptions>("Sequential.call", options, layerCallReaders);
    const keys = key === undefined ? [] : subkeys(key, this.layers.length);
    return this.layers.reduce<NDArray>(
      (y, layer, place) => layer.call(y, key === undefined ? given : { ...given, key: keys[place]! }),
      x,
    );
  }
}
