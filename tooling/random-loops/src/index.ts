export * from "./case.ts";
export * from "./loop.ts";
export * from "./meaning.ts";
export * from "./seeds.ts";
