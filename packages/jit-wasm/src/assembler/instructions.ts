/**
 * The instructions of WebAssembly that this package emits, one object per prefix, as functions from operands to expressions:
 * `f32x4.add(x, y)`, `v128.load(address, offset)`. The tables are data; spelling, types and bytes follow from a row.
 * Instructions of one signature whose codes follow one another stand in one list behind the first code.
 */
import { Expression, constant, constant64, constantBytes, toExpression } from "./expression.ts";
import type { Opcode, Operand } from "./expression.ts";
import { laneFamily, memoryFamily, memoryLaneFamily, plainFamily } from "./instruction-family.ts";

const simd = (code: number): number => 0xfd0000 + code;

/** Vector constants with equal lanes, which repeat so often that they are worth keeping; expressions are immutable. */
const splats = { f32: new Map<number, Expression<"v128">>(), i32: new Map<number, Expression<"v128">>() };
const mostSplats = 1024;

function splat(kind: "f32" | "i32", value: number): Expression<"v128"> {
  const known = splats[kind].get(value);
  // −0 and 0 are one key of a map, but two constants.
  if (known !== undefined && !Object.is(value, -0)) return known;
  const lanes =
    kind === "f32" ? Float32Array.of(value, value, value, value) : Int32Array.of(value, value, value, value);
  const made = constantBytes(new Uint8Array(lanes.buffer));
  if (splats[kind].size < mostSplats && !Object.is(value, -0)) splats[kind].set(value, made);
  return made;
}

/** Instructions on 32-bit integers. Loads and stores of narrower integers carry their width: `load8U`, `store8`. */
export const i32 = {
  const: (value: number): Expression<"i32"> => constant("i32", value),
  ...memoryFamily("i32", {
    load: [0x28, ["i32"], "i32", 2],
    load8U: [0x2d, ["i32"], "i32", 0],
    store: [0x36, ["i32", "i32"], "void", 2],
    store8: [0x3a, ["i32", "i32"], "void", 0],
  }),
  ...plainFamily("i32", ["i32"], "i32", { 0x45: ["eqz"] }),
  ...plainFamily("i32", ["i32", "i32"], "i32", {
    0x46: ["eq", "ne", "ltS", "ltU", "gtS", "gtU", "leS", "leU", "geS", "geU"],
    0x6a: ["add", "sub", "mul", "divS", "divU", "remS", "remU", "and", "or", "xor", "shl", "shrS", "shrU"],
  }),
  ...plainFamily("i32", ["i64"], "i32", { 0xa7: ["wrapI64"] }),
  ...plainFamily("i32", ["f32"], "i32", { 0xbc: ["reinterpretF32"], 0xfc0000: ["truncSatF32S", "truncSatF32U"] }),
  ...plainFamily("i32", ["f64"], "i32", { 0xfc0002: ["truncSatF64S", "truncSatF64U"] }),
};

/** Instructions on 64-bit integers. */
export const i64 = {
  const: constant64,
  ...memoryFamily("i64", {
    load: [0x29, ["i32"], "i64", 3],
    store: [0x37, ["i32", "i64"], "void", 3],
  }),
  ...plainFamily("i64", ["i64"], "i32", { 0x50: ["eqz"] }),
  ...plainFamily("i64", ["i64", "i64"], "i32", {
    0x51: ["eq", "ne", "ltS", "ltU", "gtS", "gtU", "leS", "leU", "geS", "geU"],
  }),
  ...plainFamily("i64", ["i64", "i64"], "i64", {
    0x7c: ["add", "sub", "mul", "divS", "divU", "remS", "remU", "and", "or", "xor", "shl", "shrS", "shrU"],
  }),
  ...plainFamily("i64", ["i32"], "i64", { 0xac: ["extendI32S", "extendI32U"] }),
  ...plainFamily("i64", ["f64"], "i64", { 0xbd: ["reinterpretF64"], 0xfc0006: ["truncSatF64S", "truncSatF64U"] }),
  ...plainFamily("i64", ["f32"], "i64", { 0xfc0004: ["truncSatF32S", "truncSatF32U"] }),
};

/** Instructions on single-precision numbers. */
export const f32 = {
  const: (value: number): Expression<"f32"> => constant("f32", value),
  ...memoryFamily("f32", {
    load: [0x2a, ["i32"], "f32", 2],
    store: [0x38, ["i32", "f32"], "void", 2],
  }),
  ...plainFamily("f32", ["f32", "f32"], "i32", { 0x5b: ["eq", "ne", "lt", "gt", "le", "ge"] }),
  ...plainFamily("f32", ["f32"], "f32", { 0x8b: ["abs", "neg", "ceil", "floor", "trunc", "nearest", "sqrt"] }),
  ...plainFamily("f32", ["f32", "f32"], "f32", { 0x92: ["add", "sub", "mul", "div", "min", "max", "copysign"] }),
  ...plainFamily("f32", ["i32"], "f32", { 0xb2: ["convertI32S", "convertI32U"], 0xbe: ["reinterpretI32"] }),
  ...plainFamily("f32", ["i64"], "f32", { 0xb4: ["convertI64S", "convertI64U"] }),
  ...plainFamily("f32", ["f64"], "f32", { 0xb6: ["demoteF64"] }),
};

/** Instructions on double-precision numbers. */
export const f64 = {
  const: (value: number): Expression<"f64"> => constant("f64", value),
  ...memoryFamily("f64", {
    load: [0x2b, ["i32"], "f64", 3],
    store: [0x39, ["i32", "f64"], "void", 3],
  }),
  ...plainFamily("f64", ["f64", "f64"], "i32", { 0x61: ["eq", "ne", "lt", "gt", "le", "ge"] }),
  ...plainFamily("f64", ["f64"], "f64", { 0x99: ["abs", "neg", "ceil", "floor", "trunc", "nearest", "sqrt"] }),
  ...plainFamily("f64", ["f64", "f64"], "f64", { 0xa0: ["add", "sub", "mul", "div", "min", "max", "copysign"] }),
  ...plainFamily("f64", ["i32"], "f64", { 0xb7: ["convertI32S", "convertI32U"] }),
  ...plainFamily("f64", ["i64"], "f64", { 0xb9: ["convertI64S", "convertI64U"], 0xbf: ["reinterpretI64"] }),
  ...plainFamily("f64", ["f32"], "f64", { 0xbb: ["promoteF32"] }),
};

/** Instructions on vectors as 128 bits. */
export const v128 = {
  const: constantBytes,
  ...memoryFamily("v128", {
    load: [simd(0x00), ["i32"], "v128", 2],
    load32Splat: [simd(0x09), ["i32"], "v128", 2],
    load64Splat: [simd(0x0a), ["i32"], "v128", 3],
    store: [simd(0x0b), ["i32", "v128"], "void", 2],
    load32Zero: [simd(0x5c), ["i32"], "v128", 2],
    load64Zero: [simd(0x5d), ["i32"], "v128", 2],
  }),
  ...memoryLaneFamily("v128", {
    load32Lane: [simd(0x56), ["i32", "v128"], "v128", 2],
    load64Lane: [simd(0x57), ["i32", "v128"], "v128", 2],
    store32Lane: [simd(0x5a), ["i32", "v128"], "void", 2],
    store64Lane: [simd(0x5b), ["i32", "v128"], "void", 2],
  }),
  ...plainFamily("v128", ["v128"], "v128", { 0xfd004d: ["not"] }),
  ...plainFamily("v128", ["v128", "v128"], "v128", { 0xfd004e: ["and", "andnot", "or", "xor"] }),
  // Bits of the first operand where the third has ones, of the second elsewhere.
  ...plainFamily("v128", ["v128", "v128", "v128"], "v128", { 0xfd0052: ["bitselect"] }),
};

/** Instructions on vectors of sixteen 8-bit integers. */
export const i8x16 = {
  ...plainFamily("i8x16", ["v128", "v128"], "v128", {
    0xfd0023: ["eq", "ne"],
    0xfd0065: ["narrowI16x8S"],
  }),
  ...plainFamily("i8x16", ["i32"], "v128", { 0xfd000f: ["splat"] }),
  ...plainFamily("i8x16", ["v128"], "v128", { 0xfd0061: ["neg"] }),
  /** Sixteen bytes picked from the 32 of both operands by index. */
  shuffle: (x: Expression<"v128">, y: Expression<"v128">, bytes: readonly number[]): Expression<"v128"> =>
    new Expression("v128", shuffleOpcode, [x, y], 0, 0, Uint8Array.from(bytes)),
};

const shuffleOpcode: Opcode = { name: "i8x16.shuffle", code: simd(0x0d), immediate: "bytes", alignment: 0 };

/** Instructions on vectors of eight 16-bit integers: only what widening and narrowing of bytes needs. */
export const i16x8 = {
  ...plainFamily("i16x8", ["v128", "v128"], "v128", { 0xfd0085: ["narrowI32x4S"] }),
  ...plainFamily("i16x8", ["v128"], "v128", { 0xfd0089: ["extendLowI8x16U"] }),
};

/** Instructions on vectors of four 32-bit integers; masks are such vectors of 0 and −1. */
export const i32x4 = {
  const: (a: number, ...others: readonly [] | readonly [b: number, c: number, d: number]): Expression<"v128"> =>
    others.length === 0 ? splat("i32", a) : constantBytes(new Uint8Array(Int32Array.of(a, ...others).buffer)),
  ...laneFamily("i32x4", {
    extractLane: [simd(0x1b), ["v128"], "i32"],
    replaceLane: [simd(0x1c), ["v128", "i32"], "v128"],
  }),
  ...plainFamily("i32x4", ["i32"], "v128", { 0xfd0011: ["splat"] }),
  ...plainFamily("i32x4", ["v128", "v128"], "v128", {
    0xfd0037: ["eq", "ne", "ltS", "ltU", "gtS", "gtU", "leS", "leU", "geS", "geU"],
    0xfd00ae: ["add"],
    0xfd00b1: ["sub"],
    0xfd00b5: ["mul", "minS", "minU", "maxS", "maxU"],
  }),
  ...plainFamily("i32x4", ["v128"], "v128", {
    0xfd00a0: ["abs", "neg"],
    0xfd00a9: ["extendLowI16x8U"],
    // Two doubles to the low lanes.
    0xfd00fc: ["truncSatF64x2SZero", "truncSatF64x2UZero"],
    0xfd00f8: ["truncSatF32x4S", "truncSatF32x4U"],
  }),
  ...plainFamily("i32x4", ["v128"], "i32", { 0xfd00a3: ["allTrue", "bitmask"] }),
  ...plainFamily("i32x4", ["v128", "i32"], "v128", { 0xfd00ab: ["shl", "shrS", "shrU"] }),
};

/** Instructions on vectors of two 64-bit integers. */
export const i64x2 = {
  ...plainFamily("i64x2", ["v128"], "i32", { 0xfd00c4: ["bitmask"] }),
  ...plainFamily("i64x2", ["v128", "i32"], "v128", { 0xfd00cb: ["shl", "shrS", "shrU"] }),
  ...plainFamily("i64x2", ["v128", "v128"], "v128", { 0xfd00ce: ["add"], 0xfd00d1: ["sub"] }),
};

/** Instructions on vectors of four single-precision numbers. */
export const f32x4 = {
  const: (a: number, ...others: readonly [] | readonly [b: number, c: number, d: number]): Expression<"v128"> =>
    others.length === 0 ? splat("f32", a) : constantBytes(new Uint8Array(Float32Array.of(a, ...others).buffer)),
  ...laneFamily("f32x4", {
    extractLane: [simd(0x1f), ["v128"], "f32"],
    replaceLane: [simd(0x20), ["v128", "f32"], "v128"],
  }),
  ...plainFamily("f32x4", ["f32"], "v128", { 0xfd0013: ["splat"] }),
  ...plainFamily("f32x4", ["v128", "v128"], "v128", {
    0xfd0041: ["eq", "ne", "lt", "gt", "le", "ge"],
    // pmin is y < x ? y : x, and pmax is x < y ? y : x.
    0xfd00e4: ["add", "sub", "mul", "div", "min", "max", "pmin", "pmax"],
  }),
  ...plainFamily("f32x4", ["v128"], "v128", {
    // The low lanes of two doubles; the upper two lanes are zero.
    0xfd005e: ["demoteF64x2Zero"],
    0xfd0067: ["ceil", "floor", "trunc", "nearest"],
    0xfd00e0: ["abs", "neg"],
    0xfd00e3: ["sqrt"],
    0xfd00fa: ["convertI32x4S", "convertI32x4U"],
  }),
  // x · y + z and z − x · y, with one rounding or two, as the processor does it best.
  ...plainFamily("f32x4", ["v128", "v128", "v128"], "v128", { 0xfd0105: ["relaxedMadd", "relaxedNmadd"] }),
};

/** Instructions on vectors of two double-precision numbers. */
export const f64x2 = {
  const: (a: number, b = a): Expression<"v128"> => constantBytes(new Uint8Array(Float64Array.of(a, b).buffer)),
  ...laneFamily("f64x2", {
    extractLane: [simd(0x21), ["v128"], "f64"],
    replaceLane: [simd(0x22), ["v128", "f64"], "v128"],
  }),
  ...plainFamily("f64x2", ["f64"], "v128", { 0xfd0014: ["splat"] }),
  ...plainFamily("f64x2", ["v128", "v128"], "v128", {
    0xfd0047: ["eq", "ne", "lt", "gt", "le", "ge"],
    0xfd00f0: ["add", "sub", "mul", "div", "min", "max", "pmin", "pmax"],
  }),
  ...plainFamily("f64x2", ["v128"], "v128", {
    0xfd005f: ["promoteLowF32x4"],
    0xfd0074: ["ceil", "floor"],
    0xfd007a: ["trunc"],
    0xfd0094: ["nearest"],
    0xfd00ec: ["abs", "neg"],
    0xfd00ef: ["sqrt"],
    0xfd00fe: ["convertLowI32x4S", "convertLowI32x4U"],
  }),
  ...plainFamily("f64x2", ["v128", "v128", "v128"], "v128", { 0xfd0107: ["relaxedMadd", "relaxedNmadd"] }),
};

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
