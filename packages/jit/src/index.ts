export type * from "./program.ts";
export type * from "./target.ts";
