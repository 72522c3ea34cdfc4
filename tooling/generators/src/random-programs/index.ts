export type { RandomProgram } from "./program.ts";
export { randomProgram } from "./continuous.ts";
export { randomMixedProgram } from "./mixed.ts";
