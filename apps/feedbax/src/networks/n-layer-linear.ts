import { tanh, UsageError, type NDArray } from "@proj/array";
import { Lambda, Linear, Sequential, type Layer } from "@proj/module";
import { subkeys } from "@proj/random";
import type { LayerType } from "./staged-network.ts";

/**
 * Makes several linear layers, with a nonlinearity between them; a readout or an encoder of a network, for example.
 *
 * @param hiddenSizes - sizes between input and output, at least one.
 * @param nonlinearity - between layers. Default `tanh`.
 * @returns a maker of layers, `(inputSize, outSize, { useBias, key }) => Sequential`.
 * @throws UsageError when there is no size.
 * @example
 * import { nLayerLinear } from "@proj/feedbax";
 * import { ones } from "@proj/array";
 * import { key } from "@proj/random";
 * const layers = nLayerLinear([6, 4])(3, 2, { useBias: true, key: key(0) });
 * layers.call(ones([3])).shape; // → [2]
 */
export function nLayerLinear(
  hiddenSizes: readonly number[],
  nonlinearity: (x: NDArray) => NDArray = tanh,
): LayerType<Sequential<readonly Layer[]>> {
  if (!Array.isArray(hiddenSizes) || hiddenSizes.length === 0) {
    throw new UsageError({
      operation: "nLayerLinear",
      received: `hiddenSizes ${JSON.stringify(hiddenSizes)}`,
      expected: "a list of at least one size",
      remedy: "write for example nLayerLinear([20]), or use one Linear",
    });
  }
  return (inputSize, outSize, { useBias, key }) => {
    const sizes = [inputSize, ...(hiddenSizes as readonly number[]), outSize];
    const layers = subkeys(key, sizes.length - 1).map((layerKey, index) =>
      Linear.init(sizes[index]!, sizes[index + 1]!, { useBias, key: layerKey }),
    );
    return Sequential.init<readonly Layer[]>(
      layers.flatMap((layer, index) => (index === 0 ? [layer] : [new Lambda({ f: nonlinearity }), layer])),
    );
  };
}
