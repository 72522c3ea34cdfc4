import { array, full, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import type { Linear } from "@proj/module";
import { isArray, treeEqual, treeTake, updateAt } from "@proj/module";
import { adam, injectHyperparams, sgd } from "@proj/optim";
import { key, split } from "@proj/random";
import { leaves, map } from "@proj/tree";
import {
  CompositeLoss,
  decodeCheckpoint,
  encodeCheckpoint,
  makeTrainStep,
  ModelLoss,
  partitionModel,
  pointMassNNSimpleReaches,
  TaskTrainer,
  TrainingContext,
  trainedLeaves,
  type CheckpointStorage,
  type LossReport,
  type PointMassNN,
  type PointMassNNSimpleReachesOptions,
} from "@proj/feedbax";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { partsOf } from "./training-loss.ts";

beforeAll(() => setDefaultTarget(wasm()));

/** A model small enough for tests of how training goes. */
const small = (options: Partial<PointMassNNSimpleReachesOptions> = {}) =>
  pointMassNNSimpleReaches({ key: key(0), nSteps: 6, hiddenSize: 4, ...options });

const run = { nBatches: 8, batchSize: 3, key: key(1), logStep: 2 };

/** Keeps checkpoints in memory, all of them. */
class MemoryStorage implements CheckpointStorage {
  readonly kept = new Map<number, Uint8Array>();
  save(batches: number, bytes: Uint8Array): void {
    this.kept.set(batches, bytes);
  }
  load(): Uint8Array | null {
    return [...this.kept.values()].at(-1) ?? null;
  }
}

const paramsOf = (model: PointMassNN): unknown => model.step.net;
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

describe("a training run", () => {
  test("makes the loss smaller, and leaves the given model as it is", async () => {
    const context = small({ dt: 0.5, nSteps: 8 });
    const before = leaves(context.model.step.net, undefined)
      .filter(isArray)
      .map((leaf) => leaf.toList());
    const { model, history, ended, batches } = await context.train({
      ...run,
      nBatches: 60,
      batchSize: 20,
      learningRate: 0.03,
    });
    expect({ ended, batches }).toEqual({ ended: "complete", batches: 60 });
    const total = history.loss.total.dataSync();
    expect(sum(total.slice(50))).toBeLessThan(sum(total.slice(0, 10)) / 2);
    expect(
      leaves(context.model.step.net, undefined)
        .filter(isArray)
        .map((leaf) => leaf.toList()),
    ).toEqual(before);
    expect(treeEqual(paramsOf(model), paramsOf(context.model))).toBe(false);
  });

  test("depends on the key and nothing else", async () => {
    const [first, second] = [await small().train(run), await small().train(run)];
    expect(treeEqual(first.model.step.net, second.model.step.net)).toBe(true);
    const other = await small().train({ ...run, key: key(2) });
    expect(treeEqual(first.model.step.net, other.model.step.net)).toBe(false);
  });

  test("changes what whereTrain picks and nothing else", async () => {
    const context = small();
    const { model } = await context.train({ ...run, whereTrain: (m) => m.step.net.readout });
    expect(treeEqual(model.step.net.readout, context.model.step.net.readout)).toBe(false);
    expect(treeEqual(model.step.net.hidden, context.model.step.net.hidden)).toBe(true);
    expect(treeEqual(model.step.mechanics, context.model.step.mechanics)).toBe(true);
  });

  test("traces its step once, whatever the number of batches", () => {
    const context = small();
    const { trained: initial, frozen, rest } = partsOf(context);
    const optimizer = injectHyperparams(({ learningRate }) => adam(learningRate), { learningRate: 0.01 });
    const step = makeTrainStep({
      task: context.task,
      loss: context.task.lossFunc,
      optimizer,
      rest,
      batchSize: 3,
      nBatches: 5,
      nReplicates: null,
      ensembleRandomTrials: true,
    });
    let [trained, optState]: [typeof initial, ReturnType<typeof optimizer.init>] = [initial, optimizer.init(initial)];
    for (let batch = 0; batch < 5; batch++) {
      const next = step(trained, optState, frozen, key(1), full([], batch, { dtype: "int32" }));
      [trained, optState] = [next.trained as typeof initial, next.optState];
    }
    expect(step.traces).toEqual([{ reason: "first call" }]);
    expect(optState.count.item()).toBe(5);
  });

  test("records all terms of every batch, the validation of logged ones, and the learning rate", async () => {
    const { history } = await small().train(run);
    const names = ["effectorPosition", "effectorFinalVelocity", "nnOutput", "nnHidden"];
    expect(Object.keys(history.loss.terms).sort()).toEqual(names.sort());
    expect(history.loss.total.shape).toEqual([8]);
    expect([...history.loss.total.dataSync()].every((value) => value > 0)).toBe(true);
    const logged = [...history.lossValidation.total.dataSync()].flatMap((value, batch) => (value > 0 ? [batch] : []));
    expect(logged).toEqual([0, 2, 4, 6, 7]);
    expect([...history.learningRate.dataSync()]).toEqual(new Array<number>(8).fill(Math.fround(0.01)));
  });

  test("tells after each batch, and after those that are logged, what is known", async () => {
    const [batches, logs]: [number[], { batch: number; validation: LossReport }[]] = [[], []];
    const callback = vi.fn();
    const { history } = await small().train({
      ...run,
      onBatch: ({ batch, loss }) => {
        batches.push(batch);
        expect(loss!.total).toBeCloseTo(sum(Object.values(loss!.terms)), 12);
      },
      onLog: ({ batch, validation, history }) => {
        logs.push({ batch, validation });
        expect(history.lossValidation.total.get(batch).item()).toBeCloseTo(validation.total, 5);
      },
      batchCallbacks: { 3: callback },
    });
    expect(batches).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(logs.map(({ batch }) => batch)).toEqual([0, 2, 4, 6, 7]);
    expect(callback).toHaveBeenCalledExactlyOnceWith(expect.anything(), 3);
    expect(history.loss.terms["nnHidden"]!.get(0).item()).toBeGreaterThan(0);
  });

  test("can begin with an empty optimiser state at chosen batches", async () => {
    const { optState } = await small().train({ ...run, stateResetIterations: [5] });
    expect(optState.count.item()).toBe(3);
  });

  test("changes the model after each update as it is told, from the states of the trials", async () => {
    const shapes: (readonly number[])[] = [];
    const { model } = await small().train({
      ...run,
      nBatches: 4,
      learningRate: 0,
      modelUpdateFuncs: [
        (m, states) => {
          shapes.push(states.net.hidden.shape);
          return updateAt(
            (n) => (n.step.net.readout as Linear).bias!,
            m,
            (bias) => bias.add(1),
          );
        },
      ],
    });
    // As in Feedbax after four batches.
    expect((model.step.net.readout as Linear).bias!.toList()).toEqual([4, 4]);
    expect(shapes).toEqual([[3, 5, 4]]);
  });

  test("takes any optimiser, with or without hyperparameters in its state", async () => {
    const context = small();
    const injected = await context.train({ ...run, learningRate: 0.1, optimizer: (rate) => sgd(rate) });
    const trainer = new TaskTrainer(sgd(0.1));
    const plain = await trainer.train(context.task, context.model, { ...run, whereTrain: context.whereTrain });
    expect(treeEqual(plain.model.step.net, injected.model.step.net, { rtol: 1e-5, atol: 1e-6 })).toBe(true);
    expect(sum(plain.history.learningRate.dataSync())).toBe(0);
  });

  test("can be given another loss than the task's", async () => {
    const context = small();
    const size = new ModelLoss<PointMassNN>("size", ({ step }) => {
      const weight = (step.net.readout as Linear).weight;
      return weight.mul(weight).sum();
    });
    const { model, history } = await context.train({ ...run, nBatches: 100, lossFunc: new CompositeLoss({ size }) });
    expect(Object.keys(history.loss.terms)).toEqual(["size"]);
    const norm = (m: PointMassNN): number => size.penalty(m).item();
    expect(norm(model)).toBeLessThan(0.1 * norm(context.model));
  });
});

describe("a run that begins in the middle", () => {
  test("goes on where an earlier one ended, with its optimiser, as if both were one", async () => {
    const context = small();
    const whole = await context.train({ ...run, logStep: 1 });
    const first = await context.train({ ...run, nBatches: 5, logStep: 5 });
    const second = new TrainingContext(first.model, context.task, context.whereTrain);
    const middle = { ...run, idxStart: 5, nBatches: 3, logStep: 1, optState: first.optState };
    const { model, history, batches } = await second.train(middle);
    expect(batches).toBe(8);
    expect(treeEqual(model.step.net, whole.model.step.net)).toBe(true);
    expect(history.loss.total.toList()).toEqual(whole.history.loss.total.get("5:").toList());
    expect(history.lossValidation.total.toList()).toEqual(whole.history.lossValidation.total.get("5:").toList());
    // Stopped and continued, too; and its checkpoint is none of a run from the beginning.
    const checkpoints = new MemoryStorage();
    const signal = { aborted: false };
    const stop = ({ batch }: { readonly batch: number }) => void (signal.aborted = batch === 6);
    expect((await second.train({ ...middle, checkpoints, signal, onBatch: stop })).batches).toBe(7);
    const resumed = await second.train({ ...middle, checkpoints, restoreCheckpoint: true });
    expect(treeEqual(resumed.model.step.net, whole.model.step.net)).toBe(true);
    expect(treeEqual(resumed.history, history)).toBe(true);
    await expect(context.train({ ...run, checkpoints, restoreCheckpoint: true })).rejects.toThrow("idxStart 5");
  });
});

describe("what is kept of a run", () => {
  test("is parameters, trials and norms of gradients of chosen batches, also when it was stopped", async () => {
    const options = { ...run, saveModelParameters: [1, 4, 7], saveTrialSpecs: [0, 6], gradientNorms: true };
    const seen: Record<number, PointMassNN> = {};
    const see = (model: PointMassNN, batch: number) => void (seen[batch] = model);
    const whole = await small().train({ ...options, batchCallbacks: { 2: see, 5: see } });
    const { modelParameters, trialSpecs, gradientNorms } = whole.history;
    const biases = (modelParameters!.step.net.readout as Linear).bias!;
    expect(biases.shape).toEqual([3, 2]);
    // Before batch 2 is after batch 1.
    const readout = (model: PointMassNN): Linear => model.step.net.readout as Linear;
    expect(biases.toList()).toEqual([seen[2]!, seen[5]!, whole.model].map((model) => readout(model).bias!.toList()));
    expect(Object.keys(trialSpecs!)).toEqual(["0", "6"]);
    const goal = (trialSpecs![6]!.inputs as { readonly effectorTarget: { readonly pos: NDArray } }).effectorTarget.pos;
    expect(goal.shape).toEqual([3, 5, 2]);
    const names = Object.keys(gradientNorms!);
    expect(names).toContain("step.net.readout.bias");
    expect(names.at(-1)).toBe("global");
    const squares = names.slice(0, -1).map((name) => gradientNorms![name]!.get(3).item() ** 2);
    expect(Math.sqrt(sum(squares))).toBeCloseTo(gradientNorms!["global"]!.get(3).item(), 4);

    const checkpoints = new MemoryStorage();
    const signal = { aborted: false };
    await small().train({ ...options, checkpoints, signal, onBatch: ({ batch }) => (signal.aborted = batch === 4) });
    const resumed = await small().train({ ...options, checkpoints, restoreCheckpoint: true });
    expect(treeEqual(resumed.history.modelParameters, modelParameters)).toBe(true);
    expect(treeEqual(resumed.history.gradientNorms, gradientNorms)).toBe(true);
    expect(treeEqual(resumed.history.trialSpecs![6]!.inputs, trialSpecs![6]!.inputs)).toBe(true);
    await expect(small().train({ ...run, checkpoints, restoreCheckpoint: true })).rejects.toThrow("with gradientNorms");
  });

  test("is that of each replicate of an ensemble", async () => {
    const options = { ...run, nBatches: 2, saveModelParameters: true, saveTrialSpecs: [1], gradientNorms: true };
    const { history } = await small({ nReplicates: 2 }).train(options);
    expect((history.modelParameters!.step.net.readout as Linear).bias!.shape).toEqual([2, 2, 2]);
    expect(history.gradientNorms!["global"]!.shape).toEqual([2, 2]);
    const start = history.trialSpecs![1]!.inits.get("mechanics.effector") as { readonly pos: NDArray };
    expect(start.pos.shape).toEqual([2, 3, 2]);
  });

  test("is a checkpoint after chosen batches, and after so many seconds", async () => {
    const chosen = new MemoryStorage();
    await small().train({ ...run, logStep: 8, checkpointBatches: [2, 3], checkpoints: chosen });
    expect([...chosen.kept.keys()]).toEqual([1, 3, 4, 8]);
    const timed = new MemoryStorage();
    await small().train({ ...run, logStep: 8, checkpointSeconds: 1e-6, checkpoints: timed });
    expect(timed.kept.size).toBeGreaterThan(2);
  });
});

describe("a run ends early", () => {
  const still = { ...run, logStep: 1, learningRate: 0, checkpoints: null };

  test("when its validation loss is good enough, or does not become smaller", async () => {
    const good = await small().train({ ...still, stopBelow: 1e9 });
    expect([good.ended, good.batches]).toEqual(["early", 1]);
    const checkpoints = new MemoryStorage();
    const idle = { ...still, patience: 2, checkpoints, feedbackNoiseStd: 0 };
    const { feedbackNoiseStd, ...options } = idle;
    const context = small({ feedbackNoiseStd, motorNoiseStd: 0 });
    const stale = await context.train(options);
    expect([stale.ended, stale.batches < 8]).toEqual(["early", true]);
    // It is over, and stays over.
    const again = await context.train({ ...options, restoreCheckpoint: true });
    expect([again.ended, again.batches]).toEqual(["early", stale.batches]);
    const on = await context.train({ ...options, patience: 100, restoreCheckpoint: true });
    expect([on.ended, on.batches]).toEqual(["complete", 8]);
  });
});

describe("a run that was stopped", () => {
  /** Trains up to a batch, stops, and goes on from the checkpoint with a model built anew. */
  const interrupted = async (stopAfter: number, options: Partial<PointMassNNSimpleReachesOptions> = {}) => {
    const checkpoints = new MemoryStorage();
    const signal = { aborted: false };
    const first = await small(options).train({
      ...run,
      checkpoints,
      signal,
      onBatch: ({ batch }) => {
        signal.aborted = batch + 1 === stopAfter;
      },
    });
    expect({ ended: first.ended, batches: first.batches }).toEqual({ ended: "stopped", batches: stopAfter });
    return small(options).train({ ...run, checkpoints, restoreCheckpoint: true });
  };

  test.each([1, 5])("after %i batches goes on as if it had not been", async (stopAfter) => {
    const [whole, resumed] = [await small().train(run), await interrupted(stopAfter)];
    expect(treeEqual(resumed.model.step.net, whole.model.step.net)).toBe(true);
    expect(treeEqual(resumed.optState, whole.optState)).toBe(true);
    expect(treeEqual(resumed.history, whole.history)).toBe(true);
    expect(resumed.batches).toBe(8);
  });

  test("goes on the same way with an ensemble", async () => {
    const [whole, resumed] = [await small({ nReplicates: 2 }).train(run), await interrupted(3, { nReplicates: 2 })];
    expect(treeEqual(resumed.model.step.net, whole.model.step.net)).toBe(true);
    expect(treeEqual(resumed.history, whole.history)).toBe(true);
  });

  test("begins from the beginning if there is no checkpoint", async () => {
    const checkpoints = new MemoryStorage();
    const { model } = await small().train({ ...run, checkpoints, restoreCheckpoint: true });
    expect(treeEqual(model.step.net, (await small().train(run)).model.step.net)).toBe(true);
    expect([...checkpoints.kept.keys()]).toEqual([1, 3, 5, 7, 8]);
  });

  test("does not go on from a checkpoint of another model, or half of one", async () => {
    const checkpoints = new MemoryStorage();
    await small().train({ ...run, checkpoints });
    const other = small({ hiddenSize: 5 }).train({ ...run, checkpoints, restoreCheckpoint: true });
    await expect(other).rejects.toThrowErrorMatchingInlineSnapshot(`
      [UsageError: restoreCheckpoint received F32[12,8] for the leaf at tree['optState']['innerState'][0]['mu'].step.net.hidden.weightIh
        expected: F32[15,8], in a checkpoint of this run
        to fix:   continue with the options that the run was begun with or with an earlier checkpoint, or begin anew]
    `);
    const bytes = checkpoints.load()!;
    checkpoints.save(9, bytes.slice(0, bytes.length - 7));
    const half = small().train({ ...run, checkpoints, restoreCheckpoint: true });
    await expect(half).rejects.toThrowErrorMatchingInlineSnapshot(`
      [UsageError: restoreCheckpoint received 5429 bytes: "trained.step.net.readout.bias" ends at byte 2340 of 2333 bytes of values
        expected: a whole file in the safetensors format, in a checkpoint of this run
        to fix:   continue with the options that the run was begun with or with an earlier checkpoint, or begin anew]
    `);
  });
});

describe("a checkpoint", () => {
  const withCheckpoints = async () => {
    const checkpoints = new MemoryStorage();
    const result = await small().train({ ...run, checkpoints, settings: { seed: 7 } });
    return { checkpoints, result };
  };
  const again = (checkpoints: CheckpointStorage, changes: object): Promise<unknown> =>
    small().train({ ...run, checkpoints, settings: { seed: 7 }, restoreCheckpoint: true, ...changes });

  test("lets a run go on that became longer, as if it had always been", async () => {
    const { checkpoints } = await withCheckpoints();
    const longer = (await again(checkpoints, { nBatches: 12 })) as Awaited<
      ReturnType<ReturnType<typeof small>["train"]>
    >;
    const whole = await small().train({ ...run, nBatches: 12 });
    expect(longer.batches).toBe(12);
    expect(treeEqual(longer.model.step.net, whole.model.step.net)).toBe(true);
    expect(treeEqual(longer.optState, whole.optState)).toBe(true);
    expect(treeEqual(longer.history, whole.history)).toBe(true);
  });

  test("is refused by another run, which is told what differs", async () => {
    const { checkpoints } = await withCheckpoints();
    await expect(again(checkpoints, { settings: { seed: 8 } })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [UsageError: restoreCheckpoint received a checkpoint of a run with seed 7
        expected: one of a run with seed 8
        to fix:   continue with the options that the run was begun with or with an earlier checkpoint, or begin anew]
    `);
    await expect(again(checkpoints, { batchSize: 4 })).rejects.toThrow("a checkpoint of a run with batchSize 3");
    await expect(again(checkpoints, { key: key(3) })).rejects.toThrow('a checkpoint of a run with key "0,1"');
    await expect(again(checkpoints, { learningRate: 0.1 })).rejects.toThrow("a run with learningRate 0.01");
    await expect(again(checkpoints, { nBatches: 7, logStep: 1 })).rejects.toThrow("a checkpoint after 8 batches");
  });

  test("of weights that are not finite is refused, with their place", async () => {
    const { result } = await withCheckpoints();
    const { whereTrain } = small();
    const { trained } = partitionModel(result.model, trainedLeaves(result.model, whereTrain));
    const broken = map((leaf: unknown) => (isArray(leaf) ? leaf.mul(NaN) : leaf), trained as unknown);
    const after = (batches: number) => ({ trained: broken, optState: {}, history: result.history, batches });
    const of = { nBatches: 8, settings: {} };
    expect(() => decodeCheckpoint(encodeCheckpoint(after(8), of), after, of)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: restoreCheckpoint received a checkpoint with NaN in step.net.hidden.weightIh
        expected: weights that are finite numbers
        to fix:   continue with the options that the run was begun with or with an earlier checkpoint, or begin anew]
    `);
  });

  test("of no number of batches is refused", () => {
    const { optState, ...like } = { trained: array([1]), optState: {}, history: {} };
    for (const batches of [NaN, -1, 1.5, 9, Infinity]) {
      const bytes = encodeCheckpoint({ ...like, optState, batches } as never, { nBatches: 8, settings: {} });
      expect(() => decodeCheckpoint(bytes, () => like as never, { nBatches: 8, settings: {} })).toThrow(
        "restoreCheckpoint received",
      );
    }
  });
});

test("a run whose weights are not finite at its end does not count as trained", async () => {
  const checkpoints = new MemoryStorage();
  const explosive = await small().train({ ...run, nBatches: 1, logStep: 1, learningRate: 1e39, checkpoints });
  expect(explosive).toMatchObject({ ended: "nan", batches: 0 });
  expect([...checkpoints.kept.keys()]).toEqual([]);
});

test("a run whose loss is not a number any more ends with the model of the latest checkpoint", async () => {
  const explosive = await small().train({ ...run, nBatches: 40, learningRate: 1e30, logStep: 1 });
  expect(explosive.ended).toBe("nan");
  expect(explosive.batches).toBeLessThan(40);
  const { loss, lossValidation } = explosive.history;
  const next = [loss, lossValidation].map(({ total }) => total.get(explosive.batches).item());
  expect(next.every((value) => Number.isFinite(value))).toBe(false);
});

test("an ensemble goes on without the replicate whose loss is not a number any more, when it is told to", async () => {
  const { model, task, whereTrain } = small({ nReplicates: 2 });
  const optimizer = injectHyperparams(({ learningRate }) => sgd(learningRate), { learningRate: 0.01 });
  const { trained } = partitionModel(model, trainedLeaves(model, whereTrain));
  const fresh = vmap((one: PointMassNN) => optimizer.init(one))(trained);
  const optState = { ...fresh, hyperparams: { learningRate: array([0.01, 1e38]) } };
  const checkpoints = new MemoryStorage();
  const trainer = new TaskTrainer(optimizer, checkpoints);
  const options = { ...run, whereTrain, ensembled: true, optState };
  expect((await trainer.train(task, model, options)).ended).toBe("nan");
  const whole = await trainer.train(task, model, { ...options, excludeFailed: true });
  expect([whole.ended, whole.batches]).toEqual(["complete", 8]);
  const [first, second] = whole.history.loss.total.get(-1).toList() as [number, number];
  expect([Number.isFinite(first), second]).toEqual([true, NaN]);
  expect(whole.history.learningRate.get(0).toList()).toEqual([Math.fround(0.01), Math.fround(1e38)]);
  const again = await trainer.train(task, model, { ...options, excludeFailed: true, restoreCheckpoint: true });
  expect([again.ended, again.batches]).toEqual(["complete", 8]);
});

describe("an ensemble", () => {
  test("is models side by side, made from split keys", () => {
    const { model } = small({ nReplicates: 3 });
    const keys = [...split(key(0), 3)];
    keys.forEach((memberKey, index) => {
      expect(treeEqual(treeTake(model, index).step.net, small({ key: memberKey }).model.step.net)).toBe(true);
    });
  });

  test("is evaluated as its models are, one by one", () => {
    const { model, task } = small({ nReplicates: 3 });
    const [states, losses] = task.evalEnsembleWithLoss(model, 3, key(5));
    expect(states.mechanics.effector.pos.shape).toEqual([3, 7, 6, 2]);
    [...split(key(5), 3)].forEach((memberKey, index) => {
      const [own, ownLosses] = task.evalWithLoss(treeTake(model, index), memberKey);
      expect(treeEqual(treeTake(states, index), own, { rtol: 1e-5, atol: 1e-6 })).toBe(true);
      expect(losses.total.get(index).item()).toBeCloseTo(ownLosses.total.item(), 5);
    });
    const same = task.evalEnsembleWithLoss(model, 3, key(5), { ensembleRandomTrials: false })[1];
    expect(same.total.get(1).item()).toBeCloseTo(task.evalWithLoss(treeTake(model, 1), key(5))[1].total.item(), 5);
  });

  test("that shares its trials is trained as its models are, one by one", async () => {
    const ensemble = small({ nReplicates: 2 });
    const trained = await ensemble.train({ ...run, ensembleRandomTrials: false });
    expect(trained.history.loss.total.shape).toEqual([8, 2]);
    for (const [index, memberKey] of [...split(key(0), 2)].entries()) {
      const alone = await small({ key: memberKey }).train(run);
      expect(treeEqual(treeTake(trained.model, index).step.net, alone.model.step.net, { rtol: 1e-3, atol: 1e-5 })).toBe(
        true,
      );
      const losses = trained.history.loss.total.get(":", index).toList() as number[];
      (alone.history.loss.total.toList() as number[]).forEach((loss, batch) =>
        expect(losses[batch]).toBeCloseTo(loss, 4),
      );
    }
  });

  test("has trials of its own for each model otherwise", async () => {
    const { model, task, whereTrain } = small();
    const twin = (leaf: unknown): unknown => (isArray(leaf) ? array([leaf, leaf]) : leaf);
    const twins = map(twin, model as unknown) as PointMassNN;
    const trainer = new TaskTrainer(adam(0.01));
    const { history } = await trainer.train(task, twins, { ...run, whereTrain, ensembled: true });
    const [first, second] = history.loss.total.get(0).toList() as [number, number];
    expect(first).not.toBe(second);
  });
});

describe("training refuses", () => {
  const context = small();
  const messageOf = async (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => "nothing was thrown",
      (error: unknown) => (error as Error).message,
    );

  test("to log less often than there are batches", async () => {
    expect(await messageOf(context.train({ ...run, logStep: 9 }))).toMatchInlineSnapshot(`
      "TaskTrainer.train received logStep 9 for 8 batches
        expected: an integer from 1 to 8
        to fix:   leave logStep out to log ten times, or choose it smaller"
    `);
  });

  test.each([
    [{ saveModelParameters: [8] }, /saveModelParameters with the batch 8, in a run of the batches 0 to 7/],
    [{ saveTrialSpecs: [3], idxStart: 4 }, /saveTrialSpecs with the batch 3, in a run of the batches 4 to 11/],
    [{ checkpointBatches: [99] }, /choose numbers from 0 to 7 for checkpointBatches/],
    [{ checkpointSeconds: 0 }, /checkpointSeconds: a number above 0/],
    [{ patience: 0 }, /patience: an integer of at least 1/],
    [{ patience: 1.5 }, /patience: an integer of at least 1/],
    [{ stopBelow: "1" as never }, /stopBelow: a number/],
    [{ idxStart: -1 }, /idxStart: a non-negative integer/],
    [{ optState: {} }, /an optState of another optimiser/],
    [{ saveModelParameters: "all" as never }, /saveModelParameters: a list/],
    [{ savedModelParameters: true }, /write saveModelParameters instead of savedModelParameters/],
    [{ gradientNorm: true }, /write gradientNorms instead of gradientNorm/],
    [{ stopbelow: 1 }, /write stopBelow instead of stopbelow/],
  ])("%j", async (options, message) => {
    expect(await messageOf(context.train({ ...run, ...options }))).toMatch(message);
  });

  test("an optState of other parameters", async () => {
    const { optState } = await small({ hiddenSize: 5 }).train({ ...run, nBatches: 1, logStep: 1 });
    expect(await messageOf(context.train({ ...run, optState }))).toMatch(
      /float32\[15,8\] at optState.* instead of float32\[12,8\]/,
    );
  });

  test("to train parts without parameters", async () => {
    expect(await messageOf(context.train({ ...run, whereTrain: (m) => m.step.mechanics }))).toMatchInlineSnapshot(`
      "TaskTrainer.train received whereTrain (m) => m.step.mechanics, which picks no array of floats
        expected: a part of the model with parameters
        to fix:   pick for example (model) => model.step.net"
    `);
  });

  test("to take one model for an ensemble", async () => {
    const trainer = new TaskTrainer(adam(0.01));
    const { task, model, whereTrain } = context;
    expect(await messageOf(trainer.train(task, model, { ...run, whereTrain, ensembled: true }))).toMatchInlineSnapshot(`
      "TaskTrainer.train received ensembled: true, and a model whose arrays differ in the length of their first axis
        expected: an ensemble: replicates along the first axis of every array
        to fix:   make the model with getEnsemble(make, n, key), or leave out ensembled"
    `);
  });

  test("to do nothing", async () => {
    expect(await messageOf(context.train({ ...run, batchSize: 0 }))).toMatchInlineSnapshot(`
      "TrainingContext.train received batchSize: the number 0
        expected: batchSize: an integer of at least 1
        to fix:   pass batchSize as an integer of at least 1"
    `);
  });

  test("to build no model at all", () => {
    expect(() => small({ nReplicates: 0 })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: pointMassNNSimpleReaches received nReplicates: the number 0
        expected: nReplicates: an integer of at least 1
        to fix:   pass nReplicates as an integer of at least 1]
    `);
  });
});
