import type { NDArray } from "@proj/array";
import { applyJaxpr, bind, dropUnread, inputTypes, stage, type CallName, type Jaxpr } from "@proj/array/core";
import { optimizationBarrier } from "@proj/array/lax";
import type { Linearization } from "../linearize-jaxpr.ts";
import { memoize } from "../memoize.ts";
import { callRule, residualValues } from "./call-rule.ts";
import { customJvpRule, customLinearRule, customVjpRule } from "./custom.ts";
import { maskOf, present, spread } from "./mask.ts";
import type { JvpRule } from "./rule.ts";

const jitRule: JvpRule<"jit"> = (primals, tangents, { name, jaxpr }, context) =>
  callRule((inner, args) => bind("jit", args, { name, jaxpr: inner }), jaxpr, primals, tangents, context);

/** Residuals and tangents to tangents, where the residuals are computed from the inputs first. */
const recomputation = memoize(
  (split: Linearization): Jaxpr => {
    const inputs = inputTypes(split.primal);
    const tangents = inputTypes(split.linear).slice(split.residuals.length);
    const { jaxpr } = stage(
      (args) => {
        const again = args.slice(0, inputs.length).map((x) => optimizationBarrier(x));
        const residuals = residualValues(split, again, applyJaxpr(split.primal, again));
        return applyJaxpr(split.linear, [...residuals, ...args.slice(inputs.length)]);
      },
      [...inputs, ...tangents],
      "checkpoint",
    );
    return dropUnread(jaxpr);
  },
  () => "",
);

/**
 * The residuals of a checkpoint are its inputs alone: its tangent is a linear equation that begins by computing
 * everything again, from inputs behind a barrier, so that a compiler does not find out that it was computed before.
 */
const checkpointRule: JvpRule<"checkpoint"> = (primals, tangents, { jaxpr }, context) => {
  const call = (inner: Jaxpr, args: readonly NDArray[]): readonly NDArray[] =>
    bind("checkpoint", args, { jaxpr: inner });
  const { linearizeJaxpr } = context;
  if (linearizeJaxpr === null) return callRule(call, jaxpr, primals, tangents, context);
  const results = call(jaxpr, primals);
  const split = linearizeJaxpr(jaxpr, maskOf(tangents), []);
  if (!split.outputMask.includes(true)) return [results, results.map(() => null)];
  const outputs = call(recomputation(split), [...split.consts, ...primals, ...present(tangents)]);
  return [results, spread(split.outputMask, outputs)];
};

export const callJvpRules: { readonly [P in CallName]: JvpRule<P> } = {
  jit: jitRule,
  checkpoint: checkpointRule,
  customJvpCall: customJvpRule,
  customVjpCall: customVjpRule,
  customLinear: customLinearRule,
};
