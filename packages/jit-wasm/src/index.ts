export { float64InPairs, type Float64InPairs } from "./codegen/float64-in-pairs.ts";
export { moduleText } from "./module-text.ts";
export { rolledLoops, type RolledLoops } from "./rolled-loops.ts";
export { wasm } from "./target.ts";
export type { WasmOptions } from "./target.ts";
