import { array, ones } from "@proj/array";
import { CompositeNoise, Multiplicative, Normal, type Noise } from "@proj/feedbax";
import { key } from "@proj/random";
import { describe, expect, test } from "vitest";

/** Every noise. */
const noises: Readonly<Record<string, Noise>> = {
  Normal: Normal.init(0.1, 2),
  "Normal of each component": Normal.init(array([0.1, 0.2]), array([1, 2])),
  Multiplicative: Multiplicative.init(Normal.init(0.1)),
  CompositeNoise: CompositeNoise.init([Normal.init(0.1), Multiplicative.init(Normal.init(0.2))]),
};

describe.each(Object.entries(noises))("%s", (_name, noise) => {
  test("has the shape and dtype of the signal", () => {
    for (const dtype of ["float32", "float64"] as const) {
      const sample = noise.call(key(0), ones([3, 2], { dtype }));
      expect([sample.shape, sample.dtype]).toEqual([[3, 2], dtype]);
    }
  });

  test("is the same from the same key, and another from another", () => {
    const sample = (seed: number) => noise.call(key(seed), ones([2])).toList();
    expect(sample(1)).toEqual(sample(1));
    expect(sample(1)).not.toEqual(sample(2));
  });
});
