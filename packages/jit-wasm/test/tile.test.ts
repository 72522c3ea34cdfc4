import { scan, tanh, type NDArray, type TypedArray } from "@proj/array";
import { abstractArray, stage } from "@proj/array/core";
import type { Target } from "@proj/jit";
import { compile, type Step } from "@proj/jit/core";
import { wasm } from "@proj/jit-wasm";
import { describe, expect, test } from "vitest";

/** A recurrent network of 30 units over a batch, with the sums of its units in every step. */
const { jaxpr } = stage(
  ([weights, hidden]) => {
    const step = (h: NDArray): readonly [NDArray, NDArray] => {
      const next = tanh(h.dot(weights!).add(h));
      return [next, next.sum({ axis: 1 })];
    };
    return scan(step, hidden!, null, { length: 4 });
  },
  [abstractArray([30, 30], "float32"), abstractArray([5000, 30], "float32")],
  "network",
);

/** Bits as text, which compares faster than many numbers. */
const bits = (results: readonly TypedArray[]): string[] =>
  results.map(({ buffer }) => Buffer.from(buffer).toString("latin1"));

/** The kinds of steps, of those in groups one by one. */
const kindsOf = (steps: readonly Step[]): string[] =>
  steps.flatMap((step) => (step.kind === "group" ? kindsOf(step.steps) : [step.kind]));

function run(target: Target): { readonly kinds: readonly string[]; readonly results: readonly TypedArray[] } {
  const inputs = [900, 150_000].map((size) => Float32Array.from({ length: size }, (_, n) => ((n * 7919) % 257) / 2570));
  const results = [new Float32Array(150_000), new Float32Array(20_000)];
  const { executable, program } = compile("network", jaxpr, target);
  executable.run(inputs, results);
  return { kinds: kindsOf(program.steps), results };
}

describe("a scan over a batch", () => {
  const withTiles = (tileRows: Target["limits"]["tileRows"]): Target => {
    const target = wasm({ threads: 1 });
    return { ...target, limits: { ...target.limits, tileRows, threading: null } };
  };
  const whole = run(withTiles(() => null));

  test("runs in tiles if the batch does not fit the cache", () => {
    expect(whole.kinds).toContain("scan");
    const { kinds, results } = run(wasm());
    expect(kinds).toContain("tiles");
    expect(kinds).not.toContain("scan");
    expect(bits(results)).toEqual(bits(whole.results));
  });

  test("gives the same in tiles of any length", () => {
    for (const rows of [1, 7, 48, 1111, 5000]) {
      const { kinds, results } = run(withTiles(() => rows));
      expect(kinds).toContain("tiles");
      expect(bits(results)).toEqual(bits(whole.results));
    }
  });
});
