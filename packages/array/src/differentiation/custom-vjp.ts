import type { Params } from "../core/primitives.ts";
import { bind } from "../core/trace.ts";
import { abstractArray } from "../core/types/abstract-array.ts";
import { isInexact } from "../core/types/dtype.ts";
import { linearMapRules } from "./linear-map.ts";
import { zeros } from "./shapes.ts";

/** The rules of a function whose reverse derivative was given, which stand in the equations that call it. */
export const customVjpRules: Params<"customVjpCall">["rules"] = {
  // The user's forward function runs; the tangent is a linear map known by its transpose, the user's backward function.
  jvp: (primals, tangents, { name, rule }) => {
    const [results, residuals] = rule.forward(primals);
    const differentiable = results.filter(({ dtype }) => isInexact(dtype));
    const linear = bind("customLinear", [...residuals, ...primals.map((x, k) => tangents[k] ?? zeros(x))], {
      name: `customVjp of ${name}`,
      numResiduals: residuals.length,
      results: differentiable.map(({ shape, dtype }) => abstractArray(shape, dtype)),
      forward: null,
      // Cotangents of results that have none do not reach the user as absent but as zeros.
      backward: (saved, cotangents) => {
        let next = 0;
        return rule.backward(saved, results.map((result) => (isInexact(result.dtype) ? cotangents[next++]! : zeros(result)))); // prettier-ignore
      },
      rules: linearMapRules,
    });
    let next = 0;
    return [results, results.map(({ dtype }) => (isInexact(dtype) ? linear[next++]! : null))];
  },
};
