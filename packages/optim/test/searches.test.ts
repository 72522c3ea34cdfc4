import { array, where, type ArrayLike, type NDArray } from "@proj/array";
import { oneHot } from "@proj/array/nn";
import { grad, jacrev } from "@proj/autodiff";
import { jit } from "@proj/jit";
import * as optim from "@proj/optim";
import { applyUpdates, type GradientTransformation } from "@proj/optim";
import { key, PRNGKey } from "@proj/random";
import { findCase, input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test, vi } from "vitest";
import { complaint, rows, toArray } from "./recorded.ts";

/*
 * Line searches, what draws from keys, wrappers and functions of matrices: the steps and values of Optax.
 */

const found = (group: string, name: string): Case => findCase("optim-searches", group, name);

const objectives: Readonly<Record<string, (x: NDArray) => NDArray>> = {
  rosenbrock: (x) => {
    const [a, b] = [x.get(0), x.get(1)];
    return b.sub(a.mul(a)).pow(2).mul(100).add(a.neg().add(1).pow(2));
  },
  parabola: (x) =>
    x
      .sub(array([1, -2], "float64"))
      .pow(2)
      .mul(array([1, 10], "float64"))
      .sum(),
};
const searches: Readonly<Record<string, GradientTransformation<unknown>>> = {
  lbfgs: optim.lbfgs(),
  "lbfgs unscaled": optim.lbfgs(null, { memorySize: 2, scaleInitPrecond: false }),
  zoom: optim.chain(optim.sgd(1), optim.scaleByZoomLinesearch(15)),
  "zoom bounded": optim.chain(
    optim.sgd(1),
    optim.scaleByZoomLinesearch(8, { maxLearningRate: 0.01, approxDecRtol: null }),
  ),
  backtracking: optim.chain(optim.sgd(1), optim.scaleByBacktrackingLinesearch(15)),
  "backtracking stored": optim.chain(
    optim.sgd(1),
    optim.scaleByBacktrackingLinesearch(15, { storeGrad: true, decreaseFactor: 0.5, increaseFactor: 2 }),
  ),
};

describe("line searches take the steps of Optax:", () => {
  test.each(loadGroup("optim-searches", "searches"))("$name", (c) => {
    const optimiser = searches[c.params["search"] as string]!;
    const valueFn = objectives[c.params["function"] as string]!;
    let x = array([-1.2, 1], "float64");
    let state = optimiser.init(x);
    const path = output(c, "path");
    const counts = output(c, "steps").data;
    for (let step = 0; step < counts.length; step++) {
      const [value, slope] =
        c.params["search"] === "backtracking"
          ? [valueFn(x), grad(valueFn)(x)]
          : optim.valueAndGradFromState(valueFn)(x, state);
      const [updates, next] = optimiser.update(slope, state, x, { value, grad: slope, valueFn });
      state = next;
      x = applyUpdates(x, updates);
      // A search without success on the valley leaves it, to 1e35, so that errors can only be relative.
      expect(complaint(`step ${step}`, x, rows(path, 2 * step, 2), 1e-6, 1e-6)).toEqual([]);
      expect((optim.tree.get(state, "numLinesearchSteps") as NDArray).item()).toBe(counts[step]);
    }
  });
});

test("searches that fail print what they ended with, if asked to, also from compiled programs", () => {
  const printed = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const valueFn = (x: NDArray): NDArray => x.mul(x).sum();
  // Uphill no step is short enough.
  const uphill = (search: GradientTransformation<unknown>, x: NDArray): NDArray =>
    search.update(x, search.init(x), x, { value: valueFn(x), grad: x.mul(2), valueFn })[0];
  const zoom = optim.scaleByZoomLinesearch(3, { verbose: true });
  const backtracking = optim.scaleByBacktrackingLinesearch(2, { verbose: true });
  uphill(zoom, array([1]));
  jit((x: NDArray) => uphill(backtracking, x))(array([1]));
  uphill(optim.scaleByBacktrackingLinesearch(2), array([1]));
  const texts = printed.mock.calls.map(([text]) => String(text));
  printed.mockRestore();
  expect(texts).toMatchInlineSnapshot(`
    [
      "scaleByZoomLinesearch: no step satisfies both of Wolfe's conditions
      curvatureError: 0.7000000476837158
      decreaseError: 0.5624499917030334
      learningRate: 0.25
      slope: 2
      value: 1",
      "scaleByBacktrackingLinesearch: no step lowers the loss enough
      decreaseError: 1.6894721984863281
      learningRate: 0.64000004529953
      slope: 2
      value: 1",
    ]
  `);
});

test("noise is that of Optax, from the same keys", () => {
  const c = found("random", "differentiallyPrivateAggregate");
  const grads = { a: toArray(input(c, "a")), b: toArray(input(c, "b")) };
  const dp = optim.contrib.differentiallyPrivateAggregate(1, 0.5, key(7));
  const [first, state] = dp.update(grads, dp.init(null));
  const [second] = dp.update(grads, state);
  expect([
    ...complaint("first a", first.a, output(c, "first a")),
    ...complaint("first b", first.b, output(c, "first b")),
    ...complaint("second a", second.a, output(c, "second a")),
    ...complaint("second b", second.b, output(c, "second b")),
  ]).toEqual([]);
});

test("Sophia goes where it goes in Optax", () => {
  const estimator = optim.contrib.hutchinsonEstimatorDiagHessian(PRNGKey(0));
  const optimiser = optim.contrib.sophia(0.1, { updateInterval: 2, hessianDiagonalFn: estimator });
  const objFn = (p: NDArray): NDArray =>
    p
      .pow(4)
      .sum()
      .add(p.get(0).mul(p.get(1)));
  let w = array([1, -2, 0.5]);
  let state = optimiser.init(w);
  const path = output(found("random", "sophia"), "path");
  for (let step = 0; step < 6; step++) {
    const [updates, next] = optimiser.update(grad(objFn)(w), state, w, { objFn });
    state = next;
    w = applyUpdates(w, updates);
    expect(complaint(`step ${step}`, w, rows(path, 3 * step, 3))).toEqual([]);
  }
});

test("perturbed functions and their derivatives are those of Optax", () => {
  const c = found("random", "makePerturbedFun");
  const soft = optim.perturbations.makePerturbedFun((x: NDArray) => oneHot(x.argmax(), 3), {
    numSamples: 64,
    sigma: 0.5,
  });
  const x = toArray(input(c, "x"));
  expect(complaint("value", soft(key(7), x), output(c, "value"))).toEqual([]);
  const jacobian = jacrev((y: NDArray) => soft(key(7), y))(x);
  expect(complaint("jacobian", jacobian, output(c, "jacobian"), 1e-4)).toEqual([]);
});

const everyThird = (step: NDArray): ArrayLike => step.mod(3).eq(1);
const wrapped: Readonly<Record<string, GradientTransformation<unknown>>> = {
  conditionallyTransform: optim.conditionallyTransform(optim.adam(0.1), everyThird),
  conditionallyMask: optim.conditionallyMask(optim.adam(0.1), everyThird),
  applyIfFinite: optim.applyIfFinite(optim.adam(0.1), 2),
  "MultiSteps schedule": new optim.MultiSteps(optim.adam(0.1), (step) => where(step.lt(2), 1, 2)),
  injectHyperparams: optim.injectHyperparams(({ learningRate, b1, eps }) => optim.adam(learningRate, { b1, eps }), {
    learningRate: optim.linearSchedule(0.1, 0.01, 5),
    b1: 0.8,
    eps: array(1e-3),
  }),
};
const gradientAt = (name: string, i: number): NDArray =>
  name === "applyIfFinite" && [2, 3, 4].includes(i) ? array([NaN, 1]) : array([((7 * i) % 5) - 2, 0.5 * i - 1]);

describe("wrappers do what those of Optax do:", () => {
  test.each(Object.entries(wrapped))("%s", (name, optimiser) => {
    let params = array([1, 2]);
    let state = optimiser.init(params);
    const path = output(found("wrappers", name), "params");
    for (let i = 0; i < 9; i++) {
      const [updates, next] = optimiser.update(gradientAt(name, i), state, params);
      state = next;
      params = applyUpdates(params, updates);
      expect(complaint(`step ${i}`, params, rows(path, 2 * i, 2))).toEqual([]);
    }
  });

  test.each([
    ["lookahead", false],
    ["lookahead reset", true],
  ])("%s", (name, resetState) => {
    const optimiser = optim.lookahead(optim.adam(0.1), 3, 0.5, { resetState });
    let params = optim.initSynced(array([1, 2]));
    let state = optimiser.init(params);
    const path = output(found("wrappers", name), "params");
    for (let i = 0; i < 9; i++) {
      const [updates, next] = optimiser.update(gradientAt(name, i), state, params);
      state = next;
      params = applyUpdates(params, updates);
      expect(complaint(`fast ${i}`, params.fast, rows(path, 4 * i, 2))).toEqual([]);
      expect(complaint(`slow ${i}`, params.slow, rows(path, 4 * i + 2, 2))).toEqual([]);
    }
  });
});

test("eigenvalues, roots, non-negative solutions and normal distributions are those of Optax", () => {
  const eigen = found("matrices", "powerIteration");
  const m = toArray(input(eigen, "m"));
  const [value, vector] = optim.powerIteration(m, { numIters: 300 });
  const [root] = optim.matrixInversePthRoot(m, 4);
  const normal = optim.multiNormal(array([0, 1]), array([0.5, -0.5]));
  const drawn = found("matrices", "multiNormal");
  expect([
    ...complaint("value", value, output(eigen, "value")),
    ...complaint("vector", vector, output(eigen, "vector"), 1e-3),
    ...complaint("root", root, output(found("matrices", "matrixInversePthRoot"), "root"), 1e-4),
    ...complaint("nnls", optim.nnls(m, array([1, -2, 3]), 50), output(found("matrices", "nnls"), "x"), 1e-4),
    ...complaint("logProb", normal.logProb(array([0.3, 0.4])), output(drawn, "logProb")),
    ...complaint("sample", normal.sample([2], key(7)), output(drawn, "sample")),
  ]).toEqual([]);
});
