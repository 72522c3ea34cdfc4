export { findCase, input, load, loadGroup, output } from "./table.ts";
export type { Case, Json, Tensor, Topic } from "./table.ts";
export { recordedArguments } from "./replay.ts";
