import { UsageError, type NDArray } from "@proj/array";
import {
  applyJaxpr,
  inputTypes,
  maskKey,
  memoize,
  stage,
  Trace,
  Tracer,
  withTrace,
  zeros,
  type AbstractArray,
  type Jaxpr,
  type JointJaxpr,
  type JvpContext,
  type LinearizeJaxpr,
  type Operands,
  type Params,
  type PrimitiveName,
  type Results,
  type Tangent,
} from "@proj/array/core";
import { differentiationRule } from "./jvp-rules/index.ts";

/*
 * Forward-mode differentiation: every array carries its directional derivative (its tangent) along, and every primitive
 * says by its rule how the tangents of its results follow from those of its operands. A tangent that is zero because
 * nothing depends on the input is `null` and costs nothing.
 */

/** An array with its tangent. */
export class JVPTracer extends Tracer {
  readonly primal: NDArray;
  readonly tangent: NDArray;

  constructor(trace: JVPTrace, primal: NDArray, tangent: NDArray) {
    super(trace);
    this.primal = primal;
    this.tangent = tangent;
  }

  override get aval(): AbstractArray {
    return this.primal.aval;
  }
}

/** The interpretation of primitives that propagates tangents. */
export class JVPTrace extends Trace implements JvpContext {
  readonly linearizeJaxpr: LinearizeJaxpr | null;
  readonly jvpJaxpr = jvpJaxpr;

  /**
   * @param linearizeJaxpr - given where tangents are being staged apart from the primals: primitives with Jaxprs then
   *   split them instead of computing both together.
   */
  constructor(description: string, linearizeJaxpr: LinearizeJaxpr | null = null) {
    super(description);
    this.linearizeJaxpr = linearizeJaxpr;
  }

  /** Pairs an array with its tangent; without one it stays as it is. */
  pair(primal: NDArray, tangent: Tangent): NDArray {
    return tangent === null ? primal : new JVPTracer(this, primal, tangent);
  }

  /** Takes an array of this trace, or of any below, apart. */
  unpair(array: NDArray): readonly [primal: NDArray, tangent: Tangent] {
    return array instanceof JVPTracer && array.tracing === this ? [array.primal, array.tangent] : [array, null];
  }

  override process<P extends PrimitiveName>(
    primitive: P,
    operands: Operands<P, NDArray>,
    params: Params<P>,
  ): Results<P, NDArray> {
    const pairs = operands.map((operand) => this.unpair(operand));
    const primals = pairs.map(([primal]) => primal) as unknown as Operands<P, NDArray>;
    const tangents = pairs.map(([, tangent]) => tangent) as unknown as Operands<P, Tangent>;
    const rule = differentiationRule(primitive);
    if ("noDerivative" in rule) {
      throw new UsageError({
        operation: this.description,
        received: `the derivative of ${primitive}`,
        expected: `functions that have one: ${rule.noDerivative}`,
        remedy: "wrap the operand in stopGradient, or give a rule with customJvp",
      });
    }
    const [results, resultTangents] = rule(primals, tangents, params, this);
    return results.map((result, index) => this.pair(result, resultTangents[index]!)) as unknown as Results<P, NDArray>;
  }
}

/**
 * A function of flat arrays, seen by a differentiating trace.
 *
 * `primalOf` gives an array without its tangent, for values that leave the function beside its results.
 */
export type FlatFunction = (args: readonly NDArray[], primalOf: (array: NDArray) => NDArray) => readonly NDArray[];

/** Results and tangents of a function of flat arrays. */
export function jvpFlat(
  f: FlatFunction,
  primals: readonly NDArray[],
  tangents: readonly Tangent[],
  description: string,
): [results: NDArray[], tangents: Tangent[]] {
  return withTrace(
    () => new JVPTrace(description),
    (trace) => {
      const results = f(
        primals.map((primal, index) => trace.pair(primal, tangents[index]!)),
        (array) => trace.unpair(array)[0],
      );
      const pairs = results.map((result) => trace.unpair(result));
      return [pairs.map(([primal]) => primal), pairs.map(([, tangent]) => tangent)];
    },
  );
}

/**
 * Forward-mode derivative of a Jaxpr.
 *
 * @param mask - which inputs have tangents.
 * @param instantiate - for which outputs a zero tangent is wanted as an array.
 */
export const jvpJaxpr = memoize(
  (jaxpr: Jaxpr, mask: readonly boolean[], instantiate: readonly boolean[]): JointJaxpr => {
    let outputMask: boolean[] = [];
    const types = inputTypes(jaxpr);
    const { length } = types;
    const closed = stage(
      (args) => {
        const rest = args.slice(length);
        const tangents = mask.map((has) => (has ? rest.shift()! : null));
        const [results, computed] = jvpFlat(
          (inner) => applyJaxpr(jaxpr, inner),
          args.slice(0, length),
          tangents,
          "jvp",
        );
        const full = computed.map((tangent, k) => tangent ?? (instantiate[k] === true ? zeros(results[k]!) : null));
        outputMask = full.map((tangent) => tangent !== null);
        return [...results, ...full.filter((tangent) => tangent !== null)];
      },
      [...types, ...types.filter((_, index) => mask[index])],
      "jvp",
    );
    return { ...closed, outputMask };
  },
  (_, mask, instantiate) => `${maskKey(mask)};${maskKey(instantiate)}`,
  ({ consts }) => consts.length === 0,
);
