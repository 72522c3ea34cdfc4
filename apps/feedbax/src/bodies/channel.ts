import { fullLike, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { subkeys } from "@proj/random";
import { flatten, map } from "@proj/tree";
import {
  anyOption,
  booleanOption,
  nullableOption,
  numberOption,
  readNeededOptions,
  wrongOption,
  type OptionReaders,
  objectOption,
} from "@proj/tree/core";
import type { Intervenors } from "../models/intervenor.ts";
import type { ModelInput } from "../models/model.ts";
import { modelStage, runStages, type Stage, type StagedModel } from "../models/staged-model.ts";
import type { Noise } from "../noise/noise.ts";
import { checkCount } from "../quantities.ts";

/**
 * The state of a {@link Channel}: what is on the way through it.
 *
 * @example
 * import { zeros } from "@proj/array";
 * import { Channel } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * Channel.init(3, { inputProto: zeros([1]) }).init(key(0)).queue.length; // → 3
 */
export class ChannelState<Signal> extends Module<{
  /** What arrives. */
  readonly output: Signal;
  /** What was sent and has not arrived, the newest last; as many signals as the delay has steps. */
  readonly queue: readonly Signal[];
  /** The noise in the output; null for a channel without noise. */
  readonly noise: Signal | null;
}> {}

interface ChannelFields<Signal> {
  /** Steps from sending to arrival. */
  readonly delay: number;
  /** What is added to each array of the signal; null for nothing. */
  readonly noise: Noise | null;
  /** Whether the noise is added. */
  readonly addNoise: boolean;
  /** A signal, of which shapes and dtypes count. */
  readonly inputProto: Signal;
  /** What arrives before anything was sent. */
  readonly initValue: number;
  readonly intervenors: Intervenors<ChannelState<Signal>>;
}

interface ChannelOptions<Signal> extends Partial<Omit<ChannelFields<Signal>, "delay" | "inputProto">> {
  readonly inputProto: Signal;
}

const readers = <Signal>(): OptionReaders<ChannelOptions<Signal>> => ({
  inputProto: (value, place) => {
    if (value !== undefined) return value as Exclude<Signal, undefined>;
    throw wrongOption(place, value, "a tree of arrays, such as zeros([2])");
  },
  noise: nullableOption(objectOption("noise, such as Normal.init(0.1)", "call")),
  addNoise: booleanOption,
  initValue: numberOption,
  intervenors: anyOption(),
});

/**
 * A connection that delays signals and adds noise to them.
 *
 * @typeParam Signal - a tree of arrays.
 * @example
 * import { array, zeros } from "@proj/array";
 * import { Channel } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const channel = Channel.init(1, { inputProto: zeros([1]) });
 * const sent = channel.call({ input: array([7]), intervene: {} }, channel.init(key(0)), key(1));
 * sent.output.toList(); // → [0]
 * channel.call({ input: array([8]), intervene: {} }, sent, key(2)).output.toList(); // → [7]
 */
export class Channel<Signal>
  extends Module<ChannelFields<Signal>>
  implements StagedModel<Signal, ChannelState<Signal>>
{
  /**
   * @param delay - steps from sending to arrival.
   * @param options - `inputProto`: a signal, of which shapes and dtypes count; `noise` (default null: none); `addNoise`, whether it is
   *   added (default true); `initValue`
   *   that arrives before anything was sent (default 0); `intervenors` (default none).
   * @throws UsageError when `delay` is not a count.
   */
  static init<Signal>(delay: number, options: ChannelOptions<Signal>): Channel<Signal> {
    const read = readNeededOptions("Channel.init", options, readers<Signal>(), ["inputProto"]);
    const { noise = null, addNoise = true, initValue = 0, inputProto, intervenors = {} } = read;
    checkCount("Channel.init", "delay", delay, 0);
    return new Channel({ delay, noise, addNoise, inputProto, initValue, intervenors });
  }

  get modelSpec(): Readonly<Record<string, Stage<Signal, ChannelState<Signal>>>> {
    const { delay } = this;
    const noise = this.#noise;
    const updateQueue = modelStage({
      operation: delay === 0 ? passOn<Signal> : shiftQueue<Signal>,
      whereInput: (input: Signal) => input,
      whereState: (state: ChannelState<Signal>) => state,
      label: delay === 0 ? "pass on" : `delay by ${delay}`,
    });
    if (noise === null) return { updateQueue };
    const addNoise = modelStage({
      operation: (_input: Signal, state: ChannelState<Signal>, key) => addNoiseTo(noise, state, key),
      whereInput: (input: Signal) => input,
      whereState: (state: ChannelState<Signal>) => state,
      label: noise.constructor.name,
    });
    return { updateQueue, addNoise };
  }

  call(input: ModelInput<Signal>, state: ChannelState<Signal>, key: NDArray): ChannelState<Signal> {
    return runStages(this, input, state, key);
  }

  init(_key: NDArray): ChannelState<Signal> {
    const value = full(this.inputProto, this.initValue);
    return new ChannelState({
      output: value,
      queue: new Array<Signal>(this.delay).fill(value),
      noise: this.#noise === null ? null : value,
    });
  }

  /** What is added; null while nothing is. */
  get #noise(): Noise | null {
    return this.addNoise ? this.noise : null;
  }

  /** A state in which the same signal has been sent all along, and nothing of it has arrived yet. */
  fillQueue(state: ChannelState<Signal>, signal: Signal): ChannelState<Signal> {
    const { output, noise } = state;
    return new ChannelState({ output, queue: new Array<Signal>(this.delay).fill(signal), noise });
  }
}

/** All arrays of a tree, full of one value. */
function full<Signal>(proto: Signal, value: number): Signal {
  return map((leaf: unknown) => fullLike(leaf as NDArray, value), proto as unknown) as Signal;
}

function passOn<Signal>(input: Signal, { queue, noise }: ChannelState<Signal>): ChannelState<Signal> {
  return new ChannelState({ output: input, queue, noise });
}

function shiftQueue<Signal>(input: Signal, { queue, noise }: ChannelState<Signal>): ChannelState<Signal> {
  const [output, ...rest] = [...queue, input];
  return new ChannelState({ output: output, queue: rest, noise });
}

function addNoiseTo<Signal>(noise: Noise, { output, queue }: ChannelState<Signal>, key: NDArray): ChannelState<Signal> {
  const [signals, structure] = flatten(output as unknown, undefined);
  const keys = subkeys(key, signals.length);
  const samples = signals.map((signal, index) => noise.call(keys[index]!, signal as NDArray));
  return new ChannelState({
    output: structure.unflatten(samples.map((sample, index) => (signals[index] as NDArray).add(sample))) as Signal,
    queue,
    noise: structure.unflatten(samples) as Signal,
  });
}
