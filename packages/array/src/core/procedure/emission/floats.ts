import type { Code, CodeWriter, FloatInstructions, FloatVectorInstructions, Int, Machine, Vector } from "./machine.ts";

type Number = Code<"f32"> | Code<"f64">;

/** Floats of one size: single ones and vectors of them, in the few instructions that statements about runs consist of. */
export interface Floats {
  readonly type: "f32" | "f64";
  readonly bytes: 4 | 8;
  /** Elements of a vector. */
  readonly lanes: 4 | 2;
  load(address: Int, offset?: number): Number;
  store(f: CodeWriter, address: Int, value: Number, offset?: number): void;
  splat(value: Number): Vector;
  /** One element in all lanes. */
  loadSplat(address: Int, offset?: number): Vector;
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

function floats<T extends "f32" | "f64">(
  fused: boolean,
  {
    one,
    several,
    ...about
  }: { readonly one: FloatInstructions<T>; readonly several: FloatVectorInstructions<T> } & Pick<
    Floats,
    "bytes" | "lanes" | "loadSplat"
  > & {
      readonly type: T;
    },
): Floats {
  /** The sum of `count` lanes, half by half. */
  const sum = (x: Vector, first: number, count: number): Code<T> =>
    count === 1
      ? several.extractLane(first, x)
      : one.add(sum(x, first, count / 2), sum(x, first + count / 2, count / 2));
  const own = (x: Number) => x as Code<T>;
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
export function floatsOf({ fused, f32, f64, f32x4, f64x2, v128 }: Machine, dtype: "float32" | "float64"): Floats {
  return dtype === "float32"
    ? floats(fused, { type: "f32", bytes: 4, lanes: 4, one: f32, several: f32x4, loadSplat: (at, offset = 0) => v128.load32Splat(at, offset) }) // prettier-ignore
    : floats(fused, { type: "f64", bytes: 8, lanes: 2, one: f64, several: f64x2, loadSplat: (at, offset = 0) => v128.load64Splat(at, offset) }); // prettier-ignore
}
