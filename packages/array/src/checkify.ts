/*
 * Errors as values: what goes wrong in a program is returned beside its result.
 */
import "./ndarray/concrete-array.ts";

export { check, debugCheck } from "./checking/check.ts";
export {
  allChecks,
  automaticChecks,
  checkify,
  divChecks,
  floatChecks,
  indexChecks,
  nanChecks,
  userChecks,
} from "./checking/checkify.ts";
export { checkError, CheckifyError } from "./checking/error.ts";
export type { ErrorCategory } from "./checking/plan.ts";
