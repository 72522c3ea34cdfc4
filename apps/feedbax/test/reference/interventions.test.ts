import { array, full, where, type NDArray } from "@proj/array";
import { bernoulli, key, normal, randint } from "@proj/random";
import {
  addFixedIntervenor,
  addIntervenors,
  AddNoise,
  CartesianState,
  ConstantInput,
  Copy,
  CurlField,
  FixedField,
  NetworkClamp,
  NetworkConstantInput,
  Normal,
  pointMassNN,
  removeAllIntervenors,
  removeIntervenors,
  scheduleIntervenor,
  simpleReachLoss,
  SimpleReaches,
  updateIntervenorParamSchedule,
  type EffectorHolder,
  type HiddenHolder,
  type Intervenor,
} from "@proj/feedbax";
import { describe, expect, test } from "vitest";
import type { Values } from "./values.ts";
import { expectClose, referenceValues } from "./values.ts";

const given = referenceValues("interventions");
const mechanics: EffectorHolder = {
  effector: new CartesianState({
    pos: given.at("mechanics_state", "pos").array("float32"),
    vel: given.at("mechanics_state", "vel").array("float32"),
    force: given.at("mechanics_state", "force").array("float32"),
  }),
};
const network: HiddenHolder = { hidden: array([0.1, -0.2, 0.3, -0.4]) };
const [vel, force] = [(s: EffectorHolder) => s.effector.vel, (s: EffectorHolder) => s.effector.force];
const hidden = (s: HiddenHolder): NDArray => s.hidden;
const unitSpec = array([NaN, 0.75, NaN, -0.5]);

/** For each case of the reference the intervention, and the settings of the trial if there are some. */
const onForce: Readonly<Record<string, readonly [Intervenor<EffectorHolder>, unknown?]>> = {
  "CurlField amplitude 1": [CurlField.init()],
  "CurlField amplitude -0.5": [CurlField.init({ amplitude: -0.5 })],
  "CurlField amplitude 2 scale 0.25": [CurlField.init({ amplitude: 2, scale: 0.25 })],
  "CurlField inactive": [CurlField.init({ amplitude: -0.5, active: false })],
  "CurlField amplitude array [0.5]": [CurlField.init({ amplitude: array([0.5]) })],
  "CurlField amplitude -0.5, params passed amplitude 3": [
    CurlField.init({ amplitude: -0.5 }),
    { amplitude: array(3), scale: array(2) },
  ],
  "CurlField inactive by default, passed active": [
    CurlField.init({ amplitude: -0.5, active: false }),
    { active: array(true) },
  ],
  "FixedField default": [FixedField.init()],
  "FixedField field (1,-2) amplitude 0.5 scale 3": [
    FixedField.init({ field: array([1, -2]), amplitude: 0.5, scale: 3 }),
  ],
  "FixedField in place of addition (operation y)": [FixedField.init({ field: array([1, -2]), operation: "replace" })],
  "Copy effector.vel to effector.force": [Copy.init<EffectorHolder>({ whereIn: vel, whereOut: force })],
  "Copy scale 0.5": [Copy.init<EffectorHolder>({ whereIn: vel, whereOut: force, scale: 0.5 })],
};
const noise = AddNoise.init<HiddenHolder>({ whereIn: hidden, whereOut: hidden });
const onHidden: Readonly<Record<string, readonly [Intervenor<HiddenHolder>, number?]>> = {
  NetworkClamp: [NetworkClamp.init({ unitSpec })],
  "NetworkClamp scale 2": [NetworkClamp.init({ unitSpec, scale: 2 })],
  "NetworkClamp inactive": [NetworkClamp.init({ unitSpec, active: false })],
  NetworkConstantInput: [NetworkConstantInput.init({ unitSpec })],
  "NetworkConstantInput scale -0.5": [NetworkConstantInput.init({ unitSpec, scale: -0.5 })],
  "AddNoise Normal() to hidden, seed 0": [noise, 0],
  "AddNoise Normal() to hidden, seed 3": [noise, 3],
};

describe("interventions change states as in the reference", () => {
  const results = new Map(given.at("cases").items.map((row) => [row.at("name").text, row.at("result")]));

  test.each(Object.entries(onForce))("%s", (name, [intervenor, params = null]) => {
    expectClose(intervenor.call(params, mechanics, key(0)).effector.force, results.get(name)!, 1e-6);
  });

  test.each(Object.entries(onHidden))("%s", (name, [intervenor, seed = 0]) => {
    expectClose(intervenor.call(null, network, key(seed)).hidden, results.get(name)!, 1e-6);
  });

  test("several arrays at once", () => {
    type Moving = { readonly pos: NDArray; readonly vel: NDArray };
    const { pos } = mechanics.effector;
    const moving: Moving = { pos, vel: mechanics.effector.vel };
    const added = ConstantInput.init<Moving>({ arrays: { pos: array([0.5, 1]), vel: array([1.5, 2]) } });
    const constant = added.call(null, moving, key(0));
    const name = "ConstantInput to (effector.pos, effector.vel)";
    expectClose(constant.pos, results.get(name)!.at("pos"), 1e-6);
    expectClose(constant.vel, results.get(name)!.at("vel"), 1e-6);
    const noisy = AddNoise.init<Moving>({ noise: Normal.init(0.3, 1) });
    const result = results.get("AddNoise Normal(std 0.3, mean 1) to (pos, vel): same key for both leaves, seed 3")!;
    const found = noisy.call(null, moving, key(3));
    expectClose(found.pos, result.at("pos"), 1e-6);
    expectClose(found.vel, result.at("vel"), 1e-6);
  });
});

const task = new SimpleReaches({
  lossFunc: simpleReachLoss(),
  nSteps: 12,
  workspace: [
    [-1, -1],
    [1, 1],
  ],
});
const model = pointMassNN(task, { nSteps: 12, hiddenSize: 4, key: key(0) });
const atMechanics = (m: typeof model) => m.step.mechanics;
const atNet = (m: typeof model) => m.step.net;
const labels = (intervenors: Readonly<Record<string, object>>) =>
  Object.fromEntries(Object.entries(intervenors).map(([stage, labelled]) => [stage, Object.keys(labelled)]));

describe("intervenors are added and taken away", () => {
  const curl = addFixedIntervenor(model, atMechanics, CurlField.init());
  const both = addFixedIntervenor(curl, atMechanics, FixedField.init());

  test("in order, one for each label", () => {
    const again = addFixedIntervenor(both, atMechanics, CurlField.init({ amplitude: 7 }));
    const stages = labels(again.step.mechanics.intervenors);
    expect(stages).toEqual({ _preFirstStage: ["FIXED_CurlField", "FIXED_FixedField"] });
    const mine = addFixedIntervenor(again, atMechanics, CurlField.init(), { stageName: "getEffector", label: "mine" });
    expect(labels(mine.step.mechanics.intervenors)).toEqual({ ...stages, getEffector: ["FIXED_mine"] });
  });

  test("in lists by stage", () => {
    const [clamp, constant] = [NetworkClamp.init({ unitSpec }), NetworkConstantInput.init({ unitSpec })];
    const listed = addIntervenors(model, atNet, { hidden: [clamp, constant] });
    expect(labels(listed.step.net.intervenors)).toEqual({
      hidden: ["FIXED_NetworkClamp", "FIXED_NetworkConstantInput"],
    });
    const others = addIntervenors(listed, atNet, [constant], { stageName: "readout", keepExisting: false });
    expect(labels(others.step.net.intervenors)).toEqual({ readout: ["FIXED_NetworkConstantInput"] });
  });

  test("from one part or from all", () => {
    expect(removeIntervenors(both, atMechanics).step.mechanics.intervenors).toEqual(both.step.mechanics.intervenors);
    expect(removeIntervenors(both, atMechanics, { keepFixed: false }).step.mechanics.intervenors).toEqual({});
    expect(removeAllIntervenors(both).step.mechanics.intervenors).toEqual({});
    const [, scheduled] = scheduleIntervenor(task, both, atMechanics, CurlField.init());
    expect(labels(scheduled.step.mechanics.intervenors)).toEqual({
      _preFirstStage: ["FIXED_CurlField", "FIXED_FixedField", "CurlField"],
    });
    const stripped = removeAllIntervenors(scheduled, { scheduledOnly: true });
    expect(labels(stripped.step.mechanics.intervenors)).toEqual(labels(both.step.mechanics.intervenors));
  });

  test("never at a stage that is not there", () => {
    expect(() => addFixedIntervenor(model, atMechanics, CurlField.init(), { stageName: "nope" }))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: addFixedIntervenor received stage "nope" of step.mechanics
        expected: one of _preFirstStage, convertEffectorForce, kinematicsUpdate, dynamicsStep, getEffector, _postFinalStage
        to fix:   print the stages with formatModelSpec, or leave stageName out to act before the first]
    `);
    expect(() => addFixedIntervenor(model, ((m: typeof model) => m.nSteps) as never, CurlField.init())).toThrow(
      /no stages/,
    );
    expect(() => CurlField.init({ amplitdue: 1 } as never)).toThrow(/amplitude/);
  });
});

describe("schedules give trials the settings of the reference", () => {
  const amplitude = (_trial: unknown, _batch: unknown, trialKey: NDArray): NDArray => normal(trialKey, [1]).mul(0.5);
  const goal = (trial: { readonly inputs: unknown }): NDArray =>
    (trial.inputs as { effectorTarget: { pos: NDArray } }).effectorTarget.pos.get(0);
  const batch = { size: 1, current: 30, total: 120 };
  const params = { amplitude };
  const [curled, disturbed] = scheduleIntervenor(task, model, atMechanics, CurlField.init(), { params });
  const clampOne = (_trial: unknown, _batch: unknown, trialKey: NDArray): NDArray =>
    where(
      array([0, 1, 2, 3])
        .sub(randint(trialKey, [], 0, 4))
        .abs()
        .lt(0.5),
      1,
      NaN,
    );
  const twice = scheduleIntervenor(curled, disturbed, atMechanics, CurlField.init({ amplitude: 2 }), {
    defaultActive: true,
  })[0];
  const schedules = {
    "curl amplitude 0.5*normal(key,(1,)), active True": curled,
    "a second, constant curl: label made unique, default_active True": twice,
    "validation_same_schedule False, label curly": scheduleIntervenor(task, model, atMechanics, CurlField.init(), {
      label: "curly",
      validationSameSchedule: false,
      params,
    })[0],
    "active bernoulli(key, 0.5), amplitude 0.5 normal; validation params amplitude -1": scheduleIntervenor(
      task,
      model,
      atMechanics,
      CurlField.init(),
      {
        params: { amplitude, active: (_trial, _batch, trialKey) => bernoulli(trialKey, 0.5) },
        paramsValidation: { amplitude: -1 },
      },
    )[0],
    "network clamp of a random unit at stage hidden": scheduleIntervenor(
      task,
      model,
      atNet,
      NetworkClamp.init({ unitSpec }),
      { stageName: "hidden", params: { unitSpec: clampOne } },
    )[0],
    "fixed field = goal of the trial, amplitude = batch_info.current/total (current 30, total 120)": scheduleIntervenor(
      task,
      model,
      atMechanics,
      FixedField.init(),
      { params: { field: goal, amplitude: (_trial, { current, total }) => full([], (current as number) / total) } },
    )[0],
    "update only validation": updateIntervenorParamSchedule(
      curled,
      { CurlField: { amplitude: 3 } },
      { training: false },
    ),
    "update_intervenor_param_schedule amplitude 3 active False": updateIntervenorParamSchedule(curled, {
      CurlField: { amplitude: 3, active: false },
    }),
  };

  const paramNames: Readonly<Record<string, string>> = { unit_spec: "unitSpec" };

  test.each(Object.entries(schedules))("%s", (name, scheduled) => {
    const expected = given.at("schedule", name);
    const check = (found: unknown, wanted: Values, first: string): void => {
      expect(Object.keys(found as object).sort()).toEqual([...wanted.names].sort());
      for (const label of wanted.names) {
        for (const param of wanted.at(label).names) {
          const values = (found as Record<string, Record<string, NDArray>>)[label]![paramNames[param] ?? param]!;
          const of = wanted.at(label, param);
          expect(values.shape, param).toEqual(of.at("shape").plain);
          const time = first === "first" ? values.get(0) : values.get(":", 0);
          expectClose(time.astype("float32"), of.at(first), 1e-6, `${label}.${param}`);
        }
      }
    };
    for (const trial of expected.at("train").items) {
      const seed = key(trial.at("seed").number);
      check(scheduled.getTrainTrialWithIntervenorParams(seed, batch).intervene, trial.at("intervene"), "first");
    }
    check(scheduled.validationTrials.intervene, expected.at("validation"), "first_time");
  });
});
