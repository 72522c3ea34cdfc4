import { abstractArray, bind, condRules, scanRules, whileRules, type ControlFlowName } from "@proj/array/core";
import { tanh } from "@proj/array/lax";
import { sample, type SampleTable } from "./sample.ts";
import { float, jaxprOf } from "./staged.ts";

const integer = abstractArray([], "int32");

export const controlFlowSamples: SampleTable<ControlFlowName> = {
  scan: [
    sample<"scan">(
      "with constants, a carry, inputs and outputs",
      (draw) => ({
        operands: [draw.floats([3], [-0.9, 0.9]), draw.floats([3]), draw.floats([5, 3])],
        params: {
          jaxpr: jaxprOf(
            (weight, carry, x) => {
              const next = tanh(carry.mul(weight).add(x));
              return [next, next.mul(x)];
            },
            float(draw, 3),
            float(draw, 3),
            float(draw, 3),
          ),
          numConsts: 1,
          numCarry: 1,
          length: 5,
          reverse: false,
          rules: scanRules,
        },
      }),
      { differentiable: [0, 1, 2], ulps: 64 },
    ),
    sample<"scan">(
      "with a matrix product, backwards",
      (draw) => ({
        operands: [draw.floats([3, 3], [-0.5, 0.5]), draw.floats([2, 3]), draw.floats([4, 2, 3])],
        params: {
          jaxpr: jaxprOf(
            (weight, carry, x) => {
              const next = tanh(carry.matmul(weight).add(x));
              return [next, next.sum()];
            },
            float(draw, 3, 3),
            float(draw, 2, 3),
            float(draw, 2, 3),
          ),
          numConsts: 1,
          numCarry: 1,
          length: 4,
          reverse: true,
          rules: scanRules,
        },
      }),
      { differentiable: [0, 1, 2], ulps: 64 },
    ),
    sample<"scan">(
      "of no steps",
      (draw) => ({
        operands: [draw.floats([3]), draw.floats([0, 3])],
        params: {
          jaxpr: jaxprOf((carry, x) => [carry.add(x), carry], float(draw, 3), float(draw, 3)),
          numConsts: 0,
          numCarry: 1,
          length: 0,
          reverse: false,
          rules: scanRules,
        },
      }),
      { differentiable: [0, 1] },
    ),
    sample<"scan">(
      "without inputs, counting in integers",
      (draw) => ({
        operands: [draw.integers([], 0, 3), draw.floats([2])],
        params: {
          jaxpr: jaxprOf((count, x) => [count.add(1), x.mul(0.5), x.mul(x)], integer, float(draw, 2)),
          numConsts: 0,
          numCarry: 2,
          length: 3,
          reverse: false,
          rules: scanRules,
        },
      }),
      { differentiable: [1], ulps: 16 },
    ),
  ],
  while: [
    sample<"while">(
      "a fixed number of steps",
      (draw) => ({
        operands: [draw.floats([3], [0.5, 0.9]), draw.integers([], 0, 0), draw.floats([3])],
        params: {
          condition: jaxprOf((count) => [count.lt(4)], integer, float(draw, 3)),
          numConditionConsts: 0,
          body: jaxprOf(
            (factor, count, x) => [count.add(1), bind("sin", [x.mul(factor)], {})[0]],
            float(draw, 3),
            integer,
            float(draw, 3),
          ),
          numBodyConsts: 1,
          numOngoing: 0,
          reverse: null,
          rules: whileRules,
        },
      }),
      { differentiable: [0, 2], ulps: 64 },
    ),
    sample<"while">(
      "as many steps as the values ask for",
      (draw) => ({
        operands: [draw.floats([], [50, 60]), draw.floats([], [1, 1.5])],
        params: {
          condition: jaxprOf((bound, x) => [x.lt(bound)], float(draw), float(draw)),
          numConditionConsts: 1,
          body: jaxprOf((x) => [x.mul(1.7)], float(draw)),
          numBodyConsts: 0,
          numOngoing: 0,
          reverse: null,
          rules: whileRules,
        },
      }),
      { differentiable: [1], ulps: 32 },
    ),
    sample<"while">(
      "no steps",
      (draw) => ({
        operands: [draw.floats([2])],
        params: {
          condition: jaxprOf((x) => [x.sum().gt(1000)], float(draw, 2)),
          numConditionConsts: 0,
          body: jaxprOf((x) => [x.mul(2)], float(draw, 2)),
          numBodyConsts: 0,
          numOngoing: 0,
          reverse: null,
          rules: whileRules,
        },
      }),
      { differentiable: [0] },
    ),
  ],
  cond: [-3, 0, 1, 2, 9].map((index) =>
    sample<"cond">(
      `the index ${index}`,
      (draw) => ({
        operands: [draw.integers([], index, index), draw.floats([3]), draw.floats([3])],
        params: {
          branches: [
            jaxprOf((x, y) => [x.mul(y)], float(draw, 3), float(draw, 3)),
            jaxprOf((x) => [bind("sin", [x], {})[0]], float(draw, 3), float(draw, 3)),
            jaxprOf((_, y) => [y], float(draw, 3), float(draw, 3)),
          ],
          rules: condRules,
        },
      }),
      { differentiable: [1, 2], ulps: 16 },
    ),
  ),
};
