export { jvp, type AuxOptions, type TangentOf, type Tangents } from "./jvp.ts";
export { linearize } from "./linearize.ts";
export { vjp, type Cotangents, type Pullback } from "./vjp.ts";
export { grad, valueAndGrad, type GradOptions } from "./grad.ts";
export type { Argnums, AtArgnums } from "./argnums.ts";
