import { calledJaxpr, innerJaxprs, isInFamily, Variable, type Applied, type Atom, type Jaxpr } from "@proj/array/core";

type Mask = readonly boolean[];

const either = (a: Mask, b: Mask): boolean[] => a.map((one, k) => one || b[k] === true);

/**
 * Which outputs of a Jaxpr depend on some of its inputs.
 *
 * @param mask - the inputs in question.
 */
export function dependentOutputs(jaxpr: Jaxpr, mask: Mask): boolean[] {
  const dependent = new Set<Atom>(jaxpr.binders.filter((_, k) => mask[k]));
  for (const equation of jaxpr.equations) {
    const inputs = equation.inputs.map((input) => dependent.has(input));
    if (!inputs.includes(true)) continue;
    const results = dependentResults(equation, inputs);
    equation.outputs.forEach((output, k) => {
      if (results?.[k] ?? true) dependent.add(output);
    });
  }
  return jaxpr.outputs.map((output) => output instanceof Variable && dependent.has(output));
}

/**
 * Which results of a primitive with Jaxprs among its parameters depend on some of its operands.
 *
 * @param mask - the operands in question.
 * @returns null if all do.
 */
export function dependentResults(applied: Applied, mask: Mask): readonly boolean[] | null {
  if (isInFamily(applied, "calls")) {
    const called = calledJaxpr(applied);
    return called === null ? null : dependentOutputs(called, mask);
  }
  if (!isInFamily(applied, "controlFlow")) return null;
  switch (applied.primitive) {
    case "cond": {
      const [index, ...operands] = mask;
      if (index === true) return null;
      return innerJaxprs(applied)
        .map((branch) => dependentOutputs(branch, operands))
        .reduce(either);
    }
    case "scan": {
      const { jaxpr, numConsts, numCarry } = applied.params;
      const [start, end] = [numConsts, numConsts + numCarry];
      return untilStable(mask.slice(start, end), (carry) =>
        dependentOutputs(jaxpr, [...mask.slice(0, start), ...carry, ...mask.slice(end)]),
      );
    }
    case "while": {
      const { condition, numConditionConsts, body, numBodyConsts } = applied.params;
      const start = numConditionConsts + numBodyConsts;
      const ends = mask.slice(0, numConditionConsts);
      const consts = mask.slice(numConditionConsts, start);
      const results = untilStable(mask.slice(start), (carry) => dependentOutputs(body, [...consts, ...carry]));
      return dependentOutputs(condition, [...ends, ...results]).includes(true) ? null : results;
    }
  }
}

/** What is carried depends on what it was made from, in every round. */
function untilStable(carry: Mask, outputsOf: (carry: Mask) => readonly boolean[]): readonly boolean[] {
  const outputs = outputsOf(carry);
  const next = either(carry, outputs);
  return next.every((depends, k) => depends === carry[k])
    ? [...next, ...outputs.slice(next.length)]
    : untilStable(next, outputsOf);
}
