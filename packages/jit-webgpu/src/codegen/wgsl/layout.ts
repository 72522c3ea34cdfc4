import { dtypes } from "@proj/array/core";
import type { DType } from "@proj/array";
import type { BufferId, Program } from "@proj/jit/core";
import { bare } from "./text.ts";

/*
 * Where buffers live, as WGSL sees them.
 *
 *   arena            array<u32>   the working memory of all programs, by bits
 *   bound0, bound1…  array<T>     arguments and results where they lie
 *   own              array<u32>   workgroup memory: the private buffers of one position of tiles
 *
 * A bool is one word, 0 or 1. A half is a number of single precision; but arguments have two in a word.
 */

/** The WGSL type of a value of each dtype; programs with numbers of 64 bits are refused before they get here, complex ones are pairs. */
export const typeOf: { readonly [D in DType]: string } = {
  bool: "bool",
  int8: "i32",
  int16: "i32",
  int32: "i32",
  int64: "i64",
  uint8: "i32",
  uint16: "i32",
  uint32: "u32",
  uint64: "u64",
  bfloat16: "f32",
  float16: "f32",
  float32: "f32",
  float64: "f64",
  complex64: "vec2<f32>",
  complex128: "vec2<f64>",
};

/** Bytes of one element of each dtype on the device. */
export const bytesOf = (dtype: DType): number => (dtypes[dtype].bytes === 8 ? 8 : 4);

/** A value from its bits in a word. */
export function fromWord(dtype: DType, word: string): string {
  if (dtype === "uint32") return word;
  return dtype === "bool" ? `(${word} != 0u)` : `bitcast<${typeOf[dtype]}>(${word})`;
}

/** The bits of a value. */
export function toWord(dtype: DType, value: string): string {
  if (dtype === "uint32") return value;
  return dtype === "bool" ? `u32(${bare(value)})` : `bitcast<u32>(${bare(value)})`;
}

/** A binding that a module declares. */
export interface Binding {
  readonly name: string;
  readonly index: number;
  readonly writable: boolean;
}

/** The places of a program's buffers, and the declarations that its kernels need to reach them. */
export class Layout {
  readonly program: Program;
  /** Words of the arena, those of recorded loops (counters, flags) included. */
  #arenaWords: number;

  constructor(program: Program) {
    this.program = program;
    this.#arenaWords = program.arena.bytes / 4;
  }

  /** A word of the arena beyond what the program itself needs; the result is its position. */
  reserveWord(): number {
    return this.#arenaWords++;
  }

  get arenaBytes(): number {
    return 4 * this.#arenaWords;
  }

  /** The variable that holds a buffer and the buffer's first word in it. */
  place(buffer: BufferId): { readonly variable: Binding | "own"; readonly base: number } {
    const { arena, buffers } = this.program;
    const bound = arena.bound.indexOf(buffer);
    if (bound >= 0) {
      const writable = buffers[buffer]!.role === "output";
      return { variable: { name: `bound${bound}`, index: bound + 1, writable }, base: 0 };
    }
    const base = arena.offsets[buffer]! / 4;
    if (buffers[buffer]!.role === "private") return { variable: "own", base };
    return { variable: arenaBinding, base };
  }

  /** Whether a word of the buffer holds two halves. */
  isPacked(buffer: BufferId): boolean {
    const { role, dtype } = this.program.buffers[buffer]!;
    return role === "input" && dtype === "float16";
  }

  dtype(buffer: BufferId): DType {
    return this.program.buffers[buffer]!.dtype;
  }
}

/** The arena's binding. */
export const arenaBinding: Binding = { name: "arena", index: 0, writable: true };
