import { pointMassNNSimpleReaches } from "@proj/feedbax";
import { batchesOf, keyOf, shown, type Reproduction, type Row, type Scale } from "./reproduction.ts";

/** What Feedbax itself gave, run for this comparison with keys 0 and 1: batch and validation loss. */
const published = [
  [200, "1.79e-3"],
  [1000, "6.98e-4"],
  [1999, "5.64e-4"],
] as const;

/** The example notebook on simple training. */
export const simpleReaches: Reproduction = {
  title: "Simple reaches of a point mass without noise, 2000 batches of 250 trials",
  async run(scale: Scale): Promise<readonly Row[]> {
    const context = pointMassNNSimpleReaches({ feedbackNoiseStd: 0, motorNoiseStd: 0, key: keyOf(0, scale) });
    const nBatches = batchesOf(2000, scale);
    const validation = new Map<number, string>();
    const { history } = await context.train({
      nBatches,
      batchSize: scale.batchSize,
      key: keyOf(1, scale),
      logStep: batchesOf(200, scale),
      onLog: ({ batch, validation: { total } }) => validation.set(batch, shown(total)),
    });
    return [
      { quantity: "training loss, first batch", published: "51.3", here: shown(history.loss.total.get(0)) },
      ...published.map(([batch, loss]) => {
        const at = Math.min(batchesOf(batch, scale), nBatches - 1);
        return { quantity: `validation loss, batch ${at}`, published: loss, here: validation.get(at) ?? "not logged" };
      }),
    ];
  },
};
