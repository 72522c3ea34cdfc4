import { array, ones, zeros, type NDArray } from "@proj/array";
import { key, normal, split, subkeys } from "@proj/random";
import { Channel, CompositeNoise, Multiplicative, Normal, pointMassNNSimpleReaches, startTrial } from "@proj/feedbax";
import { describe, expect, test } from "vitest";

/** What arrives when the numbers are sent one after the other. */
function received(channel: Channel<NDArray>, sent: readonly number[]): number[] {
  let state = channel.init(key(0));
  return sent.map((value) => {
    state = channel.call({ input: array([value]), intervene: {} }, state, key(value));
    return state.output.get(0).item();
  });
}

describe("a channel", () => {
  test("without delay passes on what it is given", () => {
    expect(received(Channel.init(0, { inputProto: zeros([1]) }), [1, 2, 3])).toEqual([1, 2, 3]);
  });

  test("with a delay of d steps gives what was sent d steps before, and at first its initial value", () => {
    expect(received(Channel.init(2, { inputProto: zeros([1]), initValue: -1 }), [1, 2, 3, 4])).toEqual([-1, -1, 1, 2]);
  });

  test("with a filled queue gives the same signal until the first new one arrives", () => {
    const channel = Channel.init(2, { inputProto: zeros([1]) });
    let state = channel.fillQueue(channel.init(key(0)), array([9]));
    const arrived = [1, 2, 3].map((value) => {
      state = channel.call({ input: array([value]), intervene: {} }, state, key(0));
      return state.output.item();
    });
    expect(arrived).toEqual([9, 9, 1]);
  });

  test("adds noise to each array of a signal, with a key of its own, and remembers it", () => {
    const channel = Channel.init(0, { inputProto: [zeros([2]), zeros([3])] as const, noise: Normal.init(0.1) });
    const state = channel.call({ input: [ones([2]), ones([3])], intervene: {} }, channel.init(key(0)), key(5));
    const stage = split(split(key(5), 2).get(1)).get(1);
    state.output.forEach((output, index) => {
      const sample = normal(split(stage, 2).get(index), output.shape).mul(0.1);
      expect(output.toList()).toEqual(sample.add(1).toList());
      expect(state.noise![index]!.toList()).toEqual(sample.toList());
    });
  });

  test("keeps no noise if it has none", () => {
    expect(Channel.init(0, { inputProto: zeros([1]) }).init(key(0)).noise).toBeNull();
  });
});

describe("noise", () => {
  const statistics = (samples: NDArray) => {
    const mean = samples.mean().item();
    return { mean, std: Math.sqrt(samples.sub(mean).pow(2).mean().item()) };
  };

  test("is normal with the given mean and deviation", () => {
    const { mean, std } = statistics(Normal.init(0.3, 2).call(key(1), zeros([20000])));
    expect(mean).toBeCloseTo(2, 1);
    expect(std).toBeCloseTo(0.3, 2);
  });

  test("can grow with the signal", () => {
    const noise = Multiplicative.init(Normal.init(0.5));
    const x = array([0, 1, -4]);
    expect(noise.call(key(2), x).toList()).toEqual(Normal.init(0.5).call(key(2), x).mul(x).toList());
    const squared = Multiplicative.init(Normal.init(), (signal) => signal.mul(signal));
    expect(squared.call(key(2), x).toList()).toEqual(Normal.init().call(key(2), x).mul(x.mul(x)).toList());
  });

  test("can be a sum of independent noises", () => {
    const [a, b] = [Normal.init(0.1), Multiplicative.init(Normal.init(2))];
    const noise = a.plus(b).plus(a);
    expect(noise).toBeInstanceOf(CompositeNoise);
    const x = array([1, 2]);
    const [both, k3] = subkeys(key(3));
    const [k1, k2] = subkeys(both);
    expect(noise.call(key(3), x).toList()).toEqual(a.call(k1, x).add(b.call(k2, x)).add(a.call(k3, x)).toList());
  });

  test("is the same in a model of double precision", () => {
    const noise = Normal.init(0.1);
    const double = noise.call(key(4), zeros([3], { dtype: "float64" }));
    expect(double.dtype).toBe("float64");
    expect(double.toList()).toEqual(noise.call(key(4), zeros([3])).toList());
  });
});

test("delayed feedback is at first that of the initial state, as if the body had rested there", () => {
  const { model, task } = pointMassNNSimpleReaches({
    key: key(0),
    nSteps: 6,
    hiddenSize: 3,
    feedbackDelaySteps: 3,
    feedbackNoiseStd: 0,
    motorNoiseStd: 0,
  });
  const [, states] = task.evalTrainBatch(model, { size: 2, current: 0, total: 1 }, key(8));
  const { pos } = states.mechanics.effector;
  const sensed = states.feedback.output[0]!;
  expect(states.feedback.queue).toHaveLength(3);
  // The feedback of step t is the state after step t - 1 - delay, or the initial one.
  for (const [step, source] of [
    [1, 0],
    [3, 0],
    [4, 0],
    [5, 1],
  ] as const) {
    expect(sensed.get(":", step).toList()).toEqual(pos.get(":", source).toList());
  }
  const { state } = startTrial(model, task.getTrainTrial(key(1), { size: 1, current: 0, total: 1 }), key(0));
  expect(state.feedback.queue.map(([pos]) => pos!.toList())).toEqual(
    new Array(3).fill(state.mechanics.effector.pos.toList()),
  );
});
