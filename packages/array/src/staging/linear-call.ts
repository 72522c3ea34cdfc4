import { bind } from "../core/trace.ts";
import { abstractArray } from "../core/types/abstract-array.ts";
import { linearMapRules } from "../differentiation/linear-map.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { stage } from "./stage.ts";

/**
 * A function that is linear in some of its arguments, with a transpose of its own: reverse mode takes the transpose instead of
 * transposing the function operation by operation. It may be differentiated again, in either mode.
 *
 * @param name - for printed programs and messages.
 * @param residuals - what both directions know.
 * @param tangents - the arguments in which the function is linear.
 * @param forward - from residuals and tangents to results.
 * @param transpose - from residuals and the results' cotangents to the tangents' cotangents; `null` is zero.
 */
export function linearCall(
  name: string,
  residuals: readonly NDArray[],
  tangents: readonly NDArray[],
  forward: (residuals: readonly NDArray[], tangents: readonly NDArray[]) => readonly NDArray[],
  transpose: (residuals: readonly NDArray[], cotangents: readonly NDArray[]) => readonly (NDArray | null)[],
): readonly NDArray[] {
  const operands = [...residuals, ...tangents];
  const { length } = residuals;
  const { jaxpr, consts } = stage(
    (args) => forward(args.slice(0, length), args.slice(length)),
    operands.map(({ aval }) => aval),
    name,
  );
  return bind("customLinear", [...consts, ...operands], {
    name,
    numResiduals: consts.length + length,
    results: jaxpr.outputs.map(({ aval: { shape, dtype } }) => abstractArray(shape, dtype)),
    forward: jaxpr,
    backward: (saved, cotangents) => transpose(saved.slice(consts.length), cotangents),
    rules: linearMapRules,
  });
}
