import { einsum, maximum, sqrt, square, sum, UsageError, type NDArray } from "@proj/array";
import {
  booleanOption,
  integerOption,
  numberOption,
  readArgument,
  readOptions,
  textOption,
  type OptionReaders,
} from "@proj/array/core";
import { reshape, stopGradient } from "@proj/array/lax";
import { normal, subkeys } from "@proj/random";
import { field } from "../fields.ts";
import { withFields } from "../module.ts";
import { keyOption, layerCallReaders, readLayerOptions, type LayerCallOptions } from "./layer-options.ts";
import { layerWithWeight, weightOf } from "./named-weight.ts";
import type { Layer } from "./sequential.ts";
import { StateIndex } from "./state-index.ts";
import { checkState, type State } from "./state.ts";

/** How a {@link SpectralNorm} is made. */
export interface SpectralNormOptions {
  /** The random key, uint32[2]. */
  readonly key: NDArray;
  /** How many steps of the power iteration each call takes. Default 1. */
  readonly numPowerIterations?: number;
  /** The least norm by which is divided. Default 1e-12. */
  readonly eps?: number;
  /** Whether the vectors of the power iteration stay as they are, unless a call says otherwise. Default false. */
  readonly inference?: boolean;
}

const readers: OptionReaders<SpectralNormOptions> = {
  key: keyOption,
  numPowerIterations: integerOption(0),
  eps: numberOption,
  inference: booleanOption,
};

type SingularVectors = readonly [left: NDArray, right: NDArray];

/** One step towards the singular vectors of the largest singular value. */
function powerIteration(weight: NDArray, right: NDArray, eps: number): SingularVectors {
  const unit = (x: NDArray): NDArray => x.div(maximum(eps, sqrt(sum(square(x)))));
  const left = unit(weight.dot(right));
  return [left, unit(weight.transpose().dot(left))];
}

const asMatrix = (weight: NDArray): NDArray => reshape(weight, [weight.shape[0]!, weight.size / weight.shape[0]!]);

/**
 * A layer whose weight is divided by its largest singular value (Miyato et al. 2018), which a power iteration follows from call
 * to call. Its singular vectors are the state.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { Linear, makeWithState, SpectralNorm } from "@proj/module";
 * import { key, subkeys } from "@proj/random";
 * const [layerKey, normKey] = subkeys(key(0));
 * const make = () => SpectralNorm.init(Linear.init(2, 3, { key: layerKey }), "weight", { key: normKey });
 * const [layer, state] = makeWithState(make)();
 * const [y, next] = layer.call(ones([2]), state);
 * y.shape; // → [3]
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it is the type of a field
export class SpectralNorm<Inner extends Layer = Layer> extends withFields({
  layer: field<Layer>(),
  /** Left and right singular vectors of the weight as a matrix. */
  uvIndex: field<StateIndex<SingularVectors>>(),
  inference: field<boolean>(),
  weightName: field<string>({ static: true }),
  numPowerIterations: field<number>({ static: true }),
  eps: field<number>({ static: true }),
}) {
  declare readonly layer: Inner;

  /**
   * @param layer - any layer with a weight of at least two axes, of which the first is that of its outputs.
   * @param weightName - the name of the weight, a field of the layer.
   * @param options - `key`; `numPowerIterations` (default 1); `eps` (default 1e-12); `inference` (default false).
   * @throws UsageError if the layer has no such weight.
   */
  static init<Inner extends Layer>(
    layer: Inner,
    weightName: string,
    options: SpectralNormOptions,
  ): SpectralNorm<Inner> {
    const operation = "SpectralNorm.init";
    const {
      key,
      numPowerIterations = 1,
      eps = 1e-12,
      inference = false,
    } = readLayerOptions(operation, options, readers);
    const weight = weightOf(operation, layer, readArgument(operation, "weightName", weightName, textOption));
    if (weight.ndim < 2) {
      throw new UsageError({
        operation,
        received: weight.describe(),
        expected: "a weight of at least two axes",
        remedy: "name the weight of the layer, not its bias",
      });
    }
    const matrix = asMatrix(weight);
    const [rows, columns] = matrix.shape as [number, number];
    const [leftKey, rightKey] = subkeys(key);
    const dtype = weight.dtype as "float32";
    let vectors: SingularVectors = [normal(leftKey, [rows], dtype), normal(rightKey, [columns], dtype)];
    for (let step = 0; step < 15; step++) vectors = powerIteration(matrix, vectors[1], eps);
    const uvIndex = StateIndex.init(vectors);
    return new SpectralNorm<Inner>({ layer, uvIndex, inference, weightName, numPowerIterations, eps });
  }

  /** Whether the layer takes a state: it does. */
  isStateful(): boolean {
    return true;
  }

  /**
   * @param x - the input of the layer.
   * @param state - the state of the model.
   * @param options - `inference`: whether the singular vectors stay as they are.
   * @returns the output of the layer, and the state afterwards.
   */
  call(x: NDArray, state: State, options?: LayerCallOptions): [y: NDArray, state: State] {
    const operation = "SpectralNorm.call";
    checkState(operation, state);
    const { inference = this.inference } = readOptions<LayerCallOptions>(operation, options, layerCallReaders);
    const weight = weightOf(operation, this.layer, this.weightName);
    const matrix = asMatrix(weight);
    let vectors = state.get(this.uvIndex);
    let next = state;
    if (!inference) {
      const fixed = stopGradient(matrix);
      for (let step = 0; step < this.numPowerIterations; step++) vectors = powerIteration(fixed, vectors[1], this.eps);
      next = state.set(this.uvIndex, vectors);
    }
    const largest = einsum("i,ij,j->", vectors[0], matrix, vectors[1]);
    return [layerWithWeight(this.layer, this.weightName, weight.div(largest)).call(x), next];
  }
}
