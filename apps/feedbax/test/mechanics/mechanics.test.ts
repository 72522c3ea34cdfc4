import { array, type NDArray } from "@proj/array";
import { treeAt, treeEqual, treeFormat } from "@proj/module";
import { Heun, Midpoint } from "@proj/ode";
import { key } from "@proj/random";
import {
  CartesianState,
  clipState,
  DirectForceInput,
  LTISystem,
  Mechanics,
  PointMass,
  pointMassNNSimpleReaches,
} from "@proj/feedbax";
import { describe, expect, test } from "vitest";

const close = (x: NDArray, expected: readonly number[]): void => {
  const found = [...x.dataSync()];
  expect(found).toHaveLength(expected.length);
  found.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 6));
};
const at = (pos: number[], vel: number[], force = [0, 0]): CartesianState =>
  new CartesianState({ pos: array(pos), vel: array(vel), force: array(force) });

describe("a point mass", () => {
  const mass = PointMass.init(2, 0.5);

  test("is moved by command and force against friction", () => {
    const slope = mass.vectorField(array(0), at([1, 2], [3, -4], [1, 0]), array([5, 6]));
    close(slope.pos, [3, -4]);
    close(slope.vel, [(5 + 1 - 1.5) / 2, (6 + 2) / 2]);
    close(slope.force!, [0, 0]);
  });

  test("is a linear system of position and velocity", () => {
    const [m, d] = [2, 0.5];
    const linear = LTISystem.init(
      array([
        [0, 0, 1, 0],
        [0, 0, 0, 1],
        [0, 0, -d / m, 0],
        [0, 0, 0, -d / m],
      ]),
      array([
        [0, 0],
        [0, 0],
        [1 / m, 0],
        [0, 1 / m],
      ]),
      array([
        [1, 0, 0, 0],
        [0, 1, 0, 0],
      ]),
    );
    const slope = mass.vectorField(array(0), at([1, 2], [3, -4]), array([5, 6]));
    const state = array([1, 2, 3, -4]);
    close(linear.vectorField(array(0), state, array([5, 6])), [...slope.pos.dataSync(), ...slope.vel.dataSync()]);
    close(linear.observe(state), [1, 2]);
    expect([linear.inputSize, linear.stateSize, linear.init(key(0)).shape]).toEqual([2, 4, [4]]);
  });

  test("is where its effector is, and a force on the effector replaces the one before", () => {
    const state = at([1, 2], [3, 4], [5, 6]);
    expect(treeEqual(mass.inverseKinematics(mass.effector(state)), at([1, 2], [3, 4]))).toBe(true);
    close(mass.updateStateGivenEffectorForce(array([7, 8]), state).force!, [7, 8]);
  });

  test("is not bounded", () => {
    const state = at([1e9, -1e9], [0, 0]);
    expect(clipState(mass.bounds, state)).toBe(state);
  });
});

test("a state is clipped component by component where there are bounds", () => {
  const bounds = { low: { a: array([0, 0]), b: null }, high: { a: array([1, 2]), b: array(3) } };
  const clipped = clipState(bounds, { a: array([-1, 5]), b: array(7) });
  close(clipped.a, [0, 2]);
  close(clipped.b, [3]);
});

describe("mechanics", () => {
  const mechanics = Mechanics.init(DirectForceInput.init(PointMass.init()));
  const input = { input: array([1, 0]), intervene: {} };

  test("take one step of Euler's method: the position follows the old velocity", () => {
    const first = mechanics.call(input, mechanics.init(key(0)), key(1));
    close(first.effector.pos, [0, 0]);
    close(first.effector.vel, [0.05, 0]);
    const second = mechanics.call(input, first, key(2));
    close(second.effector.pos, [0.0025, 0]);
    close(second.effector.vel, [0.1, 0]);
    expect(second.solver).toBeNull();
  });

  test.each([new Heun(), new Midpoint()])("take one step of any other method, such as $constructor.name", (solver) => {
    const exact = Mechanics.init(DirectForceInput.init(PointMass.init()), 0.2, { solver });
    const { effector } = exact.call(input, exact.init(key(0)), key(1));
    close(effector.pos, [0.5 * 0.2 ** 2, 0]);
    close(effector.vel, [0.2, 0]);
  });

  test("let a force on the effector act for one step, together with the command", () => {
    const state = mechanics.init(key(0));
    const pushed = state.with({ effector: state.effector.with({ force: array([0, 2]) }) });
    const { effector, plant } = mechanics.call(input, pushed, key(1));
    close(effector.vel, [0.05, 0.1]);
    close(effector.force!, [0, 0]);
    expect(
      mechanics
        .call(input, mechanics.call(input, pushed, key(1)), key(2))
        .effector.vel.get(1)
        .item(),
    ).toBeCloseTo(0.1, 6);
    close(plant.skeleton.pos, [0, 0]);
  });

  test("move the skeleton to where the effector was put", () => {
    const state = mechanics.init(key(0));
    const moved = mechanics.stateConsistencyUpdate(state.with({ effector: at([1, 2], [0, 0]) }));
    close(moved.plant.skeleton.pos, [1, 2]);
  });
});

test("a part of a model is replaced by surgery, and the rest of the model is shared", () => {
  const { model } = pointMassNNSimpleReaches({ key: key(0), nSteps: 4, hiddenSize: 3 });
  const heavy = treeAt((m) => m.step.mechanics.plant.skeleton, model, PointMass.init(5, 0.1));
  expect(treeFormat(heavy.step.mechanics.plant.skeleton)).toBe("PointMass { mass: 5, damping: 0.1 }");
  expect(treeFormat(model.step.mechanics.plant.skeleton)).toBe("PointMass { mass: 1, damping: 0 }");
  expect(treeEqual(heavy.step.net, model.step.net)).toBe(true);
  const step = { input: array([1, 0]), intervene: {} };
  const vel = (mechanics: typeof heavy.step.mechanics): number =>
    mechanics
      .call(step, mechanics.init(key(0)), key(0))
      .effector.vel.get(0)
      .item();
  expect(vel(model.step.mechanics) / vel(heavy.step.mechanics)).toBeCloseTo(5, 4);
});
