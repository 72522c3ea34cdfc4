import { abstractArray } from "../types/abstract-array.ts";
import { UsageError } from "@proj/tree/core";
import type { CollectiveName } from "../families.ts";
import { namedAxis } from "../trace.ts";
import type { ShapeRule } from "./index.ts";

function checkAxis(operation: string, name: string): void {
  if (namedAxis(name) !== null) return;
  throw new UsageError({
    operation,
    received: `the axis name "${name}", which no enclosing vmap has`,
    expected: "the axisName of a vmap around this call",
    remedy: `wrap the function: vmap(f, { axisName: "${name}" })`,
  });
}

type CollectiveSame = "psum" | "pmax" | "pmin";
const collective =
  (name: CollectiveSame): ShapeRule<CollectiveSame> =>
  ([x], { axisName }) => {
    checkAxis(name, axisName);
    return [x];
  };

/** Shape rules of collectives. */
export const collectiveShapeRules: { readonly [P in CollectiveName]: ShapeRule<P> } = {
  psum: collective("psum"),
  pmax: collective("pmax"),
  pmin: collective("pmin"),
  allGather: ([x], { axisName, axisSize }) => {
    checkAxis("allGather", axisName);
    return [abstractArray([axisSize, ...x.shape], x.dtype, x.weakType)];
  },
  axisIndex: (_, { axisName }) => {
    checkAxis("axisIndex", axisName);
    return [abstractArray([], "int32")];
  },
};
