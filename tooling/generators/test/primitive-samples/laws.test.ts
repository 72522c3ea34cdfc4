import type { NDArray } from "@proj/array";
import { checkJaxpr, dtypes, evaluateJaxpr, sizeOf, stage, toHost } from "@proj/array/core";
import { describe, expect, it } from "vitest";
import { applyPrimitive, Draw, everySample, type AnySample } from "../../src/primitive-samples/index.ts";

const titled = everySample.map((row) => [`${row.primitive}, ${row.sample.title}`, row] as const);
const evaluating = titled.filter(([, { sample }]) => sample.evaluates);
const others = titled.filter(([, { sample }]) => !sample.evaluates);

function make({ sample }: AnySample, seed = 1, float: "float32" | "float64" = "float32") {
  const { operands, params } = sample.make(new Draw(seed, float));
  return { operands: operands as readonly NDArray[], params };
}

describe("every primitive", () => {
  it.each(evaluating)("gives results of the inferred shapes and dtypes: %s", (_, row) => {
    const { operands, params } = make(row);
    for (const result of applyPrimitive(row.primitive, operands, params)) {
      const { data } = toHost(result, "test");
      const wanted = dtypes[result.dtype].allocate(sizeOf(result.shape));
      expect(data).toHaveLength(wanted.length);
      expect(data.constructor).toBe(wanted.constructor);
    }
  });

  it.each(evaluating)("means the same when it is staged and the Jaxpr is evaluated: %s", (_, row) => {
    const { operands, params } = make(row);
    const eager = applyPrimitive(row.primitive, operands, params);
    const { jaxpr, consts } = stage(
      (args) => applyPrimitive(row.primitive, args, params),
      operands.map((operand) => operand.aval),
      "test",
    );
    expect(consts).toEqual([]);
    checkJaxpr(jaxpr);
    const evaluated = evaluateJaxpr(
      jaxpr,
      operands.map((operand) => toHost(operand, "test")),
    );
    expect(evaluated.map(({ shape, dtype, data }) => ({ shape, dtype, data }))).toEqual(
      eager.map((result) => toHost(result, "test")),
    );
  });

  it.each(evaluating)("leaves its operands as they were: %s", (_, row) => {
    const { operands, params } = make(row);
    const before = operands.map((operand) => operand.dataSync());
    applyPrimitive(row.primitive, operands, params);
    expect(operands.map((operand) => operand.dataSync())).toEqual(before);
  });

  it.each(evaluating)("in float32 is the rounded result of float64, within its stated tolerance: %s", (_, row) => {
    // The neighbour of a number is another one in each format.
    if (row.primitive === "nextAfter") return;
    const results = ([float]: readonly ["float32" | "float64"]) => {
      const { operands, params } = make(row, 2, float);
      return applyPrimitive(row.primitive, operands, params).map((result) => Array.from(result.dataSync()));
    };
    const [single, double] = [results(["float32"]), results(["float64"])];
    single.forEach((values, k) => {
      const scale = Math.max(...double[k]!.map(Math.abs), 2 ** -20);
      values.forEach((value, i) =>
        expect(Math.abs(value - double[k]![i]!) / scale).toBeLessThanOrEqual(row.sample.ulps * 2 ** -24),
      );
    });
  });

  it.each(others)("says what is missing where it cannot be evaluated by itself: %s", (_, row) => {
    const { operands, params } = make(row);
    expect(() => applyPrimitive(row.primitive, operands, params)).toThrow(/received[^]*expected[^]*to fix/);
  });

  it("draws the same operands from the same seed, and others from another", () => {
    const values = (seed: number) => new Draw(seed).floats([4]).dataSync();
    expect(values(3)).toEqual(values(3));
    expect(values(3)).not.toEqual(values(4));
  });
});
