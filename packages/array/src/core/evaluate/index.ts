import { complexRule } from "../complex/rules.ts";
import type { AbstractArray } from "../types/abstract-array.ts";
import type { TypedArray } from "../types/dtype.ts";
import { roundToBfloat16 } from "../types/bfloat16.ts";
import { roundToHalf } from "../types/half.ts";
import { lazily } from "../lazily.ts";
import { interpret } from "../jaxpr/interpret.ts";
import type { Atom, Equation, Jaxpr } from "../jaxpr/jaxpr.ts";
import type { Operands, Params, PrimitiveName, Results } from "../primitives.ts";
import { hostScalar, type HostArray } from "./host-array.ts";
import { modes } from "../modes.ts";
import { evaluatePairs, hostReals, isPairwise } from "./pairs.ts";
import { evaluationRule } from "./rules.ts";

/**
 * The meaning of a primitive: results from operands, with the inferred types of the results.
 *
 * These rules are the reference that every target is tested against: clear before fast, double precision inside.
 */
export type EvaluationRule<P extends PrimitiveName> = (
  operands: Operands<P, HostArray>,
  params: Params<P>,
  results: readonly AbstractArray[],
  /** Evaluates a Jaxpr among the parameters. */
  run: (jaxpr: Jaxpr, args: readonly HostArray[]) => readonly HostArray[],
) => Results<P, HostArray>;

/** Assignment to a typed array rounds every dtype but those of two bytes. What is rounded stays what it is. */
function roundAll(data: TypedArray, round: (x: number) => number): void {
  for (let i = 0; i < data.length; i++) data[i] = round(data[i]!);
}

const reals = lazily(() => hostReals(evaluate));

/** Evaluates one primitive on host arrays. */
export function evaluate<P extends PrimitiveName>(
  primitive: P,
  operands: Operands<P, HostArray>,
  params: Params<P>,
  results: readonly AbstractArray[],
  /** The equation that applies it, where there is one. */
  equation: Equation | null = null,
): Results<P, HostArray> {
  const values = evaluated(primitive, operands, params, results);
  modes().numberCheck?.check(primitive, operands, values, equation);
  return values;
}

function evaluated<P extends PrimitiveName>(
  primitive: P,
  operands: Operands<P, HostArray>,
  params: Params<P>,
  results: readonly AbstractArray[],
): Results<P, HostArray> {
  const complex = isPairwise(operands, results) ? complexRule(primitive) : null;
  if (complex !== null) return evaluatePairs(reals(), complex, operands, params, results);
  const values = evaluationRule(primitive)(operands, params, results, evaluateJaxpr);
  for (const { dtype, data } of values as readonly HostArray[]) {
    if (dtype === "float16") roundAll(data, roundToHalf);
    else if (dtype === "bfloat16") roundAll(data, roundToBfloat16);
  }
  return values;
}

function evaluateEquation<P extends PrimitiveName>(
  equation: Equation<P>,
  read: (atom: Atom) => HostArray,
): Results<P, HostArray> {
  const { primitive, inputs, params, outputs } = equation as Equation;
  const operands = inputs.map(read) as unknown as Operands<P, HostArray>;
  return evaluate(
    primitive as P,
    operands,
    params as Params<P>,
    outputs.map((output) => output.aval),
    equation as Equation,
  );
}

/** Evaluates a Jaxpr on host arrays, one equation after the other. */
export function evaluateJaxpr(jaxpr: Jaxpr, args: readonly HostArray[]): HostArray[] {
  return interpret<HostArray>(jaxpr, args, hostScalar, evaluateEquation);
}
