import { UsageError } from "@proj/tree/core";
import type { CollectiveRules, LinearCollectiveRules } from "../core/brought-rules.ts";
import type { EvaluationRule } from "../core/evaluate/index.ts";
import type { CollectiveName } from "../core/families.ts";
import { bind, namedAxis } from "../core/trace.ts";
import { abstractArray } from "../core/types/abstract-array.ts";
import { range } from "../differentiation/shapes.ts";
import { constantLike } from "../lax/apply.ts";
import { div, eq, mul } from "../lax/binary.ts";
import { convertElementType } from "../lax/elementwise.ts";
import { reshape } from "../lax/movement.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/*
 * The rules of collectives. They stand in the equations, where the functions of this folder put them: programs without named axes
 * are loaded without them. How a `vmap` replaces a collective over its axis is told by `autodiff`.
 */

/**
 * The error of a collective whose axis is not one of a `vmap` around it. It belongs to the vmap that named its axis, and never
 * reaches single values.
 */
export function unboundAxis(name: CollectiveName, axisName: string): UsageError {
  return new UsageError({
    operation: name,
    received: `the axis name "${axisName}", outside of the vmap that has it`,
    expected: "the axisName of a vmap around this call",
    remedy: `wrap the function: vmap(f, { axisName: "${axisName}" })`,
  });
}

function checkAxis(operation: string, name: string): void {
  if (namedAxis(name) !== null) return;
  throw new UsageError({
    operation,
    received: `the axis name "${name}", which no enclosing vmap has`,
    expected: "the axisName of a vmap around this call",
    remedy: `wrap the function: vmap(f, { axisName: "${name}" })`,
  });
}

const outside =
  (name: CollectiveName): EvaluationRule<CollectiveName> =>
  (_, { axisName }) => {
    throw unboundAxis(name, axisName);
  };

/** The rules of the sum over a named axis. */
export const psumRules: LinearCollectiveRules<"psum"> = {
  types: ([x], { axisName }) => {
    checkAxis("psum", axisName);
    return [x];
  },
  evaluate: outside("psum"),
  jvp: ([x], [t], params) => [bind("psum", [x], params), [t === null ? null : bind("psum", [t], params)[0]]],
  // Each member's value is in every member's sum, so each gets the sum of all cotangents.
  transpose: ([ct], _, params) => bind("psum", [ct!], params),
};

type ExtremumName = "pmax" | "pmin";

/** The rules of an extremum over a named axis: members that attain it share the tangent equally. */
const extremumRules = (name: ExtremumName): CollectiveRules<ExtremumName> => ({
  types: ([x], { axisName }) => {
    checkAxis(name, axisName);
    return [x];
  },
  evaluate: outside(name),
  jvp: ([x], [t], params) => {
    const result = bind(name, [x], params)[0];
    if (t === null) return [[result], [null]];
    const attained = convertElementType(eq(x, result), x.dtype);
    const total = (y: NDArray): NDArray => bind("psum", [y], { axisName: params.axisName, rules: psumRules })[0];
    return [[result], [div(total(mul(t, attained)), total(attained))]];
  },
});

/** The rules of extrema over a named axis. */
export const extrema: { readonly [P in ExtremumName]: CollectiveRules<ExtremumName> } = {
  pmax: extremumRules("pmax"),
  pmin: extremumRules("pmin"),
};

/** The rules of the position along a named axis. */
export const axisIndexRules: CollectiveRules<"axisIndex"> = {
  types: (_, { axisName }) => {
    checkAxis("axisIndex", axisName);
    return [abstractArray([], "int32")];
  },
  evaluate: outside("axisIndex"),
  jvp: (_, __, params) => [bind("axisIndex", [], params), [null]],
};

/** The rules of what stacks the values along a named axis. */
export const allGatherRules: LinearCollectiveRules<"allGather"> = {
  types: ([x], { axisName, axisSize }) => {
    checkAxis("allGather", axisName);
    return [abstractArray([axisSize, ...x.shape], x.dtype, x.weakType)];
  },
  evaluate: outside("allGather"),
  jvp: ([x], [t], params) => [bind("allGather", [x], params), [t === null ? null : bind("allGather", [t], params)[0]]],
  // Each member takes the sum of what all say about its own place.
  transpose: ([ct], _, { axisName }) => {
    const [total] = bind("psum", [ct!], { axisName, rules: psumRules });
    const [index] = bind("axisIndex", [], { axisName, rules: axisIndexRules });
    const rest = total.shape.slice(1);
    const starts = [index, ...range(rest.length).map(() => constantLike(index, 0))];
    return [reshape(bind("dynamicSlice", [total, ...starts], { sizes: [1, ...rest] })[0], rest)];
  },
};
