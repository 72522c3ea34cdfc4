import type { Expression } from "../../../assembler/expression.ts";
import type { FunctionBuilder } from "../../../assembler/function-builder.ts";
import { f32, f32x4, f64, f64x2, v128 } from "../../../assembler/instructions.ts";

type Address = Expression<"i32">;
type Vector = Expression<"v128">;
type Number = Expression<"f32"> | Expression<"f64">;

/** Floats of one size: single ones and vectors of them, in the few instructions that statements about runs consist of. */
export interface Floats {
  readonly type: "f32" | "f64";
  readonly bytes: 4 | 8;
  /** Elements of a vector. */
  readonly lanes: 4 | 2;
  load(address: Address, offset?: number): Number;
  store(f: FunctionBuilder, address: Address, value: Number, offset?: number): void;
  splat(value: Number): Vector;
  /** One element in all lanes. */
  loadSplat(address: Address, offset?: number): Vector;
  add(x: Vector, y: Vector): Vector;
  mul(x: Vector, y: Vector): Vector;
  /** z + x · y, or z - x · y, fused where the engine can. */
  multiplyAdd(sign: 1 | -1, x: Vector, y: Vector, z: Vector): Vector;
  /** The same of single elements. */
  multiplyAddOne(sign: 1 | -1, x: Number, y: Number, z: Number): Number;
  mulOne(x: Number, y: Number): Number;
  /** The sum of the lanes; `x` is read more than once. */
  sum(x: Vector): Number;
  addOne(x: Number, y: Number): Number;
}

const singles = (fused: boolean): Floats => ({
  type: "f32",
  bytes: 4,
  lanes: 4,
  load: (address, offset = 0) => f32.load(address, offset),
  store: (f, address, value, offset = 0) => {
    f.run(f32.store(address, value as Expression<"f32">, offset));
  },
  splat: (value) => f32x4.splat(value as Expression<"f32">),
  loadSplat: (address, offset = 0) => v128.load32Splat(address, offset),
  add: (x, y) => f32x4.add(x, y),
  mul: (x, y) => f32x4.mul(x, y),
  multiplyAdd: (sign, x, y, z) => {
    if (fused) return sign === 1 ? f32x4.relaxedMadd(x, y, z) : f32x4.relaxedNmadd(x, y, z);
    const product = f32x4.mul(x, y);
    return sign === 1 ? f32x4.add(z, product) : f32x4.sub(z, product);
  },
  multiplyAddOne: (sign, x, y, z) => {
    const product = f32.mul(x as Expression<"f32">, y as Expression<"f32">);
    return sign === 1 ? f32.add(z as Expression<"f32">, product) : f32.sub(z as Expression<"f32">, product);
  },
  mulOne: (x, y) => f32.mul(x as Expression<"f32">, y as Expression<"f32">),
  sum: (x) =>
    f32.add(
      f32.add(f32x4.extractLane(0, x), f32x4.extractLane(1, x)),
      f32.add(f32x4.extractLane(2, x), f32x4.extractLane(3, x)),
    ),
  addOne: (x, y) => f32.add(x as Expression<"f32">, y as Expression<"f32">),
});

const doubles = (fused: boolean): Floats => ({
  type: "f64",
  bytes: 8,
  lanes: 2,
  load: (address, offset = 0) => f64.load(address, offset),
  store: (f, address, value, offset = 0) => {
    f.run(f64.store(address, value as Expression<"f64">, offset));
  },
  splat: (value) => f64x2.splat(value as Expression<"f64">),
  loadSplat: (address, offset = 0) => v128.load64Splat(address, offset),
  add: (x, y) => f64x2.add(x, y),
  mul: (x, y) => f64x2.mul(x, y),
  multiplyAdd: (sign, x, y, z) => {
    if (fused) return sign === 1 ? f64x2.relaxedMadd(x, y, z) : f64x2.relaxedNmadd(x, y, z);
    const product = f64x2.mul(x, y);
    return sign === 1 ? f64x2.add(z, product) : f64x2.sub(z, product);
  },
  multiplyAddOne: (sign, x, y, z) => {
    const product = f64.mul(x as Expression<"f64">, y as Expression<"f64">);
    return sign === 1 ? f64.add(z as Expression<"f64">, product) : f64.sub(z as Expression<"f64">, product);
  },
  mulOne: (x, y) => f64.mul(x as Expression<"f64">, y as Expression<"f64">),
  sum: (x) => f64.add(f64x2.extractLane(0, x), f64x2.extractLane(1, x)),
  addOne: (x, y) => f64.add(x as Expression<"f64">, y as Expression<"f64">),
});

/** The floats of a dtype. */
export function floatsOf(dtype: "float32" | "float64", fused: boolean): Floats {
  return dtype === "float32" ? singles(fused) : doubles(fused);
}
