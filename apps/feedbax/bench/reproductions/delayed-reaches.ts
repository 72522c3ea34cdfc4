import { array } from "@proj/array";
import {
  acrossTrials,
  delayedReachLoss,
  DelayedReaches,
  plotLosses,
  pointMassNN,
  TrainingContext,
} from "@proj/feedbax";
import { subkeys } from "@proj/random";
import { batchesOf, keyOf, onTheWay, shown, type Reproduction, type Row, type Scale } from "./reproduction.ts";

/** Validations of the trained model, each with noise of its own. */
const passes = 100;

/** The second part of the example notebook on training. */
export const delayedReaches: Reproduction = {
  title: "Delayed reaches of a point mass with noise of 0.1 in its feedback, 10,000 batches of 250 trials",
  async run(scale: Scale): Promise<readonly Row[]> {
    const task = new DelayedReaches({
      lossFunc: delayedReachLoss(),
      nSteps: 100,
      workspace: [
        [-1, -1],
        [1, 1],
      ],
    });
    // The notebook's channel brought feedback one step late.
    const model = pointMassNN(task, {
      feedbackNoiseStd: 0.1,
      motorNoiseStd: 0,
      feedbackDelaySteps: 1,
      key: keyOf(0, scale),
    });
    const context = new TrainingContext(model, task, (m) => m.step.net);
    const nBatches = batchesOf(10_000, scale);
    const { model: trained, history } = await context.train({
      nBatches,
      batchSize: scale.batchSize,
      key: keyOf(1, scale),
      ...onTheWay("delayed-reaches", scale, nBatches),
      logStep: batchesOf(500, scale),
    });
    // A run that has gone on knows in its history what was logged before.
    const validated = history.lossValidation.total.toList() as number[];
    const logged = validated.flatMap((total, batch) => (total > 0 ? [batch] : []));
    scale.draw(
      "delayed-reaches",
      plotLosses(history.loss, {
        validation: {
          iterations: logged.map((batch) => batch + 1),
          total: array(logged.map((batch) => validated[batch]!)),
        },
      }),
    );
    const published = [
      [500, "0.333", "0.140"],
      [1000, "0.223", "0.0749"],
      [5000, "0.153", "0.0583"],
      [9999, "0.159", "0.0503"],
    ] as const;
    const rows = published.flatMap(([batch, training, validation]) => {
      const at = Math.min(batchesOf(batch, scale), nBatches - 1);
      const total = validated[at]!;
      return [
        { quantity: `training loss, batch ${at}`, published: training, here: shown(history.loss.total.get(at)) },
        { quantity: `validation loss, batch ${at}`, published: validation, here: total > 0 ? shown(total) : "not logged" }, // prettier-ignore
      ];
    });
    // One validation is seven trials with noise of their own: how far apart are those of one model?
    const again = subkeys(keyOf(2, scale), passes).map((oneKey) =>
      Number(task.evalWithLoss(trained, oneKey)[1].total.item()),
    );
    const { mean, deviation } = acrossTrials(array(again, { dtype: "float64" }));
    const quantity = `validation loss, mean ± deviation of ${passes} validations of the trained model`;
    return [...rows, { quantity, published: null, here: `${shown(mean)} ± ${shown(deviation)}` }];
  },
};
