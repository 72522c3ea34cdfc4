import { concatenate, UsageError, type NDArray } from "@proj/array";
import { GRUCell, Linear, Module, type Layer } from "@proj/module";
import { bernoulli } from "@proj/random";
import { checkQuantity } from "../quantities.ts";
import type { HiddenLayer, LayerType, LayerTypeOptions } from "./staged-network.ts";

/** A recurrent layer with weights that can be masked, such as a GRU or leaky units. */
export interface WeightedCell extends HiddenLayer {
  /** float[gates · hiddenSize, inputSize] */
  readonly weightIh: NDArray;
  /** float[gates · hiddenSize, hiddenSize] */
  readonly weightHh: NDArray;
  with(fields: { readonly weightIh: NDArray; readonly weightHh: NDArray }): WeightedCell;
}

/**
 * A recurrent layer of which some connections do not exist: their weights count as zero at every step and have no gradient.
 *
 * @example
 * import { array, ones, zeros } from "@proj/array";
 * import { maskedCell } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const inputMask = array([[true, false], [false, false]]);
 * const cell = maskedCell({ inputMask })(2, 2, { useBias: false, key: key(0) });
 * cell.call(ones([2]), zeros([2]), key(1)).get(1).item(); // → 0
 */
export class MaskedCell
  extends Module<{
    readonly cell: WeightedCell;
    /** bool[hiddenSize, inputSize]: which connections from inputs to units exist; null for all. */
    readonly inputMask: NDArray | null;
    /** bool[hiddenSize, hiddenSize]: which connections from units to units exist; null for all. */
    readonly recurrentMask: NDArray | null;
  }>
  implements HiddenLayer
{
  call(input: NDArray, hidden: NDArray, key: NDArray): NDArray {
    const { cell, inputMask, recurrentMask } = this;
    const weightIh = masked(cell.weightIh, inputMask);
    const weightHh = masked(cell.weightHh, recurrentMask);
    return cell.with({ weightIh, weightHh }).call(input, hidden, key);
  }
}

/** Weights with zeros where the mask is false; the rows of each gate have the same mask. */
function masked(weights: NDArray, mask: NDArray | null): NDArray {
  if (mask === null) return weights;
  const gates = weights.shape[0]! / mask.shape[0]!;
  return weights.mul(concatenate(new Array<NDArray>(gates).fill(mask)).astype(weights.dtype));
}

/** Which connections of a layer exist. */
export interface CellMasks {
  /** bool[hiddenSize, inputSize]. Default null: all. */
  readonly inputMask?: NDArray | null;
  /** bool[hiddenSize, hiddenSize]. Default null: all. */
  readonly recurrentMask?: NDArray | null;
}

/**
 * Makes recurrent layers of which some connections do not exist.
 *
 * @param masks - `inputMask`, `recurrentMask`: true for connections that exist.
 * @param cellType - makes the layer. Default: a GRU.
 * @returns a maker of layers.
 * @throws UsageError from the maker when a mask has another shape than the connections.
 * @example
 * import { maskedCell, SimpleStagedNetwork, sparseMask } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const hiddenType = maskedCell({ recurrentMask: sparseMask(key(1), [20, 20], 0.1) });
 * SimpleStagedNetwork.init(3, 20, { hiddenType, key: key(0) }).hiddenSize; // → 20
 */
export function maskedCell(
  { inputMask = null, recurrentMask = null }: CellMasks,
  cellType: LayerType<WeightedCell> = gru,
): LayerType<MaskedCell> {
  return (inputSize, hiddenSize, options) => {
    checkMask("maskedCell", "inputMask", inputMask, [hiddenSize, inputSize]);
    checkMask("maskedCell", "recurrentMask", recurrentMask, [hiddenSize, hiddenSize]);
    return new MaskedCell({ cell: cellType(inputSize, hiddenSize, options), inputMask, recurrentMask });
  };
}

/**
 * A linear layer of which some connections do not exist.
 *
 * @example
 * import { array, ones } from "@proj/array";
 * import { maskedLinear } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * maskedLinear(array([[false, false]]))(2, 1, { useBias: false, key: key(0) }).call(ones([2])).toList(); // → [0]
 */
export class MaskedLinear
  extends Module<{
    readonly linear: Linear;
    /** bool[outSize, inputSize]: which connections exist. */
    readonly mask: NDArray;
  }>
  implements Layer
{
  call(x: NDArray): NDArray {
    const { linear, mask } = this;
    return linear.with({ weight: masked(linear.weight, mask) }).call(x);
  }
}

/**
 * Makes linear layers of which some connections do not exist; their biases begin at zero.
 *
 * @param mask - bool[outSize, inputSize]: true for connections that exist.
 * @returns a maker of layers.
 * @throws UsageError from the maker when the mask has another shape than the weights.
 * @example
 * import { maskedLinear, PopulationStructure, SimpleStagedNetwork } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const units = PopulationStructure.init(10, { nInputOnly: 4, nReadoutOnly: 4 });
 * const readoutType = maskedLinear(units.readoutMask(2));
 * SimpleStagedNetwork.init(3, 10, { outSize: 2, readoutType, key: key(0) }).outSize; // → 2
 */
export function maskedLinear(mask: NDArray): LayerType<MaskedLinear> {
  return (inputSize, outSize, options) => {
    checkMask("maskedLinear", "mask", mask, [outSize, inputSize]);
    const linear = Linear.init(inputSize, outSize, options);
    return new MaskedLinear({
      linear: linear.bias === null ? linear : linear.with({ bias: linear.bias.mul(0) }),
      mask,
    });
  };
}

/**
 * A mask of which each element is true with the same probability: sparse connections.
 *
 * @param key - uint32[2].
 * @param shape - [units, inputs].
 * @param density - how many of the connections exist, from 0 to 1.
 * @throws UsageError when the density is no fraction.
 * @example
 * import { sparseMask } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * sparseMask(key(0), [2, 3], 1).toList(); // → [[true, true, true], [true, true, true]]
 */
export function sparseMask(key: NDArray, shape: readonly number[], density: number): NDArray {
  checkQuantity("sparseMask", "density", density, { least: 0 });
  if (density > 1) {
    throw new UsageError({
      operation: "sparseMask",
      received: `density ${density}`,
      expected: "a fraction of the connections, from 0 to 1",
      remedy: "write 0.1 for a tenth of them",
    });
  }
  return bernoulli(key, density, [...shape]);
}

function checkMask(operation: string, name: string, mask: NDArray | null, shape: readonly number[]): void {
  if (mask === null || (mask.dtype === "bool" && mask.shape.join() === shape.join())) return;
  throw new UsageError({
    operation,
    received: `${name} ${mask.dtype}[${mask.shape.join(", ")}]`,
    expected: `bool[${shape.join(", ")}], one for each connection`,
    remedy: "give rows to units and columns to what they listen to; x.gt(0) makes booleans of numbers",
  });
}

function gru(inputSize: number, hiddenSize: number, options: LayerTypeOptions): GRUCell {
  return GRUCell.init(inputSize, hiddenSize, options);
}
