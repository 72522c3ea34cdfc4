import type { DType, NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import * as optim from "@proj/optim";
import * as contrib from "@proj/optim/contrib";
import { applyUpdates, type GradientTransformation } from "@proj/optim";
import { descendingRows, loadGroup, madeBy, optimiserRows, output } from "@proj/reference";
import { describe, expect, test } from "vitest";

/*
 * Every optimiser and every part of one over a hundred steps, as Optax makes them: the rows of tooling/reference/optimisers.json.
 */

interface Params {
  readonly a: NDArray;
  readonly b: { readonly c: NDArray };
  readonly none: null;
}

const functions: Readonly<Record<string, unknown>> = { ...optim, ...contrib };
const calls = new Map(optimiserRows().map(({ name, call }) => [name, call]));

/** Steps whose updates are recorded. */
const shown = [0, 1, 2, 9, 19, 99];

function tree(values: readonly number[], dtype: DType): Params {
  const leaf = (from: number, shape: readonly number[]): NDArray => {
    const part = Float64Array.from(values.slice(from, from + shape.reduce((a, b) => a * b, 1)));
    return fromHostData(part, shape, "float64").astype(dtype);
  };
  return { a: leaf(0, [3]), b: { c: leaf(3, [2, 2]) }, none: null };
}

const gradients = (step: number, dtype: DType): Params =>
  tree(
    Array.from({ length: 7 }, (_, i) => (((7 * step + 13 * i + 5 * step * i) % 19) - 9) / 8),
    dtype,
  );

const loss = (step: number): number => (step % 7) / 4 + 0.5;

const vector = ({ a, b }: Params): number[] =>
  [a, b.c].flatMap((leaf) => Array.from(leaf.astype("float64").dataSync() as Float64Array));

/** How far updates may be from those of Optax: next to their own size, and next to that of the largest of them or of parameters. */
const tolerances: Readonly<Record<string, readonly [relative: number, absolute: number]>> = {
  float32: [3e-5, 3e-6],
  bfloat16: [0.02, 0.01],
  float64: [1e-9, 1e-10],
  single: [1e-6, 1e-7],
};

const precisionOf = (name: string, dtype: string): string =>
  dtype === "float64" && inSinglePrecision.test(name) ? "single" : dtype;

/** What Optax computes in single precision even there: schedules, and the root of the count. */
const inSinglePrecision = /schedule|madgrad/i;

function complaint(
  found: readonly number[],
  expected: readonly number[],
  precision: string,
  where: string,
): string | null {
  const [relative, absolute] = tolerances[precision]!;
  const largest = Math.max(0.1, ...expected.map(Math.abs));
  const place = found.findIndex((value, i) => {
    const wanted = expected[i]!;
    return !(Object.is(value, wanted) || Math.abs(value - wanted) <= relative * Math.abs(wanted) + absolute * largest);
  });
  return place < 0 ? null : `${where}[${place}]: ${found[place]} instead of ${expected[place]}`;
}

function replay(
  name: string,
  dtype: "float32" | "bfloat16" | "float64",
  steps: number,
  updates: readonly number[],
): [Params, string | null] {
  const precision = precisionOf(name, dtype);
  const { init, update } = madeBy(functions, calls.get(name)!) as GradientTransformation<unknown>;
  let params = tree([1, -2, 0.5, 0.25, -1.5, 2, 0.75], dtype);
  let state = init(params);
  for (let step = 0; step < steps; step++) {
    const value = fromHostData(Float64Array.of(loss(step)), [], "float64").astype(dtype);
    const [made, next] = update(gradients(step, dtype), state, params, { value });
    state = next;
    const place = shown.indexOf(step);
    if (place >= 0) {
      const wrong = complaint(vector(made), updates.slice(place * 7, place * 7 + 7), precision, `update ${step}`);
      if (wrong !== null) return [params, wrong];
    }
    params = applyUpdates(params, made);
  }
  return [params, null];
}

describe.each(["float32", "bfloat16", "float64"] as const)("a hundred steps in %s are those of Optax:", (dtype) => {
  test.each(loadGroup("optimisers", dtype))("$name", (reference) => {
    const updates = Array.from(output(reference, "updates").data);
    const [params, wrong] = replay(reference.name, dtype, Number(reference.params["steps"]), updates);
    expect(wrong).toBeNull();
    expect(
      complaint(
        vector(params),
        Array.from(output(reference, "params").data),
        precisionOf(reference.name, dtype),
        "params",
      ),
    ).toBeNull();
  });
});

describe("a parabola falls under", () => {
  test.each(descendingRows())("$name", ({ call }) => {
    const { init, update } = madeBy(functions, call) as GradientTransformation<unknown>;
    const height = ({ a, b }: Params): number => a.mul(a).sum().add(b.c.mul(b.c).sum()).item();
    let params = tree([1, -2, 0.5, 0.25, -1.5, 2, 0.75], "float32");
    const first = height(params);
    let state = init(params);
    for (let step = 0; step < 8; step++) {
      const slope: Params = { a: params.a.mul(2), b: { c: params.b.c.mul(2) }, none: null };
      const [made, next] = update(slope, state, params, { value: height(params) });
      [params, state] = [applyUpdates(params, made), next];
    }
    expect(height(params)).toBeLessThan(first);
  });
});
