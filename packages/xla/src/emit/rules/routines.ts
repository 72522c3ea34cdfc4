import { UsageError } from "@proj/array";
import { abstractArray, stage, type RoutineName } from "@proj/array/core";
import type { EmissionRule } from "../rule.ts";
import { emitProcedure } from "./procedure.ts";
import { inSinglePrecision } from "../single-precision.ts";

const routine: EmissionRule<"routine"> = (body, operands, { routine: { name, rules }, options }, types) => {
  const { procedure, operandRanks } = rules;
  if (typeof procedure === "function") {
    const rank = operands[0]!.shape.length - operandRanks[0]!;
    const cores = (list: typeof types) => list.map(({ shape, dtype }) => abstractArray(shape.slice(rank), dtype));
    const written = procedure(cores(operands), cores(types), options);
    const batch = operands[0]!.shape.slice(0, rank);
    return emitProcedure(body, { name, procedure: written, batch, operands, types });
  }
  if ("composed" in procedure) {
    const avals = operands.map(({ shape, dtype }) => abstractArray(shape, dtype));
    const { jaxpr } = stage((args) => procedure.composed(args, options), avals, name);
    return body.module.callJaxpr(body, name, jaxpr, operands);
  }
  throw new UsageError({
    operation: name,
    received: `a program for XLA, with ${name} of ${operands.map(({ dtype }) => dtype).join(" and ")}`,
    expected: `a call outside of jit: ${procedure.hostOnly}`,
    remedy: "compute it eagerly on the host, and give the results to the compiled function",
  });
};

export const routineRules: { readonly [P in RoutineName]: EmissionRule<P> } = {
  routine: inSinglePrecision(routine),
};
