import type { DType } from "@proj/array";
import {
  realNumber,
  takesIntegers,
  type BinaryName,
  type ScalarForm,
  type ScalarValue,
  type UnaryName,
} from "@proj/array/core";
import { combiningFunction, type CombiningFold } from "@proj/jit/core";
import { Local } from "../../assembler/expression.ts";
import type { Expression as WasmExpression } from "../../assembler/expression.ts";
import type { FunctionBuilder } from "../../assembler/function-builder.ts";
import { f32x4, i16x8, i32, i32x4, i8x16, v128 } from "../../assembler/instructions.ts";
import { loadPartial, storePartial } from "../../gemm/partial-vector.ts";
import { vectorBinary } from "../../math/binary.ts";
import { isLibraryUnary, vectorFunction } from "../../math/unary.ts";
import type { Lanes, Vector } from "../../math/lanes.ts";
import type { MathLibrary } from "../../math/math-library.ts";
import { addressOf, meaningless } from "./emitter.ts";
import type { Emitter, Place, Value } from "./emitter.ts";
import { roundToHalf } from "../../math/half.ts";
import { isSingle } from "../layout.ts";
import { extremumOfLanes, instructionUnaryOfLanes } from "./float.ts";
import { eachLane } from "./integer.ts";

const reversed = [12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3];
/** The two halves of a vector, and the two of each half, the other way round. */
export const swappedHalves = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
export const swappedPairs = [4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11];

/** Four elements of 32 bits in a vector; booleans are masks, all bits set or clear. */
export class VectorEmitter implements Emitter {
  readonly width: 2 | 4 = 4;
  readonly #f: FunctionBuilder;
  readonly #m: Lanes;

  constructor(f: FunctionBuilder, library: MathLibrary) {
    this.#f = f;
    this.#m = library.lanes(f);
  }

  let(value: Value): Vector {
    return value instanceof Local ? vector(value) : this.#f.let(vector(value), "v");
  }

  constant(dtype: DType, scalar: ScalarValue): Vector {
    const value = realNumber(scalar);
    if (isSingle(dtype)) return f32x4.const(value);
    return i32x4.const(dtype === "bool" ? -value : value | 0);
  }

  load(dtype: DType, place: Place): Vector {
    const { stride, count } = place;
    if (dtype === "bool") return this.#loadBool(place);
    if (stride === 0) return v128.load32Splat(...addressOf(place, 0));
    if (stride === 4) return loadPartial(count, ...addressOf(place, 0));
    if (stride === -4 && count === 4) {
      const backwards = this.let(v128.load(...addressOf(place, -12)));
      return i8x16.shuffle(backwards, backwards, reversed);
    }
    let lanes: Vector = v128.load32Zero(...addressOf(place, 0));
    for (let lane = 1; lane < count; lane++) {
      const [address, offset] = addressOf(place, lane * stride);
      lanes = v128.load32Lane(lane, address, lanes, offset);
    }
    return lanes;
  }

  #loadBool(place: Place): Vector {
    const { stride, count } = place;
    if (stride === 0) return i32x4.neg(i32x4.splat(i32.load8U(...addressOf(place, 0))));
    if (stride === 1 && count === 4) {
      return i32x4.neg(i16x8Extend(v128.load32Zero(...addressOf(place, 0))));
    }
    let lanes: Vector = i32x4.splat(i32.load8U(...addressOf(place, 0)));
    for (let lane = 1; lane < count; lane++)
      lanes = i32x4.replaceLane(lane, lanes, i32.load8U(...addressOf(place, lane * stride)));
    return i32x4.neg(lanes);
  }

  store(dtype: DType, place: Place, value: Value): void {
    const lanes = this.let(value);
    const { stride, count } = place;
    if (dtype === "bool") {
      this.#storeBool(place, lanes);
      return;
    }
    if (stride === 4 || count === 1) {
      const [address, offset] = addressOf(place, 0);
      storePartial(this.#f, count, address, lanes, offset);
      return;
    }
    for (let lane = 0; lane < count; lane++) {
      const [address, offset] = addressOf(place, lane * stride);
      this.#f.run(v128.store32Lane(lane, address, lanes, offset));
    }
  }

  #storeBool(place: Place, mask: Vector): void {
    const { stride, count } = place;
    if (stride === 1 && count === 4) {
      const words = this.let(i16x8.narrowI32x4S(mask, mask));
      const bytes = v128.and(i8x16.narrowI16x8S(words, words), i32x4.const(0x01010101));
      const [address, offset] = addressOf(place, 0);
      this.#f.run(v128.store32Lane(0, address, bytes, offset));
      return;
    }
    for (let lane = 0; lane < count; lane++) {
      const [address, offset] = addressOf(place, lane * stride);
      this.#f.run(i32.store8(address, i32.and(i32x4.extractLane(lane, mask), 1), offset));
    }
  }

  position(position: WasmExpression<"i32">, varies: boolean): Vector {
    const splat = i32x4.splat(position);
    return varies ? i32x4.add(splat, i32x4.const(0, 1, 2, 3)) : splat;
  }

  uniform(value: Value): WasmExpression<"i32"> {
    return i32x4.extractLane(0, vector(value));
  }

  unary(name: UnaryName, dtype: DType, operand: Value, form?: ScalarForm): Vector {
    const x = this.let(operand);
    if (isLibraryUnary(name, form)) return vectorFunction(name, form)(this.#m, x);
    if (name === "stopGradient" || name === "optimizationBarrier") return x;
    if (name === "not") return v128.not(x);
    if (dtype === "float32") return instructionUnaryOfLanes(this.#m, name, x);
    if (!takesIntegers(name)) throw meaningless(name, dtype);
    switch (name) {
      case "neg":
        return i32x4.neg(x);
      case "abs":
        return dtype === "int32" ? i32x4.abs(x) : x;
      case "sign": {
        const zero = i32x4.const(0);
        return dtype === "int32" ? i32x4.sub(i32x4.ltS(x, zero), i32x4.gtS(x, zero)) : i32x4.minU(x, i32x4.const(1));
      }
    }
  }

  binary(name: BinaryName, dtype: DType, left: Value, right: Value, amount: number | null): Vector {
    const [x, y] = [vector(left), vector(right)];
    const isFloat = dtype === "float32";
    const isSigned = dtype === "int32";
    const suffix = isSigned ? "S" : "U";
    switch (name) {
      case "add":
      case "sub":
      case "mul":
      case "eq":
      case "ne":
        return isFloat ? f32x4[name](x, y) : i32x4[name](x, y);
      case "div":
        return isFloat ? f32x4.div(x, y) : eachLane(this.#m.library, name, isSigned).call({ x, y });
      case "rem":
        return isFloat ? vectorBinary.rem(this.#m, x, y) : eachLane(this.#m.library, name, isSigned).call({ x, y });
      case "pow":
      case "atan2":
      case "nextAfter":
        return vectorBinary[name](this.#m, x, y);
      case "max":
      case "min":
        if (dtype === "bool") return name === "max" ? v128.or(x, y) : v128.and(x, y);
        return isFloat ? extremumOfLanes(this.#m, name, x, y, amount) : i32x4[`${name}${suffix}`](x, y);
      case "and":
      case "or":
      case "xor":
        return v128[name](x, y);
      case "shiftLeft":
      case "shiftRightLogical":
      case "shiftRightArithmetic":
        return this.#shift(name, x, y, amount);
      // A mask that is set is the largest unsigned number: false is less than true.
      case "lt":
      case "le":
      case "gt":
      case "ge":
        return isFloat ? f32x4[name](x, y) : i32x4[`${name}${suffix}`](x, y);
    }
  }

  #shift(
    name: "shiftLeft" | "shiftRightLogical" | "shiftRightArithmetic",
    x: Vector,
    y: Vector,
    amount: number | null,
  ): Vector {
    if (amount === null) return eachLane(this.#m.library, name, true).call({ x, y });
    const inRange = amount >= 0 && amount < 32;
    if (name === "shiftRightArithmetic") return i32x4.shrS(x, inRange ? amount : 31);
    if (!inRange) return i32x4.const(0);
    return name === "shiftLeft" ? i32x4.shl(x, amount) : i32x4.shrU(x, amount);
  }

  select(_dtype: DType, condition: Value, onTrue: Value, onFalse: Value): Vector {
    return v128.bitselect(vector(onTrue), vector(onFalse), vector(condition));
  }

  convert(from: DType, to: DType, operand: Value): Vector {
    const x = vector(operand);
    if (from === to) return x;
    if (to === "float16") return roundToHalf(this.#m, this.convert(from, "float32", x));
    if (from === "float16") return this.convert("float32", to, x);
    if (from === "bool") return to === "float32" ? v128.and(x, f32x4.const(1)) : i32x4.neg(x);
    if (to === "bool") return from === "float32" ? f32x4.ne(x, f32x4.const(0)) : i32x4.ne(x, i32x4.const(0));
    if (to === "float32") return from === "int32" ? f32x4.convertI32x4S(x) : f32x4.convertI32x4U(x);
    if (from === "float32") return to === "int32" ? i32x4.truncSatF32x4S(x) : i32x4.truncSatF32x4U(x);
    return x;
  }

  bitcast(_from: DType, _to: DType, x: Value): Vector {
    return vector(x);
  }

  gather(dtype: DType, place: Place, offset: Value): Vector {
    const offsets = this.let(offset);
    const pointer = (lane: number): WasmExpression<"i32"> => {
      const displacement = i32x4.extractLane(lane, offsets);
      return place.pointer === null ? displacement : i32.add(place.pointer, displacement);
    };
    const address = (lane: number): readonly [WasmExpression<"i32">, number] =>
      addressOf({ ...place, pointer: pointer(lane) }, lane * place.stride);
    let lanes: Vector = dtype === "bool" ? i32x4.splat(i32.load8U(...address(0))) : v128.load32Zero(...address(0));
    for (let lane = 1; lane < place.count; lane++) {
      const [from, immediate] = address(lane);
      lanes =
        dtype === "bool"
          ? i32x4.replaceLane(lane, lanes, i32.load8U(from, immediate))
          : v128.load32Lane(lane, from, lanes, immediate);
    }
    return dtype === "bool" ? i32x4.neg(lanes) : lanes;
  }

  firstLanes(_dtype: DType, count: number, value: Value, other: Value): Vector {
    const mask = i32x4.const(-1, count > 1 ? -1 : 0, count > 2 ? -1 : 0, count > 3 ? -1 : 0);
    return v128.bitselect(vector(value), vector(other), mask);
  }

  foldLanes(fold: CombiningFold, dtype: DType, value: Value): Vector {
    const name = combiningFunction(fold, dtype);
    const all = this.let(value);
    const pairs = this.let(this.binary(name, dtype, all, i8x16.shuffle(all, all, swappedHalves), null));
    return this.binary(name, dtype, pairs, i8x16.shuffle(pairs, pairs, swappedPairs), null);
  }
}

function i16x8Extend(bytes: Vector): Vector {
  return i32x4.extendLowI16x8U(i16x8.extendLowI8x16U(bytes));
}

function vector(value: Value): Vector {
  if (value.type !== "v128") throw new Error(`expected a vector, got ${value.type}`);
  return value as Vector;
}
