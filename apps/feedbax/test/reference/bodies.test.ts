import { array, stack, type NDArray } from "@proj/array";
import { scan } from "@proj/array/lax";
import { grad } from "@proj/autodiff";
import { Euler, Heun, Kvaerno3, Midpoint, Newton, Ralston, Tsit5, type Solver } from "@proj/ode";
import { jit } from "@proj/jit";
import { treeAt, treeCast } from "@proj/module";
import { key } from "@proj/random";
import type { MechanicsState } from "@proj/feedbax";
import {
  ActivationFilter,
  brown1999VirtualMuscle,
  CartesianState,
  clipState,
  DirectForceInput,
  lillicrapScott2013VirtualMuscle,
  Mechanics,
  MuscledArm,
  MuscleState,
  PlantState,
  PointMass,
  todorovLi2004VirtualMuscle,
  TwoLinkArm,
  TwoLinkArmState,
  type Plant,
  type VirtualMuscle,
} from "@proj/feedbax";
import { describe, expect, test } from "vitest";
import { expectClose, referenceValues, Values } from "./values.ts";

const zero = array(0);
const skeletons = referenceValues("skeletons");
const muscles = referenceValues("muscles");
const plants = referenceValues("plants");

const cartesian = (of: Values): CartesianState =>
  new CartesianState({
    pos: of.at("pos").array(),
    vel: of.at("vel").array(),
    force: of.at("force").isNull ? null : of.at("force").array(),
  });
const joints = (of: Values): TwoLinkArmState =>
  new TwoLinkArmState<NDArray>({
    angle: of.at("angle").array(),
    dAngle: of.at("d_angle").array(),
    torque: of.at("torque").array(),
  });
/** The cases of a list, by numbers. */
const cases = (of: Values): readonly (readonly [number, Values])[] => of.items.map((item, index) => [index, item]);

describe("a point mass has the values of the reference", () => {
  test.each(cases(skeletons.at("point_mass")))("parameters %i", (_index, given) => {
    const mass = PointMass.init(given.at("mass").number, given.at("damping").number);
    const force = given.at("states", "force").array();
    const [pos, vel] = [given.at("states", "pos").array(), given.at("states", "vel").array()];
    const slope = mass.vectorField(zero, new CartesianState({ pos, vel, force }), given.at("inputs").array());
    expectClose(slope.pos, given.at("vector_field", "pos"), 1e-12, "pos");
    expectClose(slope.vel, given.at("vector_field", "vel"), 1e-12, "vel");
  });
});

test("an arm knows which workspaces it reaches", () => {
  for (const row of skeletons.at("workspace_test").items) {
    const workspace = row.at("workspace").plain as Parameters<TwoLinkArm["workspaceTest"]>[0];
    expect(TwoLinkArm.init().workspaceTest(workspace)).toBe(row.at("result").plain);
  }
});

describe("an arm has the values of the reference", () => {
  test.each(cases(skeletons.at("two_link_arm")))("parameters %i", (_index, given) => {
    const { l, m, I, s, B } = given.at("params").plain as TwoLinkArm;
    const arm = TwoLinkArm.init({ l, m, I, s, B });
    const state = joints(given.at("states"));
    const close = (found: NDArray | null, name: string): void =>
      expectClose(found, given.at("outputs", name), 1e-12, name);
    const slope = arm.vectorField(zero, state, given.at("inputs").array());
    close(slope.angle, "vf_d_angle");
    close(slope.dAngle, "vf_dd_angle");
    close(slope.torque, "vf_d_torque");
    const hand = arm.effector(state);
    close(hand.pos, "eff_pos");
    close(hand.vel, "J_qd");
    const [elbow, end] = arm.forwardKinematics(state);
    close(stack([elbow.pos, end.pos], -2), "fk_pos");
    close(arm.effectorJacobian(state.angle), "jac");
    const force = given.at("effector_forces").array();
    close(arm.updateStateGivenEffectorForce(force, state).torque, "force_to_torque");
    const inverse = arm.inverseKinematics(
      new CartesianState({ pos: hand.pos, vel: given.at("ik_inputs", "vel").array(), force }),
    );
    close(inverse.angle, "ik_angle");
    close(inverse.dAngle, "ik_d_angle");
    close(inverse.torque, "ik_torque");
    expectClose((arm.bounds.high as TwoLinkArmState).angle, given.at("bounds", "high", "angle"), 1e-6);
  });

  test("points in reach, out of reach and at the shoulder", () => {
    const arm = TwoLinkArm.init();
    for (const point of skeletons.at("ik_points").items) {
      const state = arm.inverseKinematics(cartesian(point));
      expectClose(state.angle, point.at("angle"), 1e-9, "angle");
      if (point.at("d_angle").numbers.every(Number.isFinite))
        expectClose(state.dAngle, point.at("d_angle"), 1e-7, "velocity");
      expectClose(arm.effector(state).pos, point.at("fk_of_ik_pos"), 1e-9, "hand");
    }
    const still = new CartesianState({ pos: array([0, 0.5]), vel: array([0, 0]), force: null });
    expect(arm.inverseKinematics(still).torque).toBeNull();
  });

  test("states are clipped to the bounds", () => {
    const { bounds } = TwoLinkArm.init();
    for (const given of skeletons.at("clip_state_arm").items) {
      const state = TwoLinkArmState.init({ angle: given.at("angle").array() });
      expectClose(clipState(bounds, state).angle, given.at("clipped", "angle"), 1e-6);
    }
  });
});

const models: Readonly<Record<string, VirtualMuscle>> = {
  brown_1999_average: brown1999VirtualMuscle(),
  brown_1999_fast: brown1999VirtualMuscle(1, "fast"),
  brown_1999_slow: brown1999VirtualMuscle(1, "slow"),
  todorov_li_2004: todorovLi2004VirtualMuscle(),
  lillicrap_scott_2013: lillicrapScott2013VirtualMuscle(),
};

describe("muscles have the values of the reference", () => {
  const length = muscles.at("grid", "length").array();
  const velocity = muscles.at("grid", "velocity").array();
  const column = (x: NDArray): NDArray => x.reshape([-1, 1]);

  test.each(Object.entries(models))("%s", (name, muscle) => {
    const given = muscles.at("virtual_muscle", name);
    expectClose(muscle.forceLength.call(length), given.at("force_length"), 1e-12, "FL");
    expectClose(muscle.forceVelocity.call(column(length), velocity), given.at("force_velocity"), 1e-12, "FV");
    expectClose(muscle.compression?.call(length) ?? length.mul(0), given.at("force_passive_2"), 1e-12, "PE2");
    expectClose(muscle.stretch?.call(length) ?? length.mul(0), given.at("force_passive_1"), 1e-12, "PE1");
    const whole = given.at(muscle.activation === null ? "force_func_tension" : "whole_model");
    const activation = whole
      .at(muscle.activation === null ? "activation" : "input")
      .array()
      .reshape([-1, 1, 1]);
    const tension = muscle.tension(activation, column(whole.at("length").array()), whole.at("velocity").array());
    expectClose(tension, whole.at("tension"), 1e-12, "tension");
    if (muscle.activation === null) return;
    const active = muscle.activation.call(column(muscles.at("grid", "activation").array()), length);
    expectClose(active, given.at("activation_Af"), 1e-12, "A");
    expectClose((muscle.bounds.high as MuscleState).length, given.at("bounds", "high", "length"), 1e-6);
  });

  test("an activation filter", () => {
    for (const given of muscles.at("activation_filter").items) {
      const filter = ActivationFilter.init(given.at("tau_act").number, given.at("tau_deact").number);
      const found = filter.vectorField(zero, column(given.at("activation").array()), given.at("input").array());
      expectClose(found, given.at("d_activation"), 1e-12);
    }
  });

  test("derivatives of the tension", () => {
    const muscle = todorovLi2004VirtualMuscle();
    const tension = (a: NDArray, l: NDArray, v: NDArray): NDArray => muscle.tension(a, l, v);
    for (const row of muscles.at("todorov_li_gradients").items) {
      const [a, l, v] = [row.at("input").array(), row.at("length").array(), row.at("velocity").array()];
      expectClose(tension(a, l, v), row.at("tension"), 1e-12);
      const slopes = grad(tension, [0, 1, 2])(a, l, v) as readonly NDArray[];
      ["d_input", "d_length", "d_velocity"].forEach((name, index) => expectClose(slopes[index], row.at(name), 1e-9));
    }
    const slopes = grad(tension, [0, 1, 2])(array(0), array(1), array(0)) as readonly NDArray[];
    const still = muscles.at("gradient_at_zero_activation");
    ["d_input", "d_length", "d_velocity"].forEach((name, index) => expectClose(slopes[index], still.at(name), 0));
  });
});

describe("a muscled arm has the values of the reference", () => {
  const given = plants.at("muscled_arm");
  const arm = MuscledArm.init(todorovLi2004VirtualMuscle(), ActivationFilter.init(0.05, 0.066));

  test("its constants, lengths, velocities and torques", () => {
    expect(arm.momentArms).toEqual(given.at("params", "moment_arms").plain);
    expect([arm.f0, arm.inputSize]).toEqual([given.at("params", "f0").plain, 6]);
    expectClose(new Values(arm.theta0).array(), given.at("params", "theta0"), 1e-12);
    expectClose(arm.lengths(given.at("angle").array()), given.at("length"), 1e-12);
    expectClose(arm.velocities(given.at("d_angle").array()), given.at("d_length_dt_true"), 1e-9);
    const pulled = given.at("torques_of_tension");
    expectClose(arm.torques(pulled.at("tension").array()), pulled.at("torque"), 1e-12);
    expectClose(arm.init(key(0)).muscles!.tension, given.at("init", "muscles", "tension"), 0);
  });

  test("its kinematics, then its slope", () => {
    given.at("kinematics_and_vector_field").items.forEach((row, index) => {
      const expected = given.at("corrected_kinematics_and_vector_field", index);
      const [activation, input] = [row.at("state", "activation").array(), row.at("input").array()];
      const start = new PlantState({
        skeleton: joints(row.at("state")),
        muscles: new MuscleState<NDArray>({
          activation,
          length: activation,
          velocity: activation,
          tension: activation,
        }),
      });
      const found = arm.call({ input, intervene: {} }, start, key(0));
      const after = expected.at("after_kinematics");
      // The bounds are kept in single precision.
      expectClose(found.skeleton.torque, after.at("skeleton", "torque"), 1e-6, "torque");
      for (const name of ["activation", "length", "velocity", "tension"] as const)
        expectClose(found.muscles![name], after.at("muscles", name), 1e-6, name);
      const slope = arm.vectorField(zero, found, input);
      const slopes = expected.at("vector_field_after_kinematics");
      expectClose(slope.skeleton.dAngle, slopes.at("skeleton", "d_angle"), 1e-5, "acceleration");
      expectClose(slope.muscles!.activation, slopes.at("muscles", "activation"), 1e-9, "activation");
    });
  });
});

/** The states of a body that is driven by inputs one after the other, pushed by a field if there is one. */
function drive<S>(
  plant: Plant<S>,
  given: Values,
  solver: Solver<"term">,
  field: (hand: CartesianState) => NDArray | null = ({ force }) => force,
  steps = 20,
): readonly MechanicsState<S>[] {
  const mechanics = Mechanics.init(plant, given.at("dt").number, { solver });
  const [pos, vel] = [given.at("init", "pos").array(), given.at("init", "vel").array()];
  const start = mechanics.init(key(0)).with({ effector: CartesianState.init({ pos, vel }) });
  let state = mechanics.stateConsistencyUpdate(treeCast(start, "float64"));
  return given
    .at("inputs")
    .items.slice(0, steps)
    .map((input) => {
      const pushed = state.with({ effector: state.effector.with({ force: field(state.effector) }) });
      state = mechanics.call({ input: input.array(), intervene: {} }, pushed, key(0));
      return state;
    });
}

const stepping = plants.at("stepping");
const solvers: Readonly<Record<string, Solver<"term">>> = {
  Euler: new Euler(),
  Heun: new Heun(),
  Midpoint: new Midpoint(),
  Ralston: new Ralston(),
};
const push = array([1, 0.5], { dtype: "float64" });
const curl = ({ vel }: CartesianState): NDArray => stack([vel.get(1).mul(2), vel.get(0).mul(-2)]);
/** Expects a part of the states after each step; the reference begins with the one before the first. */
function expectHistory<S>(states: readonly S[], of: (state: S) => NDArray | null, expected: Values, tolerance: number) {
  const after = new Values(expected.items.slice(1).map(({ plain }) => plain));
  expectClose(stack(states.map((state) => of(state)!)), after, tolerance);
}

describe("bodies move as in the reference", () => {
  test.each(cases(stepping.at("point_mass", "runs")))("a point mass, with solver %i", (_index, run) => {
    const given = stepping.at("point_mass");
    const plant = DirectForceInput.init(PointMass.init(given.at("mass").number, given.at("damping").number));
    const states = drive(plant, given, solvers[run.at("solver").text]!);
    expectHistory(states, (s) => s.effector.pos, run.at("traj", "pos"), 1e-7);
    expectHistory(states, (s) => s.effector.vel, run.at("traj", "vel"), 1e-7);
  });

  test.each([
    ["point_mass_curl_-0.5", ({ vel }: CartesianState) => stack([vel.get(1).mul(0.5), vel.get(0).mul(-0.5)])],
    ["point_mass_fixed_(1,0.5)", () => push],
  ] as const)("%s", (name, field) => {
    const given = stepping.at(name);
    const plant = DirectForceInput.init(PointMass.init(given.at("mass").number));
    const states = drive(plant, given, solvers["Euler"]!, field);
    expectHistory(states, (s) => s.effector.pos, given.at("traj", "pos"), 1e-7);
    expectHistory(states, (s) => s.effector.vel, given.at("traj", "vel"), 1e-7);
  });

  test.each(cases(stepping.at("arm", "runs")))("an arm, with solver %i", (_index, run) => {
    const states = drive(DirectForceInput.init(TwoLinkArm.init()), stepping.at("arm"), solvers[run.at("solver").text]!);
    expectHistory(states, (s) => s.plant.skeleton.angle, run.at("traj", "angle"), 1e-6);
    expectHistory(states, (s) => s.effector.pos, run.at("traj", "effector_pos"), 1e-6);
  });

  test.each([
    ["arm_no_field_corrected", undefined],
    ["arm_curl_-2_corrected", curl],
    ["arm_fixed_(1,0.5)_corrected", () => push],
  ] as const)("%s", (name, field) => {
    const states = drive(DirectForceInput.init(TwoLinkArm.init()), stepping.at("arm"), solvers["Euler"]!, field);
    const expected = stepping.at(name);
    expectHistory(states, (s) => s.plant.skeleton.angle, expected.at("angle"), 1e-6);
    expectHistory(states, (s) => s.effector.vel, expected.at("effector_vel"), 1e-6);
    expectHistory(states, (s) => s.plant.skeleton.torque, expected.at("torque"), 1e-6);
  });

  test.each([true, false])("an arm that begins out of its bounds, clipped: %s", (clipStates) => {
    const given = stepping.at("arm_start_below_lower_bound");
    const states = drive(DirectForceInput.init(TwoLinkArm.init(), { clipStates }), given, solvers["Euler"]!);
    const expected = given.at(clipStates ? "clip_on" : "clip_off", "angle");
    expectHistory(states, (s) => s.plant.skeleton.angle, expected, 1e-6);
  });

  const muscled = stepping.at("muscled_arm_corrected");
  const activator = ActivationFilter.init(muscled.at("tau_act").number, muscled.at("tau_deact").number);
  const muscledArm = MuscledArm.init(todorovLi2004VirtualMuscle(), activator);

  test.each([
    ["Euler", "Euler", undefined],
    ["Heun", "Heun", undefined],
    ["Euler_fixed_field_(1,0.5)", "Euler", () => push],
  ] as const)("a muscled arm, with %s", (name, solver, field) => {
    const states = drive(muscledArm, muscled, solvers[solver]!, field);
    const expected = muscled.at("runs", name);
    expectHistory(states, (s) => s.plant.skeleton.angle, expected.at("angle"), 1e-5);
    expectHistory(states, (s) => s.plant.skeleton.dAngle, expected.at("d_angle"), 1e-5);
    expectHistory(states, (s) => s.plant.skeleton.torque, expected.at("torque"), 1e-5);
    for (const part of ["activation", "length", "velocity", "tension"] as const)
      expectHistory(states, (s) => s.plant.muscles![part], expected.at(part), 1e-5);
    expectHistory(states, (s) => s.effector.pos, expected.at("effector_pos"), 1e-5);
  });

  test("a muscled arm with one muscle that pulls all the time", () => {
    const given = stepping.at("biomechanics_notebook_corrected");
    const tau = given.at("tau").number;
    const plant = MuscledArm.init(todorovLi2004VirtualMuscle(), ActivationFilter.init(tau, tau));
    const mechanics = Mechanics.init<TwoLinkArmState>(plant, given.at("dt").number);
    const begin = treeCast(mechanics.init(key(0)), "float64");
    const command = given.at("input").array();
    const angle = given.at("angle0").array();
    const run = jit((start: NDArray) => {
      const state = treeAt((s) => s.plant.skeleton.angle, begin, start);
      const step = (now: typeof begin): [typeof begin, NDArray[]] => {
        const next = mechanics.call({ input: command, intervene: {} }, now, key(0));
        return [next, [next.plant.skeleton.angle, next.plant.skeleton.dAngle, next.effector.pos]];
      };
      return scan(step, state, null, { length: given.at("n_states").number - 1 })[1];
    });
    run(angle).forEach((found, index) => {
      const name = ["angle", "d_angle", "effector_pos"][index]!;
      expectClose(found, given.at(name).array().get("1:"), 1e-5, name);
    });
  });

  test("a muscled arm nearly the same with an implicit method and with one that keeps its slope", () => {
    const implicit = new Kvaerno3({ rootFinder: new Newton({ rtol: 1e-8, atol: 1e-8 }) });
    const [first, second] = [implicit, new Tsit5()].map((solver) =>
      drive(muscledArm, muscled, solver, undefined, 2).at(-1)!,
    );
    expectClose(first!.plant.skeleton.angle, second!.plant.skeleton.angle, 1e-4);
    expectClose(first!.plant.muscles!.activation, second!.plant.muscles!.activation, 1e-3);
  });
});
