import { NDArray } from "@proj/array";
import {
  abstractArray,
  bind,
  customVjpRules,
  linearMapRules,
  type CallName,
  type FlatJvpRule,
  type FlatVjpRule,
  type Jaxpr,
  type Params,
} from "@proj/array/core";
import { checkpoint, type CheckpointOptions } from "@proj/autodiff";
import type { Draw } from "./draw.ts";
import { sample, type SampleTable } from "./sample.ts";
import { float, jaxprOf } from "./staged.ts";

/** `sin(x)·y`: a function of two vectors that is linear in neither alone. */
const sineOf = (x: NDArray, y: NDArray): NDArray => bind("sin", [x], {})[0].mul(y);
const sineTimes = (draw: Draw): Jaxpr => jaxprOf((x, y) => [sineOf(x, y)], float(draw, 3), float(draw, 3));

/** The parameters of its checkpoint. */
function checkpointed(draw: Draw, options: CheckpointOptions): Params<"checkpoint"> {
  const staged = jaxprOf((x, y) => [checkpoint(sineOf, options)(x, y)], float(draw, 3), float(draw, 3));
  const [equation] = staged.equations;
  if (equation?.primitive !== "checkpoint") throw new Error("a checkpoint was expected");
  return equation.params;
}
const pair = (draw: Draw): readonly NDArray[] => [draw.floats([3]), draw.floats([3])];

const sineJvp: FlatJvpRule = ([x, y], [dx, dy]) => {
  const [sine, cosine] = [bind("sin", [x!], {})[0], bind("cos", [x!], {})[0]];
  const parts = [dx && cosine.mul(y!).mul(dx), dy && sine.mul(dy)].filter((part) => part instanceof NDArray);
  return [[sine.mul(y!)], [parts.length === 0 ? null : parts.reduce((sum, part) => sum.add(part))]];
};
const sineVjp: FlatVjpRule = {
  forward: ([x, y]) => [[bind("sin", [x!], {})[0].mul(y!)], [x!, y!]],
  backward: ([x, y], [cotangent]) => [
    bind("cos", [x!], {})[0].mul(y!).mul(cotangent!),
    bind("sin", [x!], {})[0].mul(cotangent!),
  ],
};
const twice: FlatVjpRule["backward"] = ([factor], [cotangent]) => [cotangent!.mul(factor!)];

const both = { differentiable: [0, 1], ulps: 16 };

export const callSamples: SampleTable<CallName> = {
  jit: [
    sample<"jit">(
      "of a product",
      (draw) => ({ operands: pair(draw), params: { name: "product", jaxpr: sineTimes(draw) } }),
      both,
    ),
  ],
  checkpoint: [
    sample<"checkpoint">("of a product", (draw) => ({ operands: pair(draw), params: checkpointed(draw, {}) }), both),
    sample<"checkpoint">(
      "that keeps what a policy says",
      (draw) => ({
        operands: pair(draw),
        params: checkpointed(draw, { policy: ({ primitive }) => primitive === "sin", preventCse: false }),
      }),
      both,
    ),
  ],
  customJvpCall: [
    sample<"customJvpCall">(
      "of a product",
      (draw) => ({ operands: pair(draw), params: { name: "product", jaxpr: sineTimes(draw), rule: sineJvp } }),
      both,
    ),
  ],
  customVjpCall: [
    sample<"customVjpCall">(
      "of a product",
      (draw) => ({
        operands: pair(draw),
        params: { name: "product", jaxpr: sineTimes(draw), rule: sineVjp, rules: customVjpRules },
      }),
      both,
    ),
  ],
  customLinear: [
    sample<"customLinear">(
      "a scaling",
      (draw) => ({
        operands: pair(draw),
        params: {
          name: "scale",
          numResiduals: 1,
          results: [abstractArray([3], draw.float)],
          forward: null,
          backward: twice,
          rules: linearMapRules,
        },
      }),
      { differentiable: [1], evaluates: false },
    ),
    sample<"customLinear">(
      "a scaling that is known",
      (draw) => ({
        operands: pair(draw),
        params: {
          name: "scale",
          numResiduals: 1,
          results: [abstractArray([3], draw.float)],
          forward: jaxprOf((x, y) => [x.mul(y)], float(draw, 3), float(draw, 3)),
          backward: twice,
          rules: linearMapRules,
        },
      }),
      both,
    ),
  ],
};
