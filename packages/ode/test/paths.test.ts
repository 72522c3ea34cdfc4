import { cos, sin, stack, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { valueAndGrad } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import {
  backwardHermiteCoefficients,
  ClipStepSizeController,
  ConstantStepSize,
  ControlTerm,
  CubicInterpolation,
  diffeqsolve,
  linearInterpolation,
  LinearInterpolation,
  PIDController,
  rectilinearInterpolation,
  Tsit5,
} from "@proj/ode";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test } from "vitest";

/* Values of Diffrax in double precision. */

const given = (c: Case, name: string): NDArray => fromHostData(input(c, name).data, input(c, name).shape, "float64");

function expectClose(actual: NDArray, c: Case, name: string, digits = 12): void {
  const { data, shape } = output(c, name);
  expect(actual.shape).toEqual(shape);
  actual.dataSync().forEach((value, index) => {
    const expected = (data as Float64Array)[index]!;
    if (Number.isNaN(expected)) expect(value).toBeNaN();
    else expect(value).toBeCloseTo(expected, digits);
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

const pathThrough = (c: Case, ts: NDArray, ys: NDArray): LinearInterpolation<NDArray> | CubicInterpolation<NDArray> =>
  c.params["path"] === "LinearInterpolation"
    ? new LinearInterpolation({ ts, ys })
    : new CubicInterpolation({ ts, coeffs: backwardHermiteCoefficients(ts, ys) });

test.each(named("path"))("a path through points has the values and slopes of Diffrax: %s", (_, c) => {
  const [ts, ys] = [given(c, "ts"), given(c, "ys")];
  const path = pathThrough(c, ts, ys);
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

describe("a path drives an equation as in Diffrax", () => {
  const pid = new PIDController({ rtol: 1e-5, atol: 1e-7 });
  const controllers = (ts: NDArray): Record<string, ConstantStepSize | PIDController | ClipStepSizeController> => ({
    constant: new ConstantStepSize(),
    adaptive: pid,
    stepTs: new ClipStepSizeController(pid, { stepTs: ts }),
    jumpTs: new ClipStepSizeController(pid, { jumpTs: ts }),
  });
  const y0: NDArray = fromHostData(Float64Array.of(0.3, -0.5, 1), [3], "float64");
  const field = (_t: NDArray, h: NDArray): NDArray => stack([sin(h), cos(h.mul(2))], -1);

  test.each(named("controlled"))("%s", (_, c) => {
    const ts = given(c, "ts");
    const stepsizeController = controllers(ts)[c.params["controller"] as string]!;
    const solve = (ys: NDArray): readonly [sum: NDArray, others: readonly [end: NDArray, steps: NDArray]] => {
      const term = new ControlTerm<NDArray, undefined, NDArray, NDArray>(field, pathThrough(c, ts, ys));
      const options = { t0: 0, t1: 3.5, dt0: 0.1, y0 };
      const { ys: saved, stats } =
        c.params["direct"] === true
          ? diffeqsolve(term, new Tsit5(), options)
          : diffeqsolve(term.toOde(), new Tsit5(), { ...options, stepsizeController });
      const end = saved.get(-1);
      return [end.sum(), [end, stats.numSteps]];
    };
    const derivative = jit(valueAndGrad(solve, { hasAux: true }), { target: wasm() });
    const [[, [end, steps]], gradient] = derivative(given(c, "ys"));
    expect(steps.item()).toBe(c.params["steps"]);
    expectClose(end, c, "end", 10);
    expectClose(gradient, c, "gradient", 10);
  });
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
