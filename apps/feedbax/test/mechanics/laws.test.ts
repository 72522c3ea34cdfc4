import { array, full, ones, type NDArray } from "@proj/array";
import {
  CartesianState,
  DirectForceInput,
  Mechanics,
  PointMass,
  TwoLinkArm,
  type MechanicsState,
  type Skeleton,
} from "@proj/feedbax";
import { key } from "@proj/random";
import { leaves, structure } from "@proj/tree";
import { describe, expect, test } from "vitest";

/** Every skeleton, with a place that its effector can reach. */
const skeletons: Readonly<Record<string, readonly [skeleton: Skeleton<unknown>, effector: CartesianState]>> = {
  PointMass: [PointMass.init(2, 0.5), CartesianState.init({ pos: array([0.3, 0.2]), vel: array([0.1, -0.4]) })],
  TwoLinkArm: [TwoLinkArm.init(), CartesianState.init({ pos: array([0.1, 0.4]), vel: array([0.1, -0.1]) })],
};

const close = (x: NDArray, y: NDArray) => expect(x.sub(y).abs().max().item()).toBeLessThan(1e-5);

describe.each(Object.entries(skeletons))("%s", (_name, [skeleton, effector]) => {
  const configuration = skeleton.inverseKinematics(effector);

  test("has its effector where the configuration for that place puts it, with no force on it", () => {
    const { pos, vel, force } = skeleton.effector(configuration);
    close(pos, effector.pos);
    close(vel, effector.vel);
    expect(force!.toList()).toEqual([0, 0]);
  });

  test("has a derivative in time like its state", () => {
    const slope = skeleton.vectorField(full([], 0), configuration, ones([skeleton.inputSize]));
    expect(structure(slope).equals(structure(configuration))).toBe(true);
    const shapes = (tree: unknown) => (leaves(tree) as NDArray[]).map(({ shape }) => shape);
    expect(shapes(slope)).toEqual(shapes(configuration));
  });

  test("moves along the velocity of its effector", () => {
    const dt = 1e-3;
    const body = Mechanics.init(DirectForceInput.init(skeleton), dt);
    const begin: MechanicsState<unknown> = body.stateConsistencyUpdate(body.init(key(0)).with({ effector }));
    const input = full([skeleton.inputSize], 0);
    const after = body.call({ input, intervene: {} }, begin, key(1)).effector;
    expect(after.pos.sub(effector.pos).div(dt).sub(effector.vel).abs().max().item()).toBeLessThan(1e-2);
  });
});
