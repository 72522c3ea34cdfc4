import { array, zeros, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { key, normal, split } from "@proj/random";
import {
  formatModelSpec,
  isStagedModel,
  ModelIterator,
  modelStage,
  MultiModel,
  pointMassNNSimpleReaches,
  postFinalStage,
  preFirstStage,
  runStages,
  type Intervenor,
  type Intervenors,
  type Model,
  type ModelInput,
  type StagedModel,
} from "@proj/feedbax";
import { describe, expect, test } from "vitest";

/** Two registers; what each stage wrote. */
class Registers extends Module<{ readonly a: NDArray; readonly b: NDArray }> {}

const registers = (a = 0, b = 0): Registers => new Registers({ a: array(a), b: array(b) });
const values = ({ a, b }: Registers): number[] => [a.item(), b.item()];

/** Adds the input to a, then 10 a to b, then a random number to b. */
class Adder
  extends Module<{ readonly intervenors: Intervenors<Registers> }>
  implements StagedModel<NDArray, Registers>
{
  get modelSpec() {
    return {
      first: modelStage({
        operation: (input: NDArray, a: NDArray) => a.add(input),
        whereInput: (input: NDArray, _state: Registers) => input,
        whereState: (state: Registers) => state.a,
        label: "add",
      }),
      second: modelStage({
        operation: (a: NDArray, b: NDArray) => b.add(a.mul(10)),
        whereInput: (_input: NDArray, state: Registers) => state.a,
        whereState: (state: Registers) => state.b,
        label: "add tenfold",
      }),
      third: modelStage({
        operation: (_: NDArray, b: NDArray, stageKey) => b.add(normal(stageKey)),
        whereInput: (input: NDArray, _state: Registers) => input,
        whereState: (state: Registers) => state.b,
        label: "noise",
      }),
    };
  }
  call(input: ModelInput<NDArray>, state: Registers, callKey: NDArray): Registers {
    return runStages(this, input, state, callKey);
  }
  init(): Registers {
    return registers();
  }
}

/** Writes down that it ran, with which parameters and key. */
function spy(log: unknown[], name: string): Intervenor<Registers> {
  return {
    call: (params, state, intervenorKey) => {
      log.push([name, params, intervenorKey.toList(), values(state)[0]]);
      return state.with({ a: state.a.add(100) });
    },
  };
}

const callKey = key(3);
const input = (intervene = {}): ModelInput<NDArray> => ({ input: array(1), intervene });
const keyOf = (stage: number, part: 0 | 1): NDArray => split(split(callKey, 3).get(stage)).get(part);

describe("a call of a staged model", () => {
  test("runs the stages in order, each on its part of the state", () => {
    const state = new Adder({ intervenors: {} }).call(input(), registers(2, 5), callKey);
    expect(values(state)[0]).toBe(3);
    expect(values(state)[1]).toBeCloseTo(5 + 30 + normal(keyOf(2, 1)).item(), 5);
  });

  test("runs intervenors before the first stage, after their stage, and after the last", () => {
    const log: unknown[] = [];
    const model = new Adder({
      intervenors: {
        [postFinalStage]: { end: spy(log, "end") },
        [preFirstStage]: { begin: spy(log, "begin") },
        first: { one: spy(log, "one"), FIXED_two: spy(log, "two") },
      },
    });
    const [ownKey, fixedKey] = [...split(keyOf(0, 0), 2)] as [NDArray, NDArray];
    model.call(input({ one: { scale: 2 }, FIXED_two: "never seen" }), registers(), callKey);
    expect(log).toEqual([
      ["begin", null, split(callKey, 1).get(0).toList(), 0],
      ["one", { scale: 2 }, ownKey.toList(), 101],
      ["two", null, fixedKey.toList(), 201],
      ["end", null, split(keyOf(2, 1), 1).get(0).toList(), 301],
    ]);
  });

  test("gives what is inside a model the same parameters of interventions", () => {
    const seen: unknown[] = [];
    const inner: Model<NDArray, NDArray> = {
      call: ({ intervene }, state) => {
        seen.push(intervene);
        return state;
      },
      init: () => zeros([]),
    };
    const stage = modelStage({
      operation: inner,
      whereInput: (x: NDArray, _state: Registers) => x,
      whereState: (state: Registers) => state.a,
    });
    stage.run(array(1), { label: 4 }, registers(), callKey);
    expect(seen).toEqual([{ label: 4 }]);
  });
});

test("a model made of stages is told from others", () => {
  expect(isStagedModel(new Adder({ intervenors: {} }))).toBe(true);
  expect(isStagedModel(MultiModel.init({}))).toBe(false);
});

test("the stages of a model are printed with those of the models within", () => {
  const { model } = pointMassNNSimpleReaches({ key: key(0) });
  expect(formatModelSpec(model.step)).toMatchInlineSnapshot(`
    "updateFeedback: MultiModel
    nnStep: SimpleStagedNetwork
      input: ravelInput
      hidden: GRUCell
      hiddenNonlinearity: identity
      readout: Linear
      outNonlinearity: identity
    updateEfferent: Channel
      updateQueue: pass on
      addNoise: CompositeNoise
    mechanicsStep: Mechanics
      convertEffectorForce: PointMass.updateStateGivenEffectorForce
      kinematicsUpdate: DirectForceInput
        clipSkeletonState: clipState
      dynamicsStep: Euler
      getEffector: PointMass.effector"
  `);
  expect(formatModelSpec(new Adder({ intervenors: {} }), { newlines: true })).toBe(
    "first: add\n\nsecond: add tenfold\n\nthird: noise",
  );
});

describe("MultiModel", () => {
  test("calls each model with its own input, state and key", () => {
    const echo = (factor: number): Model<NDArray, NDArray> => ({
      call: ({ input: x }, state, modelKey) => x.mul(factor).add(state).add(normal(modelKey)),
      init: () => array(factor),
    });
    const models = MultiModel.init<Record<string, NDArray>, Record<string, NDArray>>({
      right: echo(10),
      left: echo(1),
    });
    const state = models.call(
      { input: { left: array(1), right: array(2) }, intervene: {} },
      models.init(callKey),
      callKey,
    );
    const keys = split(callKey, 2);
    expect(state["left"]!.item()).toBeCloseTo(1 + 1 + normal(keys.get(0)).item(), 5);
    expect(state["right"]!.item()).toBeCloseTo(20 + 10 + normal(keys.get(1)).item(), 5);
  });
});

describe("ModelIterator", () => {
  const walk: Model<NDArray, NDArray> = {
    call: ({ input: x }, state, stepKey) => state.add(x).add(normal(stepKey)),
    init: () => zeros([]),
  };
  const iterator = ModelIterator.init(walk, 4);

  test("gives the initial state and the state after each step, each step with its key", () => {
    const history = iterator.call({ input: array([1, 2, 3]), intervene: {} }, array(0), callKey).toList() as number[];
    const keys = split(callKey, 3);
    const noise = [0, 1, 2].map((step) => normal(keys.get(step)).item());
    const expected = [0, 1 + noise[0]!, 3 + noise[0]! + noise[1]!, 6 + noise[0]! + noise[1]! + noise[2]!];
    expect(history).toHaveLength(4);
    history.forEach((value, step) => expect(value).toBeCloseTo(expected[step]!, 5));
  });

  test("needs at least one step", () => {
    const none = new ModelIterator<NDArray, NDArray>({ step: walk, nSteps: 1 });
    expect(() => none.call({ input: zeros([0]), intervene: {} }, array(0), callKey))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: ModelIterator received nSteps 1
        expected: at least 2: the initial state and the state after one step
        to fix:   make the trial longer]
    `);
  });
});
