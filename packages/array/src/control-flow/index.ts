export { associativeScan, type AssociativeScanOptions } from "./associative-scan.ts";
export { cond, switchCase } from "./cond.ts";
export { foriLoop, type ForiLoopOptions } from "./fori-loop.ts";
export { map, type MapOptions } from "./map.ts";
export { scan, type ScanOptions } from "./scan.ts";
export { whileLoop } from "./while-loop.ts";
