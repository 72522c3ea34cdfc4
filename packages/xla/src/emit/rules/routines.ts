import { abstractArray, cannotRun, sizeOf, stage, type ForeignFunction, type RoutineName } from "@proj/array/core";
import type { Body, Value } from "../body.ts";
import { memberByMember } from "../member-by-member.ts";
import type { EmissionRule } from "../rule.ts";
import { inSinglePrecision } from "../single-precision.ts";
import { StableHloFunction } from "../stable-hlo-function.ts";
import type { Type } from "../types.ts";
import { emitProcedure } from "./procedure.ts";

/** What is written for a routine from its own algorithm. */
const spelled: EmissionRule<"routine"> = inSinglePrecision((body, operands, { routine, options }, types) => {
  const { name } = routine;
  const { procedure, operandRanks } = routine.rules;
  if (typeof procedure === "function") {
    const rank = operands[0]!.shape.length - operandRanks[0]!;
    const cores = (list: typeof types) => list.map(({ shape, dtype }) => abstractArray(shape.slice(rank), dtype));
    const written = procedure(cores(operands), cores(types), options);
    const batch = operands[0]!.shape.slice(0, rank);
    return emitProcedure(body, { name, procedure: written, batch, operands, types });
  }
  if ("composed" in procedure) {
    const avals = operands.map(({ shape, dtype }) => abstractArray(shape, dtype));
    const { jaxpr } = stage((args) => procedure.composed(args, options, routine), avals, name);
    return body.module.callJaxpr(body, name, jaxpr, operands);
  }
  throw cannotRun(name, procedure.foreign, "a program for XLA", operands);
});

/** A call of a function that came as StableHLO, for each member of the batch. */
function callForeign(
  body: Body,
  callee: ForeignFunction,
  operands: readonly Value[],
  types: readonly Type[],
  rank: number,
): readonly Value[] {
  if (!(callee instanceof StableHloFunction)) throw new Error(`a function of ${callee.target}, not of XLA`);
  const call = (args: readonly Value[], results: readonly Type[]): Value[] =>
    body.module.callForeign(body, callee, args.slice(0, callee.arity), results);
  if (rank === 0) return call(operands, types);
  const core = ({ shape, dtype }: Type): Type => ({ shape: shape.slice(rank), dtype });
  return memberByMember(body, { batch: operands[0]!.shape.slice(0, rank), operands, types }, (args) => {
    const shaped = args.map((x, k) => body.reshape(x, core(operands[k]!).shape));
    return call(shaped, types.map(core)).map((result) => body.reshape(result, [sizeOf(result.shape)]));
  });
}

const routine: EmissionRule<"routine"> = (body, operands, params, types) => {
  const { procedure, operandRanks } = params.routine.rules;
  if (typeof procedure !== "function" && "foreign" in procedure)
    return callForeign(body, procedure.foreign, operands, types, operands[0]!.shape.length - operandRanks[0]!);
  return spelled(body, operands, params, types);
};

export const routineRules: { readonly [P in RoutineName]: EmissionRule<P> } = { routine };
