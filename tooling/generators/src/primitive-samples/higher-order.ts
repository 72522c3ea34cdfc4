import type { NDArray } from "@proj/array";
import {
  abstractArray,
  bind,
  stage,
  type AbstractArray,
  type FlatJvpRule,
  type FlatVjpRule,
  type Jaxpr,
} from "@proj/array/core";
import type { Draw } from "./draw.ts";
import { sample } from "./sample.ts";

function jaxprOf(f: (...args: NDArray[]) => readonly NDArray[], ...avals: readonly AbstractArray[]): Jaxpr {
  return stage((args) => f(...args), avals, "sample").jaxpr;
}

const float = (draw: Draw, ...shape: readonly number[]): AbstractArray => abstractArray(shape, draw.float);
const integer = abstractArray([], "int32");

/** `sin(x)·y`: a function of two vectors that is linear in neither alone. */
const sineTimes = (draw: Draw): Jaxpr =>
  jaxprOf((x, y) => [bind("sin", [x], {})[0].mul(y)], float(draw, 3), float(draw, 3));
const pair = (draw: Draw): readonly NDArray[] => [draw.floats([3]), draw.floats([3])];

const sineJvp: FlatJvpRule = ([x, y], [dx, dy]) => {
  const [sine, cosine] = [bind("sin", [x!], {})[0], bind("cos", [x!], {})[0]];
  return [[sine.mul(y!)], [cosine.mul(y!).mul(dx!).add(sine.mul(dy!))]];
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
const needsAxis = { differentiable: [0], evaluates: false };
const axisName = "axis";

export const higherOrderSampleRows = {
  jit: [
    sample<"jit">(
      "of a product",
      (draw) => ({ operands: pair(draw), params: { name: "product", jaxpr: sineTimes(draw) } }),
      both,
    ),
  ],
  checkpoint: [
    sample<"checkpoint">(
      "of a product",
      (draw) => ({ operands: pair(draw), params: { jaxpr: sineTimes(draw) } }),
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
      (draw) => ({ operands: pair(draw), params: { name: "product", jaxpr: sineTimes(draw), rule: sineVjp } }),
      both,
    ),
  ],
  customLinear: [
    sample<"customLinear">(
      "a scaling",
      (draw) => ({
        operands: pair(draw),
        params: { name: "scale", numResiduals: 1, results: [{ shape: [3], dtype: draw.float }], backward: twice },
      }),
      { differentiable: [1], evaluates: false },
    ),
  ],
  scan: [
    sample<"scan">(
      "with constants, a carry, inputs and outputs",
      (draw) => ({
        operands: [draw.floats([3], [-0.9, 0.9]), draw.floats([3]), draw.floats([5, 3])],
        params: {
          jaxpr: jaxprOf(
            (weight, carry, x) => {
              const next = bind("tanh", [carry.mul(weight).add(x)], {})[0];
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
              const next = bind("tanh", [carry.matmul(weight).add(x)], {})[0];
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
        },
      }),
      { differentiable: [1, 2], ulps: 16 },
    ),
  ),
  psum: [
    sample<"psum">("over the axis", (draw) => ({ operands: [draw.floats([3])], params: { axisName } }), needsAxis),
  ],
  pmax: [
    sample<"pmax">("over the axis", (draw) => ({ operands: [draw.floats([3])], params: { axisName } }), needsAxis),
  ],
  pmin: [
    sample<"pmin">("over the axis", (draw) => ({ operands: [draw.floats([3])], params: { axisName } }), needsAxis),
  ],
  allGather: [
    sample<"allGather">(
      "over the axis",
      (draw) => ({ operands: [draw.floats([3])], params: { axisName, axisSize: 4 } }),
      needsAxis,
    ),
  ],
  axisIndex: [
    sample<"axisIndex">("along the axis", () => ({ operands: [], params: { axisName } }), { evaluates: false }),
  ],
};
