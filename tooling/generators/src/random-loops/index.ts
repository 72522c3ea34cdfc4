export * from "./case.ts";
export * from "./folds.ts";
export * from "./loop.ts";
export * from "./meaning.ts";
export * from "./seeds.ts";
