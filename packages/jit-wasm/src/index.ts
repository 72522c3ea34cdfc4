export { moduleText } from "./module-text.ts";
export { wasm } from "./target.ts";
export type { WasmOptions } from "./target.ts";
