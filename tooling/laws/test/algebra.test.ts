import { array, full, sqrt, type NDArray } from "@proj/array";
import { beforeAll, describe, expect, test } from "vitest";
import { caseOf } from "../src/case.ts";
import { reference, type Subject } from "../src/subject.ts";
import { subjectNames, subjects } from "../src/subjects.ts";

/*
 * Identities of real numbers that floats do not have: NaN and infinities, overflow and lost digits tell the two sides apart.
 * Compilers below a target like to apply them.
 */

const zeros = (x: NDArray): NDArray => full(x.shape, 0);
const ones = (x: NDArray): NDArray => full(x.shape, 1);

const programs: Readonly<Record<string, (x: NDArray, y: NDArray) => NDArray>> = {
  "x · 0 is not 0": (x) => x.mul(0),
  "x · -0 is not -0": (x) => x.mul(-0),
  "0 / x is not 0": (x) => zeros(x).div(x),
  "x / x is not 1": (x) => x.div(x),
  "x - x is not 0": (x) => x.sub(x),
  "x + -x is not 0": (x) => x.add(x.neg()),
  "x·c - x·c is not 0": (x) => x.mul(0.5).sub(x.mul(0.5)),
  "x·c + -(x·c) is not 0": (x) => x.mul(0.5).add(x.mul(0.5).neg()),
  "x·c + x·-c is not 0": (x) => x.mul(0.5).add(x.mul(-0.5)),
  "2x - x - x is not 0": (x) => x.mul(2).sub(x).sub(x),
  "x·y - x·y is not 0": (x, y) => x.mul(y).sub(x.mul(y)),
  "x·y + x·-y is not 0": (x, y) => x.mul(y).add(x.mul(y.neg())),
  "(y - y) · x is not 0": (x, y) => y.sub(y).mul(x),
  "x·c + y·c is not (x + y)·c": (x, y) => x.mul(0.5).add(y.mul(0.5)),
  "(x + y) - y is not x": (x, y) => x.add(y).sub(y),
  "(x - y) + y is not x": (x, y) => x.sub(y).add(y),
  "y + (x - y) is not x": (x, y) => y.add(x.sub(y)),
  "(x + c) - c is not x": (x) => x.add(1e8).sub(1e8),
  "1 - (x + 1) is not -x": (x) => ones(x).sub(x.add(1)),
  "(x · c) · 1/c is not x": (x) => x.mul(1e30).mul(1e-30),
  "x · c · c · 0 is not 0": (x) => x.mul(1e20).mul(1e20).mul(0),
  "(x / y) · y is not x": (x, y) => x.div(y).mul(y),
  "y · (x / y) is not x": (x, y) => y.mul(x.div(y)),
  "(x · y) / y is not x": (x, y) => x.mul(y).div(y),
  "y / (x · y) is not 1 / x": (x, y) => y.div(x.mul(y)),
  "√x · √x is not x": (x) => sqrt(x).mul(sqrt(x)),
  "x² / x is not x": (x) => x.mul(x).div(x),
  "x / (x / y) is not y": (x, y) => x.div(x.div(y)),
  "-(x - y) is not y - x": (x, y) => x.sub(y).neg(),
  "-x + 0 is not -x": (x) => x.neg().add(0),
  "x + 0 is not x": (x) => x.add(0),
  "x² · 0 is not 0": (x) => x.mul(x).mul(0),
};

const xs = [Number.NaN, Infinity, -Infinity, 3e38, 1e30, -0, 0, 3, 1e-30, 0.1];
const ys = [1, 2, Infinity, 3e38, -1e30, 0, -0, 1e8, 1e-30, 0.1];

describe.each(subjectNames)("on %s", (name) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await subjects[name]();
  });

  test.each(Object.entries(programs))("%s", async (title, f) => {
    const { jaxpr, inputs } = caseOf(title, ([x, y]) => [f(x!, y!)], [array(xs), array(ys)]);
    const [wanted] = await reference.run(title, jaxpr, inputs);
    const [got] = await subject.run(title, jaxpr, inputs);
    const isClose = (value: number, position: number): boolean => {
      const exact = wanted![position]!;
      return Object.is(value, exact) || Math.abs(value - exact) <= 2 ** -22 * Math.abs(exact);
    };
    const wrong = Array.from(got!, (value, k) => ({ x: xs[k], y: ys[k], got: value, wanted: wanted![k] })).filter(
      ({ got }, k) => !isClose(got, k),
    );
    expect(wrong).toEqual([]);
  });
});
