/**
 * The instructions of WebAssembly that this package emits, one object per prefix, as functions from operands to expressions:
 * `f32x4.add(x, y)`, `v128.load(address, offset)`. The tables are data; spelling, types and bytes follow from a row.
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
    store16: [0x3b, ["i32", "i32"], "void", 1],
  }),
  ...plainFamily("i32", {
    eqz: [0x45, ["i32"], "i32"],
    eq: [0x46, ["i32", "i32"], "i32"],
    ne: [0x47, ["i32", "i32"], "i32"],
    ltS: [0x48, ["i32", "i32"], "i32"],
    ltU: [0x49, ["i32", "i32"], "i32"],
    gtS: [0x4a, ["i32", "i32"], "i32"],
    gtU: [0x4b, ["i32", "i32"], "i32"],
    leS: [0x4c, ["i32", "i32"], "i32"],
    leU: [0x4d, ["i32", "i32"], "i32"],
    geS: [0x4e, ["i32", "i32"], "i32"],
    geU: [0x4f, ["i32", "i32"], "i32"],
    clz: [0x67, ["i32"], "i32"],
    ctz: [0x68, ["i32"], "i32"],
    popcnt: [0x69, ["i32"], "i32"],
    add: [0x6a, ["i32", "i32"], "i32"],
    sub: [0x6b, ["i32", "i32"], "i32"],
    mul: [0x6c, ["i32", "i32"], "i32"],
    divS: [0x6d, ["i32", "i32"], "i32"],
    divU: [0x6e, ["i32", "i32"], "i32"],
    remS: [0x6f, ["i32", "i32"], "i32"],
    remU: [0x70, ["i32", "i32"], "i32"],
    and: [0x71, ["i32", "i32"], "i32"],
    or: [0x72, ["i32", "i32"], "i32"],
    xor: [0x73, ["i32", "i32"], "i32"],
    shl: [0x74, ["i32", "i32"], "i32"],
    shrS: [0x75, ["i32", "i32"], "i32"],
    shrU: [0x76, ["i32", "i32"], "i32"],
    rotl: [0x77, ["i32", "i32"], "i32"],
    wrapI64: [0xa7, ["i64"], "i32"],
    reinterpretF32: [0xbc, ["f32"], "i32"],
    truncSatF32S: [0xfc0000, ["f32"], "i32"],
    truncSatF32U: [0xfc0001, ["f32"], "i32"],
    truncSatF64S: [0xfc0002, ["f64"], "i32"],
    truncSatF64U: [0xfc0003, ["f64"], "i32"],
  }),
};

/** Instructions on 64-bit integers. */
export const i64 = {
  const: constant64,
  ...memoryFamily("i64", {
    load: [0x29, ["i32"], "i64", 3],
    store: [0x37, ["i32", "i64"], "void", 3],
  }),
  ...plainFamily("i64", {
    eqz: [0x50, ["i64"], "i32"],
    eq: [0x51, ["i64", "i64"], "i32"],
    ne: [0x52, ["i64", "i64"], "i32"],
    ltS: [0x53, ["i64", "i64"], "i32"],
    ltU: [0x54, ["i64", "i64"], "i32"],
    gtS: [0x55, ["i64", "i64"], "i32"],
    gtU: [0x56, ["i64", "i64"], "i32"],
    leS: [0x57, ["i64", "i64"], "i32"],
    leU: [0x58, ["i64", "i64"], "i32"],
    geS: [0x59, ["i64", "i64"], "i32"],
    geU: [0x5a, ["i64", "i64"], "i32"],
    add: [0x7c, ["i64", "i64"], "i64"],
    sub: [0x7d, ["i64", "i64"], "i64"],
    mul: [0x7e, ["i64", "i64"], "i64"],
    divS: [0x7f, ["i64", "i64"], "i64"],
    divU: [0x80, ["i64", "i64"], "i64"],
    remS: [0x81, ["i64", "i64"], "i64"],
    remU: [0x82, ["i64", "i64"], "i64"],
    and: [0x83, ["i64", "i64"], "i64"],
    or: [0x84, ["i64", "i64"], "i64"],
    xor: [0x85, ["i64", "i64"], "i64"],
    shl: [0x86, ["i64", "i64"], "i64"],
    shrS: [0x87, ["i64", "i64"], "i64"],
    shrU: [0x88, ["i64", "i64"], "i64"],
    extendI32S: [0xac, ["i32"], "i64"],
    extendI32U: [0xad, ["i32"], "i64"],
    reinterpretF64: [0xbd, ["f64"], "i64"],
    truncSatF32S: [0xfc0004, ["f32"], "i64"],
    truncSatF32U: [0xfc0005, ["f32"], "i64"],
    truncSatF64S: [0xfc0006, ["f64"], "i64"],
    truncSatF64U: [0xfc0007, ["f64"], "i64"],
  }),
};

/** Instructions on single-precision numbers. */
export const f32 = {
  const: (value: number): Expression<"f32"> => constant("f32", value),
  ...memoryFamily("f32", {
    load: [0x2a, ["i32"], "f32", 2],
    store: [0x38, ["i32", "f32"], "void", 2],
  }),
  ...plainFamily("f32", {
    eq: [0x5b, ["f32", "f32"], "i32"],
    ne: [0x5c, ["f32", "f32"], "i32"],
    lt: [0x5d, ["f32", "f32"], "i32"],
    gt: [0x5e, ["f32", "f32"], "i32"],
    le: [0x5f, ["f32", "f32"], "i32"],
    ge: [0x60, ["f32", "f32"], "i32"],
    abs: [0x8b, ["f32"], "f32"],
    neg: [0x8c, ["f32"], "f32"],
    ceil: [0x8d, ["f32"], "f32"],
    floor: [0x8e, ["f32"], "f32"],
    trunc: [0x8f, ["f32"], "f32"],
    nearest: [0x90, ["f32"], "f32"],
    sqrt: [0x91, ["f32"], "f32"],
    add: [0x92, ["f32", "f32"], "f32"],
    sub: [0x93, ["f32", "f32"], "f32"],
    mul: [0x94, ["f32", "f32"], "f32"],
    div: [0x95, ["f32", "f32"], "f32"],
    min: [0x96, ["f32", "f32"], "f32"],
    max: [0x97, ["f32", "f32"], "f32"],
    copysign: [0x98, ["f32", "f32"], "f32"],
    convertI32S: [0xb2, ["i32"], "f32"],
    convertI32U: [0xb3, ["i32"], "f32"],
    convertI64S: [0xb4, ["i64"], "f32"],
    convertI64U: [0xb5, ["i64"], "f32"],
    demoteF64: [0xb6, ["f64"], "f32"],
    reinterpretI32: [0xbe, ["i32"], "f32"],
  }),
};

/** Instructions on double-precision numbers. */
export const f64 = {
  const: (value: number): Expression<"f64"> => constant("f64", value),
  ...memoryFamily("f64", {
    load: [0x2b, ["i32"], "f64", 3],
    store: [0x39, ["i32", "f64"], "void", 3],
  }),
  ...plainFamily("f64", {
    eq: [0x61, ["f64", "f64"], "i32"],
    ne: [0x62, ["f64", "f64"], "i32"],
    lt: [0x63, ["f64", "f64"], "i32"],
    gt: [0x64, ["f64", "f64"], "i32"],
    le: [0x65, ["f64", "f64"], "i32"],
    ge: [0x66, ["f64", "f64"], "i32"],
    abs: [0x99, ["f64"], "f64"],
    neg: [0x9a, ["f64"], "f64"],
    ceil: [0x9b, ["f64"], "f64"],
    floor: [0x9c, ["f64"], "f64"],
    trunc: [0x9d, ["f64"], "f64"],
    nearest: [0x9e, ["f64"], "f64"],
    sqrt: [0x9f, ["f64"], "f64"],
    add: [0xa0, ["f64", "f64"], "f64"],
    sub: [0xa1, ["f64", "f64"], "f64"],
    mul: [0xa2, ["f64", "f64"], "f64"],
    div: [0xa3, ["f64", "f64"], "f64"],
    min: [0xa4, ["f64", "f64"], "f64"],
    max: [0xa5, ["f64", "f64"], "f64"],
    copysign: [0xa6, ["f64", "f64"], "f64"],
    convertI32S: [0xb7, ["i32"], "f64"],
    convertI32U: [0xb8, ["i32"], "f64"],
    convertI64S: [0xb9, ["i64"], "f64"],
    convertI64U: [0xba, ["i64"], "f64"],
    promoteF32: [0xbb, ["f32"], "f64"],
    reinterpretI64: [0xbf, ["i64"], "f64"],
  }),
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
  ...plainFamily("v128", {
    not: [simd(0x4d), ["v128"], "v128"],
    and: [simd(0x4e), ["v128", "v128"], "v128"],
    andnot: [simd(0x4f), ["v128", "v128"], "v128"],
    or: [simd(0x50), ["v128", "v128"], "v128"],
    xor: [simd(0x51), ["v128", "v128"], "v128"],
    /** Bits of the first operand where the third has ones, of the second elsewhere. */
    bitselect: [simd(0x52), ["v128", "v128", "v128"], "v128"],
    anyTrue: [simd(0x53), ["v128"], "i32"],
  }),
};

/** Instructions on vectors of sixteen 8-bit integers. */
export const i8x16 = {
  ...plainFamily("i8x16", {
    swizzle: [simd(0x0e), ["v128", "v128"], "v128"],
    splat: [simd(0x0f), ["i32"], "v128"],
    eq: [simd(0x23), ["v128", "v128"], "v128"],
    ne: [simd(0x24), ["v128", "v128"], "v128"],
    neg: [simd(0x61), ["v128"], "v128"],
    narrowI16x8S: [simd(0x65), ["v128", "v128"], "v128"],
  }),
  /** Sixteen bytes picked from the 32 of both operands by index. */
  shuffle: (x: Expression<"v128">, y: Expression<"v128">, bytes: readonly number[]): Expression<"v128"> =>
    new Expression("v128", shuffleOpcode, [x, y], 0, 0, Uint8Array.from(bytes)),
};

const shuffleOpcode: Opcode = { name: "i8x16.shuffle", code: simd(0x0d), immediate: "bytes", alignment: 0 };

/** Instructions on vectors of eight 16-bit integers: only what widening and narrowing of bytes needs. */
export const i16x8 = plainFamily("i16x8", {
  narrowI32x4S: [simd(0x85), ["v128", "v128"], "v128"],
  extendLowI8x16U: [simd(0x89), ["v128"], "v128"],
});

/** Instructions on vectors of four 32-bit integers; masks are such vectors of 0 and −1. */
export const i32x4 = {
  const: (a: number, ...others: readonly [] | readonly [b: number, c: number, d: number]): Expression<"v128"> =>
    others.length === 0 ? splat("i32", a) : constantBytes(new Uint8Array(Int32Array.of(a, ...others).buffer)),
  ...laneFamily("i32x4", {
    extractLane: [simd(0x1b), ["v128"], "i32"],
    replaceLane: [simd(0x1c), ["v128", "i32"], "v128"],
  }),
  ...plainFamily("i32x4", {
    splat: [simd(0x11), ["i32"], "v128"],
    eq: [simd(0x37), ["v128", "v128"], "v128"],
    ne: [simd(0x38), ["v128", "v128"], "v128"],
    ltS: [simd(0x39), ["v128", "v128"], "v128"],
    ltU: [simd(0x3a), ["v128", "v128"], "v128"],
    gtS: [simd(0x3b), ["v128", "v128"], "v128"],
    gtU: [simd(0x3c), ["v128", "v128"], "v128"],
    leS: [simd(0x3d), ["v128", "v128"], "v128"],
    leU: [simd(0x3e), ["v128", "v128"], "v128"],
    geS: [simd(0x3f), ["v128", "v128"], "v128"],
    geU: [simd(0x40), ["v128", "v128"], "v128"],
    abs: [simd(0xa0), ["v128"], "v128"],
    neg: [simd(0xa1), ["v128"], "v128"],
    allTrue: [simd(0xa3), ["v128"], "i32"],
    bitmask: [simd(0xa4), ["v128"], "i32"],
    extendLowI16x8U: [simd(0xa9), ["v128"], "v128"],
    shl: [simd(0xab), ["v128", "i32"], "v128"],
    shrS: [simd(0xac), ["v128", "i32"], "v128"],
    shrU: [simd(0xad), ["v128", "i32"], "v128"],
    add: [simd(0xae), ["v128", "v128"], "v128"],
    sub: [simd(0xb1), ["v128", "v128"], "v128"],
    mul: [simd(0xb5), ["v128", "v128"], "v128"],
    minS: [simd(0xb6), ["v128", "v128"], "v128"],
    minU: [simd(0xb7), ["v128", "v128"], "v128"],
    maxS: [simd(0xb8), ["v128", "v128"], "v128"],
    maxU: [simd(0xb9), ["v128", "v128"], "v128"],
    truncSatF32x4S: [simd(0xf8), ["v128"], "v128"],
    truncSatF32x4U: [simd(0xf9), ["v128"], "v128"],
  }),
};

/** Instructions on vectors of two 64-bit integers. */
export const i64x2 = plainFamily("i64x2", {
  shl: [simd(0xcb), ["v128", "i32"], "v128"],
  shrU: [simd(0xcd), ["v128", "i32"], "v128"],
  add: [simd(0xce), ["v128", "v128"], "v128"],
  sub: [simd(0xd1), ["v128", "v128"], "v128"],
});

/** Instructions on vectors of four single-precision numbers. */
export const f32x4 = {
  const: (a: number, ...others: readonly [] | readonly [b: number, c: number, d: number]): Expression<"v128"> =>
    others.length === 0 ? splat("f32", a) : constantBytes(new Uint8Array(Float32Array.of(a, ...others).buffer)),
  ...laneFamily("f32x4", {
    extractLane: [simd(0x1f), ["v128"], "f32"],
    replaceLane: [simd(0x20), ["v128", "f32"], "v128"],
  }),
  ...plainFamily("f32x4", {
    splat: [simd(0x13), ["f32"], "v128"],
    eq: [simd(0x41), ["v128", "v128"], "v128"],
    ne: [simd(0x42), ["v128", "v128"], "v128"],
    lt: [simd(0x43), ["v128", "v128"], "v128"],
    gt: [simd(0x44), ["v128", "v128"], "v128"],
    le: [simd(0x45), ["v128", "v128"], "v128"],
    ge: [simd(0x46), ["v128", "v128"], "v128"],
    /** The low lanes of two doubles; the upper two lanes are zero. */
    demoteF64x2Zero: [simd(0x5e), ["v128"], "v128"],
    ceil: [simd(0x67), ["v128"], "v128"],
    floor: [simd(0x68), ["v128"], "v128"],
    trunc: [simd(0x69), ["v128"], "v128"],
    nearest: [simd(0x6a), ["v128"], "v128"],
    abs: [simd(0xe0), ["v128"], "v128"],
    neg: [simd(0xe1), ["v128"], "v128"],
    sqrt: [simd(0xe3), ["v128"], "v128"],
    add: [simd(0xe4), ["v128", "v128"], "v128"],
    sub: [simd(0xe5), ["v128", "v128"], "v128"],
    mul: [simd(0xe6), ["v128", "v128"], "v128"],
    div: [simd(0xe7), ["v128", "v128"], "v128"],
    min: [simd(0xe8), ["v128", "v128"], "v128"],
    max: [simd(0xe9), ["v128", "v128"], "v128"],
    /** y < x ? y : x */
    pmin: [simd(0xea), ["v128", "v128"], "v128"],
    /** x < y ? y : x */
    pmax: [simd(0xeb), ["v128", "v128"], "v128"],
    convertI32x4S: [simd(0xfa), ["v128"], "v128"],
    convertI32x4U: [simd(0xfb), ["v128"], "v128"],
    /** x · y + z with one rounding or two, as the processor does it best. */
    relaxedMadd: [simd(0x105), ["v128", "v128", "v128"], "v128"],
    /** z − x · y with one rounding or two. */
    relaxedNmadd: [simd(0x106), ["v128", "v128", "v128"], "v128"],
  }),
};

/** Instructions on vectors of two double-precision numbers. */
export const f64x2 = {
  const: (a: number, b = a): Expression<"v128"> => constantBytes(new Uint8Array(Float64Array.of(a, b).buffer)),
  ...laneFamily("f64x2", {
    extractLane: [simd(0x21), ["v128"], "f64"],
    replaceLane: [simd(0x22), ["v128", "f64"], "v128"],
  }),
  ...plainFamily("f64x2", {
    splat: [simd(0x14), ["f64"], "v128"],
    eq: [simd(0x47), ["v128", "v128"], "v128"],
    lt: [simd(0x49), ["v128", "v128"], "v128"],
    gt: [simd(0x4a), ["v128", "v128"], "v128"],
    promoteLowF32x4: [simd(0x5f), ["v128"], "v128"],
    floor: [simd(0x75), ["v128"], "v128"],
    trunc: [simd(0x7a), ["v128"], "v128"],
    nearest: [simd(0x94), ["v128"], "v128"],
    abs: [simd(0xec), ["v128"], "v128"],
    neg: [simd(0xed), ["v128"], "v128"],
    sqrt: [simd(0xef), ["v128"], "v128"],
    add: [simd(0xf0), ["v128", "v128"], "v128"],
    sub: [simd(0xf1), ["v128", "v128"], "v128"],
    mul: [simd(0xf2), ["v128", "v128"], "v128"],
    div: [simd(0xf3), ["v128", "v128"], "v128"],
    min: [simd(0xf4), ["v128", "v128"], "v128"],
    max: [simd(0xf5), ["v128", "v128"], "v128"],
    pmin: [simd(0xf6), ["v128", "v128"], "v128"],
    pmax: [simd(0xf7), ["v128", "v128"], "v128"],
    relaxedMadd: [simd(0x107), ["v128", "v128", "v128"], "v128"],
    relaxedNmadd: [simd(0x108), ["v128", "v128", "v128"], "v128"],
  }),
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
