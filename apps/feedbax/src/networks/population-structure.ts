import { array, broadcastTo, expandDims, UsageError, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { permutation } from "@proj/random";
import { integerOption, nullableOption, readOptions, type OptionReaders } from "@proj/tree/core";
import { keyOption } from "../options.ts";
import { checkCount } from "../quantities.ts";

/** Options of {@link PopulationStructure.init}. */
export interface PopulationOptions {
  /** Units that hear the input and are not read out. Default 0. */
  readonly nInputOnly?: number;
  /** Units that are read out and do not hear the input. Default 0. */
  readonly nReadoutOnly?: number;
  /** Units that neither hear the input nor are read out. Default 0. */
  readonly nRecurrentOnly?: number;
  /** Mixes the units. Default null: populations lie side by side, in this order, those that do both last. */
  readonly key?: NDArray | null;
}

const readers: OptionReaders<PopulationOptions> = {
  nInputOnly: integerOption(0),
  nReadoutOnly: integerOption(0),
  nRecurrentOnly: integerOption(0),
  key: nullableOption(keyOption),
};

/**
 * Which hidden units hear the input, and which are read out.
 *
 * @example
 * import { PopulationStructure } from "@proj/feedbax";
 * const units = PopulationStructure.init(5, { nInputOnly: 2, nReadoutOnly: 1 });
 * units.inputIndices; // → [0, 1, 3, 4]
 * units.readoutMask(1).toList(); // → [[false, false, true, true, true]]
 */
export class PopulationStructure extends Module<{
  readonly hiddenSize: number;
  readonly inputOnlyIndices: readonly number[];
  readonly readoutOnlyIndices: readonly number[];
  readonly recurrentOnlyIndices: readonly number[];
  readonly inputReadoutIndices: readonly number[];
}> {
  /**
   * @param hiddenSize - units; those of no other kind hear the input and are read out.
   * @param options - see {@link PopulationOptions}.
   * @throws UsageError when the populations have more units than there are.
   */
  static init(hiddenSize: number, options?: PopulationOptions): PopulationStructure {
    const operation = "PopulationStructure.init";
    const {
      nInputOnly = 0,
      nReadoutOnly = 0,
      nRecurrentOnly = 0,
      key = null,
    } = readOptions(operation, options, readers);
    checkCount(operation, "hiddenSize", hiddenSize, 1);
    const rest = hiddenSize - nInputOnly - nReadoutOnly - nRecurrentOnly;
    if (rest < 0) {
      throw new UsageError({
        operation,
        received: `populations of ${nInputOnly}, ${nReadoutOnly} and ${nRecurrentOnly} units in a layer of ${hiddenSize}`,
        expected: `at most ${hiddenSize} units together`,
        remedy: "make populations smaller, or the layer larger",
      });
    }
    const units =
      key === null
        ? Array.from({ length: hiddenSize }, (_, unit) => unit)
        : Array.from(permutation(key, hiddenSize).dataSync(), Number);
    const take = (count: number): number[] => units.splice(0, count);
    return new PopulationStructure({
      hiddenSize,
      inputOnlyIndices: take(nInputOnly),
      readoutOnlyIndices: take(nReadoutOnly),
      recurrentOnlyIndices: take(nRecurrentOnly),
      inputReadoutIndices: take(rest),
    });
  }

  /** Units that hear the input. */
  get inputIndices(): readonly number[] {
    return [...this.inputOnlyIndices, ...this.inputReadoutIndices];
  }

  /** Units that are read out. */
  get readoutIndices(): readonly number[] {
    return [...this.readoutOnlyIndices, ...this.inputReadoutIndices];
  }

  /** Connections from inputs, bool[hiddenSize, inputSize], for `maskedCell`. */
  inputMask(inputSize: number): NDArray {
    return broadcastTo(expandDims(this.#isIn(this.inputIndices), 1), [this.hiddenSize, inputSize]);
  }

  /** Connections to outputs, bool[outSize, hiddenSize], for `maskedLinear`. */
  readoutMask(outSize: number): NDArray {
    return broadcastTo(this.#isIn(this.readoutIndices), [outSize, this.hiddenSize]);
  }

  #isIn(indices: readonly number[]): NDArray {
    return array(Array.from({ length: this.hiddenSize }, (_, unit) => indices.includes(unit)));
  }
}
