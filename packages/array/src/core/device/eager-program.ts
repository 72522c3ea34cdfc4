import { abstractArray, describeArray, type AbstractArray } from "../types/abstract-array.ts";
import { jaxprKey, parameterKey } from "../jaxpr/key.ts";
import { makeEquation, Variable, type Jaxpr } from "../jaxpr/jaxpr.ts";
import type { Params, PrimitiveName } from "../primitives.ts";
import { RecentMap } from "../least-recently-used.ts";

/*
 * Devices run programs, and compile each Jaxpr once. So what is computed eagerly on a device, one operation or a few, is
 * looked up among the programs of before: equal ones are one and the same Jaxpr. A Jaxpr that has not been used for long is
 * forgotten here, and its compilation goes with it, since devices hold compilations by their Jaxprs, weakly.
 */

const programs = new RecentMap<string, Jaxpr>(2048);

/** The Jaxpr that stands for all that are the same program, rules of differentiation included. */
export function sharedJaxpr(jaxpr: Jaxpr): Jaxpr {
  return programs.getOrMake(jaxprKey(jaxpr, "with rules"), () => jaxpr);
}

/** A program for one operation, and the numbers among its parameters that are further operands of the program. */
export interface EagerProgram {
  readonly jaxpr: Jaxpr;
  /** Values of the last binders, int32 scalars. */
  readonly numbers: readonly number[];
}

/** The program that applies one primitive. */
export function eagerProgram<P extends PrimitiveName>(
  primitive: P,
  inputs: readonly AbstractArray[],
  params: Params<P>,
  outputs: readonly AbstractArray[],
): EagerProgram {
  if (primitive === "slice" && (params as Params<"slice">).strides.every((stride) => stride === 1)) {
    // One program for the slices of one size, wherever they start: rows are taken one after the other.
    const { start } = params as Params<"slice">;
    const starts = start.map(() => abstractArray([], "int32"));
    const jaxpr = singleEquation("dynamicSlice", [...inputs, ...starts], { sizes: outputs[0]!.shape }, outputs);
    return { jaxpr, numbers: start };
  }
  return { jaxpr: singleEquation(primitive, inputs, params, outputs), numbers: [] };
}

/** The program that gives back what it is given, in new memory. */
export function identityProgram(aval: AbstractArray): Jaxpr {
  return programs.getOrMake(`copy(${describeArray(aval)})`, () => {
    const binder = new Variable(aval);
    return { binders: [binder], equations: [], outputs: [binder] };
  });
}

function singleEquation<P extends PrimitiveName>(
  primitive: P,
  inputs: readonly AbstractArray[],
  params: Params<P>,
  outputs: readonly AbstractArray[],
): Jaxpr {
  const key = `${primitive}${parameterKey(params, "without rules")}(${inputs.map(describeArray).join()})`;
  return programs.getOrMake(key, () => {
    const binders = inputs.map((aval) => new Variable(aval));
    const results = outputs.map((aval) => new Variable(aval));
    return { binders, equations: [makeEquation(primitive, binders, params, results)], outputs: results };
  });
}
