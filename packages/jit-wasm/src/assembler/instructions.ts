/**
 * The instructions of WebAssembly that this package emits, one object per prefix, as functions from operands to expressions:
 * `f32x4.add(x, y)`, `v128.load(address, offset)`. The tables are data; spelling, types and bytes follow from a row.
 */
import { Expression, constant, constant64, constantBytes, toExpression } from "./expression.ts";
import type { Opcode, Operand } from "./expression.ts";
import { family } from "./instruction-family.ts";

// A number is written into the one and its bits are read from the other.
const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The vector constant of four equal words. */
const equalWords = (word: number): Expression<"v128"> =>
  constantBytes(new Uint8Array(Int32Array.of(word, word, word, word).buffer), word);

/** Instructions on 32-bit integers. Loads and stores of narrower integers carry their width: `load8U`, `store8`. */
export const i32 = family(
  "i32",
  {
    "memory 2: i32 > i32": { 0x28: "load" },
    "memory 0: i32 > i32": { 0x2d: "load8U" },
    "memory 2: i32 i32 > void": { 0x36: "store" },
    "memory 0: i32 i32 > void": { 0x3a: "store8" },
    "i32 > i32": { 0x45: "eqz" },
    "i32 i32 > i32": {
      0x46: "eq ne ltS ltU gtS gtU leS leU geS geU",
      0x6a: "add sub mul divS divU remS remU and or xor shl shrS shrU",
    },
    "i64 > i32": { 0xa7: "wrapI64" },
    "f32 > i32": { 0xbc: "reinterpretF32", 0xfc0000: "truncSatF32S truncSatF32U" },
    "f64 > i32": { 0xfc0002: "truncSatF64S truncSatF64U" },
  },
  {
    const: (value: number): Expression<"i32"> => constant("i32", value),
  },
);

/** Instructions on 64-bit integers. */
export const i64 = family(
  "i64",
  {
    "memory 3: i32 > i64": { 0x29: "load" },
    "memory 3: i32 i64 > void": { 0x37: "store" },
    "i64 > i32": { 0x50: "eqz" },
    "i64 i64 > i32": { 0x51: "eq ne ltS ltU gtS gtU leS leU geS geU" },
    "i64 i64 > i64": { 0x7c: "add sub mul divS divU remS remU and or xor shl shrS shrU" },
    "i32 > i64": { 0xac: "extendI32S extendI32U" },
    "f64 > i64": { 0xbd: "reinterpretF64", 0xfc0006: "truncSatF64S truncSatF64U" },
    "f32 > i64": { 0xfc0004: "truncSatF32S truncSatF32U" },
  },
  {
    const: constant64,
  },
);

/** Instructions on single-precision numbers. */
export const f32 = family(
  "f32",
  {
    "memory 2: i32 > f32": { 0x2a: "load" },
    "memory 2: i32 f32 > void": { 0x38: "store" },
    "f32 f32 > i32": { 0x5b: "eq ne lt gt le ge" },
    "f32 > f32": { 0x8b: "abs neg ceil floor trunc nearest sqrt" },
    "f32 f32 > f32": { 0x92: "add sub mul div min max copysign" },
    "i32 > f32": { 0xb2: "convertI32S convertI32U", 0xbe: "reinterpretI32" },
    "i64 > f32": { 0xb4: "convertI64S convertI64U" },
    "f64 > f32": { 0xb6: "demoteF64" },
  },
  {
    const: (value: number): Expression<"f32"> => constant("f32", value),
  },
);

/** Instructions on double-precision numbers. */
export const f64 = family(
  "f64",
  {
    "memory 3: i32 > f64": { 0x2b: "load" },
    "memory 3: i32 f64 > void": { 0x39: "store" },
    "f64 f64 > i32": { 0x61: "eq ne lt gt le ge" },
    "f64 > f64": { 0x99: "abs neg ceil floor trunc nearest sqrt" },
    "f64 f64 > f64": { 0xa0: "add sub mul div min max copysign" },
    "i32 > f64": { 0xb7: "convertI32S convertI32U" },
    "i64 > f64": { 0xb9: "convertI64S convertI64U", 0xbf: "reinterpretI64" },
    "f32 > f64": { 0xbb: "promoteF32" },
  },
  {
    const: (value: number): Expression<"f64"> => constant("f64", value),
  },
);

/** Instructions on vectors as 128 bits. */
export const v128 = family(
  "v128",
  {
    "memory 2: i32 > v128": { 0xfd0000: "load", 0xfd0009: "load32Splat", 0xfd005c: "load32Zero" },
    "memory 3: i32 > v128": { 0xfd000a: "load64Splat", 0xfd005d: "load64Zero" },
    "memory 2: i32 v128 > void": { 0xfd000b: "store" },
    "memoryLane 2: i32 v128 > v128": { 0xfd0056: "load32Lane" },
    "memoryLane 3: i32 v128 > v128": { 0xfd0057: "load64Lane" },
    "memoryLane 2: i32 v128 > void": { 0xfd005a: "store32Lane" },
    "memoryLane 3: i32 v128 > void": { 0xfd005b: "store64Lane" },
    "v128 > v128": { 0xfd004d: "not" },
    "v128 v128 > v128": { 0xfd004e: "and andnot or xor" },
    // Bits of the first operand where the third has ones, of the second elsewhere.
    "v128 v128 v128 > v128": { 0xfd0052: "bitselect" },
  },
  {
    const: constantBytes,
  },
);

/** Instructions on vectors of sixteen 8-bit integers. */
export const i8x16 = family(
  "i8x16",
  {
    "v128 v128 > v128": { 0xfd0023: "eq ne", 0xfd0065: "narrowI16x8S" },
    "i32 > v128": { 0xfd000f: "splat" },
    "v128 > v128": { 0xfd0061: "neg" },
  },
  {
    /** Sixteen bytes picked from the 32 of both operands by index. */
    shuffle: (x: Expression<"v128">, y: Expression<"v128">, bytes: readonly number[]): Expression<"v128"> =>
      new Expression("v128", shuffleOpcode, [x, y], 0, 0, Uint8Array.from(bytes)),
  },
);

const shuffleOpcode: Opcode = { name: "i8x16.shuffle", code: 0xfd000d, immediate: "bytes", alignment: 0 };

/** Instructions on vectors of eight 16-bit integers: only what widening and narrowing of bytes needs. */
export const i16x8 = family("i16x8", {
  "v128 v128 > v128": { 0xfd0085: "narrowI32x4S" },
  "v128 > v128": { 0xfd0089: "extendLowI8x16U" },
});

/** Instructions on vectors of four 32-bit integers; masks are such vectors of 0 and −1. */
export const i32x4 = family(
  "i32x4",
  {
    "lane: v128 > i32": { 0xfd001b: "extractLane" },
    "lane: v128 i32 > v128": { 0xfd001c: "replaceLane" },
    "i32 > v128": { 0xfd0011: "splat" },
    "v128 v128 > v128": {
      0xfd0037: "eq ne ltS ltU gtS gtU leS leU geS geU",
      0xfd00ae: "add",
      0xfd00b1: "sub",
      0xfd00b5: "mul minS minU maxS maxU",
    },
    "v128 > v128": {
      0xfd00a0: "abs neg",
      0xfd00a9: "extendLowI16x8U",
      0xfd00f8: "truncSatF32x4S truncSatF32x4U",
      // Two doubles to the low lanes.
      0xfd00fc: "truncSatF64x2SZero truncSatF64x2UZero",
    },
    "v128 > i32": { 0xfd00a3: "allTrue bitmask" },
    "v128 i32 > v128": { 0xfd00ab: "shl shrS shrU" },
  },
  {
    const: (a: number, ...others: readonly [] | readonly [b: number, c: number, d: number]): Expression<"v128"> =>
      others.length === 0 ? equalWords(a | 0) : constantBytes(new Uint8Array(Int32Array.of(a, ...others).buffer)),
  },
);

/** Instructions on vectors of two 64-bit integers. */
export const i64x2 = family("i64x2", {
  "v128 > i32": { 0xfd00c4: "bitmask" },
  "v128 i32 > v128": { 0xfd00cb: "shl shrS shrU" },
  "v128 v128 > v128": { 0xfd00ce: "add", 0xfd00d1: "sub" },
});

/** Instructions on vectors of four single-precision numbers. */
export const f32x4 = family(
  "f32x4",
  {
    "lane: v128 > f32": { 0xfd001f: "extractLane" },
    "lane: v128 f32 > v128": { 0xfd0020: "replaceLane" },
    "f32 > v128": { 0xfd0013: "splat" },
    "v128 v128 > v128": {
      0xfd0041: "eq ne lt gt le ge",
      // pmin is y < x ? y : x, and pmax is x < y ? y : x.
      0xfd00e4: "add sub mul div min max pmin pmax",
    },
    "v128 > v128": {
      // The low lanes of two doubles; the upper two lanes are zero.
      0xfd005e: "demoteF64x2Zero",
      0xfd0067: "ceil floor trunc nearest",
      0xfd00e0: "abs neg",
      0xfd00e3: "sqrt",
      0xfd00fa: "convertI32x4S convertI32x4U",
    },
    // x · y + z and z − x · y, with one rounding or two, as the processor does it best.
    "v128 v128 v128 > v128": { 0xfd0105: "relaxedMadd relaxedNmadd" },
  },
  {
    const: (value: number): Expression<"v128"> => {
      float[0] = value;
      return equalWords(bits[0]!);
    },
  },
);

/** Instructions on vectors of two double-precision numbers. */
export const f64x2 = family(
  "f64x2",
  {
    "lane: v128 > f64": { 0xfd0021: "extractLane" },
    "lane: v128 f64 > v128": { 0xfd0022: "replaceLane" },
    "f64 > v128": { 0xfd0014: "splat" },
    "v128 v128 > v128": { 0xfd0047: "eq ne lt gt le ge", 0xfd00f0: "add sub mul div min max pmin pmax" },
    "v128 > v128": {
      0xfd005f: "promoteLowF32x4",
      0xfd0074: "ceil floor",
      0xfd007a: "trunc",
      0xfd0094: "nearest",
      0xfd00ec: "abs neg",
      0xfd00ef: "sqrt",
      0xfd00fe: "convertLowI32x4S convertLowI32x4U",
    },
    "v128 v128 v128 > v128": { 0xfd0107: "relaxedMadd relaxedNmadd" },
  },
  {
    const: (a: number, b = a): Expression<"v128"> => constantBytes(new Uint8Array(Float64Array.of(a, b).buffer)),
  },
);

/** Instructions on the memory as a whole. */
export const memory = {
  /** Copies `bytes` bytes from `source` to `target`; the ranges may overlap. */
  copy: (target: Operand<"i32">, source: Operand<"i32">, bytes: Operand<"i32">): Expression<"void"> =>
    new Expression("void", copyOpcode, [
      toExpression(target, "i32"),
      toExpression(source, "i32"),
      toExpression(bytes, "i32"),
    ]),
  /** Sets `bytes` bytes at `target` to the low byte of `value`. */
  fill: (target: Operand<"i32">, value: Operand<"i32">, bytes: Operand<"i32">): Expression<"void"> =>
    new Expression("void", fillOpcode, [
      toExpression(target, "i32"),
      toExpression(value, "i32"),
      toExpression(bytes, "i32"),
    ]),
};

const copyOpcode: Opcode = { name: "memory.copy", code: 0xfc000a, immediate: "copy", alignment: 0 };
const fillOpcode: Opcode = { name: "memory.fill", code: 0xfc000b, immediate: "fill", alignment: 0 };
