import { array, nn, type ArrayLike, type NDArray } from "@proj/array";
import { input, loadGroup, output } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { expectTensor, fromTensor } from "./support.ts";

const activations: Record<string, (x: ArrayLike) => NDArray> = {
  relu: nn.relu,
  sigmoid: nn.sigmoid,
  softplus: nn.softplus,
  silu: nn.silu,
  gelu: nn.gelu,
  "gelu exact": (x) => nn.gelu(x, { approximate: false }),
  elu: nn.elu,
  leaky_relu: nn.leakyRelu,
  tanh: nn.tanh,
  log_sigmoid: nn.logSigmoid,
  softmax: nn.softmax,
  log_softmax: nn.logSoftmax,
};

describe("activations agree with JAX", () => {
  test.each(loadGroup("nn", "activation").filter(({ name }) => name in activations))("$name", (from) => {
    expectTensor(activations[from.name]!(fromTensor(input(from, "x"))), output(from, "result"), {
      relative: 3e-6,
      absolute: 3e-7,
    });
  });

  test("NaN passes through", () => {
    for (const name of Object.keys(activations))
      expect([name, activations[name]!(array([NaN])).toList()]).toEqual([name, [NaN]]);
  });

  test("integers count as real numbers, and relu leaves them integers", () => {
    const n = array([-2, 3], { dtype: "int32" });
    expect(nn.relu(n).describe()).toBe("int32[2]");
    expect(nn.sigmoid(n).dtype).toBe("float32");
    expect(nn.softplus(n).dtype).toBe("float32");
    expect(nn.identity(n)).toBe(n);
  });
});

describe("normalization", () => {
  test("softmax is not disturbed by large numbers, and sums to 1 over its axes", () => {
    expect(nn.softmax(array([1e30, 1e30, -1e30])).toList()).toEqual([0.5, 0.5, 0]);
    expect(
      nn
        .softmax(
          array([
            [1, 2],
            [3, 4],
          ]),
          [0, 1],
        )
        .sum()
        .item(),
    ).toBeCloseTo(1, 6);
    expect(
      nn
        .logSoftmax(
          array([
            [0, 0],
            [0, 0],
          ]),
          0,
        )
        .get(0, 0)
        .item(),
    ).toBeCloseTo(-Math.LN2, 6);
  });
});

describe("oneHot", () => {
  test("a position out of range gives zeros, and the new axis goes where it is wanted", () => {
    const classes = array([1, -1, 3], { dtype: "int32" });
    expect(nn.oneHot(classes, 3).toList()).toEqual([
      [0, 1, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(nn.oneHot(classes, 2, { axis: 0, dtype: "bool" }).toList()).toEqual([
      [false, false, false],
      [true, false, false],
    ]);
  });
});
