import { tanh, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { normal, subkeys, uniform } from "@proj/random";
import { booleanOption, functionOption, numberOption, readNeededOptions, type OptionReaders } from "@proj/tree/core";
import { keyOption } from "../options.ts";
import { checkCount, checkQuantity } from "../quantities.ts";
import type { HiddenLayer } from "./staged-network.ts";

/** Options of {@link LeakyRNNCell.init}. */
export interface LeakyRNNCellOptions {
  /** Randomness of the weights, uint32[2]. */
  readonly key: NDArray;
  /** Whether the cell has a bias. Default true. */
  readonly useBias?: boolean;
  /** Applied to the sum of inputs. Default `tanh`. */
  readonly nonlinearity?: (x: NDArray) => NDArray;
  /** The length of a step. Default 1. */
  readonly dt?: number;
  /** The time constant of the units. Default 1. */
  readonly tau?: number;
  /**
   * Strength of the noise in the sum of inputs, whose standard deviation is √(2/α) times it, so that its effect does not depend on the
   * length of a step. Default 0: none.
   */
  readonly noiseStrength?: number;
}

const readers: OptionReaders<LeakyRNNCellOptions> = {
  key: keyOption,
  useBias: booleanOption,
  nonlinearity: functionOption(),
  dt: numberOption,
  tau: numberOption,
  noiseStrength: numberOption,
};

/**
 * One step of leaky units: h' = (1 − α) h + α f(Wᵢ x + Wₕ h + b + noise), with α = dt / τ. With α = 1, as by default, it is the plain recurrent network.
 *
 * @example
 * import { LeakyRNNCell, SimpleStagedNetwork, type LayerType } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const leaky: LayerType<LeakyRNNCell> = (inputs, units, options) =>
 *   LeakyRNNCell.init(inputs, units, { ...options, dt: 0.05, tau: 0.2 });
 * const net = SimpleStagedNetwork.init(3, 5, { hiddenType: leaky, key: key(0) });
 * (net.hidden as LeakyRNNCell).alpha; // → 0.25
 */
export class LeakyRNNCell
  extends Module<{
    /** float[hiddenSize, inputSize] */
    readonly weightIh: NDArray;
    /** float[hiddenSize, hiddenSize] */
    readonly weightHh: NDArray;
    /** float[hiddenSize] */
    readonly bias: NDArray | null;
    readonly nonlinearity: (x: NDArray) => NDArray;
    readonly dt: number;
    readonly tau: number;
    readonly noiseStrength: number;
  }>
  implements HiddenLayer
{
  /**
   * A cell with parameters uniform between -1/√hiddenSize and 1/√hiddenSize.
   *
   * @param inputSize - length of the input.
   * @param hiddenSize - units.
   * @param options - `key` at least; see {@link LeakyRNNCellOptions}.
   * @throws UsageError when a size is not a count, or `dt` or `tau` not above 0.
   */
  static init(inputSize: number, hiddenSize: number, options: LeakyRNNCellOptions): LeakyRNNCell {
    const read = readNeededOptions("LeakyRNNCell.init", options, readers, ["key"]);
    const { key, useBias = true, nonlinearity = tanh, dt = 1, tau = 1, noiseStrength = 0 } = read;
    checkCount("LeakyRNNCell.init", "inputSize", inputSize, 1);
    checkCount("LeakyRNNCell.init", "hiddenSize", hiddenSize, 1);
    checkQuantity("LeakyRNNCell.init", "dt", dt, { above: 0 });
    checkQuantity("LeakyRNNCell.init", "tau", tau, { above: 0 });
    checkQuantity("LeakyRNNCell.init", "noiseStrength", noiseStrength, { least: 0 });
    const limit = Math.sqrt(1 / hiddenSize);
    const interval = { minval: -limit, maxval: limit };
    const [inputKey, hiddenKey, biasKey] = subkeys(key, 3);
    return new LeakyRNNCell({
      weightIh: uniform(inputKey, [hiddenSize, inputSize], interval),
      weightHh: uniform(hiddenKey, [hiddenSize, hiddenSize], interval),
      bias: useBias ? uniform(biasKey, [hiddenSize], interval) : null,
      nonlinearity,
      dt,
      tau,
      noiseStrength,
    });
  }

  /** How much of the activity is new at each step. */
  get alpha(): number {
    return this.dt / this.tau;
  }

  call(input: NDArray, hidden: NDArray, key: NDArray): NDArray {
    const fromAll = this.weightIh.dot(input).add(this.weightHh.dot(hidden));
    const sum = this.bias === null ? fromAll : fromAll.add(this.bias);
    const std = Math.sqrt(2 / this.alpha) * this.noiseStrength;
    const noisy = std === 0 ? sum : sum.add(normal(key, sum.shape).mul(std).astype(sum.dtype));
    const next = this.nonlinearity(noisy);
    return this.alpha === 1 ? next : hidden.mul(1 - this.alpha).add(next.mul(this.alpha));
  }
}
