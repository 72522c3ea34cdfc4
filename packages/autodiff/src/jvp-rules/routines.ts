import { applyRoutine, type JvpRule, type RoutineName } from "@proj/array/core";

/** A routine brings its own rule. */
export const routineJvpRules: { readonly [P in RoutineName]: JvpRule<P> } = {
  routine: (primals, tangents, { routine, options }) => {
    if (tangents.some((t) => t !== null)) return routine.rules.jvp(primals, tangents, options);
    const results = applyRoutine(routine, primals, options);
    return [results, results.map(() => null)];
  },
};
