import { array, nn, type NDArray } from "@proj/array";
import { grad } from "@proj/autodiff";
import { loadGroup, output } from "@proj/reference";
import { describe, expect, test } from "vitest";

/** Activations, their values and derivatives as JAX computed them. */

const functions: Record<string, (x: NDArray) => NDArray> = {
  celu: nn.celu,
  "celu 2": (x) => nn.celu(x, 2),
  selu: nn.selu,
  mish: nn.mish,
  softSign: nn.softSign,
  squareplus: nn.squareplus,
  "squareplus 1": (x) => nn.squareplus(x, 1),
  log1mexp: nn.log1mexp,
  relu6: nn.relu6,
  hardSigmoid: nn.hardSigmoid,
  hardSilu: nn.hardSilu,
  hardTanh: nn.hardTanh,
  sparsePlus: nn.sparsePlus,
  sparseSigmoid: nn.sparseSigmoid,
};

const rows: Record<string, (x: NDArray, mask?: NDArray) => NDArray> = {
  glu: (x) => nn.glu(x),
  "glu axis 1": (x) => nn.glu(x, 1),
  logmeanexp: (x, where) => (where === undefined ? nn.logmeanexp(x) : nn.logmeanexp(x, { axis: 1, where })),
  "logmeanexp axis 0 kept": (x) => nn.logmeanexp(x, { axis: 0, keepdims: true }),
  standardize: (x, where) => (where === undefined ? nn.standardize(x) : nn.standardize(x, { axis: 1, where })),
  "standardize axis 0": (x) => nn.standardize(x, { axis: 0, epsilon: 0.1 }),
  "standardize all": (x) => nn.standardize(x, null),
  "standardize given": (x) => nn.standardize(x, { mean: 0.5, variance: 2 }),
};

function expectNear(
  actual: NDArray,
  expected: { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
) {
  expect(actual.describe()).toBe(`float32[${expected.shape.join(",")}]`);
  const found = Array.from(actual.dataSync());
  const wrong = found.flatMap((value, index) => {
    const wanted = expected.data[index]!;
    if (Object.is(value, wanted) || value === wanted) return [];
    return Math.abs(value - wanted) <= 2e-6 + 2e-5 * Math.abs(wanted) ? [] : [[index, value, wanted]];
  });
  expect(wrong).toEqual([]);
}

describe("activations are those of JAX", () => {
  test.each(loadGroup("activations", "function"))("$name", (from) => {
    const f = functions[from.name]!;
    expectNear(f(array([...from.inputs["x"]!.data])), output(from, "value"));
    const slope = grad((x: NDArray) => f(x).sum());
    expectNear(slope(array([...from.inputs["smooth"]!.data])), output(from, "derivative"));
    const corners = array([...from.inputs["corners"]!.data]);
    expectNear(slope(corners), output(from, "at corners"));
    expectNear(grad((x: NDArray) => slope(x).sum())(corners), output(from, "second at corners"));
  });

  test.each(loadGroup("activations", "rows"))("$name", (from) => {
    const { data, shape } = from.inputs["x"]!;
    expectNear(rows[from.name]!(array([...data]).reshape(shape)), output(from, "value"));
  });

  test.each(loadGroup("activations", "masked"))("$name of some elements", (from) => {
    const { data, shape } = from.inputs["x"]!;
    const mask = array([...from.inputs["mask"]!.data])
      .reshape(shape)
      .ne(0);
    expectNear(rows[from.name]!(array([...data]).reshape(shape), mask), output(from, "value"));
  });
});
