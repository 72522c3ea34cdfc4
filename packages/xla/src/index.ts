export type { XlaDevice, XlaInfo } from "./device.ts";
export { exportStablehlo, ExportedStablehlo, type ExportedJson } from "./export.ts";
export { deserializeExported, Exported } from "./exported.ts";
export type { JsonTree } from "./export-tree.ts";
export { init, type InitOptions } from "./init.ts";
