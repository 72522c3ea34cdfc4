import type { UnaryName } from "@proj/array/core";
import type { Helper } from "../codegen/wgsl/kernel-builder.ts";
import { isFinite, negative } from "./bits.ts";
import { erf, erfc } from "./error-function.ts";
import { exp, exp2, expm1, logistic } from "./exponential.ts";
import { acosh, asinh, atanh, cosh, sinh, tanh } from "./hyperbolic.ts";
import { erfInv } from "./inverse-error-function.ts";
import { acos, asin, atan } from "./inverse-trigonometric.ts";
import { log, log1p } from "./logarithm.ts";
import { cbrt, rsqrt } from "./power.ts";
import { signOf } from "./sign.ts";
import { spellings, type Spellings, type UnarySpelling } from "./spellings.ts";
import { cos, sin, tan } from "./trigonometric.ts";

const call =
  (helper: Helper): UnarySpelling =>
  (x, kernel) =>
    `${kernel.helper(helper)}(${x})`;
const builtIn =
  (name: string): UnarySpelling =>
  (x) =>
    `${name}(${x})`;
const prefix =
  (operator: string): UnarySpelling =>
  (x) =>
    `(${operator}${x})`;
const identity: UnarySpelling = (x) => x;

const float = (spelling: UnarySpelling): Spellings<UnarySpelling> => spellings({ float32: spelling });
const any = spellings({ bool: identity, int32: identity, uint32: identity, float32: identity });

/** Every function of one scalar in WGSL. */
export const unarySpellings: { readonly [N in UnaryName]: Spellings<UnarySpelling> } = {
  neg: spellings({ int32: prefix("-"), uint32: (x) => `(0u - ${x})`, float32: call(negative) }),
  sign: spellings({ int32: builtIn("sign"), uint32: (x) => `min(${x}, 1u)`, float32: call(signOf) }),
  abs: spellings({ int32: builtIn("abs"), uint32: identity, float32: builtIn("abs") }),
  floor: float(builtIn("floor")),
  ceil: float(builtIn("ceil")),
  round: float(builtIn("round")),
  exp: float(call(exp)),
  exp2: float(call(exp2)),
  expm1: float(call(expm1)),
  log: float(call(log)),
  log1p: float(call(log1p)),
  sqrt: float(builtIn("sqrt")),
  rsqrt: float(call(rsqrt)),
  cbrt: float(call(cbrt)),
  logistic: float(call(logistic)),
  sin: float(call(sin)),
  cos: float(call(cos)),
  tan: float(call(tan)),
  asin: float(call(asin)),
  acos: float(call(acos)),
  atan: float(call(atan)),
  sinh: float(call(sinh)),
  cosh: float(call(cosh)),
  tanh: float(call(tanh)),
  asinh: float(call(asinh)),
  acosh: float(call(acosh)),
  atanh: float(call(atanh)),
  erf: float(call(erf)),
  erfc: float(call(erfc)),
  erfInv: float((x, kernel) => call(erfInv(kernel.capabilities.fusedMultiplyAdd))(x, kernel)),
  isFinite: float(call(isFinite)),
  not: spellings({ bool: prefix("!"), int32: prefix("~"), uint32: prefix("~") }),
  stopGradient: any,
  optimizationBarrier: any,
};
