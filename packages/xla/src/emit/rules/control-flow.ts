import { isInteger, type ControlFlowName } from "@proj/array/core";
import type { Body, Value } from "../body.ts";
import type { EmissionRule } from "../rule.ts";

/** A loop over positions: slices of the stacked inputs are read, those of the stacked outputs are written. */
const scan: EmissionRule<"scan"> = (body, operands, { jaxpr, numConsts, numCarry, length, reverse }, types) => {
  const consts = operands.slice(0, numConsts);
  const init = operands.slice(numConsts, numConsts + numCarry);
  const stacked = operands.slice(numConsts + numCarry);
  const outputs = types.slice(numCarry).map(({ shape, dtype }) => body.constant(0, dtype, shape));
  if (length === 0) return [...init, ...outputs];
  const start = body.constant(0, "int32");
  const end = body.constant(length, "int32");
  const one = body.constant(1, "int32");
  const last = body.constant(length - 1, "int32");
  const results = body.loop(
    [start, ...init, ...outputs],
    ([step]) => body.compare("LT", step!, end),
    ([step, ...rest]) => {
      const position = reverse ? body.same("subtract", [last, step!]) : step!;
      const at = ({ shape }: Value): Value[] => [position, ...shape.slice(1).map(() => start)];
      const slices = stacked.map((x) =>
        body.reshape(body.dynamicSlice(x, at(x), [1, ...x.shape.slice(1)]), x.shape.slice(1)),
      );
      const args = [...consts, ...rest.slice(0, numCarry), ...slices];
      const given = body.module.inlineOrCall(body, "scan_body", jaxpr, args);
      const written = rest
        .slice(numCarry)
        .map((y, k) => body.dynamicUpdateSlice(y, body.reshape(given[numCarry + k]!, [1, ...y.shape.slice(1)]), at(y)));
      return [body.same("add", [step!, one]), ...given.slice(0, numCarry), ...written];
    },
  );
  return results.slice(1);
};

/**
 * A computed number that a loop may count with, hidden from XLA: from a limit that it knows to be one number, it takes for the number of
 * rounds of `for (i = 0; i < 1; i += 2)` not 1 but 0.
 */
function hidden(body: Body, x: Value): Value {
  const counts = x.shape.length === 0 && isInteger(x.dtype) && !body.isConstant(x);
  return counts ? body.same("optimization_barrier", [x]) : x;
}

export const controlFlowRules: { readonly [P in ControlFlowName]: EmissionRule<P> } = {
  scan,
  while: (body, operands, { condition, numConditionConsts, body: step, numBodyConsts }) => {
    const conditionConsts = operands.slice(0, numConditionConsts).map((x) => hidden(body, x));
    const bodyConsts = operands.slice(numConditionConsts, numConditionConsts + numBodyConsts);
    const { module } = body;
    return body.loop(
      operands.slice(numConditionConsts + numBodyConsts).map((x) => hidden(body, x)),
      (carry) => module.inlineOrCall(body, "while_condition", condition, [...conditionConsts, ...carry])[0]!,
      (carry) => module.inlineOrCall(body, "while_body", step, [...bodyConsts, ...carry]),
    );
  },
  cond: (body, [index, ...operands], { branches }, types) => {
    const last = body.constant(branches.length - 1, "int32");
    const clamped = body.same("clamp", [body.constant(0, "int32"), index!, last]);
    const writers = branches.map((branch) => () => body.module.inlineOrCall(body, "branch", branch, operands));
    return body.branch(clamped, writers, types);
  },
};
