import { arange, array, nn, ones, tanh, zeros, type NDArray } from "@proj/array";
import { grad } from "@proj/autodiff";
import { filterValueAndGrad, GRUCell, Linear } from "@proj/module";
import { key, normal, subkeys } from "@proj/random";
import { leaves, map, structure } from "@proj/tree";
import {
  combineModel,
  CompositeLoss,
  exponentialSmoothing,
  FirstOrderFilter,
  ForgetfulIterator,
  hebbCovarianceRule,
  hebbDifferentialRule,
  hebbRule,
  LeakyRNNCell,
  lstm,
  maskDiagonal,
  maskedCell,
  maskedLinear,
  ModelLoss,
  muscledReachLoss,
  nLayerLinear,
  ojaTerm,
  orthogonalGRUCell,
  partitionModel,
  principalComponents,
  pointMassNNSimpleReaches,
  PopulationStructure,
  randomSplitLikeTree,
  simpleReachLoss,
  SimpleStagedNetwork,
  sparseMask,
  stackedLayers,
  sumOfLosses,
  trainedLeaves,
  treeConcatenate,
  treeInferBatchSize,
  treeLabels,
  treeStack,
  treeUnstack,
  type LSTMLayer,
  type MaskedCell,
  type MaskedLinear,
  type SimpleFeedback,
  type SimpleFeedbackState,
} from "@proj/feedbax";
import { describe, expect, test } from "vitest";
import { expectClose, formulaWeights, referenceValues, type Values } from "./values.ts";

const given = referenceValues("networks");

describe("networks have the values of the reference, step by step", () => {
  const linearHidden = (inputs: number, size: number, options: { readonly key: NDArray }) =>
    Linear.init(inputs, size, options);
  const hiddenWeights = ["weightIh", "weightHh", "bias", "biasN"];
  const cases: Readonly<
    Record<string, readonly [Partial<Parameters<typeof SimpleStagedNetwork.init>[2]>, readonly string[]]>
  > = {
    gru: [{}, hiddenWeights],
    gru_sigmoid_out: [{ outNonlinearity: nn.sigmoid }, hiddenWeights],
    gru_tanh_hidden_nonlinearity_relu_out: [{ hiddenNonlinearity: tanh, outNonlinearity: nn.relu }, hiddenWeights],
    gru_no_bias: [{ useBias: false }, ["weightIh", "weightHh"]],
    linear_hidden_tanh: [{ hiddenType: linearHidden, hiddenNonlinearity: tanh }, ["weight", "bias"]],
    "gru_hidden_noise_0.1": [{ hiddenNoiseStd: 0.1 }, hiddenWeights],
    gru_encoding_3_intended: [{ encodingSize: 3 }, hiddenWeights],
  };
  type Layered = { readonly shape: readonly number[] } & NDArray;
  /** A layer whose weights are those of the formula, told by their seeds and limits. */
  const filled = (layer: object, names: readonly string[], formulas: readonly Values[]): object => {
    const weights = names.map((name, index): readonly [string, NDArray] => {
      const { shape } = (layer as Readonly<Record<string, Layered>>)[name]!;
      return [name, formulaWeights(shape, formulas[index]!.at("seed").number, formulas[index]!.at("lim").number)];
    });
    const fields: Readonly<Record<string, NDArray>> = Object.fromEntries(weights);
    return (layer as { with(fields: object): object }).with(fields);
  };
  const build = (name: string): SimpleStagedNetwork => {
    const [options, names] = cases[name]!;
    const of = given.at("cases", name.replace("intended", "as_is"), "weights");
    const formulas = of.names.map((index) => of.at(index));
    const net = SimpleStagedNetwork.init(4, 5, { outSize: 2, key: key(0), ...options });
    const encoder = net.encoder === null ? null : filled(net.encoder, ["weight", "bias"], formulas.splice(0, 2));
    const hidden = filled(net.hidden, names, formulas);
    const readout = filled(net.readout!, ["weight", "bias"], formulas.slice(names.length));
    return net.with({ hidden, readout, encoder } as never);
  };
  const keys = subkeys(key(21), 6);
  const statesOf = (net: SimpleStagedNetwork) => {
    let state = net.init(key(0));
    return given.at("inputs").items.map((input, step) => {
      state = net.call({ input: input.array("float32"), intervene: {} }, state, keys[step]!);
      return state;
    });
  };

  test.each(Object.keys(cases))("%s", (name) => {
    const run = given.at("cases", name, "run");
    const at = (step: number, field: string): Values =>
      name.endsWith("intended") ? run.at(step, field) : run.at(field, step);
    const fields = name.endsWith("intended") ? ["encoding", "hidden", "output"] : ["input", "hidden", "output"];
    statesOf(build(name)).forEach((state, step) => {
      for (const field of fields)
        expectClose(state[field as "hidden"], at(step, field), 2e-6, `${name} ${field} ${step}`);
    });
  });

  test("and the gradient", () => {
    const expected = given.at("gru_gradient");
    const loss = (net: SimpleStagedNetwork): NDArray =>
      statesOf(net).reduce((sum, { output }) => sum.add(output!.mul(output!).sum()), array(0));
    const [value, slope] = filterValueAndGrad(loss)(build("gru"));
    expect(value.item()).toBeCloseTo(expected.at("value").number, 5);
    const { hidden, readout } = slope as unknown as { readonly hidden: GRUCell; readonly readout: Linear };
    const found = { weight_ih: hidden.weightIh, weight_hh: hidden.weightHh, bias: hidden.bias, bias_n: hidden.biasN };
    for (const [name, weight] of Object.entries(found)) expectClose(weight, expected.at(name), 1e-5, name);
    expectClose(readout.weight, expected.at("readout_weight"), 1e-5);
    expectClose(readout.bias, expected.at("readout_bias"), 1e-5);
  });

  test("and weights drawn from keys", () => {
    const summarised = (found: NDArray, of: Values): void => {
      expect(found.shape).toEqual(of.at("shape").plain);
      const flat = found.ravel();
      expectClose(flat.get(":6"), of.at("first"), 1e-6);
      expectClose(flat.get("-3:"), of.at("last"), 1e-6);
      expect(flat.sum().item()).toBeCloseTo(of.at("sum").number, 3);
      expect(flat.mul(flat).sum().item()).toBeCloseTo(of.at("sumsq").number, 2);
      expect([flat.min().item(), flat.max().item()]).toEqual(
        [of.at("min").number, of.at("max").number].map((x) => expect.closeTo(x, 6) as number),
      );
    };
    for (const row of given.at("initial_weights_SimpleStagedNetwork(8,50,out_size=2)").items) {
      const { hidden } = SimpleStagedNetwork.init(8, 50, { outSize: 2, key: key(row.at("seed").number) });
      summarised((hidden as unknown as GRUCell).weightIh, row.at("weight_ih"));
      summarised((hidden as unknown as GRUCell).weightHh, row.at("weight_hh"));
    }
    const { model } = pointMassNNSimpleReaches({ key: key(0) });
    const whole = given.at("initial_weights_point_mass_nn_simple_reaches_key0");
    summarised((model.step.net.hidden as unknown as GRUCell).weightHh, whole.at("weight_hh"));
    const small = SimpleStagedNetwork.init(4, 5, { outSize: 2, encodingSize: 3, key: key(3) });
    const expected = given.at("initial_weights_small_with_encoder_seed3");
    const [encoder, gru, readout] = [small.encoder, small.hidden, small.readout] as unknown as [
      Linear,
      GRUCell,
      Linear,
    ];
    expectClose(encoder.weight, expected.at("encoder_weight"), 1e-6);
    expectClose(encoder.bias, expected.at("encoder_bias"), 1e-6);
    expectClose(gru.weightIh, expected.at("weight_ih"), 1e-6);
    expectClose(gru.biasN, expected.at("bias_n"), 1e-6);
    expectClose(readout.weight, expected.at("readout_weight"), 1e-6);
    expectClose(readout.bias, expected.at("readout_bias"), 0);
    const three = pointMassNNSimpleReaches({ nReplicates: 3, hiddenSize: 5, key: key(0) }).model.step.net.hidden;
    summarised((three as unknown as GRUCell).weightIh, given.at("initial_weights_ensemble3_H5_key0", "weight_ih"));
    expectClose(
      (three as unknown as GRUCell).weightHh,
      given.at("initial_weights_ensemble3_H5_key0", "weight_hh"),
      1e-6,
    );
  });
});

describe("layers have the values of the reference", () => {
  test.each([
    ["leaky_rnn", 1, true, tanh],
    ["leaky_rnn_alpha_0.2", 0.2, true, tanh],
    ["leaky_rnn_relu_no_bias", 0.5, false, nn.relu],
  ] as const)("%s", (name, alpha, useBias, nonlinearity) => {
    const expected = given.at("cases", name, "run", "hidden");
    const cell = LeakyRNNCell.init(4, 5, { key: key(0), useBias, nonlinearity, dt: alpha, tau: 1 }).with({
      weightIh: formulaWeights([5, 4], 1, 0.8),
      weightHh: formulaWeights([5, 5], 2, 0.9),
      bias: useBias ? formulaWeights([5], 3, 0.5) : null,
    });
    let hidden = zeros([5]);
    given.at("inputs").items.forEach((input, step) => {
      hidden = cell.call(input.array("float32"), hidden, key(step));
      expectClose(hidden, expected.at(step), 1e-6, `step ${step}`);
    });
  });

  test("first weights of leaky units", () => {
    const [hiddenKey] = subkeys(key(3), 3);
    const cell = LeakyRNNCell.init(4, 5, { key: hiddenKey });
    expectClose(cell.weightIh, given.at("initial_leaky", "weight_ih"), 1e-6);
    expectClose(cell.weightHh, given.at("initial_leaky", "weight_hh"), 1e-6);
    expectClose(cell.bias, given.at("initial_leaky", "bias"), 1e-6);
  });

  test("a GRU with orthogonal weights", () => {
    const cell = orthogonalGRUCell(3, 4, { useBias: true, key: key(3) }, 1.5);
    expectClose(cell.weightHh, given.at("orthogonal", "weight_hh"), 1e-5);
    expectClose(cell.weightIh, given.at("orthogonal", "weight_ih"), 1e-6);
    expectClose(cell.biasN, given.at("orthogonal", "bias_n"), 1e-6);
  });

  test("several linear layers", () => {
    const drawn = nLayerLinear([6, 4])(3, 2, { useBias: true, key: key(0) });
    const isArray = (leaf: unknown): leaf is NDArray => typeof leaf === "object" && leaf !== null && "shape" in leaf;
    const all = leaves(drawn) as readonly unknown[];
    let seed = 20;
    const weights = all.map((leaf) => (isArray(leaf) ? formulaWeights(leaf.shape, seed++, 0.8) : leaf));
    const layers = structure(drawn).unflatten(weights) as typeof drawn;
    given
      .at("n_layer_linear", "x")
      .items.forEach((x, index) =>
        expectClose(
          layers.call(x.array("float32")),
          given.at("n_layer_linear", "y_intended_tanh_between", index),
          1e-6,
        ),
      );
    expect(() => nLayerLinear([])).toThrow(/at least one size/);
  });
});

describe("hidden layers", () => {
  const options = { useBias: true, key: key(0) };
  const run = (net: SimpleStagedNetwork) => {
    let state = net.init(key(1));
    for (let step = 0; step < 3; step++) state = net.call({ input: ones([4]), intervene: {} }, state, key(step));
    return state;
  };

  test("with a memory are what their cell is", () => {
    const net = SimpleStagedNetwork.init(4, 5, { hiddenType: lstm, outSize: 2, key: key(3) });
    const { cell } = net.hidden as LSTMLayer;
    let [hidden, memory] = [zeros([5]), zeros([5])];
    for (let step = 0; step < 3; step++) [hidden, memory] = cell.call(ones([4]), [hidden, memory]);
    const state = run(net);
    expect(state.hidden.toList()).toEqual(hidden.toList());
    expect(state.memory!.toList()).toEqual(memory.toList());
    expect(run(SimpleStagedNetwork.init(4, 5, { key: key(3) })).memory).toBeNull();
  });

  test("one after the other see the units of the one before", () => {
    const stack = stackedLayers([3, 2])(4, 5, options);
    const [first, second] = stack.layers;
    const before = formulaWeights([5], 1, 1);
    const below = first!.call(ones([4]), before.get(":3"), key(1));
    const above = second!.call(below, before.get("3:"), key(1));
    expect(stack.call(ones([4]), before, key(1)).toList()).toEqual([...below.dataSync(), ...above.dataSync()]);
    expect(() => stackedLayers([])).toThrow(/at least one size/);
    expect(() => stackedLayers([3, 2])(4, 6, options)).toThrow(/hidden size of 5/);
  });

  test("with masks have no gradient where there is no connection", () => {
    const inputMask = array([
      [true, false],
      [false, true],
    ]);
    const recurrentMask = array([
      [false, true],
      [true, false],
    ]);
    const masked = maskedCell({ inputMask, recurrentMask })(2, 2, options);
    const sum = (cell: MaskedCell): NDArray => cell.call(ones([2]), ones([2]), key(1)).sum();
    const { trained, frozen, rest } = partitionModel(
      masked,
      trainedLeaves(masked, (m) => m),
    );
    const gradient = grad((weights: MaskedCell) => sum(combineModel({ trained: weights, frozen, rest })))(trained);
    const zeroWhere = (weights: NDArray, mask: NDArray): void => {
      const three = [mask, mask, mask].flatMap((one) => [...one.dataSync()]);
      [...weights.dataSync()].forEach((value, index) => {
        expect(value === 0, String(index)).toBe(!three[index]);
      });
    };
    zeroWhere(gradient.cell.weightIh, inputMask);
    zeroWhere(gradient.cell.weightHh, recurrentMask);
    expect(() => maskedCell({ inputMask: ones([2, 2]) })(2, 2, options)).toThrow(/bool\[2, 2\]/);
    expect(() => sparseMask(key(0), [2, 2], 2)).toThrow(/fraction/);
    expect(sparseMask(key(0), [40, 50], 0.2).astype("float32").mean().item()).toBeCloseTo(0.2, 1);
  });

  test("with noise inside of leaky units", () => {
    const noisy = LeakyRNNCell.init(4, 5, { key: key(0), dt: 0.5, noiseStrength: 0.1 });
    const still = noisy.with({ noiseStrength: 0, bias: normal(key(9), [5]).mul(0.2).add(noisy.bias!) });
    expectClose(noisy.call(ones([4]), ones([5]), key(9)), still.call(ones([4]), ones([5]), key(9)), 1e-6);
  });
});

describe("populations are those of the reference", () => {
  const fork = referenceValues("fork_2026");
  const expectStructure = (found: PopulationStructure, expected: Values): void => {
    expect(found.inputIndices).toEqual(expected.at("input_indices").plain);
    expect(found.readoutIndices).toEqual(expected.at("readout_indices").plain);
    expect(found.recurrentOnlyIndices).toEqual(expected.at("recurrent_only_indices").plain);
  };
  const sizes = { nInputOnly: 2, nReadoutOnly: 3, nRecurrentOnly: 1 };

  test("in their order and mixed", () => {
    expectStructure(PopulationStructure.init(10, sizes), fork.at("population_structure_contiguous"));
    for (const row of fork.at("population_structure_random").items)
      expectStructure(PopulationStructure.init(10, { ...sizes, key: key(row.at("seed").number) }), row.at("structure"));
    expect(() => PopulationStructure.init(5, sizes)).toThrow(/at most 5 units/);
  });

  test("in a network, at every step", () => {
    const expected = fork.at("network_with_populations");
    const units = PopulationStructure.init(6, { nInputOnly: 2, nReadoutOnly: 2, nRecurrentOnly: 1 });
    const hiddenType = maskedCell({ inputMask: units.inputMask(4) });
    const readoutType = maskedLinear(units.readoutMask(2));
    const made = SimpleStagedNetwork.init(4, 6, { outSize: 2, hiddenType, readoutType, key: key(0) });
    const shapes = [[18, 4], [18, 6], [18], [6], [2, 6], [2]];
    const limits = [0.8, 0.9, 0.5, 0.5, 1, 0.3];
    const [weightIh, weightHh, bias, biasN, weight, readoutBias] = shapes.map((shape, index) =>
      formulaWeights(shape, index + 1, limits[index]!),
    );
    const hidden = made.hidden as MaskedCell;
    const readout = made.readout as MaskedLinear;
    const gru = GRUCell.init(4, 6, { key: key(0) }).with({
      weightIh: weightIh!,
      weightHh: weightHh!,
      bias: bias!,
      biasN: biasN!,
    });
    const net = made.with({
      hidden: hidden.with({ cell: gru }),
      readout: readout.with({ linear: readout.linear.with({ weight: weight!, bias: readoutBias! }) }),
    });
    let state = net.init(key(0));
    expected.at("input").items.forEach((input, step) => {
      state = net.call({ input: input.array("float32"), intervene: {} }, state, key(step));
      expectClose(state.hidden, expected.at("hidden", step), 1e-6, `hidden ${step}`);
      expectClose(state.output, expected.at("output", step), 1e-6, `output ${step}`);
    });
  });

  test("a filter that rises and decays", () => {
    for (const row of fork.at("first_order_filter").items) {
      const number = (name: string): number => row.at(name).number;
      const filter = FirstOrderFilter.init(number("tau_rise"), number("tau_decay"), number("dt"));
      let output = zeros([2]);
      row.at("inputs").items.forEach((input, step) => {
        output = filter.call(input.array("float32"), output);
        expectClose(output, row.at("outputs", step), 1e-6);
      });
    }
  });
});

describe("Hebbian rules and principal components are those of the reference", () => {
  const misc = referenceValues("tree_misc");
  const hebbian = misc.at("hebbian");
  const activity = hebbian.at("activity").array();
  const weights = hebbian.at("weights").array();
  const mean = (x: NDArray): NDArray => x.mean({ axis: [0, 1] });

  test("weights", () => {
    const close = (found: NDArray, name: string): void => expectClose(found, hebbian.at(name), 1e-6, name);
    close(mean(hebbRule(activity)), "hebb_rule_mean_over_batch_and_time");
    close(mean(hebbDifferentialRule(activity)), "hebb_differential_rule_mean_over_batch_and_time");
    close(mean(hebbCovarianceRule(activity, 0.3, 2)), "hebb_covariance_rule_mean_over_batch_and_time");
    close(mean(ojaTerm(activity, weights)), "oja_term_mean");
    close(maskDiagonal(weights), "mask_diagonal_of_weights");
    close(maskDiagonal(mean(hebbRule(activity))).mul(0.01), "ActivityDependentWeightUpdate(0.01, hebb)");
  });

  test("smoothing", () => {
    for (const row of misc.at("misc").items.filter((one) => one.at("fn").text === "exponential_smoothing")) {
      const args = row.at("args");
      const given = (name: string, usual: number): number => (args.names.includes(name) ? args.at(name).number : usual);
      const x = args.at("x").array();
      expectClose(
        exponentialSmoothing(x, args.at("alpha").number, given("init_window", 1), given("axis", -1)),
        row.at("result"),
        1e-6,
      );
    }
  });

  test("components", () => {
    const given = misc.at("pca");
    const found = principalComponents(given.at("x").array());
    expectClose(found.singularValues, given.at("singular_values"), 1e-6);
    expectClose(found.scores.abs(), given.at("abs_components"), 2e-6);
  });

  test("trees", () => {
    const tree = {
      b: array([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      c: arange(12).reshape([3, 4]),
    };
    const result = (fn: string, args: string): unknown =>
      misc
        .at("tree")
        .items.find((row) => row.at("fn").text === fn && row.at("args").text.startsWith(args))!
        .at("result").plain;
    const lists = (x: unknown): unknown => map((leaf: unknown) => (leaf as NDArray).toList(), x);
    expect(treeUnstack(tree).map(lists)).toEqual(result("tree_unstack", "{b"));
    const [first, second] = [
      [array([1, 2]), array([3, 4])],
      [array([5, 6]), array([7, 8])],
    ];
    for (const axis of [0, 1, -1])
      expect(lists(treeStack([first, second], axis))).toEqual(
        misc
          .at("tree")
          .items.find((row) => row.at("args").text.endsWith(`axis=${axis}`) && row.at("fn").text === "tree_stack")!
          .at("result").plain,
      );
    expect(lists(treeConcatenate([first, second]))).toEqual(result("tree_concatenate", "same"));
    expect(treeInferBatchSize(tree)).toBe(3);
    expect(() => treeInferBatchSize({ x: array([1, 2]), y: array([1, 2, 3]) })).toThrow(/common length/);
    expect(treeLabels([5, 6])).toEqual(["0", "1"]);
    expect(treeLabels({ x: [1, { k: 2 }] })).toEqual({ x: ["x_0", { k: "x_1_k" }] });
    expect(lists(randomSplitLikeTree(key(4), { x: 0, y: [0, 0] }))).toEqual(
      result("random_split_like_tree", "PRNGKey"),
    );
  });
});

test("an iterator that forgets queues and noise remembers the rest as it is", () => {
  const late = pointMassNNSimpleReaches({ key: key(0), nSteps: 5, hiddenSize: 3, feedbackDelaySteps: 2 });
  const { model, task } = late;
  const forgetful = ForgetfulIterator.init<unknown, SimpleFeedbackState, SimpleFeedback>(model.step, 5);
  const whole = task.eval(model, key(1));
  const part = task.eval(forgetful, key(1));
  expect(part.mechanics.effector.pos.toList()).toEqual(whole.mechanics.effector.pos.toList());
  expect(part.net.hidden.toList()).toEqual(whole.net.hidden.toList());
  expect(part.feedback.queue).toEqual([
    [null, null],
    [null, null],
  ]);
  expect(part.efferent.noise).toBeNull();
});

test("weights of a loss may change in the course of training", () => {
  const one = new ModelLoss("one", () => array(1));
  const half = new CompositeLoss({ one }, { weights: { one: (progress) => progress.mul(4) } });
  const loss = sumOfLosses<unknown>([0.5, half]);
  expect(loss.call(null, null as never, null, array(0.25)).terms["one"]!.item()).toBe(0.5);
  expect(loss.call(null, null as never, null).terms["one"]!.item()).toBe(2);
  expect(muscledReachLoss().termNames).toEqual([...simpleReachLoss().termNames, "muscleActivity"]);
});
