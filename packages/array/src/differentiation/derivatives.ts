import { condRule } from "./cond-jvp.ts";
import { condTranspose } from "./cond-transpose.ts";
import type { Derivative } from "./rules.ts";
import { scanRule } from "./scan-jvp.ts";
import { scanTranspose } from "./scan-transpose.ts";
import { whileRule } from "./while-jvp.ts";

/*
 * The derivatives of control flow. Each stands in the equations of its primitive, where the function puts it that makes them:
 * programs without loops and branches are loaded without their rules, which are longer than all others together.
 */

/** The derivative of a scan. */
export const scanDerivative: Derivative<"scan"> = { jvp: scanRule, transpose: scanTranspose };

/** The derivative of a loop whose end is not known before it runs; it has no transpose. */
export const whileDerivative: Pick<Derivative<"while">, "jvp"> = { jvp: whileRule };

/** The derivative of a conditional. */
export const condDerivative: Derivative<"cond"> = { jvp: condRule, transpose: condTranspose };
