import { applyJaxpr, bind, identityOf, inputTypes, memoize, stage, type Jaxpr } from "@proj/array/core";
import { broadcastInDim, reduceOr, select } from "@proj/array/lax";
import { batchAt } from "./layout.ts";
import type { BatchingRule } from "./rule.ts";

/** A loop whose members stop at different times, as one that runs until all have stopped. */
interface JointLoop {
  readonly condition: Jaxpr;
  /** From constants of condition and body and carry to the next carry. */
  readonly body: Jaxpr;
}

/** Members that have stopped keep their carry, though the body runs on them still, except for what goes on for all. */
const jointLoop = memoize(
  (body: Jaxpr, condition: Jaxpr, numConditionConsts: number, numBodyConsts: number, numOngoing: number): JointLoop => {
    const conditionTypes = inputTypes(condition);
    const carryTypes = inputTypes(body).slice(numBodyConsts);
    const anyRuns = stage((args) => [reduceOr(applyJaxpr(condition, args)[0]!, [0])], conditionTypes, "whileLoop");
    const step = stage(
      (args) => {
        const conditionConsts = args.slice(0, numConditionConsts);
        const bodyConsts = args.slice(numConditionConsts, numConditionConsts + numBodyConsts);
        const carry = args.slice(numConditionConsts + numBodyConsts);
        const runs = applyJaxpr(condition, [...conditionConsts, ...carry])[0]!;
        const next = applyJaxpr(body, [...bodyConsts, ...carry]);
        return next.map((x, k) => (k < numOngoing ? x : select(broadcastInDim(runs, x.shape, [0]), x, carry[k]!)));
      },
      [...conditionTypes.slice(0, numConditionConsts), ...inputTypes(body).slice(0, numBodyConsts), ...carryTypes],
      "whileLoop",
    );
    return { condition: anyRuns.jaxpr, body: step.jaxpr };
  },
  (_, condition, ...numbers) => `${identityOf(condition)};${numbers.join()}`,
);

export const whileBatching: BatchingRule<"while"> = (operands, axes, params, context) => {
  const { condition, numConditionConsts, body, numBodyConsts, numOngoing } = params;
  const { size, batchJaxpr } = context;
  const numConsts = numConditionConsts + numBodyConsts;
  const carry = operands.slice(numConsts);
  const conditionAxes = axes.slice(0, numConditionConsts);
  const bodyAxes = axes.slice(numConditionConsts, numConsts);
  const carryAxes = axes.slice(numConsts);

  let varies = carryAxes.map((axis) => axis !== null);
  for (;;) {
    const places = varies.map((does) => (does ? 0 : null));
    const test = batchJaxpr(condition, [...conditionAxes, ...places], [], context);
    const stopsApart = test.outputAxes[0] !== null;
    const step = batchJaxpr(body, [...bodyAxes, ...places], varies, context);
    const grown = varies.map((does, k) => does || (stopsApart && k >= numOngoing) || step.outputAxes[k] !== null);
    if (grown.some((does, k) => does !== varies[k])) {
      varies = grown;
      continue;
    }
    const conditionConsts = [...test.consts, ...operands.slice(0, numConditionConsts)];
    const bodyConsts = [...step.consts, ...operands.slice(numConditionConsts, numConsts)];
    const initial = carry.map((x, k) => (varies[k]! ? batchAt(x, carryAxes[k]!, 0, size) : x));
    const outputAxes = varies.map((does) => (does ? 0 : null));
    if (!stopsApart) {
      const results = bind("while", [...conditionConsts, ...bodyConsts, ...initial], {
        ...params,
        condition: test.jaxpr,
        numConditionConsts: conditionConsts.length,
        body: step.jaxpr,
        numBodyConsts: bodyConsts.length,
      });
      return [results, outputAxes];
    }
    const joint = jointLoop(step.jaxpr, test.jaxpr, conditionConsts.length, bodyConsts.length, numOngoing);
    const results = bind("while", [...conditionConsts, ...conditionConsts, ...bodyConsts, ...initial], {
      ...params,
      condition: joint.condition,
      numConditionConsts: conditionConsts.length,
      body: joint.body,
      numBodyConsts: conditionConsts.length + bodyConsts.length,
    });
    return [results, outputAxes];
  }
};
