import { bind } from "@proj/array/core";
import { batchAt } from "./layout.ts";
import type { BatchingRule } from "./rule.ts";

/** One scan runs all members; what of the carry becomes different between them has its batch axis in front. */
export const scanBatching: BatchingRule<"scan"> = (operands, axes, params, context) => {
  const { jaxpr, numConsts, numCarry } = params;
  const { size } = context;
  const consts = operands.slice(0, numConsts);
  const carry = operands.slice(numConsts, numConsts + numCarry);
  const constAxes = axes.slice(0, numConsts);
  const carryAxes = axes.slice(numConsts, numConsts + numCarry);
  // A step sees the slices without the first axis; a batch axis in its place moves behind it.
  const xsAxes = axes.slice(numConsts + numCarry).map((axis) => (axis === 0 ? 1 : axis));
  const xs = operands
    .slice(numConsts + numCarry)
    .map((x, k) => (xsAxes[k] === null ? x : batchAt(x, axes[numConsts + numCarry + k]!, xsAxes[k]!, size)));
  const sliceAxes = xsAxes.map((axis) => (axis === null ? null : axis - 1));

  let varies = carryAxes.map((axis) => axis !== null);
  for (;;) {
    const places = varies.map((does) => (does ? 0 : null));
    const batched = context.batchJaxpr(jaxpr, [...constAxes, ...places, ...sliceAxes], varies, context);
    const grown = varies.map((does, k) => does || batched.outputAxes[k] !== null);
    if (grown.some((does, k) => does !== varies[k])) {
      varies = grown;
      continue;
    }
    const initial = carry.map((x, k) => (varies[k]! ? batchAt(x, carryAxes[k]!, 0, size) : x));
    const results = bind("scan", [...batched.consts, ...consts, ...initial, ...xs], {
      ...params,
      jaxpr: batched.jaxpr,
      numConsts: batched.consts.length + numConsts,
    });
    return [results, batched.outputAxes.map((axis, k) => (axis === null || k < numCarry ? axis : axis + 1))];
  }
};
