/*
 * The training iteration of the reaching model as users train it, noise included, beside the limit prototype (which has
 * neither noise nor a general state, and two inputs less).
 *
 *     npx tsx --conditions=@proj/source bench/training-iteration.ts --prototype <folder> --memory 1000,10000
 */
import { full } from "@proj/array";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { adam, injectHyperparams } from "@proj/optim";
import { key } from "@proj/random";
import { makeTrainStep, pointMassNNSimpleReaches, partitionModel, trainedLeaves } from "@proj/feedbax";
import { measure, measureMemory } from "./harness/measure.ts";
import { benchOptions } from "./harness/options.ts";
import { Profile } from "./harness/profile.ts";

const options = benchOptions();
const profile = new Profile();
setDefaultTarget(options.profile ? profile.target() : wasm());
const { model, task, whereTrain } = pointMassNNSimpleReaches({ key: key(0) });
const { trained: initial, frozen, rest } = partitionModel(model, trainedLeaves(model, whereTrain));
const optimizer = injectHyperparams(({ learningRate }) => adam(learningRate), { learningRate: 0.01 });
const step = makeTrainStep({
  task,
  loss: task.lossFunc,
  optimizer,
  rest,
  batchSize: options.batchSize,
  nBatches: 10_000,
  nReplicates: null,
  ensembleRandomTrials: true,
});
const trainKey = key(1);
let [trained, optState, batch]: [typeof initial, ReturnType<typeof optimizer.init>, number] = [
  initial,
  optimizer.init(initial),
  0,
];
const subject = {
  name: "training iteration",
  step: () => {
    const result = step(trained, optState, frozen, trainKey, full([], batch++, { dtype: "int32" }));
    trained = result.trained as typeof initial;
    optState = result.optState;
    return result.losses.total;
  },
};
measure(subject, options, profile);
await measureMemory(subject, options);
