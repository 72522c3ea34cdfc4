import type { NDArray } from "@proj/array";
import { setDefaultTarget } from "@proj/jit";
import { explain, fuseMultiplyAdd, interpreter, manyAtOnce, type TargetLimits } from "@proj/jit/core";
import { isArray } from "@proj/module";
import { leaves } from "@proj/tree";
import { afterEach, describe, expect, test } from "vitest";
import { firstStep } from "./reaching-step.ts";

afterEach(() => setDefaultTarget(null));

/** What a device has that computes many things at once and knows no float64. */
const device: Partial<TargetLimits> = {
  dtypes: ["bool", "int32", "uint32", "float32"],
  fuseMultiplyAdd,
  packedSize: () => null,
  tileRows: (rows) => Math.min(rows, 16),
  parallelism: manyAtOnce({ privateBytes: 16384, width: 1024, smallStep: 4096 }),
};

describe("a training step on a device that computes many things at once", () => {
  test("takes few dispatches", () => {
    setDefaultTarget(interpreter(device));
    const { step, args } = firstStep({}, 250);
    const { program, target } = step.lower(...args);
    const [total] = explain(program, target.limits).split("\n");
    expect(Number(/ in (\d+) dispatches/.exec(total!)![1]), total).toBeLessThanOrEqual(15);
  });

  test("computes what it computes step by step", () => {
    const results = [interpreter(device), interpreter()].map((target) => {
      setDefaultTarget(target);
      const { step, args } = firstStep({ nSteps: 5, hiddenSize: 4 }, 3);
      return leaves(step(...args), undefined).filter(isArray);
    }) as [NDArray[], NDArray[]];
    expect(results[0].length).toBe(results[1].length);
    results[0].forEach((x, leaf) => {
      const expected = results[1][leaf]!.dataSync();
      x.dataSync().forEach((value, position) =>
        expect(
          Math.abs(value - expected[position]!) / Math.max(1e-3, Math.abs(expected[position]!)),
          `leaf ${leaf}, element ${position}: ${value} and ${expected[position]!}`,
        ).toBeLessThan(1e-3),
      );
    });
  });
});
