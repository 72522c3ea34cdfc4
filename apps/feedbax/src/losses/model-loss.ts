import type { NDArray } from "@proj/array";
import { LossTerm } from "./loss.ts";

/** A penalty on the parameters of the model, whatever the trial is. */
export class ModelLoss<Model> extends LossTerm<unknown> {
  readonly penalty: (model: Model) => NDArray;

  /** @param penalty - from the model to a scalar. */
  constructor(label: string, penalty: (model: Model) => NDArray) {
    super(label);
    this.penalty = penalty;
  }

  term(_trajectory: unknown, _trial: unknown, model: unknown): NDArray {
    return this.penalty(model as Model);
  }
}
