import type { Atom } from "@proj/array/core";
import { sizeOf } from "@proj/array/core";
import type { BufferId } from "../program/program.ts";
import type { Block } from "./block.ts";
import { express, type LoopContext } from "./express.ts";
import { axisIndexOf, scaleIndex, type IndexMap } from "./index-map.ts";
import { denseArray } from "./strided-array.ts";

/** How a result of halves is stored that holds two in a word. */
export interface PackedResult {
  /** Stores an atom's value in a buffer of uint32. */
  store(block: Block, atom: Atom, words: BufferId): void;
}

/** Where a result of halves goes that holds two in a word. */
export interface PackedSink extends PackedResult {
  /** A buffer of uint32. */
  readonly words: BufferId;
}

const pack = ({ builder }: LoopContext, x: number, y: number): number =>
  builder.add({ op: "packHalves", dtype: "uint32", x, y });

/** Stores an atom's value with two halves in a word: each point of the loop computes two neighbours. */
function storePacked(block: Block, atom: Atom, words: BufferId): void {
  const { shape } = atom.aval;
  const last = shape.length - 1;
  if (last < 0 || shape[last]! % 2 === 1) {
    storePackedAcrossRows(block, atom, words);
    return;
  }
  const parallel = shape.with(last, shape[last]! / 2);
  const neighbour = (offset: number): IndexMap =>
    parallel.map((_, axis) =>
      scaleIndex(axisIndexOf(axis, shape.length), axis === last ? 2 : 1, axis === last ? offset : 0),
    );
  block.storeComputed({
    level: block.need(atom, false),
    parallel,
    reduced: [],
    fold: null,
    target: denseArray(words, parallel, "uint32"),
    value: (context) => pack(context, express(context, atom, neighbour(0)), express(context, atom, neighbour(1))),
  });
}

/** The same where neighbours in memory may lie in two rows: from a copy that lies there row by row. */
function storePackedAcrossRows(block: Block, atom: Atom, words: BufferId): void {
  const { shape, dtype } = atom.aval;
  const size = sizeOf(shape);
  const parallel = [Math.ceil(size / 2)];
  const { buffer } = block.allocate(shape, dtype);
  const view = (stride: number) => ({ buffer, offset: 0, strides: [stride], dynamic: [] });
  const level = block.store(atom, denseArray(buffer, shape, dtype)) + 1;
  block.storeComputed({
    level,
    parallel,
    reduced: [],
    fold: null,
    target: denseArray(words, parallel, "uint32"),
    value: (context) => {
      const { builder } = context;
      const even = builder.add({ op: "load", dtype, view: view(2) });
      const position = builder.add({ op: "index", dtype: "int32", axis: 0 });
      const doubled = builder.add({
        op: "binary",
        dtype: "int32",
        name: "mul",
        x: position,
        y: builder.constant(2, "int32"),
      });
      const next = builder.add({
        op: "binary",
        dtype: "int32",
        name: "add",
        x: doubled,
        y: builder.constant(1, "int32"),
      });
      // Nothing follows the last of an odd number.
      const indices = [{ value: next, limit: size - 1, stride: 1 }];
      const odd = builder.add({ op: "gather", dtype, view: view(0), indices, mode: "fill", fill: 0 });
      return pack(context, even, odd);
    },
  });
}

/**
 * Results of halves with two in a word, for `TargetLimits.packedResult`: a target that has them brings along what stores them.
 *
 * @example
 * import { makeJaxpr, ones, type NDArray } from "@proj/array";
 * import { interpreter, lower, packedResult, simplify } from "@proj/jit/core";
 * const { limits } = interpreter({ packedResult });
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.neg())(ones([4], "float16"));
 * const { buffers, outputs } = lower("packed", simplify(jaxpr), limits);
 * buffers[outputs[0]!]; // → { dtype: "uint32", size: 2, role: "output" }
 */
export const packedResult: PackedResult = { store: storePacked };
