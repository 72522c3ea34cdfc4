export { findCase, input, load, loadGroup, output } from "./table.ts";
export type { Case, Json, OptionFamily, Tensor, Topic } from "./table.ts";
export { recordedArguments } from "./replay.ts";
export { descendingRows, madeBy, optimiserRows } from "./optimisers.ts";
export type { OptimiserRow, RecordedCall } from "./optimisers.ts";
