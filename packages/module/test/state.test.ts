import { array, scan, sum, zeros, type NDArray } from "@proj/array";
import { wasm } from "@proj/jit-wasm";
import {
  BatchNorm,
  deleteInitState,
  Dropout,
  filterGrad,
  filterJit,
  filterVmap,
  Linear,
  makeWithState,
  Module,
  MultiheadAttention,
  Sequential,
  StateIndex,
  type State,
} from "@proj/module";
import { key, normal, split } from "@proj/random";
import { leaves, map } from "@proj/tree";
import { describe, expect, expectTypeOf, test } from "vitest";

class Counter extends Module<{ readonly factor: NDArray; readonly count: StateIndex<NDArray> }> {
  static init(start: number): Counter {
    return new Counter({ factor: array(2), count: StateIndex.init(array(start)) });
  }
  call(x: NDArray, state: State): [NDArray, State] {
    const count = state.get(this.count).add(1);
    return [x.mul(count).mul(this.factor), state.set(this.count, count)];
  }
}
const make = makeWithState((start: number) => Counter.init(start));

describe("a state", () => {
  test("holds what the places of a model are given at first", () => {
    const [counter, state] = make(3);
    expect(state.get(counter.count).item()).toBe(3);
    expect(String(state)).toBe("State { Counter.count: float32[] }");
    expect(leaves(counter as unknown)).toHaveLength(1);
    expectTypeOf(state.get(counter.count)).toEqualTypeOf<NDArray>();
  });

  test("goes through jit, scan and grad", () => {
    const [counter, state] = make(0);
    const step = filterJit((c: Counter, x: NDArray, s: State) => c.call(x, s), { target: wasm() });
    const [y, next] = step(counter, array(1), state);
    expect([y.item(), step(counter, array(1), next)[0].item()]).toEqual([2, 4]);
    expect(step.traces).toHaveLength(1);
    const [last, ys] = scan<State, NDArray, NDArray>(
      (s, x) => {
        const [out, after] = counter.call(x, s);
        return [after, out];
      },
      next,
      array([1, 1, 1]),
    );
    expect([last.get(counter.count).item(), ys.toList()]).toEqual([4, [4, 6, 8]]);
    const slope = filterGrad(
      (c: Counter, s: State): readonly [NDArray, State] => {
        const [out, after] = c.call(array(5), s);
        return [sum(out), after];
      },
      { hasAux: true },
    );
    const [gradient, after] = slope(counter, last);
    expect([gradient.factor.item(), after.get(counter.count).item()]).toEqual([25, 5]);
  });

  test("belongs to each member of an ensemble", () => {
    class Drawn extends Module<{ readonly place: StateIndex<NDArray> }> {}
    const [models, states] = filterVmap(
      makeWithState((k: NDArray) => new Drawn({ place: StateIndex.init(normal(k, [2])) })),
    )(split(key(0), 3));
    expect(states.get(models.place).shape).toEqual([3, 2]);
  });

  test("that has been changed since is an error", () => {
    const [counter, state] = make(0);
    counter.call(array(1), state);
    expect(() => counter.call(array(1), state)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: State.get received a state that has been changed since
        expected: the state that the last change gave
        to fix:   hand on what each call returns: [y, state] = layer.call(x, state). To use a state twice, copy it first with map((leaf) => leaf, state)]
    `);
    expect(() => leaves(state as unknown)).toThrow("a state that has been changed since");
    expect(String(state)).toBe("State { spent }");
  });

  test("keeps structure, shapes and dtypes", () => {
    const [counter, state] = make(0);
    expect(() => state.set(counter.count, zeros([2]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: State.set received float32[2] for Counter.count
        expected: float32[]
        to fix:   keep structure, shapes and dtypes as they are in the initial state; convert with astype]
    `);
    expect(() => state.set(counter.count, [array(1)] as never)).toThrow("[float32[]] for Counter.count");
  });

  test("has parts, which go back into the whole", () => {
    const [[one, two], state] = makeWithState(() => [Counter.init(1), Counter.init(2)] as const)();
    const part = one.call(array(1), state.substate(one))[1];
    const whole = state.update(part);
    expect([whole.get(one.count).item(), whole.get(two.count).item()]).toEqual([2, 2]);
    expect(() => state.get(one.count)).toThrow("a state that has been changed since");
    expect(() => part.update(whole)).toThrow("State.update received the place Array[1].count, which the state has not");
  });

  test("of another model is an error", () => {
    const [counter] = make(0);
    const [, other] = makeWithState(() => BatchNorm.init(2, "b"))();
    expect(() => counter.call(array(1), other)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: State.get received the place Counter.count, which the state has not
        expected: one of BatchNorm.emaFirstTimeIndex, BatchNorm.emaStateIndex
        to fix:   make model and state together: const [model, state] = makeWithState(Model.init)(…)]
    `);
    expect(() => other.get({} as never)).toThrow("expected: a StateIndex, the place of a value");
  });

  test("can be taken out of a model by hand", () => {
    expect(deleteInitState(Counter.init(1)).count.init).toBeNull();
  });
});

describe("layers that need a state, a key or a batch", () => {
  const [norm, state] = makeWithState(() => BatchNorm.init(2, "batch", { mode: "batch" }))();

  test("say so", () => {
    expect(() => norm.call(zeros([2]), undefined as never)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: BatchNorm.call received no state
        expected: the state of the model, behind its input
        to fix:   make it with the model, [model, state] = makeWithState(Model.init)(…), and hand it on: [y, state] = model.call(x, state)]
    `);
    expect(() => norm.call(zeros([2]), state)).toThrow('BatchNorm.call received no vmap with the axis name "batch"');
    expect(() => norm.call(zeros([3]), state)).toThrow("an array with 2 channels on its first axis");
    expect(() => Dropout.init(0.5).call(zeros([2]))).toThrow("Dropout.call received no key");
    expect(() => Sequential.init([norm]).call(zeros([2]))).toThrow("Sequential.call received no state");
  });
});

describe("Sequential", () => {
  const [a, b] = [Linear.init(2, 3, { key: key(0) }), Linear.init(3, 1, { key: key(1) })];
  const model = Sequential.init([a, b]);

  test("is indexed, cut and iterated", () => {
    expect(model.at(-1)).toBe(b);
    expect(model.layers[0]).toBe(a);
    expect([...model]).toEqual([a, b]);
    expect(model.length).toBe(2);
    expect(model.slice(1).layers).toEqual([b]);
    expect(model.isStateful()).toBe(false);
    expect(Sequential.init([a, BatchNorm.init(3, "b")]).isStateful()).toBe(true);
  });
});

/** Self-attention of one element at a time; what has been seen is the state. */
class CachedAttention extends Module<{
  readonly attention: MultiheadAttention;
  readonly seen: StateIndex<readonly [NDArray, NDArray]>;
}> {
  static init(length: number, key: NDArray): CachedAttention {
    const seen = StateIndex.init([zeros([length, 4]), array(0, { dtype: "int32" })] as const);
    return new CachedAttention({ attention: MultiheadAttention.init(2, 4, { key }), seen });
  }
  call(x: NDArray, state: State): [NDArray, State] {
    const [before, place] = state.get(this.seen);
    const seen = before.at(place).set(x);
    const mask = array([0, 1, 2]).le(place).reshape([1, 3]);
    const y = this.attention.call(x.reshape([1, 4]), seen, seen, mask);
    return [y.reshape([4]), state.set(this.seen, [seen, place.add(1)])];
  }
}

test("attention with a cache gives, one element after the other, what causal attention gives at once", () => {
  const [model, first] = makeWithState((length: number, k: NDArray) => CachedAttention.init(length, k))(3, key(0));
  const xs = normal(key(1), [3, 4]);
  const step = (state: State, x: NDArray): [State, NDArray] => {
    const [y, next] = model.call(x, state);
    return [next, y];
  };
  const [, ys] = scan(step, first, xs);
  const causal = array([[true, false, false], [true, true, false], [true, true, true]]); // prettier-ignore
  const all = model.attention.call(xs, xs, xs, causal);
  map((d: NDArray) => expect(d.item()).toBeLessThan(1e-6), ys.sub(all).abs().max());
});
