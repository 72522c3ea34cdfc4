import type { FloatName, FormName, LanesMachine, ScalarForm, UnaryName } from "@proj/array/core";
import { f32x4, f64x2, i32x4, v128 } from "../assembler/instructions.ts";
import { exp, exp2, expm1, logistic } from "./exponential.ts";
import { cosh, sinh } from "./hyperbolic.ts";
import { atan } from "./inverse-trigonometric.ts";
import type { Lanes, Vector } from "./lanes.ts";
import { log, log1p } from "./logarithm.ts";
import { rsqrt } from "./power.ts";
import { cos, sin, tan } from "./trigonometric.ts";

/** A function of one vector. */
type VectorUnary = (m: Lanes, x: Vector) => Vector;

/** The functions of one number that no instruction computes, for vectors of single precision. */
export const vectorUnary = {
  exp,
  exp2,
  expm1,
  log,
  log1p,
  rsqrt,
  logistic,
  sin,
  cos,
  tan,
  atan,
  sinh,
  cosh,
} as const satisfies { readonly [P in UnaryName & FloatName]?: VectorUnary };

/** What functions write themselves in that come along with the equations that apply them. */
const machine: LanesMachine<Vector> = {
  f32x4,
  f64x2,
  i32x4,
  v128,
  exp,
  log,
  log1p,
};

/** The functions of one number that no instruction computes. */
export type LibraryUnary = keyof typeof vectorUnary | FormName;

/** True for functions of one number that no instruction computes: the others are those that have no form, and are not in the table. */
export function isLibraryUnary(name: UnaryName, form: ScalarForm | undefined): name is LibraryUnary {
  return form !== undefined || Object.hasOwn(vectorUnary, name);
}

/** The function of this name, which its form writes if it has one. */
export function vectorFunction(name: LibraryUnary, form: ScalarForm | undefined): VectorUnary {
  if (form !== undefined) return (m, x) => form.lanes(m, x, machine);
  return vectorUnary[name as keyof typeof vectorUnary];
}
