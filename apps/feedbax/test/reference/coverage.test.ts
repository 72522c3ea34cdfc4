import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { referenceValues } from "./values.ts";

/** What no test reads, file by file, with the reason. */
const unread: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  fork_2026: {
    simple_reaches_seed_0: "the same trial as in tasks.json",
    losses_on_states_of_losses_json: "the terms of losses.json, computed by the later version",
    simple_reach_loss_tree: "the loss of losses.json, as the later version shows it",
    errors: "what Python says of wrong arguments; here errors tell what to do, and have tests of their own",
  },
  interventions: {
    default_params: "how Feedbax writes defaults; the cases are computed with them",
    "AddNoise_with_jr.normal": "a defect: the noise gets its arguments the wrong way round",
    errors: "what Python says of wrong arguments; here errors tell what to do, and have tests of their own",
    adding: "labels of Feedbax; where interventions are put has tests of its own",
  },
  iteration_and_keys: {
    model_spec_of_a_feedback_channel: "channels are one operation here",
    forgetful_error: "a defect: the iterator cannot be made",
  },
  losses: {
    straight_path_goal_error_with_simple_reaches_spec: "a defect: it looks for a target that tasks do not have",
    legacy_note: "a note",
    default_labels: "names of classes that Feedbax has given up",
    no_target_error: "what Python says; here the error tells what to do",
    delayed_reach_loss_error: "a defect: the loss cannot be called",
    loss_dict: "the order of the leaves of a dictionary of Python",
    target_spec_and: "an operator that is a function of options here",
    mse: "a mean of squares",
    errors: "what Python says of wrong arguments; here errors tell what to do, and have tests of their own",
  },
  "losses/cases": {
    "position, own spec time_idxs [0,2,-1], task value [B,3,2] = trajectory at 0,2,-1": "values are of all steps here",
    "instance effector_pos_loss": "an instance that nothing uses, whose gradient is NaN at the goal",
    "instance effector_vel_loss with task value [B,1,2] = 0": "an instance that nothing uses",
    NetworkOutputLoss: "a class that Feedbax has given up",
    NetworkActivityLoss: "a class that Feedbax has given up",
    "legacy EffectorPositionLoss default (power 6)": "a class that Feedbax has given up",
    "legacy EffectorPositionLoss discount None": "a class that Feedbax has given up",
    "legacy EffectorFixationLoss": "a class that Feedbax has given up; composites have its term",
    "legacy EffectorVelocityLoss": "a class that Feedbax has given up",
    "legacy EffectorFinalVelocityLoss": "a class that Feedbax has given up",
  },
  "losses/composites": {
    "simple_reach_loss with weights given in another order (nn_hidden=0.01, nn_output=0.1, effector_final_velocity=3, effector_position=2)":
      "a defect: weights count by position; here by name",
    "delayed_reach_loss(discount_exp=0) with stand-in": "the exponent belongs to the task",
    "(2*A1+0.5*A2) * 3 - A1": "other numbers behind equal names",
    "X | Y (Y = {b:A1,c:A1} weights 5,7)": "an operator; here terms are spread into a new one",
    "composite list [X, A1]": "terms have names here",
    "composite dict {x: X, y: A1} user_labels False": "terms have names here",
    "composite list [A1, A1, A2] no weights": "terms have names here",
    "ModelLoss sum of squares of model = array([1,2,3]) times 0.1, + A1": "a test of training has such a loss",
  },
  "networks/cases": {
    gru_encoding_3_as_is: "a defect: the encoder sees zeros; gru_encoding_3_intended is compared",
    gru_two_layer_readout: "a defect: such a readout cannot be made",
  },
  "interventions/schedule": {
    "feedback impulse at step 8 by TimeSeriesParam": "the rollout with an impulse has it",
    update_fixed_intervenor_param: "labels of Feedbax",
    "instance with intervenor_params amplitude 9 (instance has 1): amplitude seen": "a defect: settings are not seen",
    "add_intervenors_to_base_model(model)": "a function that is not needed here: intervenors are fields",
    "add_intervenors_to_base_model for a stage hidden clamp": "a defect: the stage is forgotten",
  },
  "plants/stepping": {
    mechanics_init_point_mass: "zeros",
    mechanics_stages: "names of stages; the printed model has them",
  },
  "rollouts/point_mass": {
    curl_scheduled_but_not_in_validation: "it is the rollout called base, to which it is compared",
  },
  "rollouts/arm": {},
  "rollouts/muscled": {},
  muscles: {
    parameter_sets: "what the muscles are made from; their curves are compared",
  },
  networks: {
    gru_weight_idxs_for_15_rows: "slices of rows; here weights have names",
    initial_weights_leaky_seed3: "initial_leaky is the same",
  },
  plants: { direct_force_input: "skeletons.json has the same slopes" },
  rollouts: { order_of_net_input: "a note; the rollouts depend on it" },
  skeletons: {
    ik_force_none: "a torque of None; here it is zero",
    ik_at_origin_of_joint_space: "the Jacobian is singular there, and velocities are NaN",
  },
  tasks: {
    input_dependencies: "a defect: in validation they have no axis of trials",
    delayed_reaches_errors: "a defect: the task cannot be made",
    masks: "steps on the way to trials, which are compared",
  },
  tree_misc: { save: "a file of Feedbax, whose bytes are compared with those of files that Python has written" },
  trainer_behaviour: {
    validation_plots: "a defect: it cannot be called",
    "model_update_funcs HebbianGRUUpdate": "a defect: it cannot be called",
  },
};

/** Keys that tests put together from parts. */
const composed = /^(ensemble_3_noise_on_random_trials_|weights_(arm|muscled)$)/;

const folder = new URL(".", import.meta.url);
const tests = [...readdirSync(folder), "../training/reference.test.ts"].filter(
  (name) => name.endsWith(".ts") && name !== "coverage.test.ts",
);
const sources = tests.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
const files = readdirSync(new URL("values", folder)).map((name) => name.replace(/\.json$/, ""));
const nested = Object.keys(unread).filter((place) => place.includes("/"));

describe("every part of the reference is compared, or it is said why not", () => {
  test.each([...files, ...nested])("%s", (place) => {
    const [file, ...path] = place.split("/");
    const names = referenceValues(file!)
      .at(...path)
      .names.filter((name) => !composed.test(name) && !isNamed(name));
    expect(names.sort()).toEqual(Object.keys(unread[place] ?? {}).sort());
  });
});

/** Whether a test has the name as a text or as a name of a field. */
function isNamed(name: string): boolean {
  return sources.includes(`"${name}"`) || new RegExp(`^ *${escaped(name)}:`, "m").test(sources);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
