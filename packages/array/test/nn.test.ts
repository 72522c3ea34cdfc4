import { array, nn, type ArrayLike, type NDArray, type SoftmaxOptions } from "@proj/array";
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

describe("normalization of the elements that take part", () => {
  const x = array([
    [1, -2, Infinity],
    [0.5, 3, 1],
  ]);
  const mask = array([
    [true, true, false],
    [false, false, false],
  ]);

  test("softmax and logSoftmax agree with JAX, and give 0 and -Infinity to what takes no part", () => {
    const close = { relative: 1e-6, absolute: 0 };
    expectTensor(
      nn.softmax(x, { where: mask }),
      { shape: [2, 3], dtype: "float32", data: Float32Array.of(0.9525741338729858, 0.04742587357759476, 0, 0, 0, 0) },
      close,
    );
    expectTensor(
      nn.logSoftmax(x, { where: mask }),
      {
        shape: [2, 3],
        dtype: "float32",
        data: Float32Array.of(-0.04858732968568802, -3.0485873222351074, ...new Array<number>(4).fill(-Infinity)),
      },
      close,
    );
  });

  test("axes come alone or by name", () => {
    const square = array([
      [1, 2],
      [3, 4],
    ]);
    expect(nn.softmax(square, null).sum().item()).toBeCloseTo(1, 6);
    expect(nn.softmax(square, { axis: 0 }).toList()).toEqual(nn.softmax(square, 0).toList());
    expect(() => nn.softmax(square, { dim: 0 } as SoftmaxOptions)).toThrow(/^softmax received an option "dim"/);
    expect(() => nn.logSoftmax(square, 2)).toThrow(/^logSoftmax received|axis 2/);
  });
});

describe("options of activations", () => {
  test("gelu takes approximate alone or by name", () => {
    expect(nn.gelu(1, false).item()).toBe(nn.gelu(1, { approximate: false }).item());
    expect(() => nn.gelu(1, { approx: true } as nn.GeluOptions)).toThrow(/^gelu received an option "approx"/);
  });

  test("names of functions are in their errors", () => {
    expect(() => nn.softplus("1" as unknown as number)).toThrow(/^softplus received the text/);
    expect(() => nn.oneHot(array([0]), -1)).toThrow(/^oneHot received classes: the number -1/);
    expect(() => nn.oneHot(array([0]), 2, { axes: 0 } as nn.OneHotOptions)).toThrow(/write axis instead of axes/);
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
