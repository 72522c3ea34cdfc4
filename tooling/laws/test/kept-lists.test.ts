import { array, cpu, ones, ShapeDtypeStruct, type NDArray } from "@proj/array";
import { isNDArray } from "@proj/array/core";
import { MeshDevice } from "@proj/array/sharding";
import { customJvp, grad, hessian, jacrev, valueAndGrad, vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { filterVmap, LayerNorm } from "@proj/module";
import { ButcherTableau, StepTo } from "@proj/ode";
import { addDecayedWeights, constantSchedule, injectHyperparams, joinSchedules, scale } from "@proj/optim";
import { leaves } from "@proj/tree";
import { describe, expect, test } from "vitest";
import { doors } from "./misuse/calls.ts";

/*
 * What a caller hands over stays the caller's: lists and objects may be changed after a call, and nothing that was made from
 * them changes. What an array hands out, its shape, cannot be changed at all.
 */

const target = wasm();

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** The value with lists and plain objects of its own; the host is one, and has no copy. */
function ownCopy(value: unknown): unknown {
  if (value === cpu) return value;
  if (Array.isArray(value)) return value.map(ownCopy);
  if (isPlain(value)) return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, ownCopy(entry)]));
  return value;
}

/** Changes every list of numbers inside a value: other numbers, another length. */
function spoil(value: unknown): void {
  if (isPlain(value)) Object.values(value).forEach(spoil);
  if (!Array.isArray(value)) return;
  const list: unknown[] = value;
  list.forEach(spoil);
  if (!list.every((entry) => typeof entry === "number" || Array.isArray(entry))) return;
  list.fill(977);
  list.push(977);
}

/** Types and values of all arrays in a result. */
const observe = (result: unknown): string =>
  JSON.stringify(
    leaves(result).map((leaf) =>
      isNDArray(leaf) ? [leaf.dtype, leaf.shape, leaf.size, leaf.dataSync().length, String(leaf)] : leaf,
    ),
    // Devices know each other.
    (_, value: unknown) => (value instanceof MeshDevice ? String(value) : value),
  );

describe("lists may be changed after the call they were handed to", () => {
  // A tree of lists is what functions of trees are about: they hand its leaves on.
  test.each(doors.filter(([door]) => door !== "@proj/tree"))("%s", (_door, exports, calls) => {
    const changed = Object.entries(calls).flatMap(([name, call]) => {
      // Rows of functions that have moved to another door are met there.
      if ("takesAnything" in call || "inVmap" in call || !(name in exports)) return [];
      const args = call.map(({ good }) => ownCopy(good));
      const result = (exports[name] as (...args: readonly unknown[]) => unknown)(...args);
      const before = observe(result);
      spoil(args);
      return observe(result) === before ? [] : [name];
    });
    expect(changed).toEqual([]);
  });

  const add = (x: NDArray, y: NDArray): NDArray => x.mul(y).sum();
  const pair = [array([1, 2]), array([3, 4])] as const;
  const step = (n: number): NDArray => array(n, "int32");

  /** What is made from a list and used later: it must not matter that the list changed in between. */
  const kept: Readonly<Record<string, readonly [list: object, make: (list: never) => () => unknown]>> = {
    "grad, argnums": [
      [0, 1],
      (argnums: number[]) =>
        (
          (f) => () =>
            f(...pair)
        )(grad(add, { argnums })),
    ],
    "valueAndGrad, argnums": [
      [1],
      (argnums: number[]) =>
        (
          (f) => () =>
            f(...pair)
        )(valueAndGrad(add, { argnums })),
    ],
    "jacrev, argnums": [
      [0, 1],
      (argnums: number[]) =>
        (
          (f) => () =>
            f(...pair)
        )(jacrev(add, { argnums })),
    ],
    "hessian, argnums": [
      [0],
      (argnums: number[]) =>
        (
          (f) => () =>
            f(...pair)
        )(hessian(add, { argnums })),
    ],
    "customJvp, nondiffArgnums": [
      [0],
      (nondiffArgnums: number[]) => {
        const f = customJvp(
          (n: number, x: NDArray) => x.mul(n),
          (n: number, [x]: readonly NDArray[], [t]: readonly NDArray[]) => [x!.mul(n), t!.mul(n)] as never,
          { nondiffArgnums },
        );
        return () => f(3, array(2));
      },
    ],
    "vmap, inAxes": [
      [0, null],
      (inAxes: number[]) =>
        (
          (f) => () =>
            f(...pair)
        )(vmap(add, { inAxes })),
    ],
    "vmap, outAxes": [
      [1, 0],
      (outAxes: number[]) =>
        (
          (f) => () =>
            f(ones([2, 3]))
        )(vmap((x: NDArray) => [x, x.mul(2)] as const, { outAxes })),
    ],
    "filterVmap, inAxes": [
      [0, null],
      (inAxes: number[]) =>
        (
          (f) => () =>
            f(...pair)
        )(filterVmap(add, { inAxes })),
    ],
    "jit, staticArgnums": [
      [1],
      (staticArgnums: number[]) =>
        (
          (f) => () =>
            f(array([1, 2]), 3)
        )(jit((x: NDArray, n: number) => x.mul(n), { staticArgnums, target })),
    ],
    "jit, a static list": [
      [2, 3],
      (shape: number[]) => {
        const f = jit((x: NDArray, lengths: number[]) => x.reshape(lengths), { staticArgnums: 1, target });
        f(ones([6]), shape);
        return () => [f(ones([6]), [2, 3]), f(ones([6]), [3, 2])];
      },
    ],
    ShapeDtypeStruct: [
      [2, 3],
      (shape: number[]) =>
        (
          (like) => () =>
            String(like)
        )(new ShapeDtypeStruct(shape, "int32")),
    ],
    at: [
      [0, 1],
      (places: number[]) =>
        (
          (place) => () =>
            place.set(9)
        )(array([1, 2, 3]).at(places)),
    ],
    joinSchedules: [
      [2],
      (ends: number[]) => {
        const rate = joinSchedules([constantSchedule(1), constantSchedule(2)], ends);
        return () => [rate(step(1)), rate(step(2))];
      },
    ],
    injectHyperparams: [
      { learningRate: 2 },
      (hyperparams: { learningRate: number }) => {
        const optimiser = injectHyperparams(({ learningRate }) => scale(learningRate), hyperparams);
        return () => optimiser.init(array(1)).hyperparams;
      },
    ],
    "addDecayedWeights, mask": [
      { w: true, b: false },
      (mask: object) => {
        const params = { w: array(1), b: array(1) };
        const optimiser = addDecayedWeights(0.5, mask);
        return () => optimiser.update(params, optimiser.init(params), params)[0];
      },
    ],
    ButcherTableau: [
      { c: [0.5], a: [[0.5]], b: [0, 1], bError: [1, -1] },
      (coefficients: ButcherTableau) =>
        ((tableau) => () => [tableau.c, tableau.a, tableau.b, tableau.bError])(new ButcherTableau(coefficients)),
    ],
    StepTo: [
      [0, 0.5, 1],
      (ts: number[]) =>
        (
          (steps) => () =>
            steps.ts
        )(new StepTo(ts)),
    ],
    "LayerNorm.init": [
      [2, 3],
      (shape: number[]) =>
        (
          (layer) => () =>
            layer.call(ones([2, 3]))
        )(LayerNorm.init(shape)),
    ],
  };

  test.each(Object.entries(kept))("%s", (_name, [list, make]) => {
    const given = ownCopy(list) as never;
    const use = make(given);
    const before = observe(use());
    spoil(given);
    for (const name of isPlain(given) ? Object.keys(given) : []) (given as Record<string, unknown>)[name] = 977;
    expect(observe(use())).toBe(before);
    // Made and used after the change only, in case the first use keeps a copy.
    const late = ownCopy(list) as never;
    const useLater = make(late);
    spoil(late);
    expect(observe(useLater())).toBe(before);
  });
});

/** An array inside a function that is staged. */
function tracedSum(): NDArray {
  let traced: NDArray | null = null;
  jit((x: NDArray) => (traced = x.sum(0)), { target })(ones([2, 3]));
  return traced!;
}

describe("a shape cannot be changed", () => {
  const shapes: Readonly<Record<string, () => readonly number[]>> = {
    "of a new array": () => ones([2, 3]).shape,
    "of a result": () => ones([2, 3]).matmul(ones([3, 4])).shape,
    "of a traced array": () => tracedSum().shape,
    "of a stand-in": () => new ShapeDtypeStruct([2, 3], "float32").shape,
  };

  test.each(Object.entries(shapes))("%s", (_name, shapeOf) => {
    const shape = shapeOf() as number[];
    expect(() => shape.push(1)).toThrow(TypeError);
    expect(() => (shape[0] = 5)).toThrow(TypeError);
  });
});
