import { acrossTrials, pointMassNNSimpleReaches } from "@proj/feedbax";
import { batchesOf, keyOf, shown, type Reproduction, type Row, type Scale } from "./reproduction.ts";

/** Five models side by side, as the example notebook on ensembles has them. */
export const replicates: Reproduction = {
  title: "Five replicates of simple reaches without noise, 1000 batches of 250 trials",
  async run(scale: Scale): Promise<readonly Row[]> {
    const nReplicates = 5;
    const context = pointMassNNSimpleReaches({
      nReplicates,
      feedbackNoiseStd: 0,
      motorNoiseStd: 0,
      key: keyOf(0, scale),
    });
    const { model, history } = await context.train({
      nBatches: batchesOf(1000, scale),
      batchSize: scale.batchSize,
      key: keyOf(1, scale),
    });
    const [, losses] = context.task.evalEnsembleWithLoss(model, nReplicates, keyOf(2, scale));
    const { mean, deviation } = acrossTrials(losses.total);
    return [
      {
        quantity: "training loss at the end, mean over replicates",
        published: "2.93e-3, 2.87e-3",
        here: shown(history.loss.total.get(-1).mean()),
      },
      {
        quantity: "validation loss at the end, mean ± deviation over replicates",
        published: "7.21e-4, 6.69e-4",
        here: `${shown(mean)} ± ${shown(deviation)}`,
      },
    ];
  },
};
