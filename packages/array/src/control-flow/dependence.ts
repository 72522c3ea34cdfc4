import type { DependenceRule, Mask } from "../core/brought-rules.ts";

/** A branch takes all operands but the index, which decides on every result. */
export const condDependence: DependenceRule<"cond"> = ({ branches }, [index, ...operands], dependentOutputs) =>
  index === true ? null : branches.map((branch) => dependentOutputs(branch, operands)).reduce(either);

/** Of a scan, what is stacked depends on what is carried. */
export const scanDependence: DependenceRule<"scan"> = ({ jaxpr, numConsts, numCarry }, operands, dependentOutputs) => {
  const [start, end] = [numConsts, numConsts + numCarry];
  return untilStable(operands.slice(start, end), (carry) =>
    dependentOutputs(jaxpr, [...operands.slice(0, start), ...carry, ...operands.slice(end)]),
  );
};

/** If the end of a loop depends on operands, all results do. */
export const whileDependence: DependenceRule<"while"> = (params, operands, dependentOutputs) => {
  const { condition, numConditionConsts, body, numBodyConsts } = params;
  const start = numConditionConsts + numBodyConsts;
  const ends = operands.slice(0, numConditionConsts);
  const consts = operands.slice(numConditionConsts, start);
  const results = untilStable(operands.slice(start), (carry) => dependentOutputs(body, [...consts, ...carry]));
  return dependentOutputs(condition, [...ends, ...results]).includes(true) ? null : results;
};

const either = (a: Mask, b: Mask): Mask => a.map((one, k) => one || b[k] === true);

/** What is carried depends on what it was made from, in every round. */
function untilStable(carry: Mask, outputsOf: (carry: Mask) => Mask): Mask {
  const outputs = outputsOf(carry);
  const next = either(carry, outputs);
  return next.every((depends, k) => depends === carry[k])
    ? [...next, ...outputs.slice(next.length)]
    : untilStable(next, outputsOf);
}
