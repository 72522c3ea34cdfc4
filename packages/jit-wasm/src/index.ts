export { float64Functions, type Float64Functions } from "./math/float64.ts";
export { wasm } from "./target.ts";
export type { WasmOptions } from "./target.ts";
