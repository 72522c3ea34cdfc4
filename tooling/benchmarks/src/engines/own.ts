import { arange, array, maximum, ones, tanh, type NDArray } from "@proj/array";
import { scalar } from "@proj/array/core";
import { valueAndGrad } from "@proj/autodiff";
import { makeTrainStep, pointMassNNSimpleReaches, partitionModel, trainedLeaves } from "@proj/feedbax";
import { jit, type JitFunction } from "@proj/jit";
import { adam, injectHyperparams } from "@proj/optim";
import { key } from "@proj/random";
import type { Engine, Work } from "../engine.ts";

/** More elements than this take longer to read than one of them takes to compute. */
const mostRead = 4096;

/** Waits for an array by reading it, or one of its elements. */
async function finished(x: NDArray): Promise<void> {
  await (x.size <= mostRead ? x : x.reshape([x.size]).get(0)).data();
}

const repeated =
  (run: () => NDArray): Work =>
  async (times) => {
    let last = run();
    for (let n = 1; n < times; n++) {
      last.dispose();
      last = run();
    }
    await finished(last);
    last.dispose();
  };

/**
 * One of our targets.
 *
 * @param name - its name in the table.
 * @param install - makes it the one that everything runs on.
 */
export function own(name: string, install: () => void): Engine {
  const installed = (make: () => Work): Work => {
    install();
    const work = make();
    return (times) => {
      install();
      return work(times);
    };
  };
  let layers = 0;
  return {
    name,
    product: (n) =>
      installed(() => {
        const f = jit((x: NDArray, y: NDArray) => x.matmul(y), { name: "product" });
        const [x, y] = [ones([n, n]), ones([n, n])];
        return repeated(() => f(x, y));
      }),
    chain: (elements) =>
      installed(() => {
        const f = jit((x: NDArray) => maximum(x.mul(2).add(1), 0).mul(x).sub(x), { name: "chain" });
        const x = ones([elements]);
        return repeated(() => f(x));
      }),
    reduction: (elements) =>
      installed(() => {
        const f = jit((x: NDArray) => x.sum(), { name: "reduction" });
        const x = ones([elements]);
        return repeated(() => f(x));
      }),
    call: () =>
      installed(() => {
        const f: JitFunction<[NDArray], NDArray> = jit((x: NDArray) => x.mul(0.5).add(1), { name: "call" });
        let x: NDArray = array([1, 2, 3, 4, 5, 6, 7, 8]);
        return async (times) => {
          for (let n = 0; n < times; n++) x = f(x);
          await x.data();
        };
      }),
    fresh: () =>
      installed(() => async (times) => {
        for (let n = 0; n < times; n++) {
          const width = 8 + layers++;
          const loss = (w: NDArray, x: NDArray): NDArray => tanh(x.matmul(w)).sum();
          const step = jit((w: NDArray, x: NDArray) => valueAndGrad(loss)(w, x)[1], { name: "fresh" });
          await finished(step(ones([width, 4]), arange(3 * width).reshape([3, width])));
        }
      }),
    training: (batchSize) =>
      installed(() => {
        const { model, task, whereTrain } = pointMassNNSimpleReaches({ key: key(0) });
        const parts = partitionModel(model, trainedLeaves(model, whereTrain));
        const optimizer = injectHyperparams(({ learningRate }) => adam(learningRate), { learningRate: 0.01 });
        const step = makeTrainStep({
          task,
          loss: task.lossFunc,
          optimizer,
          rest: parts.rest,
          batchSize,
          nBatches: 10_000,
          nReplicates: null,
          ensembleRandomTrials: true,
        });
        let { trained } = parts;
        let state = optimizer.init(trained);
        let batch = 0;
        return async (times) => {
          let total: NDArray | null = null;
          for (let n = 0; n < times; n++) {
            const result = step(trained, state, parts.frozen, key(1), scalar(batch++, "int32"));
            trained = result.trained as typeof trained;
            state = result.optState;
            total = result.losses.total;
          }
          await total?.data();
        };
      }),
  };
}
