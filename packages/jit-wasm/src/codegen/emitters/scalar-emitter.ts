import type { DType } from "@proj/array";
import {
  isFloat,
  isWide,
  realNumber,
  takesFloats,
  takesIntegers,
  type BinaryName,
  type ScalarForm,
  type ScalarValue,
  type UnaryName,
} from "@proj/array/core";
import type { CombiningFold } from "@proj/jit/core";
import { Local, select } from "../../assembler/expression.ts";
import type { Expression as WasmExpression } from "../../assembler/expression.ts";
import type { FunctionBuilder } from "../../assembler/function-builder.ts";
import { f32, f32x4, f64, f64x2, i32, i64 } from "../../assembler/instructions.ts";
import type { ValueType } from "../../assembler/types.ts";
import { isLibraryBinary, vectorBinary } from "../../math/binary.ts";
import { isLibraryUnary, vectorFunction, type LibraryUnary } from "../../math/unary.ts";
import { roundToHalf, roundToOdd } from "../../math/half.ts";
import type { MathLibrary } from "../../math/math-library.ts";
import { addressOf, meaningless } from "./emitter.ts";
import type { Emitter, Place, Value } from "./emitter.ts";
import { isSingle } from "../layout.ts";
import { instructionUnary } from "./float.ts";
import { binaryInteger, narrow, unaryInteger, wide } from "./integer.ts";

type Int = WasmExpression<"i32">;
type Single = WasmExpression<"f32">;
type Double = WasmExpression<"f64">;
type Wide = WasmExpression<"i64">;

const families = { f32, f64, i32, i64 };

/** The type of the numbers that hold elements of a dtype. */
function typeOf(dtype: DType): keyof typeof families {
  if (isSingle(dtype)) return "f32";
  return dtype === "float64" ? "f64" : isWide(dtype) ? "i64" : "i32";
}

/**
 * Elements one by one: the form of loops with integers of 64 bits, and of steps that are not loops. Booleans are 0 or 1; functions
 * are lane 0 of the vector ones, where there are such, so that all forms give the same numbers.
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
    return dtype === "bool" ? i32.load8U(...at) : families[typeOf(dtype)].load(...at);
  }

  store(dtype: DType, place: Place, value: Value): void {
    const [address, offset] = addressOf(place, 0);
    const store = dtype === "bool" ? i32.store8 : families[typeOf(dtype)].store;
    this.#f.run((store as (address: Int, value: Value, offset: number) => Value)(address, value, offset));
  }

  position(position: Int): Value {
    return position;
  }

  uniform(value: Value): Int {
    return value as Int;
  }

  unary(name: UnaryName, dtype: DType, operand: Value, form?: ScalarForm): Value {
    const x = this.let(operand);
    if (name === "stopGradient" || name === "optimizationBarrier") return x;
    const single = dtype === "float32";
    if (single || dtype === "float64") {
      if (!takesFloats(name)) throw meaningless(name, dtype);
      if (isLibraryUnary(name, form))
        return single ? this.#librarySingle(name, x as Single, form) : this.#libraryDouble(name, x as Double, form);
      return single ? instructionUnary(f32, name, x as Single) : instructionUnary(f64, name, x as Double);
    }
    if (!takesIntegers(name)) throw meaningless(name, dtype);
    if (isWide(dtype)) return unaryInteger(wide, name, dtype === "int64", x as Wide);
    return name === "not" && dtype === "bool"
      ? i32.eqz(x as Int)
      : unaryInteger(narrow, name, dtype === "int32", x as Int);
  }

  #librarySingle(name: LibraryUnary, x: Single, form: ScalarForm | undefined): Value {
    const shared = this.#library.unary(`f32x4.${name}`, vectorFunction(name, form));
    return f32x4.extractLane(0, shared.call({ x: f32x4.splat(x) }));
  }

  #libraryDouble(name: LibraryUnary, x: Double, form: ScalarForm | undefined): Value {
    if (name === "rsqrt") return f64.div(1, f64.sqrt(x));
    const { float64 } = this.#library;
    const ofPairs = float64?.functions[name];
    if (float64 === null || ofPairs === undefined) return this.#library.host(name, form).call({ x });
    const shared = this.#library.unary(`f64x2.${name}`, ofPairs, float64.precision);
    return f64x2.extractLane(0, shared.call({ x: f64x2.splat(x) }));
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
    if (to === "bool") {
      const zero = isWide(from) ? i64.const(0n) : this.constant(from, 0);
      return (families[typeOf(from)].ne as (x: Value, y: Value) => Value)(x, zero);
    }
    const name = conversion(from, to);
    return name === null ? x : unaryOf(to, name)(x);
  }

  bitcast(from: DType, to: DType, x: Value): Value {
    const source = typeOf(from);
    return source === typeOf(to) ? x : unaryOf(to, `reinterpret${source.toUpperCase()}`)(x);
  }

  gather(dtype: DType, place: Place, offset: Value): Value {
    const pointer = place.pointer === null ? (offset as Int) : i32.add(place.pointer, offset as Int);
    return this.load(dtype, { ...place, pointer });
  }

  firstLanes(_dtype: DType, _count: number, value: Value): Value {
    return value;
  }

  foldLanes(_fold: CombiningFold, _dtype: DType, value: Value): Value {
    return value;
  }
}

/** The instruction that makes a number of one dtype one of another, among those on numbers of the other; null if they are held alike. */
function conversion(from: DType, to: DType): string | null {
  const [source, target] = [typeOf(from), typeOf(to)];
  const suffix = (dtype: DType): string => (dtype === "int32" || dtype === "int64" ? "S" : "U");
  if (isFloat(from) !== isFloat(to))
    return (isFloat(to) ? "convert" : "truncSat") + source.toUpperCase() + suffix(isFloat(to) ? from : to);
  if (source === target) return null;
  return { f32: "demoteF64", f64: "promoteF32", i32: "wrapI64", i64: `extendI32${suffix(from)}` }[target];
}

/** An instruction of one operand on the numbers that hold elements of a dtype. */
function unaryOf(dtype: DType, name: string): (x: Value) => Value {
  return (families[typeOf(dtype)] as unknown as Readonly<Record<string, (x: Value) => Value>>)[name]!;
}
