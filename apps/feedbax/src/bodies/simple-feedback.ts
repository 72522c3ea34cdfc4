import { UsageError, zerosLike, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { key } from "@proj/random";
import { keyString, leaves, map, mapUntil, mapWithPath } from "@proj/tree";
import {
  functionOption,
  integerOption,
  nullableOption,
  readNeededOptions,
  wrongOption,
  type OptionReaders,
  objectOption,
} from "@proj/tree/core";
import { Channel, ChannelState } from "./channel.ts";
import type { FirstOrderFilter } from "../mechanics/first-order-filter.ts";
import type { Mechanics, MechanicsState } from "../mechanics/mechanics.ts";
import type { Intervenors } from "../models/intervenor.ts";
import type { ModelInput } from "../models/model.ts";
import { MultiModel } from "../models/multi-model.ts";
import type { OneOrNamed } from "../models/one-or-named.ts";
import { modelStage, runStages, type Stage, type StagedModel } from "../models/staged-model.ts";
import type { NetworkState, SimpleStagedNetwork } from "../networks/staged-network.ts";
import type { Noise } from "../noise/noise.ts";
import type { CartesianState } from "../state/cartesian-state.ts";

/** The arrays that one feedback channel carries. */
export type FeedbackSignal = readonly NDArray[];

/**
 * The state of {@link SimpleFeedback}.
 *
 * @typeParam Feedback - the state of one feedback channel, or of several by name.
 * @typeParam SkeletonState - the configuration of the body.
 * @example
 * import { pointMassNNSimpleReaches } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const { model } = pointMassNNSimpleReaches({ key: key(0) });
 * Object.keys(model.init(key(1))); // → ["mechanics", "net", "feedback", "efferent"]
 */
export class SimpleFeedbackState<
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it types a field, which the rule does not look at
  Feedback extends OneOrNamed<ChannelState<FeedbackSignal>> = ChannelState<FeedbackSignal>,
  SkeletonState = CartesianState,
> extends Module<{
  readonly mechanics: MechanicsState<SkeletonState>;
  readonly net: NetworkState;
  /** What the network is told about the mechanics. */
  readonly feedback: Feedback;
  /** The command on its way to the mechanics. */
  readonly efferent: ChannelState<NDArray>;
  /** The command that has gone through the filter; there if there is one. */
  readonly filtered?: NDArray;
}> {}

/** One feedback channel: what it carries, how late and with which noise. */
export interface ChannelSpec<SkeletonState = CartesianState> {
  /** What is sent, from the state of the mechanics. */
  readonly where: (mechanics: MechanicsState<SkeletonState>) => FeedbackSignal;
  /** Steps from sending to arrival. Default 0. */
  readonly delay?: number;
  /** Default null: none. */
  readonly noise?: Noise | null;
}

interface SimpleFeedbackFields<Feedback extends OneOrNamed<ChannelState<FeedbackSignal>>, SkeletonState> {
  readonly net: SimpleStagedNetwork;
  readonly mechanics: Mechanics<SkeletonState>;
  /** A channel for each feedback, in the structure of the feedback state. */
  readonly feedbackChannels: MultiModel<OneOrNamed<FeedbackSignal>, Feedback>;
  /** What the channels carry, in the same structure. */
  readonly feedbackWhere: OneOrNamed<ChannelSpec<SkeletonState>["where"]>;
  readonly efferentChannel: Channel<NDArray>;
  /** What the command goes through on its way from the channel to the mechanics; null for nothing. */
  readonly commandFilter: FirstOrderFilter | null;
  readonly intervenors: Intervenors<SimpleFeedbackState<Feedback, SkeletonState>>;
}

/** Options of {@link SimpleFeedback.init}. */
export interface SimpleFeedbackOptions<SkeletonState> {
  /** One channel, or channels by name. */
  readonly feedbackSpec: OneOrNamed<ChannelSpec<SkeletonState>>;
  /** Steps from command to force. Default 0. */
  readonly motorDelay?: number;
  /** Noise of the command. Default null: none. */
  readonly motorNoise?: Noise | null;
  /** What the command goes through after delay and noise, with a step as long as that of the mechanics. Default null: nothing. */
  readonly commandFilter?: FirstOrderFilter | null;
}

const readers = <SkeletonState>(): OptionReaders<SimpleFeedbackOptions<SkeletonState>> => ({
  feedbackSpec: (value, place) => {
    if (typeof value === "object" && value !== null) return value as OneOrNamed<ChannelSpec<SkeletonState>>;
    throw wrongOption(place, value, "a channel { where, … }, or channels by name");
  },
  motorDelay: integerOption(0),
  motorNoise: nullableOption(objectOption("noise, such as Normal.init(0.1)", "call")),
  commandFilter: nullableOption(objectOption("a filter, such as FirstOrderFilter.init(0.1, 0.2, 0.05)", "tauRise")),
});

const specReaders = <SkeletonState>(): OptionReaders<ChannelSpec<SkeletonState>> => ({
  where: functionOption(),
  delay: integerOption(0),
  noise: nullableOption(objectOption("noise, such as Normal.init(0.1)", "call")),
});

/**
 * One step of a network that controls a body by feedback: the body is sensed, the network sees the task's input and what
 * was sensed, its output becomes the command, the command moves the body.
 *
 * @typeParam Feedback - the state of one feedback channel, or of several by name.
 * @example
 * import { DirectForceInput, Mechanics, Normal, PointMass, SimpleFeedback, SimpleStagedNetwork } from "@proj/feedbax";
 * import type { ChannelSpec } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const mechanics = Mechanics.init(DirectForceInput.init(PointMass.init()));
 * const sight: ChannelSpec = { where: (body) => [body.effector.pos], delay: 5 };
 * const touch: ChannelSpec = { where: (body) => [body.effector.vel], noise: Normal.init(0.1) };
 * const size = SimpleFeedback.nnInputSize(4, mechanics, { sight, touch }); // → 8
 * const net = SimpleStagedNetwork.init(size, 20, { outSize: 2, key: key(0) });
 * const step = SimpleFeedback.init(net, mechanics, { feedbackSpec: { sight, touch }, motorDelay: 2 });
 * step.init(key(1)).feedback["sight"]!.queue.length; // → 5
 */
export class SimpleFeedback<
  Feedback extends OneOrNamed<ChannelState<FeedbackSignal>> = ChannelState<FeedbackSignal>,
  SkeletonState = CartesianState,
>
  extends Module<SimpleFeedbackFields<Feedback, SkeletonState>>
  implements StagedModel<unknown, SimpleFeedbackState<Feedback, SkeletonState>>
{
  /**
   * @param net - its input has {@link SimpleFeedback.nnInputSize} components, its output those of the plant's input.
   * @param mechanics - the body.
   * @param options - `feedbackSpec` at least; see {@link SimpleFeedbackOptions}.
   * @throws UsageError when the output of the network does not fit the plant; what a `where` of the feedback throws for the
   * initial state of the mechanics.
   */
  static init<SkeletonState>(
    net: SimpleStagedNetwork,
    mechanics: Mechanics<SkeletonState>,
    options: SimpleFeedbackOptions<SkeletonState> & { readonly feedbackSpec: ChannelSpec<SkeletonState> },
  ): SimpleFeedback<ChannelState<FeedbackSignal>, SkeletonState>;
  static init<SkeletonState>(
    net: SimpleStagedNetwork,
    mechanics: Mechanics<SkeletonState>,
    options: SimpleFeedbackOptions<SkeletonState>,
  ): SimpleFeedback<Readonly<Record<string, ChannelState<FeedbackSignal>>>, SkeletonState>;
  static init<SkeletonState>(
    net: SimpleStagedNetwork,
    mechanics: Mechanics<SkeletonState>,
    options: SimpleFeedbackOptions<SkeletonState>,
  ): unknown {
    const read = readNeededOptions("SimpleFeedback.init", options, readers<SkeletonState>(), ["feedbackSpec"]);
    const { feedbackSpec, motorDelay = 0, motorNoise = null, commandFilter = null } = read;
    const body = mechanics.init(key(0));
    const command = net.init(key(0)).output;
    const { inputSize } = mechanics.plant;
    if (command?.size !== inputSize) {
      throw new UsageError({
        operation: "SimpleFeedback.init",
        received: `a network with ${command === null ? "no output" : `${command.size} outputs`} and a plant with ${inputSize} inputs`,
        expected: "one output of the network for each input of the plant",
        remedy: `make the network with outSize: ${inputSize}`,
      });
    }
    return new SimpleFeedback<OneOrNamed<ChannelState<FeedbackSignal>>, SkeletonState>({
      net,
      mechanics,
      feedbackChannels: MultiModel.init(
        mapSpecs(
          ({ where, delay = 0, noise = null }) => Channel.init(delay, { noise, inputProto: where(body) }),
          feedbackSpec,
        ),
      ),
      feedbackWhere: mapSpecs(({ where }) => where, feedbackSpec),
      efferentChannel: Channel.init(motorDelay, { noise: motorNoise, inputProto: command }),
      commandFilter,
      intervenors: {},
    });
  }

  /**
   * Components of the network's input: of the task's inputs and of all that is fed back.
   *
   * @param taskInputSize - components of the task's inputs at one step.
   */
  static nnInputSize<SkeletonState>(
    taskInputSize: number,
    mechanics: Mechanics<SkeletonState>,
    feedbackSpec: OneOrNamed<ChannelSpec<SkeletonState>>,
  ): number {
    const body = mechanics.init(key(0));
    const signals = mapSpecs(({ where }) => where(body), feedbackSpec);
    return taskInputSize + (leaves(signals, undefined) as NDArray[]).reduce((sum, { size }) => sum + size, 0);
  }

  /** All but queues, noise and states of solvers. */
  get memorySpec(): unknown {
    const forgotten = ["queue", "noise", "solver"];
    return mapWithPath(
      (path) => !path.some((entry) => forgotten.includes(keyString([entry]).replace(/^\./, ""))),
      this.init(key(0)) as unknown,
    );
  }

  get modelSpec(): Readonly<Record<string, Stage<unknown, SimpleFeedbackState<Feedback, SkeletonState>>>> {
    type State = SimpleFeedbackState<Feedback, SkeletonState>;
    const filter = this.commandFilter;
    return {
      updateFeedback: modelStage({
        operation: this.feedbackChannels,
        whereInput: (_input: unknown, state: State) => this.#sense(state.mechanics),
        whereState: (state: State) => state.feedback,
      }),
      nnStep: modelStage({
        operation: this.net,
        whereInput: (input: unknown, state: State): unknown => [
          input,
          mapUntil(
            isChannelState,
            (channel: ChannelState<FeedbackSignal>) => channel.output,
            state.feedback as unknown,
          ),
        ],
        whereState: (state: State) => state.net,
      }),
      updateEfferent: modelStage({
        operation: this.efferentChannel,
        whereInput: (_input: unknown, state: State) => state.net.output as NDArray,
        whereState: (state: State) => state.efferent,
      }),
      ...(filter !== null && {
        filterCommand: modelStage({
          operation: (command: NDArray, filtered: NDArray): NDArray => filter.call(command, filtered),
          whereInput: (_input: unknown, state: State) => state.efferent.output,
          whereState: (state: State) => state.filtered!,
          label: "FirstOrderFilter",
        }),
      }),
      mechanicsStep: modelStage({
        operation: this.mechanics,
        whereInput: (_input: unknown, state: State) => state.filtered ?? state.efferent.output,
        whereState: (state: State) => state.mechanics,
      }),
    };
  }

  call(
    input: ModelInput<unknown>,
    state: SimpleFeedbackState<Feedback, SkeletonState>,
    key: NDArray,
  ): SimpleFeedbackState<Feedback, SkeletonState> {
    return runStages(this, input, state, key);
  }

  init(key: NDArray): SimpleFeedbackState<Feedback, SkeletonState> {
    const efferent = this.efferentChannel.init(key);
    return new SimpleFeedbackState({
      mechanics: this.mechanics.init(key),
      net: this.net.init(key),
      feedback: this.feedbackChannels.init(key),
      efferent,
      ...(this.commandFilter !== null && { filtered: zerosLike(efferent.output) }),
    });
  }

  /** The skeleton where the effector is, and the feedback on its way as if the body had rested there. */
  stateConsistencyUpdate(
    state: SimpleFeedbackState<Feedback, SkeletonState>,
  ): SimpleFeedbackState<Feedback, SkeletonState> {
    const mechanics = this.mechanics.stateConsistencyUpdate(state.mechanics);
    return new SimpleFeedbackState({
      mechanics,
      net: state.net,
      feedback: this.feedbackChannels.mapStates(
        (channel, channelState: ChannelState<FeedbackSignal>, signal: FeedbackSignal) =>
          (channel as Channel<FeedbackSignal>).fillQueue(channelState, signal),
        state.feedback,
        this.#sense(mechanics),
      ),
      efferent: state.efferent,
      ...(state.filtered !== undefined && { filtered: state.filtered }),
    });
  }

  #sense(mechanics: MechanicsState<SkeletonState>): OneOrNamed<FeedbackSignal> {
    const sense = (where: unknown): FeedbackSignal => (where as ChannelSpec<SkeletonState>["where"])(mechanics);
    return map(sense, this.feedbackWhere as unknown) as OneOrNamed<FeedbackSignal>;
  }
}

const isChannelState = (value: unknown): value is ChannelState<FeedbackSignal> => value instanceof ChannelState;

/** Applies a function to the specification, or to each of those by name. */
function mapSpecs<SkeletonState, R>(
  f: (spec: ChannelSpec<SkeletonState>) => R,
  specs: OneOrNamed<ChannelSpec<SkeletonState>>,
): OneOrNamed<R> {
  const one = (spec: ChannelSpec<SkeletonState>): R =>
    f(readNeededOptions("SimpleFeedback.init", spec, specReaders<SkeletonState>(), ["where"]));
  if (isChannelSpec(specs)) return one(specs);
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, one(spec)]));
}

function isChannelSpec<SkeletonState>(
  specs: OneOrNamed<ChannelSpec<SkeletonState>>,
): specs is ChannelSpec<SkeletonState> {
  return typeof specs.where === "function";
}
