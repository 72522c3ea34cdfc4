import type { DType } from "@proj/array";
import {
  isWide,
  realNumber,
  takesFloats,
  takesIntegers,
  type BinaryName,
  type ScalarValue,
  type UnaryName,
} from "@proj/array/core";
import type { CombiningFold } from "@proj/jit/core";
import { Local, select } from "../../assembler/expression.ts";
import type { Expression as WasmExpression } from "../../assembler/expression.ts";
import type { FunctionBuilder } from "../../assembler/function-builder.ts";
import { f32, f32x4, f64, i32, i64 } from "../../assembler/instructions.ts";
import type { ValueType } from "../../assembler/types.ts";
import { isLibraryBinary, vectorBinary } from "../../math/binary.ts";
import { isLibraryUnary, vectorUnary } from "../../math/unary.ts";
import { roundToHalf, roundToOdd } from "../../math/half.ts";
import type { MathLibrary } from "../../math/math-library.ts";
import { addressOf } from "./emitter.ts";
import type { Emitter, Place, Value } from "./emitter.ts";
import { isSingle } from "../layout.ts";
import { instructionUnary } from "./float.ts";
import { binaryInteger, narrow, unaryInteger, wide } from "./integer.ts";
import { fromWide, toWide } from "./wide-integer.ts";

type Int = WasmExpression<"i32">;
type Single = WasmExpression<"f32">;
type Double = WasmExpression<"f64">;
type Wide = WasmExpression<"i64">;

/**
 * Elements one by one: the form of loops with float64, whose functions are the host's. Booleans are 0 or 1; float32 functions
 * are lane 0 of the vector ones, so that both forms give the same numbers.
 */
export class ScalarEmitter implements Emitter {
  readonly width = 1;
  readonly #f: FunctionBuilder;
  readonly #library: MathLibrary;

  constructor(f: FunctionBuilder, library: MathLibrary) {
    this.#f = f;
    this.#library = library;
  }

  let(value: Value): Value {
    return value instanceof Local ? value : this.#f.let(value as WasmExpression<ValueType>, "s");
  }

  constant(dtype: DType, scalar: ScalarValue): Value {
    if (typeof scalar === "bigint") return i64.const(BigInt.asIntN(64, scalar));
    const value = realNumber(scalar);
    if (isSingle(dtype)) return f32.const(value);
    if (dtype === "float64") return f64.const(value);
    return i32.const(value | 0);
  }

  load(dtype: DType, place: Place): Value {
    const at = addressOf(place, 0);
    if (isSingle(dtype)) return f32.load(...at);
    if (dtype === "float64") return f64.load(...at);
    if (isWide(dtype)) return i64.load(...at);
    return dtype === "bool" ? i32.load8U(...at) : i32.load(...at);
  }

  store(dtype: DType, place: Place, value: Value): void {
    const [address, offset] = addressOf(place, 0);
    if (isSingle(dtype)) this.#f.run(f32.store(address, value as Single, offset));
    else if (dtype === "float64") this.#f.run(f64.store(address, value as Double, offset));
    else if (isWide(dtype)) this.#f.run(i64.store(address, value as Wide, offset));
    else if (dtype === "bool") this.#f.run(i32.store8(address, value as Int, offset));
    else this.#f.run(i32.store(address, value as Int, offset));
  }

  position(position: Int): Value {
    return position;
  }

  uniform(value: Value): Int {
    return value as Int;
  }

  unary(name: UnaryName, dtype: DType, operand: Value): Value {
    const x = this.let(operand);
    if (name === "stopGradient" || name === "optimizationBarrier") return x;
    const single = dtype === "float32";
    if (single || dtype === "float64") {
      if (!takesFloats(name)) throw meaningless(name, dtype);
      if (isLibraryUnary(name))
        return single ? this.#librarySingle(name, x as Single) : this.#libraryDouble(name, x as Double);
      return single ? instructionUnary(f32, name, x as Single) : instructionUnary(f64, name, x as Double);
    }
    if (!takesIntegers(name)) throw meaningless(name, dtype);
    if (isWide(dtype)) return unaryInteger(wide, name, dtype === "int64", x as Wide);
    return name === "not" && dtype === "bool"
      ? i32.eqz(x as Int)
      : unaryInteger(narrow, name, dtype === "int32", x as Int);
  }

  #librarySingle(name: keyof typeof vectorUnary, x: Single): Value {
    const shared = this.#library.unary(`f32x4.${name}`, vectorUnary[name]);
    return f32x4.extractLane(0, shared.call({ x: f32x4.splat(x) }));
  }

  #libraryDouble(name: keyof typeof vectorUnary, x: Double): Value {
    return name === "rsqrt" ? f64.div(1, f64.sqrt(x)) : this.#library.host(name).call({ x });
  }

  binary(name: BinaryName, dtype: DType, x: Value, y: Value): Value {
    const single = dtype === "float32";
    if (single || dtype === "float64") {
      if (!takesFloats(name)) throw meaningless(name, dtype);
      if (!isLibraryBinary(name)) {
        return single ? f32[name](x as Single, y as Single) : f64[name](x as Double, y as Double);
      }
      if (!single) return this.#library.host2(name).call({ x: x as Double, y: y as Double });
      const shared = this.#library.binary(`f32x4.${name}`, vectorBinary[name]);
      return f32x4.extractLane(0, shared.call({ x: f32x4.splat(x as Single), y: f32x4.splat(y as Single) }));
    }
    if (!takesIntegers(name)) throw meaningless(name, dtype);
    return isWide(dtype)
      ? binaryInteger(this.#f, wide, name, dtype === "int64", x as Wide, y as Wide)
      : binaryInteger(this.#f, narrow, name, dtype === "int32", x as Int, y as Int);
  }

  select(_dtype: DType, condition: Value, onTrue: Value, onFalse: Value): Value {
    return select(onTrue as WasmExpression<ValueType>, onFalse as WasmExpression<ValueType>, condition as Int);
  }

  convert(from: DType, to: DType, x: Value): Value {
    if (from === to) return x;
    if (to === "float16" && isWide(from)) return this.convert("float64", to, this.convert(from, "float64", x));
    if (to === "float16") {
      const single =
        from === "float64" ? roundToOdd(this.#f, x as Double) : (this.convert(from, "float32", x) as Single);
      const rounded = this.#library.unary("f32x4.half", roundToHalf);
      return f32x4.extractLane(0, rounded.call({ x: f32x4.splat(single) }));
    }
    if (from === "float16") return this.convert("float32", to, x);
    if (isWide(from)) return fromWide(from, to, x as Wide);
    if (isWide(to)) return toWide(from, to, x);
    if (to === "bool") {
      if (from === "float32") return f32.ne(x as Single, 0);
      return from === "float64" ? f64.ne(x as Double, 0) : i32.ne(x as Int, 0);
    }
    if (from === "float32") {
      if (to === "float64") return f64.promoteF32(x as Single);
      return to === "int32" ? i32.truncSatF32S(x as Single) : i32.truncSatF32U(x as Single);
    }
    if (from === "float64") {
      if (to === "float32") return f32.demoteF64(x as Double);
      return to === "int32" ? i32.truncSatF64S(x as Double) : i32.truncSatF64U(x as Double);
    }
    const signed = from === "int32";
    if (to === "float32") return signed ? f32.convertI32S(x as Int) : f32.convertI32U(x as Int);
    if (to === "float64") return signed ? f64.convertI32S(x as Int) : f64.convertI32U(x as Int);
    return x;
  }

  bitcast(from: DType, to: DType, x: Value): Value {
    if (from === "float64" && isWide(to)) return i64.reinterpretF64(x as Double);
    if (isWide(from) && to === "float64") return f64.reinterpretI64(x as Wide);
    if (from === "float32" && to !== "float32") return i32.reinterpretF32(x as Single);
    if (from !== "float32" && to === "float32") return f32.reinterpretI32(x as Int);
    return x;
  }

  gather(dtype: DType, place: Place, offset: Value): Value {
    const pointer = place.pointer === null ? (offset as Int) : i32.add(place.pointer, offset as Int);
    return this.load(dtype, { ...place, pointer });
  }

  firstLanes(_count: number, value: Value): Value {
    return value;
  }

  foldLanes(_fold: CombiningFold, _dtype: DType, value: Value): Value {
    return value;
  }
}

function meaningless(name: UnaryName | BinaryName, dtype: DType): Error {
  return new Error(`${name} has no meaning for ${dtype}`);
}
