import type { NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { subkeys } from "@proj/random";
import { flatten } from "@proj/tree";
import { isModel, type Model, type ModelInput } from "./model.ts";
import type { OneOrNamed } from "./one-or-named.ts";

/**
 * Several models side by side, each with its own input, state and key; inputs and states have the models' structure.
 *
 * @typeParam Inputs - one input for each model.
 * @typeParam States - one state for each model.
 * @example
 * import { array, zeros, type NDArray } from "@proj/array";
 * import { Channel, MultiModel, type ChannelState } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * type Both<T> = { readonly sight: T; readonly touch: T };
 * const channels = MultiModel.init<Both<NDArray>, Both<ChannelState<NDArray>>>({
 *   sight: Channel.init(1, { inputProto: zeros([1]) }),
 *   touch: Channel.init(0, { inputProto: zeros([1]) }),
 * });
 * const input = { sight: array([1]), touch: array([2]) };
 * const { sight, touch } = channels.call({ input, intervene: {} }, channels.init(key(0)), key(1));
 * [sight.output.toList(), touch.output.toList()]; // → [[0], [2]]
 */
export class MultiModel<Inputs, States>
  extends Module<{ readonly models: OneOrNamed<Model<never, unknown>> }>
  implements Model<Inputs, States>
{
  /** @param models - a model, or models by name. */
  static init<Inputs, States>(models: OneOrNamed<Model<never, unknown>>): MultiModel<Inputs, States> {
    return new MultiModel({ models });
  }

  call({ input, intervene }: ModelInput<Inputs>, states: States, key: NDArray): States {
    const [models, structure] = this.#flat();
    const keys = subkeys(key, models.length);
    const inputs = structure.flattenUpTo(input, { operation: "MultiModel.call", name: "input" });
    const parts = structure.flattenUpTo(states, { operation: "MultiModel.call", name: "state" });
    return structure.unflatten(
      models.map((model, index) => model.call({ input: inputs[index], intervene }, parts[index], keys[index]!)),
    ) as States;
  }

  init(key: NDArray): States {
    const [models, structure] = this.#flat();
    const keys = subkeys(key, models.length);
    return structure.unflatten(models.map((model, index) => model.init(keys[index]!))) as States;
  }

  /** Applies a function to each model and what stands in its place in the states and in another tree. */
  mapStates(f: (model: unknown, state: never, other: never) => unknown, states: States, other: unknown): States {
    const [models, structure] = this.#flat();
    const parts = structure.flattenUpTo(states, { operation: "MultiModel.mapStates", name: "states" });
    const others = structure.flattenUpTo(other, { operation: "MultiModel.mapStates", name: "other" });
    return structure.unflatten(
      models.map((model, index) => f(model, parts[index] as never, others[index] as never)),
    ) as States;
  }

  #flat() {
    const [models, structure] = flatten(this.models as unknown, { isLeaf: isModel });
    return [models as readonly Model<unknown, unknown>[], structure] as const;
  }
}
