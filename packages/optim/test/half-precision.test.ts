import type { NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { grad } from "@proj/autodiff";
import { adam, adamw, applyUpdates, sgd, type GradientTransformation } from "@proj/optim";
import { input, loadGroup, output } from "@proj/reference";
import { leaves } from "@proj/tree";
import { describe, expect, test } from "vitest";

const optimisers = {
  sgd: sgd(0.1),
  momentum: sgd(0.1, { momentum: 0.9 }),
  adam: adam(0.1),
  adamw: adamw(0.1),
} as unknown as Record<string, GradientTransformation<unknown>>;
const gradient = grad((weights: NDArray) => weights.mul(weights).sum());

describe("training halves", () => {
  test.each(loadGroup("half-precision", "optimiser"))("with $name goes where Optax goes, in halves", (c) => {
    const optimiser = optimisers[c.name]!;
    let params = fromHostData(input(c, "start").data, [3], "float16");
    let state = optimiser.init(params);
    for (let step = 0; step < 20; step++) {
      const [updates, next] = optimiser.update(gradient(params), state, params);
      expect(updates.dtype).toBe("float16");
      params = applyUpdates(params, updates);
      state = next;
    }
    expect([params.dtype, params.toList()]).toEqual(["float16", [...output(c, "params").data]]);
    const moments = (leaves(state) as NDArray[]).filter(({ shape }) => shape.length > 0);
    expect(moments.map(({ dtype }) => dtype)).toEqual(moments.map(() => "float16"));
    expect(moments).toHaveLength({ sgd: 0, momentum: 1, adam: 2, adamw: 2 }[c.name]!);
  });
});
