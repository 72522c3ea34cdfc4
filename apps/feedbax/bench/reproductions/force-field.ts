import { arctan2, type NDArray } from "@proj/array";
import {
  addFixedIntervenor,
  armNN,
  CurlField,
  directionTuning,
  lateralDeviation,
  removeAllIntervenors,
  simpleReachLoss,
  SimpleReaches,
  TrainingContext,
  type ArmNN,
} from "@proj/feedbax";
import { key, subkeys } from "@proj/random";
import { batchesOf, shown, type Reproduction, type Row, type Scale } from "./reproduction.ts";

const nSteps = 60;

/**
 * Adaptation to a curl field: the hand is pushed aside at first, learns to go straight, deviates to the other side when the field is
 * gone (the after-effect), and learns faster when the field comes back (savings).
 */
export const forceField: Reproduction = {
  title:
    "Null field → curl field → null field → curl field, on a muscled arm with 70 ms vision and 20 ms proprioception",
  async run(scale: Scale): Promise<readonly Row[]> {
    const [modelKey, evalKey, ...trainKeys] = subkeys(key(0), 6);
    const task = new SimpleReaches({
      lossFunc: simpleReachLoss({ effectorPosition: 100, effectorFinalVelocity: 1 }),
      nSteps,
      workspace: [
        [-0.12, 0.33],
        [0.12, 0.57],
      ],
      evalReachLength: 0.1,
      evalNDirections: 8,
    });
    const goals = (task.validationTrials.inputs as { effectorTarget: { pos: NDArray } }).effectorTarget.pos.get(
      ":",
      -1,
    );
    const statesOf = (model: ArmNN) => task.eval(model, evalKey);
    /** The mean over reaches, in millimetres, positive to the left. */
    const deviation = (model: ArmNN): number => {
      const { pos } = statesOf(model).mechanics.effector;
      return 1000 * Number(lateralDeviation(pos, pos.get(":", 0), goals).mean().item());
    };
    const inField = (model: ArmNN): ArmNN =>
      addFixedIntervenor(model, (m) => m.step.mechanics, CurlField.init({ amplitude: 2 }));

    const trainOn = async (model: ArmNN, batches: number, learningRate: number, trainKey: NDArray) => {
      const nBatches = batchesOf(batches, scale);
      const curve: number[] = [];
      const every = Math.max(1, Math.round(nBatches / 20));
      const callbacks = Array.from({ length: Math.ceil(nBatches / every) }, (_, number) => [
        number * every,
        (now: ArmNN) => void curve.push(deviation(now)),
      ]);
      const { model: trained } = await new TrainingContext(model, task, (m) => m.step.net).train({
        nBatches,
        batchSize: scale.batchSize,
        learningRate,
        key: trainKey,
        batchCallbacks: Object.fromEntries(callbacks) as Record<number, (model: ArmNN) => void>,
      });
      return { trained, curve: [...curve, deviation(trained)] };
    };

    const untrained = armNN(task, {
      hasMuscles: true,
      nSteps,
      dt: 0.01,
      visionDelaySteps: 7,
      proprioceptionDelaySteps: 2,
      key: modelKey,
    });
    const naive = await trainOn(untrained, 2000, 1e-2, trainKeys[0]);
    const first = await trainOn(inField(naive.trained), 200, 1e-3, trainKeys[1]);
    const washedOut = await trainOn(removeAllIntervenors(first.trained), 200, 1e-3, trainKeys[2]);
    const second = await trainOn(inField(washedOut.trained), 200, 1e-3, trainKeys[3]);

    const states = statesOf(naive.trained);
    const directions = goals.sub(states.mechanics.effector.pos.get(":", 0));
    const { r2 } = directionTuning(
      states.net.hidden.mean({ axis: 1 }),
      arctan2(directions.get(":", 1), directions.get(":", 0)),
    );
    const millimetres = (x: number | undefined): string => `${shown(x ?? NaN)} mm`;
    /** How far aside reaches go while they are learned, on either side. */
    const aside = (curve: readonly number[]): string =>
      millimetres(curve.reduce((sum, at) => sum + Math.abs(at), 0) / curve.length);
    return [
      { quantity: "lateral deviation without a field", published: null, here: millimetres(naive.curve.at(-1)) },
      { quantity: "when the field comes", published: "aside", here: millimetres(first.curve[0]) },
      { quantity: "after learning in the field", published: "near none", here: millimetres(first.curve.at(-1)) },
      { quantity: "when the field goes", published: "to the other side", here: millimetres(washedOut.curve[0]) },
      { quantity: "after washing out", published: "near none", here: millimetres(washedOut.curve.at(-1)) },
      { quantity: "when the field comes again", published: "aside, less", here: millimetres(second.curve[0]) },
      { quantity: "mean size of the deviation while learning, first time", published: null, here: aside(first.curve) },
      {
        quantity: "mean size of the deviation while learning, second time",
        published: "less",
        here: aside(second.curve),
      },
      { quantity: "units whose activity a cosine explains by half", published: "most", here: shown(r2.gt(0.5).mean()) },
    ];
  },
};
