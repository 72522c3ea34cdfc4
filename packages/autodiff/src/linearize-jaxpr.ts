import type { NDArray } from "@proj/array";
import {
  applyJaxpr,
  defect,
  dropUnread,
  inputTypes,
  maskKey,
  memoize,
  StagingTrace,
  Variable,
  withTrace,
  zeros,
  type ClosedJaxpr,
  type Jaxpr,
  type Linearization,
  type Residual,
  type Tangent,
} from "@proj/array/core";
import { JVPTrace, type FlatFunction } from "./jvp-trace.ts";

/*
 * Linearisation: forward-mode differentiation whose tangents are not computed but written down. Primals are evaluated at
 * once; every operation on tangents becomes an equation of a linear Jaxpr, whose constants (the residuals) are what the
 * derivative needs to remember of the evaluation.
 */

/** The results of a function at a point, and its derivative there as a linear Jaxpr. */
export interface Linearized {
  readonly results: readonly NDArray[];
  /** From residuals and tangents of the masked inputs to tangents of the masked results. */
  readonly linear: ClosedJaxpr;
  /** Which results have tangents; those of the others are zero. */
  readonly outputMask: readonly boolean[];
}

/**
 * Linearises a function of flat arrays.
 *
 * @param mask - which arguments have tangents.
 * @param instantiate - for which results a zero tangent is wanted as an array.
 */
export function linearizeFlat(
  f: FlatFunction,
  primals: readonly NDArray[],
  mask: readonly boolean[],
  description: string,
  instantiate: readonly boolean[] = [],
): Linearized {
  return withTrace(
    () => new StagingTrace(description, false),
    (linearTrace) =>
      withTrace(
        () => new JVPTrace(description, linearizeJaxpr),
        (trace) => {
          const args = primals.map((x, k) => trace.pair(x, mask[k] === true ? linearTrace.argument(x.aval) : null));
          const pairs = f(args, (array) => trace.unpair(array)[0]).map((result) => trace.unpair(result));
          const results = pairs.map(([result]) => result);
          const tangents = pairs.map(
            ([result, tangent], k): Tangent => tangent ?? (instantiate[k] === true ? zeros(result) : null),
          );
          const linear = pruned(linearTrace.finish(tangents.filter((tangent) => tangent !== null)));
          return { results, linear, outputMask: tangents.map((tangent) => tangent !== null) };
        },
      ),
  );
}

/** Without equations that nobody reads, and without constants that were needed for those only. */
function pruned({ jaxpr, consts }: ClosedJaxpr): ClosedJaxpr {
  const { binders, equations, outputs } = dropUnread(jaxpr);
  const read = new Set<unknown>([...outputs, ...equations.flatMap((equation) => equation.inputs)]);
  const kept = consts.map((_, k) => read.has(binders[k]));
  return {
    jaxpr: { binders: binders.filter((_, k) => kept[k] ?? true), equations, outputs },
    consts: consts.filter((_, k) => kept[k]),
  };
}

/** Linearises a Jaxpr without knowing its inputs. */
export const linearizeJaxpr = memoize(
  (jaxpr: Jaxpr, mask: readonly boolean[], instantiate: readonly boolean[]): Linearization => {
    const { length: numOutputs } = jaxpr.outputs;
    const { primal, linear, outputMask } = withTrace(
      () => new StagingTrace("linearize"),
      (primalTrace) => {
        const args = inputTypes(jaxpr).map((aval) => primalTrace.argument(aval));
        const split = linearizeFlat((inner) => applyJaxpr(jaxpr, inner), args, mask, "linearize", instantiate);
        return { ...split, primal: primalTrace.finish([...split.results, ...split.linear.consts]) };
      },
    );
    const { binders, equations, outputs } = primal.jaxpr;
    const results = outputs.slice(0, numOutputs);
    const extra: Variable[] = [];
    const residuals = outputs.slice(numOutputs).map((atom): Residual => {
      if (!(atom instanceof Variable)) throw defect("a literal among residuals");
      const input = binders.indexOf(atom);
      if (input >= 0) return { from: "input", index: input };
      const output = results.indexOf(atom);
      if (output >= 0) return { from: "output", index: output };
      return { from: "output", index: numOutputs + extra.push(atom) - 1 };
    });
    return {
      primal: dropUnread({ binders, equations, outputs: [...results, ...extra] }),
      consts: primal.consts,
      residuals,
      linear: linear.jaxpr,
      outputMask,
    };
  },
  (_, mask, instantiate) => `${maskKey(mask)};${maskKey(instantiate)}`,
  ({ consts }) => consts.length === 0,
);
