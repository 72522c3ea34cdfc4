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

/** The instructions on single floats of a type. */
interface One<T extends "f32" | "f64"> {
  load(address: Address, offset?: number): Expression<T>;
  store(address: Address, value: Expression<T>, offset?: number): Expression<"void">;
  add(x: Expression<T>, y: Expression<T>): Expression<T>;
  sub(x: Expression<T>, y: Expression<T>): Expression<T>;
  mul(x: Expression<T>, y: Expression<T>): Expression<T>;
}

/** The instructions on vectors of them. */
interface Several<T extends "f32" | "f64"> {
  splat(value: Expression<T>): Vector;
  extractLane(lane: number, x: Vector): Expression<T>;
  add(x: Vector, y: Vector): Vector;
  sub(x: Vector, y: Vector): Vector;
  mul(x: Vector, y: Vector): Vector;
  relaxedMadd(x: Vector, y: Vector, z: Vector): Vector;
  relaxedNmadd(x: Vector, y: Vector, z: Vector): Vector;
}

function floats<T extends "f32" | "f64">(
  fused: boolean,
  {
    one,
    several,
    ...about
  }: { readonly one: One<T>; readonly several: Several<T> } & Pick<Floats, "bytes" | "lanes" | "loadSplat"> & {
      readonly type: T;
    },
): Floats {
  /** The sum of `count` lanes, half by half. */
  const sum = (x: Vector, first: number, count: number): Expression<T> =>
    count === 1
      ? several.extractLane(first, x)
      : one.add(sum(x, first, count / 2), sum(x, first + count / 2, count / 2));
  const own = (x: Number) => x as Expression<T>;
  return {
    ...about,
    load: (address, offset = 0) => one.load(address, offset) as Number,
    store: (f, address, value, offset = 0) => {
      f.run(one.store(address, own(value), offset));
    },
    splat: (value) => several.splat(own(value)),
    add: (x, y) => several.add(x, y),
    mul: (x, y) => several.mul(x, y),
    multiplyAdd: (sign, x, y, z) => {
      if (fused) return sign === 1 ? several.relaxedMadd(x, y, z) : several.relaxedNmadd(x, y, z);
      const product = several.mul(x, y);
      return sign === 1 ? several.add(z, product) : several.sub(z, product);
    },
    multiplyAddOne: (sign, x, y, z) => {
      const product = one.mul(own(x), own(y));
      return (sign === 1 ? one.add(own(z), product) : one.sub(own(z), product)) as Number;
    },
    mulOne: (x, y) => one.mul(own(x), own(y)) as Number,
    sum: (x) => sum(x, 0, about.lanes) as Number,
    addOne: (x, y) => one.add(own(x), own(y)) as Number,
  };
}

/** The floats of a dtype. */
export function floatsOf(dtype: "float32" | "float64", fused: boolean): Floats {
  return dtype === "float32"
    ? floats(fused, { type: "f32", bytes: 4, lanes: 4, one: f32, several: f32x4, loadSplat: (at, offset = 0) => v128.load32Splat(at, offset) }) // prettier-ignore
    : floats(fused, { type: "f64", bytes: 8, lanes: 2, one: f64, several: f64x2, loadSplat: (at, offset = 0) => v128.load64Splat(at, offset) }); // prettier-ignore
}
