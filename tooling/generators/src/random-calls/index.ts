export type { Argument, Body, Call, CallProgram, Input } from "./call.ts";
export { callsWithin, isList, readByCall } from "./call.ts";
export { randomCalls } from "./draw-calls.ts";
export { arrayOf, callsMade, play, type CallMade, type Leaf, type Values } from "./play.ts";
export { snakeCase, type Nearness, type Row } from "./row.ts";
export { rowNames, rowOf } from "./table.ts";
