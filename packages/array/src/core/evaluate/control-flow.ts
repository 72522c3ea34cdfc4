import type { ControlFlowName } from "../families.ts";
import { allocate, type HostArray } from "./host-array.ts";
import type { EvaluationRule } from "./index.ts";

/** One slice along the first axis; it shares the values. */
function sliceOf(stacked: HostArray, index: number): HostArray {
  const shape = stacked.shape.slice(1);
  const size = stacked.data.length / stacked.shape[0]!;
  return { shape, dtype: stacked.dtype, data: stacked.data.subarray(index * size, (index + 1) * size) };
}

/** The array with values of its own, so that a slice does not keep the whole stack in memory. */
function owned(x: HostArray): HostArray {
  return x.data.byteLength === x.data.buffer.byteLength ? x : { ...x, data: x.data.slice() };
}

/** The evaluation of a scan. */
export const scanEvaluation: EvaluationRule<"scan"> = (
  operands,
  { jaxpr, numConsts, numCarry, length, reverse },
  avals,
  run,
) => {
  const consts = operands.slice(0, numConsts);
  const xs = operands.slice(numConsts + numCarry);
  const ys = avals.slice(numCarry).map(allocate);
  let carry = operands.slice(numConsts, numConsts + numCarry);
  for (let step = 0; step < length; step++) {
    const index = reverse ? length - 1 - step : step;
    const outputs = run(jaxpr, [...consts, ...carry, ...xs.map((x) => sliceOf(x, index))]);
    carry = outputs.slice(0, numCarry);
    ys.forEach((y, k) => sliceOf(y, index).data.set(outputs[numCarry + k]!.data));
  }
  return [...carry.map(owned), ...ys];
};

/** The evaluation of a loop whose end is not known before it runs. */
export const whileEvaluation: EvaluationRule<"while"> = (
  operands,
  { condition, numConditionConsts, body, numBodyConsts },
  _,
  run,
) => {
  const conditionConsts = operands.slice(0, numConditionConsts);
  const bodyConsts = operands.slice(numConditionConsts, numConditionConsts + numBodyConsts);
  let carry = operands.slice(numConditionConsts + numBodyConsts);
  while (run(condition, [...conditionConsts, ...carry])[0]!.data[0] !== 0)
    carry = [...run(body, [...bodyConsts, ...carry])];
  return carry;
};

/** The evaluation of a conditional. */
export const condEvaluation: EvaluationRule<"cond"> = (operands, { branches }, _, run) => {
  const [index, ...rest] = operands as readonly [HostArray, ...HostArray[]];
  const chosen = Math.min(Math.max(index.data[0]!, 0), branches.length - 1);
  return run(branches[chosen]!, rest);
};

/** Loops and branches bring their rules. */
const brought: EvaluationRule<ControlFlowName> = (operands, params, avals, run) =>
  params.rules.evaluate(operands, params as never, avals, run);

export const controlFlowEvaluationRules: { readonly [P in ControlFlowName]: EvaluationRule<P> } = {
  scan: brought,
  while: brought,
  cond: brought,
};
