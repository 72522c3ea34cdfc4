export * from "./loop.ts";
export * from "./meaning.ts";
