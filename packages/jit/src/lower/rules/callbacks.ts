import type { CallbackName, Equation } from "@proj/array/core";
import type { Block } from "../block.ts";
import type { LoweringRule } from "../rule.ts";
import type { StridedArray } from "../strided-array.ts";
import type { HostValue } from "../../program/program.ts";

/** A callback becomes a step that leaves the program, with whole arrays in row-major order. */
function lowerCallback(block: Block, equation: Equation<"callback">): void {
  const { function: f, hasToken } = equation.params;
  const whole = ({ buffer, shape, dtype }: StridedArray): HostValue => ({ buffer, shape, dtype });
  let level = block.opaqueLevel(equation.inputs);
  const operands = equation.inputs.map((input) => {
    const place = block.allocate(input.aval.shape, input.aval.dtype);
    level = Math.max(level, block.store(input, place) + 1);
    return whole(place);
  });
  const places = equation.outputs.map(({ aval }) => block.allocate(aval.shape, aval.dtype));
  block.run(level, { kind: "callback", function: f, operands, results: places.map(whole), hasToken });
  places.forEach((place, index) => {
    block.placeOpaque(equation.outputs[index]!, place, level);
  });
}

export const callbackLoweringRules: { readonly [P in CallbackName]: LoweringRule<P> } = {
  callback: { role: "opaque", lower: lowerCallback },
};
