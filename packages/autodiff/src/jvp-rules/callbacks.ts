import { UsageError } from "@proj/array";
import { bind, type CallbackName, type JvpRule } from "@proj/array/core";

/** What only shows values has no results, and so no tangents; of the results of others nobody knows the derivative. */
const callbackRule: JvpRule<"callback"> = (primals, tangents, params) => {
  if (params.effect === "debug" || tangents.every((t) => t === null)) {
    return [bind("callback", primals, params), params.results.map(() => null)];
  }
  throw new UsageError({
    operation: params.function.name,
    received: "a tangent: the callback is being differentiated",
    expected: "operands that do not depend on what is differentiated by",
    remedy: "give it a derivative with customJvp or customVjp, or wrap its operands in stopGradient",
  });
};

export const callbackJvpRules: { readonly [P in CallbackName]: JvpRule<P> } = {
  callback: callbackRule,
};
