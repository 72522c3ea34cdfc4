import { describeArray, type AbstractArray } from "./abstract-array.ts";
import { makeEquation, Variable, type Jaxpr } from "./jaxpr.ts";
import type { Params, PrimitiveName } from "./primitives.ts";

/*
 * Devices run programs, so a single operation on a device is a program of one equation. It is made once for a primitive,
 * the types of its operands and its parameters, and the device compiles it once.
 */

const programs = new Map<string, Jaxpr>();
const identities = new WeakMap<object, number>();
let nextIdentity = 0;

/** Parameters as text; Jaxprs and functions among them stand for themselves. */
function parameterKey(value: unknown): unknown {
  if (typeof value === "function" || (typeof value === "object" && value !== null && "equations" in value)) {
    let identity = identities.get(value);
    if (identity === undefined) identities.set(value, (identity = nextIdentity++));
    return `#${identity}`;
  }
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/** The program that applies one primitive. */
export function singleEquation<P extends PrimitiveName>(
  primitive: P,
  inputs: readonly AbstractArray[],
  params: Params<P>,
  outputs: readonly AbstractArray[],
): Jaxpr {
  const types = inputs.map((aval) => `${describeArray(aval)}${aval.weakType ? "*" : ""}`).join(" ");
  const key = `${primitive} ${types} ${JSON.stringify(params, (_, value: unknown) => parameterKey(value))}`;
  let program = programs.get(key);
  if (program === undefined) {
    const binders = inputs.map((aval) => new Variable(aval));
    const results = outputs.map((aval) => new Variable(aval));
    program = { binders, equations: [makeEquation(primitive, binders, params, results)], outputs: results };
    programs.set(key, program);
  }
  return program;
}
