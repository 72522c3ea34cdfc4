import { nn, tanh, zeros, type NDArray } from "@proj/array";
import { key, subkeys } from "@proj/random";
import { leaves, structure } from "@proj/tree";
import { LeakyRNNCell, nLayerLinear, orthogonalGRUCell } from "@proj/feedbax";
import { describe, expect, test } from "vitest";
import { expectClose, formulaWeights, referenceValues } from "./values.ts";

const given = referenceValues("networks");

describe("layers have the values of the reference", () => {
  test.each([
    ["leaky_rnn", 1, true, tanh],
    ["leaky_rnn_alpha_0.2", 0.2, true, tanh],
    ["leaky_rnn_relu_no_bias", 0.5, false, nn.relu],
  ] as const)("%s", (name, alpha, useBias, nonlinearity) => {
    const expected = given.at("leaky", name, "run", "hidden");
    const cell = LeakyRNNCell.init(4, 5, { key: key(0), useBias, nonlinearity, dt: alpha, tau: 1 }).with({
      weightIh: formulaWeights([5, 4], 1, 0.8),
      weightHh: formulaWeights([5, 5], 2, 0.9),
      bias: useBias ? formulaWeights([5], 3, 0.5) : null,
    });
    let hidden = zeros([5]);
    given.at("inputs").items.forEach((input, step) => {
      hidden = cell.call(input.array("float32"), hidden);
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
