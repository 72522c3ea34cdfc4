import { array, nn, scan, stack, sum, zeros, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { vmap } from "@proj/autodiff";
import {
  Dropout,
  filterGrad,
  GRUCell,
  Identity,
  Lambda,
  LayerNorm,
  Linear,
  LSTMCell,
  MLP,
  Sequential,
} from "@proj/module";
import { key, subkeys } from "@proj/random";
import { findCase, input, loadGroup, output, type Case, type Tensor } from "@proj/reference";
import { keyString, leavesWithPath } from "@proj/tree";
import { describe, expect, expectTypeOf, test } from "vitest";

const asNDArray = ({ data, shape, dtype }: Tensor): NDArray => fromHostData(data, shape, dtype as "float32");
const given = (c: Case, name: string): NDArray => asNDArray(input(c, name));

/** Every array of the tree is in the reference under its path, with the same bits. */
function expectSameWeights(module: unknown, c: Case, check = expectSame, prefix = ""): void {
  const arrays = leavesWithPath(module).filter(([, leaf]) => typeof leaf === "object") as [never, NDArray][];
  const names = Object.keys(c.outputs).filter(
    (name) => /weight|bias/.test(name) && name.startsWith("gradient ") === (prefix !== ""),
  );
  expect(arrays).toHaveLength(names.length);
  for (const [path, leaf] of arrays) check(leaf, output(c, prefix + keyString(path, { simple: true, separator: "." })));
}

function expectSame(actual: NDArray, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dataSync()).toEqual(expected.data);
}

function expectClose(actual: NDArray, expected: Tensor, tolerance = 2e-6): void {
  expect(actual.shape).toEqual(expected.shape);
  const values = actual.dataSync();
  expected.data.forEach((value, i) =>
    expect(Math.abs(values[i]! - value), `element ${i}: ${values[i]} for ${value}`).toBeLessThan(
      tolerance * Math.max(1, Math.abs(value)),
    ),
  );
}

interface SizeParams {
  readonly inSize: number;
  readonly outSize: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly useBias: boolean;
}
const sizesOf = (c: Case): SizeParams => c.params as unknown as SizeParams;

/** The gradient of the sum of the squares of an output agrees with the reference. */
function expectSameGradient<M>(module: M, c: Case, call: (module: M) => NDArray): void {
  const gradient = filterGrad((m: M) => sum(call(m).mul(call(m))))(module);
  expectSameWeights(gradient, c, (leaf, expected) => expectClose(leaf, expected, 1e-5), "gradient ");
}

describe("Linear", () => {
  const cases = loadGroup("nn", "Linear").filter(
    ({ params }) => typeof params.inSize === "number" && typeof params.outSize === "number",
  );

  test.each(cases)("has the weights, outputs and gradients of Equinox: $name", (c) => {
    const { inSize, outSize, useBias } = sizesOf(c);
    const layer = Linear.init(inSize, outSize, { key: given(c, "key"), useBias });
    expectSameWeights(layer, c);
    expectClose(layer.call(given(c, "input")), output(c, "output"));
    expectSameGradient(layer, c, (m) => m.call(given(c, "input")));
  });

  test("takes several inputs along axes in front, as vmap would", () => {
    const layer = Linear.init(2, 3, { key: key(0) });
    const x = array([[[1, 2]], [[3, 4]], [[5, 6]]]);
    const mapped = vmap(vmap((row: NDArray) => layer.call(row)))(x);
    expect(layer.call(x).toList()).toEqual(mapped.toList());
  });

  test("has the dtype that is asked for", () => {
    const layer = Linear.init(2, 3, { key: key(0), dtype: "float64" });
    expect([layer.weight.dtype, layer.bias?.dtype]).toEqual(["float64", "float64"]);
  });

  test("refuses inputs of another size", () => {
    const layer = Linear.init(2, 3, { key: key(0) });
    expect(() => layer.call(zeros([4]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: Linear.call received x: float32[4], for a weight float32[3,2]
        expected: an array whose last axis has length 2
        to fix:   give inputs of size 2, or build the layer for another size (it gives 3 numbers for 2)]
    `);
    expect(() => layer.call(zeros([]))).toThrow("Linear.call received");
  });
});

describe("GRUCell", () => {
  test.each(loadGroup("nn", "GRUCell"))("has the weights, outputs and gradients of Equinox: $name", (c) => {
    const { inputSize, hiddenSize, useBias } = sizesOf(c);
    const cell = GRUCell.init(inputSize, hiddenSize, { key: given(c, "key"), useBias });
    expectSameWeights(cell, c);
    expectClose(cell.call(given(c, "input"), given(c, "hidden")), output(c, "output"));
    expectSameGradient(cell, c, (m) => m.call(given(c, "input"), given(c, "hidden")));
  });

  test("runs over time as in Equinox", () => {
    const c = findCase("nn", "GRUCell over time", "2 to 3, six steps");
    const cell = GRUCell.init(2, 3, { key: given(c, "key") });
    const step = (hidden: NDArray, x: NDArray): [NDArray, NDArray] => {
      const next = cell.call(x, hidden);
      return [next, next];
    };
    const [, states] = scan(step, zeros([3]), given(c, "inputs"));
    expectClose(states, output(c, "hidden"));
  });

  test("refuses inputs and states of another size", () => {
    const cell = GRUCell.init(2, 3, { key: key(0) });
    expect(() => cell.call(zeros([3]), zeros([3]))).toThrow("input: float32[3]");
    expect(() => cell.call(zeros([2]), zeros([2]))).toThrow("hidden: float32[2]");
  });
});

describe("LSTMCell", () => {
  test.each(loadGroup("nn", "LSTMCell"))("has the weights and outputs of Equinox: $name", (c) => {
    const { inputSize, hiddenSize } = sizesOf(c);
    const cell = LSTMCell.init(inputSize, hiddenSize, { key: given(c, "key") });
    expectSameWeights(cell, c);
    const [hidden, memory] = cell.call(given(c, "input"), [given(c, "hidden"), given(c, "cell")]);
    expectClose(hidden, output(c, "output hidden"));
    expectClose(memory, output(c, "output cell"));
  });
});

describe("MLP", () => {
  const functions = { relu: nn.relu, tanh: nn.tanh, sigmoid: nn.sigmoid };

  test.each(loadGroup("nn", "MLP"))("has the weights, outputs and gradients of Equinox: $name", (c) => {
    const { inSize, outSize } = sizesOf(c);
    const { widthSize, depth, activation, finalActivation } = c.params as {
      widthSize: number;
      depth: number;
      activation: keyof typeof functions;
      finalActivation: keyof typeof functions | null;
    };
    const mlp = MLP.init(inSize, outSize, {
      key: given(c, "key"),
      widthSize,
      depth,
      activation: functions[activation],
      ...(finalActivation === null ? {} : { finalActivation: functions[finalActivation] }),
    });
    const arrays = { layers: mlp.layers };
    expectSameWeights(arrays, c);
    expectClose(mlp.call(given(c, "input")), output(c, "output"));
    expectSameGradient(arrays, c, ({ layers }) => mlp.with({ layers }).call(given(c, "input")));
  });

  test("refuses a depth that is not a count", () => {
    expect(() => MLP.init(1, 1, { widthSize: 2, depth: -1, key: key(0) })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: MLP.init received depth -1
        expected: the number of hidden layers: an integer from 0
        to fix:   use 0 for a single affine map]
    `);
  });
});

describe("Sequential", () => {
  test("calls its layers one after the other, and knows their types", () => {
    const [first, second] = subkeys(key(0));
    const layers = [
      Linear.init(2, 4, { key: first }),
      new Lambda({ f: nn.relu }),
      Linear.init(4, 1, { key: second }),
    ] as const;
    const model = new Sequential({ layers });
    const x = array([0.5, -1]);
    expect(model.call(x).toList()).toEqual(layers[2].call(nn.relu(layers[0].call(x))).toList());
    expectTypeOf(model.layers[1]).toEqualTypeOf<Lambda>();
    expect(new Sequential({ layers: [] }).call(x)).toBe(x);
    expect(new Sequential({ layers: [Identity.init()] }).call(x)).toBe(x);
  });
});

describe("LayerNorm", () => {
  test.each(loadGroup("nn", "LayerNorm"))("has the outputs of Equinox: $name", (c) => {
    const { shape, eps } = c.params as { shape: number[]; eps: number };
    expectClose(LayerNorm.init(shape, { eps }).call(given(c, "input")), output(c, "output"));
  });

  test("refuses inputs of another shape", () => {
    expect(() => LayerNorm.init([3]).call(zeros([2, 3]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: LayerNorm.call received float32[2,3]
        expected: an array of shape [3]
        to fix:   for a batch, map over it: vmap((x) => layer.call(x))(batch)]
    `);
  });
});

describe("Dropout", () => {
  test.each(loadGroup("nn", "Dropout"))("has the outputs of Equinox: $name", (c) => {
    const dropout = Dropout.init(c.params.p as number);
    expectClose(dropout.call(given(c, "input"), { key: given(c, "key") }), output(c, "output"));
  });

  test("leaves its input alone at inference and for p = 0, and gives zeros for p = 1", () => {
    const x = array([1, 2]);
    expect(Dropout.init(0.9).call(x, { inference: true })).toBe(x);
    expect(Dropout.init(0).call(x, { key: key(0) })).toBe(x);
    expect(
      Dropout.init(1)
        .call(x, { key: key(0) })
        .toList(),
    ).toEqual([0, 0]);
    expect(() => Dropout.init(1.5)).toThrow("Dropout.init received");
  });

  test("keeps the mean", () => {
    const many = stack([Dropout.init(0.3).call(array(new Float32Array(4000).fill(1)), { key: key(3) })]);
    // Four standard deviations of the mean.
    expect(Math.abs(many.mean().item() - 1)).toBeLessThan(4 * Math.sqrt(0.3 / 0.7 / 4000));
  });
});
