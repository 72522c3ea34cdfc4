import { sizeOf, type AbstractArray } from "@proj/array";
import type { BufferId, Loop, View } from "../program.ts";
import type { ProgramBuilder } from "./program-builder.ts";
import { denseArray, type StridedArray } from "./strided-array.ts";

/** A result of halves: computed element by element, then packed. */
export interface PackedResult {
  readonly elements: StridedArray;
  /** The words that are the result. */
  readonly words: BufferId;
  /** Fills the words from the elements. */
  readonly pack: Loop;
}

/** The buffers of a result whose words hold two halves each, and the loop that packs it. */
export function packedResult(builder: ProgramBuilder, { shape }: AbstractArray): PackedResult {
  const length = Math.ceil(sizeOf(shape) / 2);
  // The last word of an odd number of halves has one that nobody reads.
  const elements = denseArray(builder.buffer("float16", 2 * length, "scratch", 0), shape, "float16");
  const words = builder.buffer("uint32", length, "output", 0);
  const every = (stride: number, buffer: BufferId, offset: number): View => ({
    buffer,
    offset,
    strides: [stride],
    dynamic: [],
  });
  const pack: Loop = {
    kind: "loop",
    parallel: [length],
    reduced: [],
    expressions: [
      { op: "load", dtype: "float16", view: every(2, elements.buffer, 0) },
      { op: "load", dtype: "float16", view: every(2, elements.buffer, 1) },
      { op: "packHalves", dtype: "uint32", x: 0, y: 1 },
    ],
    reductions: [],
    stores: [{ view: every(1, words, 0), value: 2 }],
  };
  return { elements, words, pack };
}
