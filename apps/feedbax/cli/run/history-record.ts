import type { NDArray } from "@proj/array";
import type { LossDict, TaskTrainerHistory } from "@proj/feedbax";
import type { Curves, LossHistory } from "../report/run-record.ts";

/** The history of a run as it is written to `history.json`; curves are `[iteration][replicate]`. */
export interface HistoryRecord extends LossHistory {
  readonly validation: LossHistory["validation"] & { readonly terms: Readonly<Record<string, Curves>> };
  /** Of the optimiser, at every iteration. */
  readonly learningRate: Curves;
  /** Norms of the gradient at every iteration, by the place of the parameters; where they are kept. */
  readonly gradientNorms?: Readonly<Record<string, Curves>>;
}

/**
 * The history of a trainer as plain numbers.
 *
 * @param batches - iterations done
 * @param nReplicates - models in the ensemble; 1 for a model that is none
 */
export function historyRecord(history: TaskTrainerHistory, batches: number, nReplicates: number): HistoryRecord {
  const curves = (values: NDArray): Curves => {
    const flat = values.dataSync();
    return Array.from({ length: batches }, (_, batch) =>
      Array.from(flat.subarray(batch * nReplicates, (batch + 1) * nReplicates)),
    );
  };
  const all = (values: Readonly<Record<string, NDArray>>) =>
    Object.fromEntries(Object.entries(values).map(([name, one]) => [name, curves(one)]));
  const termsOf = ({ terms }: LossDict) => all(terms);
  const terms = termsOf(history.loss);
  const validationTerms = termsOf(history.lossValidation);
  const validationTotal = sumOf(validationTerms);
  // The trainer leaves zeros where it did not validate, and no sum of squares of anything that moves is zero.
  const validated = validationTotal.flatMap((values, batch) => (values.some((value) => value !== 0) ? [batch] : []));
  const pick = (values: Curves): Curves => validated.map((batch) => values[batch] ?? []);
  return {
    terms,
    total: sumOf(terms),
    validation: {
      iterations: validated.map((batch) => batch + 1),
      terms: Object.fromEntries(Object.entries(validationTerms).map(([name, values]) => [name, pick(values)])),
      total: pick(validationTotal),
    },
    learningRate: curves(history.learningRate),
    ...(history.gradientNorms !== undefined && { gradientNorms: all(history.gradientNorms) }),
  };
}

function sumOf(terms: Readonly<Record<string, Curves>>): Curves {
  return Object.values(terms).reduce<Curves>(
    (sum, values) =>
      values.map((replicates, batch) => replicates.map((value, replicate) => value + (sum[batch]?.[replicate] ?? 0))),
    [],
  );
}
