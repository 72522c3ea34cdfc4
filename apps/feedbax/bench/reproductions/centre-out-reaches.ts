import { take, type NDArray } from "@proj/array";
import { SimpleReaches } from "@proj/feedbax";
import { randint } from "@proj/random";
import { map } from "@proj/tree";

type Trial = ReturnType<SimpleReaches["getTrainTrial"]>;

/** Reaches of the validation set, each as likely as the others: people, too, are tested on the reaches that they practise. */
export class CentreOutReaches extends SimpleReaches {
  override getTrainTrial(key: NDArray): Trial {
    const which = randint(key, [], 0, this.nValidationTrials);
    const trials: unknown = this.getValidationTrials();
    return map((leaf: unknown) => take(leaf as NDArray, which, { axis: 0 }), trials) as Trial;
  }
}
