import { UsageError, zeros } from "@proj/array";
import * as module from "@proj/module";
import { key } from "@proj/random";
import { describe, expect, test } from "vitest";

/** A layer of every kind, with an input that fits. */
const seed = { key: key(0) };
const layers: Readonly<Record<string, readonly [layer: { call(...args: never[]): unknown }, ...good: unknown[]]>> = {
  Linear: [module.Linear.init(2, 3, seed), zeros([2])],
  "scalar Linear": [module.Linear.init("scalar", 3, seed), zeros([])],
  MLP: [module.MLP.init(2, 3, { ...seed, widthSize: 2, depth: 1 }), zeros([2])],
  GRUCell: [module.GRUCell.init(2, 3, seed), zeros([2]), zeros([3])],
  Embedding: [module.Embedding.init(3, 2, seed), 1],
  Conv2d: [module.Conv2d.init(1, 1, 2, seed), zeros([1, 3, 3])],
  ConvTranspose1d: [module.ConvTranspose1d.init(1, 1, 2, seed), zeros([1, 3])],
  MaxPool1d: [module.MaxPool1d.init(2), zeros([1, 3])],
  AdaptiveAvgPool1d: [module.AdaptiveAvgPool1d.init(2), zeros([1, 3])],
  LayerNorm: [module.LayerNorm.init(2), zeros([2])],
  RMSNorm: [module.RMSNorm.init(2), zeros([2])],
  GroupNorm: [module.GroupNorm.init(2, 2), zeros([2])],
  PReLU: [module.PReLU.init(), zeros([2])],
  Dropout: [module.Dropout.init(0), zeros([2])],
  RotaryPositionalEmbedding: [module.RotaryPositionalEmbedding.init(2), zeros([3, 2])],
  MultiheadAttention: [module.MultiheadAttention.init(1, 2, seed), zeros([3, 2]), zeros([3, 2]), zeros([3, 2])],
};

describe("an input that does not fit a layer", () => {
  test.each(Object.entries(layers))("of kind %s is an error in four parts in its name", (name, [layer, ...good]) => {
    const call = (...args: unknown[]): unknown => layer.call(...(args as never[]));
    expect(() => call(...good)).not.toThrow();
    const shapes = /Dropout|PReLU|^scalar/.test(name) ? [] : [zeros([7, 7, 7, 7])];
    for (const wrong of ["text", null, undefined, {}, 10n, ...shapes]) {
      let error: unknown;
      try {
        call(wrong, ...good.slice(1));
      } catch (thrown) {
        error = thrown;
      }
      expect(error, typeof wrong).toBeInstanceOf(UsageError);
      expect((error as UsageError).operation).toMatch(/^\w+\.call$/);
    }
  });

  test.each([
    ["Conv2d", () => module.Conv2d.init(3, 2, 2, { ...seed, groups: 2 })],
    ["Conv2d", () => module.Conv2d.init(2, 2, [2, 2, 2], seed)],
    ["Conv2d", () => module.Conv2d.init(2, 2, 2, { ...seed, padding: "SOME" as never })],
    ["Conv2d", () => module.Conv2d.init(2, 2, 2, {} as never)],
    ["Conv1d", () => module.Conv1d.init(1, 1, 5, seed).call(zeros([1, 3]))],
    ["ConvTranspose1d", () => module.ConvTranspose1d.init(1, 1, 2, { ...seed, outputPadding: 1 })],
    ["ConvTranspose1d", () => module.ConvTranspose1d.init(1, 1, 2, { ...seed, paddingMode: "REFLECT" })],
    ["GroupNorm", () => module.GroupNorm.init(2)],
    ["GroupNorm", () => module.GroupNorm.init(2, 3)],
    ["MaxPool1d", () => module.MaxPool1d.init(2, { padding: 3 }).call(zeros([1, 3]))],
    ["AdaptiveAvgPool1d", () => module.AdaptiveAvgPool1d.init(5).call(zeros([1, 3]))],
    ["RotaryPositionalEmbedding", () => module.RotaryPositionalEmbedding.init(3)],
    ["WeightNorm", () => module.WeightNorm.init(module.Linear.init(2, 2, seed), "wait")],
    ["SpectralNorm", () => module.SpectralNorm.init(module.Linear.init(2, 2, seed), "bias", seed)],
    ["Shared", () => module.Shared.init({ a: zeros([1]), b: zeros([2]) }, (t) => t.a, (t) => t.b)], // prettier-ignore
    [
      "MultiheadAttention",
      () => module.MultiheadAttention.init(1, 2, seed).call(zeros([3, 2]), zeros([3, 2]), zeros([3, 2]), zeros([3, 3])),
    ],
  ] as const)("or settings of %s that do not fit each other are errors in its name", (name, make) => {
    expect(make).toThrow(UsageError);
    expect(make).toThrow(new RegExp(`^${name}\\.(init|call) received`));
  });
});
