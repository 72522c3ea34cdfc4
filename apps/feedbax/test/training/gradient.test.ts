import type { NDArray } from "@proj/array";
import { jit, setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { key, normal, split } from "@proj/random";
import { leaves, map } from "@proj/tree";
import { TrainingContext, type PointMassNN } from "@proj/feedbax";
import { beforeAll, expect, test } from "vitest";
import { referenceContext } from "./reference-weights.ts";
import { inDouble, lossAndGradient, lossOf, partsOf } from "./training-loss.ts";

beforeAll(() => setDefaultTarget(wasm()));

const arraysOf = (tree: unknown): readonly NDArray[] => leaves(tree, undefined) as NDArray[];

/** A random direction in the space of all parameters, of length 1. */
function direction(parameters: PointMassNN, seed: number): PointMassNN {
  const keys = [...split(key(seed), arraysOf(parameters).length)];
  let next = 0;
  const draw = (leaf: unknown): NDArray => normal(keys[next++]!, (leaf as NDArray).shape, { dtype: "float64" });
  const drawn: unknown = map(draw, parameters as unknown);
  const length = Math.sqrt(arraysOf(drawn).reduce((sum, part) => sum + part.mul(part).sum().item(), 0));
  return map((part: unknown) => (part as NDArray).div(length), drawn) as PointMassNN;
}

const moved = (from: PointMassNN, along: PointMassNN, distance: number): PointMassNN =>
  map(
    (leaf: unknown, part: unknown) => (leaf as NDArray).add((part as NDArray).mul(distance)),
    from as unknown,
    along as unknown,
  ) as PointMassNN;

test.each([
  { noise: true, seeds: [1, 2, 3] },
  { noise: false, seeds: [4, 5] },
])(
  "the gradient equals central differences along random directions of all 9002 weights (noise: $noise)",
  ({ noise, seeds }) => {
    const { model, task, whereTrain } = referenceContext(noise);
    const context = new TrainingContext(inDouble(model), task, whereTrain);
    const { trained } = partsOf(context);
    expect(arraysOf(trained).reduce((sum, { size }) => sum + size, 0)).toBe(9002);

    const stepKey = key(7);
    const total = jit((parameters: PointMassNN) => lossOf(context, 4, stepKey)(parameters).total);
    const gradient = lossAndGradient(context, 4, stepKey)[1];
    for (const seed of seeds) {
      const along = direction(trained, seed);
      const slope = arraysOf(gradient).reduce(
        (sum, part, index) => sum + part.mul(arraysOf(along)[index]!).sum().item(),
        0,
      );
      // Differences of two step lengths, combined so that the error of third order cancels (Richardson).
      const difference = (distance: number): number =>
        (total(moved(trained, along, distance)).item() - total(moved(trained, along, -distance)).item()) /
        (2 * distance);
      const central = (4 * difference(5e-4) - difference(1e-3)) / 3;
      expect(Math.abs(slope / central - 1)).toBeLessThan(1e-6);
    }
  },
);
