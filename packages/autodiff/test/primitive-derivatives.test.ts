import type { NDArray } from "@proj/array";
import { grad, jvp, vjp } from "@proj/autodiff";
import { applyPrimitive, Draw, everySample, type AnySample } from "@proj/generators/primitive-samples";
import { describe, expect, it } from "vitest";
import { centralDifference, expectClose, floats, innerProduct, values } from "./numeric.ts";

/** A sample as a function of the operands that it can be differentiated in, in float64. */
function functionOf({ primitive, sample }: AnySample) {
  const draw = new Draw(7, "float64");
  const { operands, params } = sample.make(draw) as { operands: readonly NDArray[]; params: unknown };
  const at = sample.differentiable.map((position) => operands[position]!);
  const f = (...args: readonly NDArray[]): NDArray[] => {
    const all = [...operands];
    sample.differentiable.forEach((position, k) => (all[position] = args[k]!));
    return floats(applyPrimitive(primitive, all, params));
  };
  const direction = at.map(({ shape }) => draw.floats(shape, [-1, 1]));
  return { f, at, direction, draw };
}

const differentiable = everySample.filter(({ sample }) => sample.evaluates && sample.differentiable.length > 0);
const title = ({ primitive, sample }: AnySample): string => `${primitive}: ${sample.title}`;
const forward = differentiable.filter(({ primitive }) => primitive !== "customVjpCall");
const reverse = differentiable.filter(({ primitive }) => primitive !== "while");
const both = forward.filter(({ primitive }) => primitive !== "while");

describe("the forward derivative is the limit of differences", () => {
  it.each(forward.map((entry) => [title(entry), entry] as const))("%s", (_, entry) => {
    const { f, at, direction } = functionOf(entry);
    const [, tangent] = jvp(f, at, direction);
    expectClose(
      values(tangent),
      centralDifference((args) => f(...args), at, direction),
      1e-8,
    );
  });
});

describe("the reverse derivative is the transpose of the forward one", () => {
  it.each(reverse.map((entry) => [title(entry), entry] as const))("%s", (_, entry) => {
    const { f, at, direction, draw } = functionOf(entry);
    const [result, pullback] = vjp(f, at);
    const cotangent = result.map(({ shape }) => draw.floats(shape, [-1, 1]));
    const sent = pullback(cotangent);
    sent.forEach((ct, k) => expect(ct.describe()).toBe(at[k]!.describe()));
    const pushed = centralDifference((args) => f(...args), at, direction);
    const expected = values(cotangent).reduce((sum, ct, k) => sum + ct * pushed[k]!, 0);
    expectClose([innerProduct(sent, direction)], [expected], 1e-7);
  });
});

describe("second derivatives, in both orders of modes, are the limit of differences of first ones", () => {
  it.each(both.map((entry) => [title(entry), entry] as const))("%s", (_, entry) => {
    const { f, at, direction, draw } = functionOf(entry);
    const weights = f(...at).map(({ shape }) => draw.floats(shape, [-1, 1]));
    const weighted = (...args: readonly NDArray[]): NDArray =>
      f(...args).reduce<NDArray>((sum, y, k) => sum.add(y.mul(weights[k]!).sum()), draw.floats([], [0, 0]));
    const positions = at.map((_, k) => k);
    const gradient = grad(weighted, { argnums: positions });
    const expected = centralDifference((args) => gradient(...args), at, direction);
    const [, forwardOverReverse] = jvp(gradient, at, direction);
    expectClose(values(forwardOverReverse), expected, 1e-6);
    const slope = (...args: readonly NDArray[]): NDArray => jvp(weighted, args, direction)[1];
    expectClose(values(grad(slope, { argnums: positions })(...at)), expected, 1e-6);
    const projected = (...args: readonly NDArray[]): NDArray =>
      gradient(...args).reduce<NDArray>((sum, g, k) => sum.add(g.mul(direction[k]!).sum()), draw.floats([], [0, 0]));
    expectClose(values(grad(projected, { argnums: positions })(...at)), expected, 1e-6);
  });
});
