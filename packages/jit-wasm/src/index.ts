export { float64Functions, type Float64Functions } from "./math/float64.ts";
export { moduleText } from "./module-text.ts";
export { wasm } from "./target.ts";
export type { WasmOptions } from "./target.ts";
