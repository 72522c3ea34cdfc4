import type { NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import {
  backwardHermiteCoefficients,
  CubicInterpolation,
  linearInterpolation,
  LinearInterpolation,
  rectilinearInterpolation,
} from "@proj/ode";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test } from "vitest";

/* Values of Diffrax in double precision. */

const given = (c: Case, name: string): NDArray => fromHostData(input(c, name).data, input(c, name).shape, "float64");

function expectClose(actual: NDArray, c: Case, name: string): void {
  const { data, shape } = output(c, name);
  expect(actual.shape).toEqual(shape);
  actual.dataSync().forEach((value, index) => {
    const expected = (data as Float64Array)[index]!;
    if (Number.isNaN(expected)) expect(value).toBeNaN();
    else expect(value).toBeCloseTo(expected, 12);
  });
}

const named = (group: string): [string, Case][] => loadGroup("ode-paths", group).map((c) => [c.name, c]);
const missing = (c: Case): { replaceNansAtStart: NDArray | null; fillForwardNansAtEnd: boolean } => ({
  replaceNansAtStart: c.params["start"] === true ? given(c, "start") : null,
  fillForwardNansAtEnd: c.params["fill"] === true,
});

describe("points with missing values are filled in as in Diffrax", () => {
  test.each(named("linear"))("by lines: %s", (_, c) => {
    expectClose(linearInterpolation(given(c, "ts"), given(c, "ys"), missing(c)), c, "ys");
  });
  test.each(named("rectilinear"))("by steps: %s", (_, c) => {
    const { replaceNansAtStart } = missing(c);
    const [ts, ys] = rectilinearInterpolation(given(c, "ts"), given(c, "ys"), { replaceNansAtStart });
    expectClose(ts, c, "ts");
    expectClose(ys, c, "ys");
  });
  test.each(named("hermite"))("by cubics: %s", (_, c) => {
    const deriv0 = c.params["slope"] === true ? given(c, "slope") : null;
    const coefficients = backwardHermiteCoefficients(given(c, "ts"), given(c, "ys"), { ...missing(c), deriv0 });
    ["d", "c", "b", "a"].forEach((name, index) => expectClose(coefficients[index]!, c, name));
  });
});

test.each(named("path"))("a path through points has the values and slopes of Diffrax: %s", (_, c) => {
  const [ts, ys] = [given(c, "ts"), given(c, "ys")];
  const path =
    c.params["path"] === "LinearInterpolation"
      ? new LinearInterpolation({ ts, ys })
      : new CubicInterpolation({ ts, coeffs: backwardHermiteCoefficients(ts, ys) });
  const left = c.params["left"] as boolean;
  const { data, shape } = output(c, "values");
  const slopes = output(c, "derivatives");
  Array.from(input(c, "at").data as Float64Array).forEach((t, row) => {
    const width = shape[1]!;
    const at = fromHostData(Float64Array.of(t), [], "float64");
    const rowOf = (values: ArrayLike<number>): number[] =>
      Array.from({ length: width }, (_, i) => values[row * width + i]!);
    (path.evaluate(at, null, left).toList() as number[]).forEach((value, i) =>
      expect(value).toBeCloseTo(rowOf(data)[i]!, 12),
    );
    (path.derivative(at, left).toList() as number[]).forEach((value, i) =>
      expect(value).toBeCloseTo(rowOf(slopes.data)[i]!, 12),
    );
  });
  expectClose(
    path.evaluate(
      fromHostData(Float64Array.of(0.2), [], "float64"),
      fromHostData(Float64Array.of(2.7), [], "float64"),
      left,
    ),
    c,
    "increment",
  );
});

test.each<[string, () => unknown]>([
  [
    "times that do not increase",
    () => new LinearInterpolation({ ts: [0, 0], ys: fromHostData(new Float64Array(2), [2], "float64") }),
  ],
  [
    "values that are not as many as times",
    () => linearInterpolation([0, 1], fromHostData(new Float64Array(3), [3], "float64")),
  ],
])("%s are refused", (_, call) => {
  expect(call).toThrow(/expected/);
});
