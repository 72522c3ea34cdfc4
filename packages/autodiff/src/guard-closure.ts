import { UsageError, type NDArray } from "@proj/array";
import { bind, Variable } from "@proj/array/core";

/**
 * The values that a function with a rule of its own closes over. Its rule says nothing about them, so differentiating with
 * respect to one must not pass in silence: it is an error as soon as one has a tangent.
 *
 * @param operation - what the user called.
 */
export function guardClosure(operation: string, name: string, consts: readonly NDArray[]): NDArray[] {
  return consts.map((x) => {
    if (x.tracing === null) return x;
    const binder = new Variable(x.aval);
    return bind("customJvpCall", [x], {
      name: `closed_over_by_${name}`,
      jaxpr: { binders: [binder], equations: [], outputs: [binder] },
      rule: () => {
        throw new UsageError({
          operation,
          received: `the derivative with respect to a value ${x.describe()} that the function closes over`,
          expected: "derivatives with respect to the arguments alone: the rule says nothing about other values",
          remedy: "pass the value as an argument, or close over stopGradient(value) if it is a constant",
        });
      },
    })[0]!;
  });
}
