import { array, ones, UsageError, zeros, type NDArray } from "@proj/array";
import { add, max } from "@proj/array/lax";
import { vmap } from "@proj/autodiff";
import * as module from "@proj/module";
import { key, split } from "@proj/random";
import { describe, expect, test } from "vitest";

/** How a layer is made, with which inputs it is called, and first inputs of shapes that do not fit. */
interface Row {
  readonly make: (options: never) => { call(...args: never[]): unknown };
  readonly good: readonly unknown[];
  readonly wrong: readonly NDArray[];
  /** Whether it is made from a key. Default true. */
  readonly isDrawn?: boolean;
}

const shape = (...lengths: number[]): NDArray => zeros(lengths);
const linear = module.Linear.init(2, 2, { key: key(0) });

const rows: Readonly<Record<string, Row>> = {
  Linear: { make: (o) => module.Linear.init(2, 3, o), good: [shape(2)], wrong: [shape(3), shape()] },
  MLP: {
    make: (o: object) => module.MLP.init(2, 3, { widthSize: 2, depth: 1, ...o } as never),
    good: [shape(2)],
    wrong: [shape(3), shape()],
  },
  GRUCell: { make: (o) => module.GRUCell.init(2, 3, o), good: [shape(2), shape(3)], wrong: [shape(3), shape()] },
  LSTMCell: {
    make: (o) => module.LSTMCell.init(2, 3, o),
    good: [shape(2), [shape(3), shape(3)]],
    wrong: [shape(3), shape()],
  },
  Embedding: { make: (o) => module.Embedding.init(3, 2, o), good: [1], wrong: [shape(), shape(2)] },
  Conv: {
    make: (o) => module.Conv.init(1, 2, 1, 2, o),
    good: [shape(2, 3)],
    wrong: [shape(1, 3), shape(2), shape(2, 3, 3), shape(2, 1)],
  },
  Conv1d: { make: (o) => module.Conv1d.init(2, 1, 2, o), good: [shape(2, 3)], wrong: [shape(1, 3), shape(3)] },
  Conv2d: { make: (o) => module.Conv2d.init(2, 1, 2, o), good: [shape(2, 3, 3)], wrong: [shape(3, 3, 3), shape(2, 3)] },
  Conv3d: { make: (o) => module.Conv3d.init(1, 1, 1, o), good: [shape(1, 2, 2, 2)], wrong: [shape(2, 2, 2, 2)] },
  ConvTranspose: { make: (o) => module.ConvTranspose.init(1, 2, 1, 2, o), good: [shape(2, 3)], wrong: [shape(1, 3)] },
  ConvTranspose1d: { make: (o) => module.ConvTranspose1d.init(2, 1, 2, o), good: [shape(2, 3)], wrong: [shape(1, 3)] },
  ConvTranspose2d: {
    make: (o) => module.ConvTranspose2d.init(1, 1, 2, o),
    good: [shape(1, 3, 3)],
    wrong: [shape(2, 3, 3), shape(3, 3)],
  },
  ConvTranspose3d: {
    make: (o) => module.ConvTranspose3d.init(1, 1, 1, o),
    good: [shape(1, 2, 2, 2)],
    wrong: [shape(2, 2, 2, 2)],
  },
  Pool: {
    make: (o: object) => module.Pool.init(0, add, 1, { kernelSize: 2, ...o }),
    good: [shape(1, 3)],
    wrong: [shape(3), shape(1, 3, 3)],
    isDrawn: false,
  },
  AvgPool1d: { make: (o) => module.AvgPool1d.init(2, o), good: [shape(1, 3)], wrong: [shape(3)], isDrawn: false },
  AvgPool2d: { make: (o) => module.AvgPool2d.init(2, o), good: [shape(1, 3, 3)], wrong: [shape(3, 3)], isDrawn: false },
  AvgPool3d: {
    make: (o) => module.AvgPool3d.init(1, o),
    good: [shape(1, 2, 2, 2)],
    wrong: [shape(2, 2, 2)],
    isDrawn: false,
  },
  MaxPool1d: { make: (o) => module.MaxPool1d.init(2, o), good: [shape(1, 3)], wrong: [shape(3)], isDrawn: false },
  MaxPool2d: { make: (o) => module.MaxPool2d.init(2, o), good: [shape(1, 3, 3)], wrong: [shape(3, 3)], isDrawn: false },
  MaxPool3d: {
    make: (o) => module.MaxPool3d.init(1, o),
    good: [shape(1, 2, 2, 2)],
    wrong: [shape(2, 2, 2)],
    isDrawn: false,
  },
  LayerNorm: {
    make: (o) => module.LayerNorm.init(2, o),
    good: [shape(2)],
    wrong: [shape(3), shape(3, 2)],
    isDrawn: false,
  },
  RMSNorm: { make: (o) => module.RMSNorm.init([2, 3], o), good: [shape(2, 3)], wrong: [shape(3)], isDrawn: false },
  GroupNorm: {
    make: (o) => module.GroupNorm.init(2, 4, o),
    good: [shape(4, 3)],
    wrong: [shape(3), shape()],
    isDrawn: false,
  },
  Dropout: { make: (o) => module.Dropout.init(0, o), good: [shape(2)], wrong: [], isDrawn: false },
  RotaryPositionalEmbedding: {
    make: (o) => module.RotaryPositionalEmbedding.init(2, o),
    good: [shape(3, 2)],
    wrong: [shape(2), shape(3, 4)],
    isDrawn: false,
  },
  MultiheadAttention: {
    make: (o) => module.MultiheadAttention.init(1, 2, o),
    good: [shape(3, 2), shape(3, 2), shape(3, 2)],
    wrong: [shape(3, 3), shape(2), shape(1, 3, 2)],
  },
  WeightNorm: {
    make: (o) => module.WeightNorm.init(linear, "weight", o),
    good: [shape(2)],
    wrong: [shape(3)],
    isDrawn: false,
  },
};

/** Layers that no row above is for: they take any array, any function, or a state. */
const others = [
  ...["AdaptivePool", "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d"],
  ...["AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d"],
  ...["PReLU", "Identity", "Lambda", "Sequential", "Shared", "BatchNorm", "SpectralNorm"],
];

/** The error of a call, which has to be one in four parts. */
function mistake(call: () => unknown): UsageError {
  try {
    call();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error("there was no error");
}

const drawn = Object.entries(rows).filter(([, { isDrawn = true }]) => isDrawn);
const made = ({ make, isDrawn = true }: Row) => make((isDrawn ? { key: key(0) } : {}) as never);

test("every layer is in the table", () => {
  const isLayer = (value: unknown): boolean =>
    typeof value === "function" &&
    "init" in value &&
    typeof (value.prototype as { call?: unknown }).call === "function" &&
    value !== module.Partial;
  const layers = Object.entries(module).filter(([, value]) => isLayer(value));
  expect([...Object.keys(rows), ...others].sort()).toEqual(layers.map(([name]) => name).sort());
});

describe("an error in four parts, in the name of the layer, tells of", () => {
  test.each(Object.entries(rows))("an input that does not fit: %s", (name, row) => {
    const layer = made(row);
    const call = (...args: unknown[]): unknown => layer.call(...(args as never[]));
    expect(() => call(...row.good)).not.toThrow();
    row.good.forEach((_, place) => {
      for (const wrong of ["text", null, undefined, {}, 10n, ...(place === 0 ? row.wrong : [])])
        expect(mistake(() => call(...row.good.with(place, wrong))).operation).toMatch(/^\w+\.call$/);
    });
    if (!["WeightNorm"].includes(name)) for (const wrong of row.wrong) expect(mistake(() => call(wrong, ...row.good.slice(1))).operation).toBe(`${name}.call`); // prettier-ignore
  });

  test.each(Object.entries(rows))("options that do not exist: %s", (name, row) => {
    const error = mistake(() => row.make({ key: key(0), useBiass: true } as never));
    expect(error.operation).toBe(`${name}.init`);
  });

  test.each(drawn)("a key that is missing or none: %s", (name, { make }) => {
    const keys = [undefined, null, 3, "0", {}, zeros([3], "uint32"), ones([2]), split(key(0), 3)];
    for (const options of [undefined, {}, ...keys.map((key) => ({ key }))]) {
      const error = mistake(() => make(options as never));
      expect(error.operation).toBe(`${name}.init`);
      expect(error.message).toContain("key");
    }
  });
});

describe("settings that do not fit each other", () => {
  const seed = { key: key(0) };
  test.each([
    ["Conv2d", () => module.Conv2d.init(3, 2, 2, { ...seed, groups: 2 })],
    ["Conv2d", () => module.Conv2d.init(2, 2, [2, 2, 2], seed)],
    ["Conv2d", () => module.Conv2d.init(2, 2, 2, { ...seed, padding: "SOME" as never })],
    ["Conv1d", () => module.Conv1d.init(1, 1, 5, seed).call(zeros([1, 3]))],
    ["ConvTranspose1d", () => module.ConvTranspose1d.init(1, 1, 2, { ...seed, outputPadding: 1 })],
    ["ConvTranspose1d", () => module.ConvTranspose1d.init(1, 1, 2, { ...seed, paddingMode: "REFLECT" })],
    ["GroupNorm", () => module.GroupNorm.init(2)],
    ["GroupNorm", () => module.GroupNorm.init(2, 3)],
    ["MaxPool1d", () => module.MaxPool1d.init(2, { padding: 3 }).call(zeros([1, 3]))],
    ["AdaptivePool", () => module.AdaptivePool.init(1, 1, max as never).call(zeros([3]))],
    ["AdaptiveAvgPool1d", () => module.AdaptiveAvgPool1d.init(5).call(zeros([1, 3]))],
    ["AdaptiveAvgPool2d", () => module.AdaptiveAvgPool2d.init([1, 2, 3])],
    ["AdaptiveMaxPool2d", () => module.AdaptiveMaxPool2d.init(1).call(zeros([3, 3]))],
    ["RotaryPositionalEmbedding", () => module.RotaryPositionalEmbedding.init(3)],
    ["PReLU", () => module.PReLU.init("a" as never)],
    ["Lambda", () => module.Lambda.init(3 as never)],
    ["WeightNorm", () => module.WeightNorm.init(linear, "wait")],
    ["SpectralNorm", () => module.SpectralNorm.init(linear, "bias", seed)],
    ["SpectralNorm", () => module.SpectralNorm.init(linear, "weight", {} as never)],
    ["Sequential", () => module.Sequential.init(3 as never)],
    ["Sequential", () => module.Sequential.init([3 as never])],
    ["Shared", () => module.Shared.init({ a: zeros([1]), b: zeros([2]) }, (t) => t.a, (t) => t.b)], // prettier-ignore
    ["MultiheadAttention", () => module.MultiheadAttention.init(1, 2, seed).call(zeros([3, 2]), zeros([3, 2]), zeros([3, 2]), zeros([3, 3]))], // prettier-ignore
    ["MultiheadAttention", () => module.MultiheadAttention.init(1, 2, seed).call(zeros([3, 2]), zeros([3, 2]), zeros([3, 2]), zeros([3, 2], "bool"))], // prettier-ignore
    ["Dropout", () => module.Dropout.init().call(zeros([2]))],
  ] as const)("are an error in the name of %s", (name, make) => {
    expect(mistake(make).operation).toMatch(new RegExp(`^${name}\\.(init|call)$`));
  });

  test("in a sequence of layers tell the layer", () => {
    const small = module.Sequential.init([module.Identity.init(), module.Linear.init(3, 2, seed)]);
    const model = module.Sequential.init([linear, small]);
    const error = mistake(() => model.call(zeros([2])));
    expect([error.operation, error.received]).toEqual([
      "Linear.call",
      "x: float32[2], for a weight float32[2,3], in layers[1] of layers[1]",
    ]);
  });
});

describe("a state that is", () => {
  const batch = (x: NDArray, f: (x: NDArray) => unknown): unknown => vmap(f as never, { axisName: "batch" })(x);
  const makeNorm = (width: number) => module.BatchNorm.init(width, "batch", { mode: "batch" });
  const [norm, state] = module.makeWithState(() => makeNorm(2))();
  const [spectral] = module.makeWithState(() => module.SpectralNorm.init(linear, "weight", { key: key(0) }))();
  const [, elsewhere] = module.makeWithState(() => [makeNorm(2)])();
  const [sequence] = module.makeWithState(() => module.Sequential.init([linear, makeNorm(2)]))();
  const spent = module.combine(state);
  spent.set(norm.batchCounter!, array(1, "int32"));

  test.each([
    ["forgotten", "BatchNorm.call", () => batch(ones([3, 2]), (x) => norm.call(x, undefined as never))],
    ["forgotten in front of options", "BatchNorm.call", () => norm.call(ones([2]), { inference: true } as never)],
    ["forgotten by a sequence", "Sequential.call", () => sequence.call(ones([2]))],
    ["forgotten by a norm of weights", "SpectralNorm.call", () => spectral.call(ones([2]), undefined as never)],
    ["spent", "State.get", () => batch(ones([3, 2]), (x) => norm.call(x, spent))],
    ["of another model", "State.get", () => batch(ones([3, 2]), (x) => norm.call(x, elsewhere))],
    [
      "not there, as the model was made without it",
      "State.get",
      () => makeNorm(2).call(ones([2]), state, { inference: true }),
    ],
    ["wanted without a batch", "BatchNorm.call", () => norm.call(ones([2]), module.combine(state))],
  ])("%s is an error in the name of %s", (_, operation, call) => {
    expect(mistake(call).operation).toBe(operation);
  });
});

describe("a file of another architecture names the leaf", () => {
  const small = module.MLP.init(2, 1, { widthSize: 3, depth: 1, key: key(0) });
  const models = {
    wider: module.MLP.init(2, 1, { widthSize: 4, depth: 1, key: key(0) }),
    deeper: module.MLP.init(2, 1, { widthSize: 3, depth: 2, key: key(0) }),
    "without biases": module.MLP.init(2, 1, { widthSize: 3, depth: 1, useBias: false, key: key(0) }),
    "of halves": module.MLP.init(2, 1, { widthSize: 3, depth: 1, dtype: "bfloat16", key: key(0) }),
    recurrent: module.GRUCell.init(2, 3, { key: key(0) }),
    "another kind of tree": { layers: [linear, linear] },
  };
  test.each(Object.entries(models))("%s", (_, model) => {
    for (const [from, to] of [
      [small, model],
      [model, small],
    ]) {
      // prettier-ignore
      const named = mistake(() => module.loadLeaves(module.saveLeaves(from), to));
      expect([named.operation, named.message]).toEqual(["loadLeaves", expect.stringMatching(/layers|weightIh|bias/)]);
      const inOrder = mistake(() => module.treeDeserialiseLeaves(module.treeSerialiseLeaves(from), to));
      expect([inOrder.operation, inOrder.message]).toEqual([
        "treeDeserialiseLeaves",
        expect.stringMatching(/tree\S*(layers|weightIh)|behind the last leaf/),
      ]);
    }
  });
});
