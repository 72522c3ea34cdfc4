export { jit } from "./jit.ts";
export type { JitFunction, JitOptions, Lowered, TraceRecord } from "./jit.ts";
export { clearCaches } from "./clear-caches.ts";
export { getDefaultTarget, setDefaultTarget } from "./compile.ts";
export type { Target } from "./target.ts";
