import type { BodiesRule } from "../core/brought-rules.ts";

/*
 * Loops and branches with other bodies. A pass that writes programs again, such as the one that makes two real numbers of a complex one,
 * has nothing to know of them but this.
 */

export const condWithBodies: BodiesRule<"cond"> = (params, rewrite) => ({
  ...params,
  branches: params.branches.map((branch) => rewrite(branch)),
});

export const scanWithBodies: BodiesRule<"scan"> = (params, rewrite, counted) => ({
  ...params,
  jaxpr: rewrite(params.jaxpr),
  numConsts: counted(params.numConsts, 0),
  numCarry: counted(params.numCarry, params.numConsts),
});

export const whileWithBodies: BodiesRule<"while"> = (params, rewrite, counted) => ({
  ...params,
  condition: rewrite(params.condition),
  numConditionConsts: counted(params.numConditionConsts, 0),
  body: rewrite(params.body),
  numBodyConsts: counted(params.numBodyConsts, params.numConditionConsts),
});
