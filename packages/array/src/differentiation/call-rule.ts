import type { Jaxpr } from "../core/jaxpr/jaxpr.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { maskOf, present, spread } from "./mask.ts";
import type { Dual, JvpContext, Linearization, Tangent } from "./rules.ts";

/** The values of the residuals, from the inputs and outputs of the primal Jaxpr. */
function residualValues(
  { residuals }: Linearization,
  inputs: readonly NDArray[],
  outputs: readonly NDArray[],
): NDArray[] {
  return residuals.map(({ from, index }) => (from === "input" ? inputs : outputs)[index]!);
}

/** Differentiates an equation that stands for its Jaxpr, such as `jit`. */
export function callRule(
  call: (jaxpr: Jaxpr, args: readonly NDArray[]) => readonly NDArray[],
  jaxpr: Jaxpr,
  primals: readonly NDArray[],
  tangents: readonly Tangent[],
  { jvpJaxpr, linearizeJaxpr }: JvpContext,
): Dual {
  const mask = maskOf(tangents);
  const numOutputs = jaxpr.outputs.length;
  if (linearizeJaxpr === null) {
    const joint = jvpJaxpr(jaxpr, mask, []);
    const outputs = call(joint.jaxpr, [...joint.consts, ...primals, ...present(tangents)]);
    return [outputs.slice(0, numOutputs), spread(joint.outputMask, outputs.slice(numOutputs))];
  }
  const split = linearizeJaxpr(jaxpr, mask, []);
  const inputs = [...split.consts, ...primals];
  const outputs = call(split.primal, inputs);
  const residuals = residualValues(split, inputs, outputs);
  const linear = split.outputMask.includes(true) ? call(split.linear, [...residuals, ...present(tangents)]) : [];
  return [outputs.slice(0, numOutputs), spread(split.outputMask, linear)];
}
