import type { ScalarParams } from "../../primitives.ts";
import type { UnaryName } from "../unary.ts";
import type { ScalarForm } from "./form.ts";
import { cbrt } from "./cube-root.ts";
import { erf, erfc } from "./error-function.ts";
import { tanh } from "./hyperbolic.ts";
import { acos, asin } from "./inverse-circular.ts";
import { erfInv } from "./inverse-error-function.ts";
import { acosh, asinh, atanh } from "./inverse-hyperbolic.ts";

/**
 * How the functions are computed that few programs apply, for who applies primitives by name. Functions of `lax` bring their own.
 *
 * @example
 * import { array } from "@proj/array";
 * import { bind, scalarForms } from "@proj/array/core";
 * bind("erf", [array(0)], { form: scalarForms.erf })[0].item(); // → 0
 */
export const scalarForms = { cbrt, asin, acos, tanh, asinh, acosh, atanh, erf, erfc, erfInv };

/** The names of the functions whose equations bring along how they are computed. */
export type FormName = keyof typeof scalarForms;

/**
 * The parameters of a function of one real number.
 *
 * @example
 * import { unaryParams } from "@proj/array/core";
 * unaryParams("exp"); // → {}
 */
export function unaryParams(name: UnaryName): ScalarParams {
  const form: ScalarForm | undefined = (scalarForms as { readonly [P in UnaryName]?: ScalarForm })[name];
  return form === undefined ? {} : { form };
}
