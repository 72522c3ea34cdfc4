import {
  array,
  mean,
  ones,
  power,
  sqrt,
  square,
  where,
  zeros,
  UsageError,
  type FloatDType,
  type NDArray,
} from "@proj/array";
import {
  booleanOption,
  choiceOption,
  namedAxis,
  numberOption,
  readArgument,
  readOptions,
  textOption,
  type OptionReaders,
} from "@proj/array/core";
import { pmean, reshape } from "@proj/array/lax";
import { field } from "../fields.ts";
import { withFields } from "../module.ts";
import { checkedSize, floatOption, layerCallReaders, type LayerCallOptions } from "./layer-options.ts";
import { StateIndex } from "./state-index.ts";
import { checkState, type State } from "./state.ts";
import { checkChannels } from "./windows.ts";

/** With what a {@link BatchNorm} normalises while training: running statistics, or those of the batch. */
export type BatchNormMode = "ema" | "batch";

/** How a {@link BatchNorm} is made. */
export interface BatchNormOptions {
  /** Added to the variance, so that constant inputs give zeros. Default 1e-5. */
  readonly eps?: number;
  /** Whether each channel has a learnt weight and bias. Default true. */
  readonly channelwiseAffine?: boolean;
  /** How much of the running statistics is kept at each call. Default 0.99. */
  readonly momentum?: number;
  /** Whether running statistics are used and stay as they are, unless a call says otherwise. Default false. */
  readonly inference?: boolean;
  /** The dtype of parameters and statistics. Default float32. */
  readonly dtype?: FloatDType;
  /** With what is normalised while training: `"ema"`, running statistics (the default), or `"batch"`, those of the batch. */
  readonly mode?: BatchNormMode;
}

const readers: OptionReaders<BatchNormOptions> = {
  eps: numberOption,
  channelwiseAffine: booleanOption,
  momentum: numberOption,
  inference: booleanOption,
  dtype: floatOption,
  mode: choiceOption("ema", "batch"),
};

type Statistics = readonly [mean: NDArray, variance: NDArray];

/**
 * Batch normalisation (Ioffe and Szegedy 2015): each channel is normalised over its elements and over the batch, that is over
 * the members of a `vmap` with an axis name. Running statistics are its state.
 *
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { vmap } from "@proj/autodiff";
 * import { BatchNorm, makeWithState, type State } from "@proj/module";
 * const [norm, state] = makeWithState(() => BatchNorm.init(1, "batch", { mode: "batch" }))();
 * const forward = vmap((x: NDArray, s: State) => norm.call(x, s), { inAxes: [0, null], outAxes: [0, null], axisName: "batch" });
 * const [y, next] = forward(array([[1], [3]]), state);
 * y.toList(); // ≈ [[-1], [1]]
 * const [used] = norm.call(array([2]), next, { inference: true });
 * used.toList(); // ≈ [0]
 */
export class BatchNorm extends withFields({
  /** float[inputSize], ones at first */
  weight: field<NDArray | null>(),
  /** float[inputSize], zeros at first */
  bias: field<NDArray | null>(),
  /** Whether there has been no call yet; in mode "ema". */
  emaFirstTimeIndex: field<StateIndex<NDArray> | null>(),
  /** Running mean and variance; in mode "ema". */
  emaStateIndex: field<StateIndex<Statistics> | null>(),
  /** How many calls there have been; in mode "batch". */
  batchCounter: field<StateIndex<NDArray> | null>(),
  /** Sums of discounted means and variances; in mode "batch". */
  batchStateIndex: field<StateIndex<Statistics> | null>(),
  /** Whether running statistics are used and stay as they are, unless a call says otherwise. */
  inference: field<boolean>(),
  axisName: field<string>({ static: true }),
  inputSize: field<number>({ static: true }),
  eps: field<number>({ static: true }),
  momentum: field<number>({ static: true }),
  mode: field<BatchNormMode>({ static: true }),
}) {
  /**
   * @param inputSize - how many channels there are.
   * @param axisName - the `axisName` of the `vmap` over the batch.
   * @param options - `eps` (default 1e-5), `channelwiseAffine` (default true), `momentum` (default 0.99), `inference` (default
   *   false), `dtype` (default float32), `mode` (default `"ema"`; `"batch"` is better in new models).
   */
  static init(inputSize: number, axisName: string, options?: BatchNormOptions): BatchNorm {
    const operation = "BatchNorm.init";
    const read = readOptions(operation, options, readers);
    const { eps = 1e-5, channelwiseAffine = true, momentum = 0.99, inference = false, dtype = "float32" } = read;
    const { mode = "ema" } = read;
    checkedSize(operation, "inputSize", inputSize);
    const shape = [inputSize];
    const isEma = mode === "ema";
    const pair = (variance: NDArray): StateIndex<Statistics> => StateIndex.init([zeros(shape, dtype), variance]);
    return new BatchNorm({
      weight: channelwiseAffine ? ones(shape, dtype) : null,
      bias: channelwiseAffine ? zeros(shape, dtype) : null,
      emaFirstTimeIndex: isEma ? StateIndex.init(array(true)) : null,
      emaStateIndex: isEma ? pair(zeros(shape, dtype)) : null,
      batchCounter: isEma ? null : StateIndex.init(array(0, { dtype: "int32" })),
      batchStateIndex: isEma ? null : pair(ones(shape, dtype)),
      inference,
      axisName: readArgument(operation, "axisName", axisName, textOption),
      inputSize,
      eps,
      momentum,
      mode,
    });
  }

  /** Whether the layer takes a state: it does. */
  isStateful(): boolean {
    return true;
  }

  /**
   * @param x - float[inputSize, ...space]: one member of the batch.
   * @param state - the state of the model.
   * @param options - `inference`: whether running statistics are used and stay as they are.
   * @returns an array of the same shape, and the state afterwards, the same for all members.
   * @throws UsageError if `x` has another number of channels, or, while training, no enclosing vmap has the name of the axis.
   */
  call(x: NDArray, state: State, options?: LayerCallOptions): [y: NDArray, state: State] {
    const operation = "BatchNorm.call";
    checkState(operation, state);
    const { inference = this.inference } = readOptions<LayerCallOptions>(operation, options, layerCallReaders);
    checkChannels(operation, x, this.inputSize);
    const { next, statistics } = this.#statistics(x, state, inference);
    const perChannel = (value: NDArray): NDArray => reshape(value, [...value.shape, ...x.shape.slice(1).map(() => 1)]);
    const [centre, spread] = statistics.map(perChannel) as [NDArray, NDArray];
    const normal = x.sub(centre).div(sqrt(spread.add(this.eps)));
    const { weight, bias } = this;
    const y = weight === null || bias === null ? normal : normal.mul(perChannel(weight)).add(perChannel(bias));
    return [y, next];
  }

  /** With what to normalise, and the state afterwards. */
  #statistics(x: NDArray, state: State, inference: boolean): { statistics: Statistics; next: State } {
    const { momentum, emaFirstTimeIndex, emaStateIndex, batchCounter, batchStateIndex } = this;
    const mix = (old: NDArray, now: NDArray): NDArray => old.mul(momentum).add(now.mul(1 - momentum));
    if (emaFirstTimeIndex !== null && emaStateIndex !== null) {
      const running = state.get(emaStateIndex);
      if (inference) return { statistics: running, next: state };
      const isFirst = state.get(emaFirstTimeIndex);
      const batch = this.#batchStatistics(x);
      const mixed = running.map((old, i) => where(isFirst, batch[i]!, mix(old, batch[i]!))) as [NDArray, NDArray];
      return { statistics: mixed, next: state.set(emaFirstTimeIndex, array(false)).set(emaStateIndex, mixed) };
    }
    const [counter, hidden] = [state.get(batchCounter!), state.get(batchStateIndex!)];
    if (inference) {
      // The sum of discounts so far; before the first call what is there at first.
      const scale = where(counter.eq(0), 1, power(momentum, counter).neg().add(1));
      return { statistics: [hidden[0].div(scale), hidden[1].div(scale)], next: state };
    }
    const batch = this.#batchStatistics(x);
    const next = state
      .set(batchCounter!, counter.add(1))
      .set(batchStateIndex!, [mix(hidden[0], batch[0]), mix(hidden[1], batch[1])]);
    return { statistics: batch, next };
  }

  /** Mean and variance of each channel over its elements and the batch. */
  #batchStatistics(x: NDArray): Statistics {
    if (namedAxis(this.axisName) === null) throw noAxis(this.axisName);
    const meanOf = (values: NDArray): NDArray =>
      pmean(mean(reshape(values, [this.inputSize, values.size / this.inputSize]), 1), this.axisName);
    const centre = meanOf(x);
    const spread = meanOf(square(x.sub(reshape(centre, [this.inputSize, ...x.shape.slice(1).map(() => 1)]))));
    return [centre, spread];
  }
}

function noAxis(axisName: string): UsageError {
  return new UsageError({
    operation: "BatchNorm.call",
    received: `no vmap with the axis name ${JSON.stringify(axisName)} around the call`,
    expected: "to be called for the members of a batch, or for inference",
    remedy: `map over the batch: vmap((x, s) => model.call(x, s), { inAxes: [0, null], outAxes: [0, null], axisName: ${JSON.stringify(axisName)} }); or pass { inference: true }`,
  });
}
