import { arctan2, array, type NDArray } from "@proj/array";
import {
  acrossTrials,
  addFixedIntervenor,
  armNN,
  CurlField,
  directionTuning,
  lateralDeviation,
  plotAlignedPaths,
  plotLearning,
  plotPreferredDirections,
  simpleReachLoss,
  SimpleReaches,
  TrainingContext,
  trialGoals,
  type ArmNN,
} from "@proj/feedbax";
import { getEnsemble, treeAt } from "@proj/module";
import { sgd } from "@proj/optim";
import { subkeys } from "@proj/random";
import { CentreOutReaches } from "./centre-out-reaches.ts";
import { batchesOf, keyOf, onTheWay, shown, type Reproduction, type Row, type Scale } from "./reproduction.ts";

const nSteps = 60;

/** How a phase is learned: by plain gradient descent, which has no memory of its own, from few of the tested reaches at a time. */
const learning = { batchSize: 32, learningRate: 4e-4 };
const phases = { field: 240, washout: 2400 };

/** Deviations of each network at points along a phase: `[point][network]`, in millimetres. */
type Curve = readonly (readonly number[])[];

/**
 * Adaptation to a curl field: the hand is pushed aside at first, learns to go straight, deviates to the other side when the field is
 * gone (the after-effect), and learns faster when the field comes back (savings) than after as many iterations without any field. Several
 * networks, so that savings are told from chance.
 */
export const forceField: Reproduction = {
  title:
    "Null field → curl field → null field → curl field, on a muscled arm with 70 ms vision and 20 ms proprioception",
  async run(scale: Scale): Promise<readonly Row[]> {
    const { networks } = scale;
    const [modelKey, evalKey, ...trainKeys] = subkeys(keyOf(0, scale), 6);
    const settings = {
      lossFunc: simpleReachLoss({ effectorPosition: 100, effectorFinalVelocity: 1 }),
      nSteps,
      workspace: [
        [-0.12, 0.33],
        [0.12, 0.57],
      ],
      evalReachLength: 0.1,
      evalNDirections: 8,
    } as const;
    const task = new SimpleReaches(settings);
    const tested = new CentreOutReaches(settings);
    const goals = trialGoals(task.validationTrials).get(":", -1);
    const arm = (oneKey: NDArray): ArmNN =>
      armNN(task, {
        hasMuscles: true,
        nSteps,
        dt: 0.01,
        visionDelaySteps: 7,
        proprioceptionDelaySteps: 2,
        key: oneKey,
      });
    const armInField = (oneKey: NDArray): ArmNN =>
      addFixedIntervenor(arm(oneKey), (m) => m.step.mechanics, CurlField.init({ amplitude: 2 }));
    const bodies = { null: getEnsemble(arm, networks, modelKey), field: getEnsemble(armInField, networks, modelKey) };
    /** Networks in a body without a field, or with one. */
    const within = (where: keyof typeof bodies, model: ArmNN): ArmNN =>
      treeAt((m) => m.step.net, bodies[where], model.step.net);

    const statesOf = (model: ArmNN) => task.evalEnsemble(model, networks, evalKey, { ensembleRandomTrials: false });
    /** The mean over reaches of each network, in millimetres, positive to the left. */
    const deviations = (model: ArmNN): readonly number[] => {
      const { pos } = statesOf(model).mechanics.effector;
      const aside = lateralDeviation(pos, pos.get(":", ":", 0), goals).mean({ axis: 1 });
      return aside.mul(1000).toList() as number[];
    };

    const nNaive = batchesOf(2000, scale);
    const { model: naive } = await new TrainingContext(bodies.null, task, (m) => m.step.net, { ensembled: true }).train(
      { nBatches: nNaive, batchSize: scale.batchSize, key: trainKeys[0], ...onTheWay("naive", scale, nNaive) },
    );
    const learn = async (name: string, model: ArmNN, batches: number, trainKey: NDArray) => {
      const nBatches = batchesOf(batches, scale);
      const curve: (readonly number[])[] = [];
      const every = Math.max(1, Math.round(nBatches / 20));
      const callbacks = Array.from({ length: Math.ceil(nBatches / every) }, (_, number) => [
        number * every,
        (now: ArmNN) => void curve.push(deviations(now)),
      ]);
      const context = new TrainingContext(model, tested, (m) => m.step.net, { ensembled: true });
      const { model: trained } = await context.train({
        ...learning,
        nBatches,
        optimizer: (rate) => sgd(rate),
        key: trainKey,
        // The same trials for all networks, so that they differ by their weights alone.
        ensembleRandomTrials: false,
        ...onTheWay(name, scale, nBatches),
        // The curve is measured on the way, so that a phase is done again from its beginning.
        checkpoints: null,
        restoreCheckpoint: false,
        batchCallbacks: Object.fromEntries(callbacks) as Record<number, (model: ArmNN) => void>,
      });
      return { trained, curve: [...curve, deviations(trained)] };
    };

    const [, fieldKey, nullKey] = trainKeys;
    const first = await learn("field", within("field", naive), phases.field, fieldKey);
    const washedOut = await learn("null again", within("null", first.trained), phases.washout, nullKey);
    // The same trials in the same order as the first time, so that only what was learned before differs.
    const second = await learn("field again", within("field", washedOut.trained), phases.field, fieldKey);
    // What practice alone does: as many iterations, with the same trials, but without a field.
    const practised = await learn("no field instead", naive, phases.field, fieldKey);
    const rested = await learn("no field still", practised.trained, phases.washout, nullKey);
    const control = await learn("field after none", within("field", rested.trained), phases.field, fieldKey);

    const states = statesOf(naive);
    const starts = states.mechanics.effector.pos.get(0, ":", 0);
    const ways = goals.sub(starts);
    const directions = arctan2(ways.get(":", 1), ways.get(":", 0));
    const activity = states.net.hidden.mean({ axis: 2 });
    const tunings = Array.from({ length: networks }, (_, network) =>
      directionTuning(activity.get(network), directions),
    );
    const explained = tunings.map(({ r2 }) => Number(r2.gt(0.5).mean().item()));

    scale.draw(
      "force-field",
      plotLearning(
        {
          field: array(first.curve),
          "no field": array(washedOut.curve),
          "field again": array(second.curve),
          "field after practice without": array(control.curve),
        },
        { title: "Lateral deviation (mm)" },
      ),
    );
    for (const [name, model] of [
      ["field-comes", within("field", naive)],
      ["field-goes", within("null", first.trained)],
    ] as const) {
      const { pos } = statesOf(model).mechanics.effector;
      scale.draw(name, plotAlignedPaths(pos, starts, goals));
    }
    scale.draw("preferred-directions", plotPreferredDirections(tunings[0]!));

    const row = (quantity: string, published: string | null, here: string): Row => ({ quantity, published, here });
    const [firstTime, secondTime, afterPractice] = [first, second, control].map(({ curve }) => aside(curve)) as [number[], number[], number[]]; // prettier-ignore
    const saved = afterPractice.map((size, network) => size - secondTime[network]!);
    const savedAtOnce = control.curve[0]!.map((one, network) => Math.abs(one) - Math.abs(second.curve[0]![network]!));
    const unwashed = washedOut.curve.at(-1)!.map((one, network) => one - rested.curve.at(-1)![network]!);
    return [
      row("lateral deviation without a field", null, millimetres(deviations(naive))),
      row("when the field comes", "aside", millimetres(first.curve[0]!)),
      row("after learning in the field", "near none", millimetres(first.curve.at(-1)!)),
      row("when the field goes", "to the other side", millimetres(washedOut.curve[0]!)),
      row("after washing out", "near none", millimetres(washedOut.curve.at(-1)!)),
      row("when the field comes again", "aside, less", millimetres(second.curve[0]!)),
      row("mean size of the deviation while learning, first time", null, millimetres(firstTime)),
      row("the same after as many iterations without a field", null, millimetres(afterPractice)),
      row("the same the second time", "less", millimetres(secondTime)),
      ...comparison("how much less than after practice without a field", saved),
      ...comparison("how much less in the first reaches", savedAtOnce),
      row("what washing out left, beside practice without a field", "near none", millimetres(unwashed)),
      row("units whose activity a cosine explains by half", "most", `${shown(mean(explained))} of all`),
    ];
  },
};

/** Differences of networks beside chance. */
function comparison(quantity: string, differences: readonly number[]): readonly Row[] {
  const more = differences.filter((difference) => difference > 0).length;
  return [
    { quantity, published: "more than none", here: millimetres(differences) },
    { quantity: "– networks of which that is so", published: "most", here: `${more} of ${differences.length}` },
    { quantity: "– t, and what chance rarely exceeds (5 %, one side)", published: null, here: againstChance(differences) }, // prettier-ignore
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean ± standard deviation over networks. */
function millimetres(values: readonly number[]): string {
  const { mean, deviation } = acrossTrials(array(values, { dtype: "float64" }));
  return values.length > 1 ? `${shown(mean)} ± ${shown(deviation)} mm` : `${shown(mean)} mm`;
}

/** How far aside the reaches of each network go while they are learned, on either side. */
function aside(curve: Curve): readonly number[] {
  return (curve[0] ?? []).map((_, network) => mean(curve.map((at) => Math.abs(at[network]!))));
}

/** Student's t of paired differences, beside the quantile 0.95 of its distribution with as many degrees of freedom. */
function againstChance(differences: readonly number[]): string {
  const freedom = differences.length - 1;
  const quantile = studentQuantiles[freedom];
  if (quantile === undefined) return "one network does not tell";
  const { mean, deviation } = acrossTrials(array(differences, { dtype: "float64" }));
  return `${shown((Number(mean.item()) * Math.sqrt(differences.length)) / Number(deviation.item()))}, ${quantile}`;
}

/** The quantile 0.95 of Student's distribution, by degrees of freedom (any table of statistics has them). */
const studentQuantiles: Readonly<Record<number, number>> = {
  1: 6.314, 2: 2.92, 3: 2.353, 4: 2.132, 5: 2.015, 6: 1.943, 7: 1.895, 8: 1.86, 9: 1.833, 11: 1.796, 15: 1.753, 19: 1.729, 23: 1.714, 31: 1.696,
}; // prettier-ignore
