import type { NDArray } from "@proj/array";
import { LossTerm } from "./loss.ts";

/**
 * A penalty on the parameters of the model, whatever the trial is.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { ModelLoss } from "@proj/feedbax";
 * const decay = new ModelLoss("decay", (model: { weight: NDArray }) => model.weight.mul(model.weight).sum());
 * decay.penalty({ weight: array([3, 4]) }).item(); // → 25
 */
export class ModelLoss<Model> extends LossTerm<unknown> {
  /** From the model to a scalar. */
  readonly penalty: (model: Model) => NDArray;

  /**
   * @param label - the name of the term.
   * @param penalty - from the model to a scalar.
   */
  constructor(label: string, penalty: (model: Model) => NDArray) {
    super(label);
    this.penalty = penalty;
  }

  term(_trajectory: unknown, _trial: unknown, model: unknown): NDArray {
    return this.penalty(model as Model);
  }
}
