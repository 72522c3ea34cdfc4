import { concatenate, expandDims, moveaxis, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { applyPrimitive, Draw, everySample, type AnySample } from "@proj/generators/primitive-samples";
import { describe, expect, it } from "vitest";
import { expectClose, values } from "./numeric.ts";

const size = 3;

/** Operands of several members, and the parameters that they share. */
function members({ sample }: AnySample): { readonly operands: (readonly NDArray[])[]; readonly params: unknown } {
  const draws = Array.from({ length: size }, (_, seed) => sample.make(new Draw(seed + 1, "float64")));
  return { operands: draws.map((draw) => draw.operands as readonly NDArray[]), params: draws[0]!.params };
}

/** Members' arrays along a new axis. */
function stackAt(arrays: readonly NDArray[], axis: number): NDArray {
  return moveaxis(concatenate(arrays.map((x) => expandDims(x, 0)), 0), 0, axis); // prettier-ignore
}

/** Which operands are mapped, and whether their batch axis is in front or behind: all, and each alone. */
function layouts(count: number): (number | null)[][] {
  const all = [0, -1].map((axis) => Array.from({ length: count }, () => axis));
  const mixed = Array.from({ length: count }, (_, k) => (k % 2 === 0 ? -1 : 0));
  const single = Array.from({ length: count }, (_, mapped) =>
    [0, -1].map((axis) => Array.from({ length: count }, (__, k) => (k === mapped ? axis : null))),
  );
  return [...all, mixed, ...single.flat()];
}

const evaluated = everySample.filter(({ sample }) => sample.evaluates && sample.make(new Draw(0)).operands.length > 0);

describe("vmap of a primitive is a loop over members", () => {
  it.each(evaluated.map((entry) => [`${entry.primitive}: ${entry.sample.title}`, entry] as const))("%s", (_, entry) => {
    const { operands, params } = members(entry);
    const f = (...args: readonly NDArray[]): readonly NDArray[] => applyPrimitive(entry.primitive, args, params);
    for (const inAxes of layouts(operands[0]!.length)) {
      const batched = vmap(f, { inAxes });
      const args = inAxes.map((axis, k) => {
        if (axis === null) return operands[0]![k]!;
        return stackAt(operands.map((member) => member[k]!), axis < 0 ? operands[0]![k]!.ndim : axis); // prettier-ignore
      });
      const results = batched(...args);
      const expected = operands.map((member) =>
        f(...member.map((x, k) => (inAxes[k] === null ? operands[0]![k]! : x))),
      );
      results.forEach((result, k) => {
        const loop = stackAt(expected.map((member) => member[k]!), 0); // prettier-ignore
        expect(result.describe(), `axes ${String(inAxes)}`).toBe(loop.describe());
        expectClose(values([result]), values([loop]), 1e-12);
      });
    }
  });
});
