import { arange, array, cos, eye, linalg, linspace, ones, sin, stack, tanh, zeros, type NDArray } from "@proj/array";
import {
  acrossTrials,
  alignedPaths,
  alignToDirection,
  directionTuning,
  distinctPoints,
  endPointError,
  fixedPoints,
  inputOutputJacobians,
  lateralDeviation,
  pathLength,
  peakSpeed,
  principalComponents,
  rotationalDynamics,
  unitPerturbations,
} from "@proj/feedbax";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { GRUCell } from "@proj/module";
import { key, normal, subkeys, uniform } from "@proj/random";
import { describe, expect, test } from "vitest";

const f64 = { dtype: "float64" } as const;

/** The largest difference between two arrays. */
function difference(a: NDArray, b: NDArray): number {
  return Number(a.sub(b).abs().max().item());
}

describe("measures of reaches", () => {
  const [startKey, goalKey, pathKey] = subkeys(key(0), 3);
  const start = uniform(startKey, [5, 2], f64);
  const goal = uniform(goalKey, [5, 2], f64);
  const paths = normal(pathKey, [5, 20, 2], f64);

  test("do not depend on where a reach begins and which way it goes", () => {
    const angle = 0.7;
    const turn = array(
      [
        [Math.cos(angle), -Math.sin(angle)],
        [Math.sin(angle), Math.cos(angle)],
      ],
      f64,
    );
    const moved = (x: NDArray) => x.matmul(turn.mT).add(array([3, -1], f64));
    expect(
      difference(alignedPaths(moved(paths), moved(start), moved(goal)), alignedPaths(paths, start, goal)),
    ).toBeLessThan(1e-12);
    expect(
      difference(lateralDeviation(moved(paths), moved(start), moved(goal)), lateralDeviation(paths, start, goal)),
    ).toBeLessThan(1e-12);
    expect(difference(endPointError(moved(paths), moved(goal)), endPointError(paths, goal))).toBeLessThan(1e-12);
    expect(difference(pathLength(moved(paths)), pathLength(paths))).toBeLessThan(1e-12);
  });

  test("have the goal on the first axis, at its distance", () => {
    const ends = alignedPaths(stack([start, goal], { axis: 1 }), start, goal);
    const distance = linalg.norm(goal.sub(start), { axis: -1 });
    const expected = stack([zeros([5, 2], f64), stack([distance, zeros([5], f64)], { axis: 1 })], { axis: 1 });
    expect(difference(ends, expected)).toBeLessThan(1e-12);
  });

  test("count what is to the left of the line as positive", () => {
    const line = (bulge: number) => array([[0, 0], [bulge, 1], [0, 2]]); // prettier-ignore
    expect(lateralDeviation(line(-0.5), array([0, 0]), array([0, 2])).item()).toBe(0.5);
    expect(lateralDeviation(line(0.5), array([0, 0]), array([0, 2])).item()).toBe(-0.5);
  });

  test("leave vectors as they are where there is no direction", () => {
    expect(alignToDirection(array([1, 2]), array([0, 0])).toList()).toEqual([1, 2]);
  });

  test("find the peak of the speed in each trial", () => {
    const { speed, step } = peakSpeed(array([[[0, 0], [0, 2], [1, 0]], [[3, 0], [0, 1], [0, 0]]])); // prettier-ignore
    expect([speed.toList(), step.toList()]).toEqual([
      [2, 3],
      [1, 0],
    ]);
  });

  test("refuse positions without a plane", () => {
    for (const act of [
      () => endPointError(zeros([4, 3]), zeros([2])),
      () => pathLength(zeros([2])),
      () => alignedPaths(zeros([4, 2]), zeros([3]), zeros([2])),
      () => lateralDeviation([[0, 0]] as unknown as NDArray, zeros([2]), zeros([2])),
      () => peakSpeed(zeros([4])),
      () => directionTuning(zeros([2, 4]), zeros([2])),
      () => principalComponents(zeros([0, 4])),
      () => rotationalDynamics(zeros([1, 4])),
      () => fixedPoints((h) => h, zeros([4])),
    ]) {
      expect(act).toThrow(/received[\s\S]*expected:[\s\S]*to fix:/);
    }
  });
});

test("mean and deviation over several axes are those of all their entries", () => {
  const x = normal(key(1), [3, 4, 5], f64);
  const { mean, deviation } = acrossTrials(x, [0, 2]);
  expect(difference(mean, x.mean({ axis: [0, 2] }))).toBe(0);
  expect(difference(deviation, x.std({ axis: [0, 2], ddof: 1 }))).toBeLessThan(1e-14);
  expect(acrossTrials(ones([1, 2])).deviation.toList()).toEqual([0, 0]);
});

test("direction tuning finds the cosine of each unit, and says how much of a unit is none", () => {
  const directions = linspace(0, 2 * Math.PI, 8, { endpoint: false, dtype: "float64" });
  const activity = stack(
    [cos(directions.sub(2.5)).mul(3).add(4), cos(directions.mul(2)), ones([8], f64), sin(directions).neg()],
    { axis: 1 },
  );
  const { baseline, depth, preferred, r2 } = directionTuning(activity, directions);
  expect(difference(baseline, array([4, 0, 1, 0], f64))).toBeLessThan(1e-12);
  expect(difference(depth, array([3, 0, 0, 1], f64))).toBeLessThan(1e-12);
  expect(difference(r2, array([1, 0, 0, 1], f64))).toBeLessThan(1e-12);
  expect(difference(preferred.get([0, 3]), array([2.5, -Math.PI / 2], f64))).toBeLessThan(1e-12);
});

test("principal components give the data back, with orthonormal components and growing variance", () => {
  const x = normal(key(2), [6, 5, 4], f64).mul(array([3, 1, 0.5, 2], f64));
  const { scores, components, explained, singularValues, mean } = principalComponents(x);
  expect(scores.shape).toEqual([6, 5, 4]);
  expect(difference(scores.matmul(components).add(mean), x)).toBeLessThan(1e-12);
  expect(difference(components.matmul(components.mT), eye(4, f64))).toBeLessThan(1e-12);
  expect(difference(explained.sum(), array(1, f64))).toBeLessThan(1e-14);
  expect(difference(linalg.norm(scores.reshape([30, 4]), { axis: 0 }), singularValues)).toBeLessThan(1e-12);
  expect(
    components
      .max({ axis: 1 })
      .sub(components.abs().max({ axis: 1 }))
      .toList(),
  ).toEqual([0, 0, 0, 0]);
});

test("rotations are found in the planes in which they are", () => {
  const time = arange(0, 4, 0.01, f64);
  // Two rotations, 3 and 1.25 radians a second, in two planes of five dimensions.
  const turning = stack(
    [3, 1.25].flatMap((speed) => [cos(time.mul(speed)), sin(time.mul(speed))]).concat(zeros([400], f64)),
    { axis: 1 },
  );
  const [basis] = linalg.qr(normal(key(3), [5, 5], f64));
  const { matrix, planes, frequencies, r2, r2Linear } = rotationalDynamics(turning.matmul(basis.mT), 0.01);
  expect(difference(matrix.add(matrix.mT), zeros([5, 5], f64))).toBe(0);
  expect(difference(frequencies, array([3, 1.25], f64))).toBeLessThan(1e-3);
  expect(r2.item()).toBeGreaterThan(1 - 1e-8);
  expect(r2Linear.item()).toBeGreaterThanOrEqual(Number(r2.item()));
  // The projector on each plane that was found is that on the plane in which the rotation is.
  const projector = (axes: NDArray) => axes.matmul(axes.mT);
  expect(difference(projector(planes.get(0)), projector(basis.get(":", ":2")))).toBeLessThan(1e-6);
  expect(difference(projector(planes.get(1)), projector(basis.get(":", "2:4")))).toBeLessThan(1e-6);
});

describe("fixed points", () => {
  test("of a linear network are its one fixed point, and the spectrum is that of its weights", () => {
    const weights = normal(key(4), [6, 6], f64).mul(0.3);
    const bias = normal(key(5), [6], f64);
    const starts = normal(key(6), [3, 6], f64).mul(2);
    const { points, speeds, jacobians } = fixedPoints((h) => weights.matmul(h).add(bias), starts, { tolerance: 1e-24 });
    const expected = linalg.solve(eye(6, f64).sub(weights), bias);
    expect(difference(points, expected.add(zeros([3, 6], f64)))).toBeLessThan(1e-10);
    expect(speeds.max().item()).toBeLessThanOrEqual(1e-24);
    expect(difference(jacobians, weights.add(zeros([3, 6, 6], f64)))).toBeLessThan(1e-14);
    expect(distinctPoints(points, 1e-6).shape).toEqual([1, 6]);
  });

  test("of a gated network are where it stays, compiled as well", () => {
    const cell = GRUCell.init(2, 5, { key: key(7) });
    const next = (h: NDArray) => cell.call(ones([2]), h);
    const starts = normal(key(8), [4, 5]);
    const { points, speeds } = jit((h: NDArray) => fixedPoints(next, h), { target: wasm() })(starts);
    expect(speeds.max().item()).toBeLessThanOrEqual(1e-12);
    expect(difference(next(points.get(0)), points.get(0))).toBeLessThan(2e-6);
  });

  test("that do not exist end as slow points, after the steps that are allowed", () => {
    const { speeds } = fixedPoints((h) => h.add(1), zeros([1, 1]), { maxSteps: 5 });
    expect(speeds.toList()).toEqual([0.5]);
  });
});

test("derivatives of a step and effects of units agree with the weights of a network that is linear there", () => {
  const [inputKey, hiddenKey] = subkeys(key(9), 2);
  const [fromInput, fromHidden] = [normal(inputKey, [2, 3], f64), normal(hiddenKey, [2, 4], f64)];
  const step = (x: NDArray, h: NDArray) => tanh(fromInput.matmul(x).add(fromHidden.matmul(h)));
  const { input, hidden } = inputOutputJacobians(step, zeros([7, 3], f64), zeros([7, 4], f64));
  expect(difference(input, fromInput.add(zeros([7, 2, 3], f64)))).toBe(0);
  expect(difference(hidden, fromHidden.add(zeros([7, 2, 4], f64)))).toBe(0);
  const effects = unitPerturbations((drive) => ({ force: fromHidden.matmul(drive.astype("float64")) }), 4, 0.5);
  expect(difference(effects.force, fromHidden.mT.mul(0.5))).toBeLessThan(1e-7);
});
