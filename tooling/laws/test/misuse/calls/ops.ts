import { array } from "@proj/array";
import { argument, options, x, type Argument } from "../arguments.ts";

const ids = argument(array([0, 1], "int32"), "text", null, undefined, 1n, () => 1, { a: 1 }, array([0, 1]));

/** Segments: their rows, their numbers, options. */
export const segments: Readonly<Record<string, readonly Argument[]>> = Object.fromEntries(
  ["segmentMax", "segmentMin", "segmentProd", "segmentSum"].map((name) => [
    name,
    [x(), ids, options({ numSegments: 3, indicesAreSorted: true, mode: "clip" })],
  ]),
);
