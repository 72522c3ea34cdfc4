import { array, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import {
  adam,
  adamw,
  addDecayedWeights,
  applyUpdates,
  chain,
  contrib,
  freeze,
  lbfgs,
  masked,
  MultiSteps,
  partition,
  polyakSgd,
  scale,
  setToZero,
  sgd,
  tree,
  type GradientTransformation,
  type StateOf,
} from "@proj/optim";
import type { Tree } from "@proj/tree";
import { describe, expect, expectTypeOf, test } from "vitest";

const params = { w: array([1, 2]), b: array([0.5]), none: null };
const gradients = { w: array([0.5, -1]), b: array([2]), none: null };

describe("states have types", () => {
  test("of arrays and trees of arrays", () => {
    const _optimiser = chain(masked(adam(0.1), true), scale(2));
    type State = StateOf<typeof _optimiser>;
    expectTypeOf<State[0]["innerState"][0]["mu"]>().toEqualTypeOf<Tree<NDArray>>();
    expectTypeOf<State[0]["innerState"][0]["count"]>().toEqualTypeOf<NDArray>();
    const _search = lbfgs();
    expectTypeOf<StateOf<typeof _search>[2]["learningRate"]>().toEqualTypeOf<NDArray>();
  });

  test("and every transformation is one of an unknown state, without a cast", () => {
    const all: readonly GradientTransformation<unknown>[] = [adam(0.1), chain(sgd(0.1), scale(2)), contrib.muon(0.1)];
    expect(all).toHaveLength(3);
  });
});

describe("extra arguments", () => {
  test("reach the part that reads them through every wrapper", () => {
    const inner = polyakSgd();
    const deep = partition({ all: masked(chain(new MultiSteps(inner, 1), scale(1)), true) }, "all");
    const [direct] = inner.update(gradients, inner.init(params), params, { value: 2 });
    const [wrapped] = deep.update(gradients, deep.init(params), params, { value: 2 });
    expect(wrapped.w.toList()).toEqual(direct.w.toList());
    expect(wrapped.b.toList()).toEqual(direct.b.toList());
  });
});

describe("hyperparameters", () => {
  const step = (rate: NDArray, b1: NDArray): NDArray => {
    const optimiser = adamw(rate, { b1, b2: array(0.99), eps: array(1e-3), weightDecay: array(0.1) });
    const state = optimiser.init(params);
    const [first, next] = optimiser.update(gradients, state, params);
    return optimiser.update(gradients, next, applyUpdates(params, first))[0].w;
  };
  const [rate, b1] = [array(0.1), array(0.9)];

  test("may be arrays, traced and mapped ones too", () => {
    const optimiser = adamw(0.1, { b1: 0.9, b2: 0.99, eps: 1e-3, weightDecay: 0.1 });
    const [first, next] = optimiser.update(gradients, optimiser.init(params), params);
    const expected = optimiser.update(gradients, next, applyUpdates(params, first))[0].w;
    expect(tree.allclose(step(rate, b1), expected, { rtol: 1e-4 })).toBe(true);
    expect(tree.allclose(jit(step)(rate, b1), expected, { rtol: 1e-4 })).toBe(true);
    const mapped = vmap(step, [0, null])(array([0.1, 0.2]), b1);
    expect(tree.allclose(mapped.get(0), expected, { rtol: 1e-4 })).toBe(true);
    expect(mapped.shape).toEqual([2, 2]);
  });

  test("updates can be compiled as a whole", () => {
    const optimiser = chain(contrib.muon(0.1), freeze({ w: false, b: true, none: null }));
    const weights = { w: array([[1, 2], [3, 5]]), b: array([0.5]), none: null }; // prettier-ignore
    const update = jit((g: typeof weights, state: StateOf<typeof optimiser>, p: typeof weights) =>
      optimiser.update(g, state, p),
    );
    const eager = optimiser.update(weights, optimiser.init(weights), weights)[0];
    const [compiled] = update(weights, optimiser.init(weights), weights);
    expect(tree.allclose(compiled.w, eager.w, { rtol: 1e-4, atol: 1e-6 })).toBe(true);
    expect(compiled.b.toList()).toEqual([0]);
  });
});

test("GaLore without matrices is compiled, too", () => {
  const { init, update } = contrib.galore(0.1);
  const step = jit((g: NDArray, state: ReturnType<typeof init>) => update(g, state, g)[0]);
  const gradient = array([1, -2]);
  expect(step(gradient, init(gradient)).toList()).toEqual(update(gradient, init(gradient), gradient)[0].toList());
});

describe("mistakes are told by path:", () => {
  const messages: Readonly<Record<string, () => unknown>> = {
    "a mask of numbers": () => addDecayedWeights(0.1, { w: 1, b: true }),
    "a mask of another structure": () => {
      const { init, update } = masked(scale(2), { w: true });
      return update(gradients, init(params));
    },
    "a label without a transformation": () => partition({ a: setToZero() }, { w: "a", b: "c", none: null }),
    "updates of another structure": () => adam(0.1).update({ w: gradients.w }, adam(0.1).init(params)),
    "updates where the state has nothing": () => adam(0.1).update(gradients, adam(0.1).init({ ...params, b: null })),
    "no parameters": () => adamw(0.1).update(gradients, adamw(0.1).init(params)),
    "no value": () => polyakSgd().update(gradients, polyakSgd().init(params), params),
    "no loss for a line search": () =>
      lbfgs().update(gradients, lbfgs().init(params), params, { value: 1, grad: gradients }),
    "another chain's state": () => chain(scale(1), scale(2)).update(gradients, [{}] as never),
  };

  test.each(Object.entries(messages))("%s", (_, make) => {
    expect(make).toThrowErrorMatchingSnapshot();
  });
});
