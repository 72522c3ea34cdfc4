import type { Jaxpr } from "../core/jaxpr/jaxpr.ts";
import { bind } from "../core/trace.ts";
import { withAllConsts } from "./jaxpr-surgery.ts";
import { maskKey, memoize } from "./memoize.ts";
import { present } from "./mask.ts";
import { knownOnly, toOperands } from "./operands.ts";
import { isLinear, known, type TransposeContext, type TransposedJaxpr, type TransposeRule } from "./rules.ts";

interface TransposedBranches {
  readonly branches: readonly Jaxpr[];
  readonly transposed: readonly TransposedJaxpr[];
  readonly outputMask: readonly boolean[];
}

const transposeBranches = memoize(
  (
    branches: readonly Jaxpr[],
    linear: readonly boolean[],
    cotangents: readonly boolean[],
    { transposeJaxpr }: TransposeContext,
  ): TransposedBranches => {
    const each = branches.map((branch) => transposeJaxpr(branch, linear, cotangents, []));
    const outputMask = each[0]!.outputMask.map((_, k) => each.some((branch) => branch.outputMask[k]!));
    const transposed = branches.map((branch) => transposeJaxpr(branch, linear, cotangents, outputMask));
    const numConsts = transposed.map(({ consts }) => consts.length);
    return { branches: withAllConsts(transposed.map(({ jaxpr }) => jaxpr), numConsts), transposed, outputMask }; // prettier-ignore
  },
  (_, linear, cotangents) => `${maskKey(linear)};${maskKey(cotangents)}`,
  ({ transposed }) => transposed.every(({ consts }) => consts.length === 0),
);

/** The same branch is taken backwards; operands that it does not read get zeros where another branch reads them. */
export const condTranspose: TransposeRule<"cond"> = (cotangents, [index, ...operands], params, context) => {
  const mask = cotangents.map((ct) => ct !== null);
  const plan = transposeBranches(params.branches, operands.map(isLinear), mask, context);
  const consts = plan.transposed.flatMap((branch) => branch.consts);
  const args = [known(index!, "cond"), ...consts, ...knownOnly(operands), ...present(cotangents)];
  return [null, ...toOperands(operands, plan, bind("cond", args, { ...params, branches: plan.branches }))];
};
