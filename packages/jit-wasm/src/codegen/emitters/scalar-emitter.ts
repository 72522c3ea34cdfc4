import type { DType } from "@proj/array";
import type { BinaryName, UnaryName } from "@proj/array/core";
import type { CombiningFold } from "@proj/jit/core";
import { Local, select } from "../../assembler/expression.ts";
import type { Expression as WasmExpression } from "../../assembler/expression.ts";
import type { FunctionBuilder } from "../../assembler/function-builder.ts";
import { f32, f32x4, f64, i32 } from "../../assembler/instructions.ts";
import type { ValueType } from "../../assembler/types.ts";
import { vectorBinary } from "../../math/binary.ts";
import { vectorUnary } from "../../math/unary.ts";
import { roundToHalf, roundToOdd } from "../../math/half.ts";
import type { MathLibrary } from "../../math/math-library.ts";
import { addressOf } from "./emitter.ts";
import type { Emitter, Place, Value } from "./emitter.ts";
import { isSingle } from "../layout.ts";
import { divideIntegers, shiftInteger } from "./integer.ts";

type Int = WasmExpression<"i32">;
type Single = WasmExpression<"f32">;
type Double = WasmExpression<"f64">;

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

  constant(dtype: DType, value: number): Value {
    if (isSingle(dtype)) return f32.const(value);
    if (dtype === "float64") return f64.const(value);
    return i32.const(value | 0);
  }

  load(dtype: DType, place: Place): Value {
    const at = addressOf(place, 0);
    if (isSingle(dtype)) return f32.load(...at);
    if (dtype === "float64") return f64.load(...at);
    return dtype === "bool" ? i32.load8U(...at) : i32.load(...at);
  }

  store(dtype: DType, place: Place, value: Value): void {
    const [address, offset] = addressOf(place, 0);
    if (isSingle(dtype)) this.#f.run(f32.store(address, value as Single, offset));
    else if (dtype === "float64") this.#f.run(f64.store(address, value as Double, offset));
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
    if (dtype === "float32") return this.#unarySingle(name, x as Single);
    if (dtype === "float64") return this.#unaryDouble(name, x as Double);
    const n = x as Int;
    switch (name) {
      case "neg":
        return i32.sub(0, n);
      case "abs":
        return dtype === "int32" ? select(i32.sub(0, n), n, i32.ltS(n, 0)) : n;
      case "sign":
        return dtype === "int32" ? i32.sub(i32.gtS(n, 0), i32.ltS(n, 0)) : i32.ne(n, 0);
      case "not":
        return dtype === "bool" ? i32.eqz(n) : i32.xor(n, -1);
      default:
        throw new Error(`${name} has no meaning for ${dtype}`);
    }
  }

  #unarySingle(name: UnaryName, x: Single): Value {
    switch (name) {
      case "neg":
        return f32.neg(x);
      case "abs":
        return f32.abs(x);
      case "floor":
        return f32.floor(x);
      case "ceil":
        return f32.ceil(x);
      case "round":
        return f32.nearest(x);
      case "sqrt":
        return f32.sqrt(x);
      case "sign":
        return select(f32.copysign(1, x), x, f32.gt(f32.abs(x), 0));
      case "isFinite":
        return f32.lt(f32.abs(x), Infinity);
      case "not":
      case "stopGradient":
      case "optimizationBarrier":
        throw new Error(`${name} has no meaning for float32`);
      default: {
        const shared = this.#library.unary(`f32x4.${name}`, vectorUnary[name]);
        return f32x4.extractLane(0, shared.call({ x: f32x4.splat(x) }));
      }
    }
  }

  #unaryDouble(name: UnaryName, x: Double): Value {
    switch (name) {
      case "neg":
        return f64.neg(x);
      case "abs":
        return f64.abs(x);
      case "floor":
        return f64.floor(x);
      case "ceil":
        return f64.ceil(x);
      case "round":
        return f64.nearest(x);
      case "sqrt":
        return f64.sqrt(x);
      case "rsqrt":
        return f64.div(1, f64.sqrt(x));
      case "sign":
        return select(f64.copysign(1, x), x, f64.gt(f64.abs(x), 0));
      case "isFinite":
        return f64.lt(f64.abs(x), Infinity);
      default:
        return this.#library.host(name).call({ x });
    }
  }

  binary(name: BinaryName, dtype: DType, x: Value, y: Value): Value {
    if (dtype === "float32") return this.#binarySingle(name, x as Single, y as Single);
    if (dtype === "float64") return this.#binaryDouble(name, x as Double, y as Double);
    return this.#binaryInteger(name, dtype === "int32", x as Int, y as Int);
  }

  #binarySingle(name: BinaryName, x: Single, y: Single): Value {
    switch (name) {
      case "add":
      case "sub":
      case "mul":
      case "div":
      case "max":
      case "min":
      case "eq":
      case "ne":
      case "lt":
      case "le":
      case "gt":
      case "ge":
        return f32[name](x, y);
      case "rem":
      case "pow":
      case "atan2":
      case "nextAfter": {
        const shared = this.#library.binary(`f32x4.${name}`, vectorBinary[name]);
        return f32x4.extractLane(0, shared.call({ x: f32x4.splat(x), y: f32x4.splat(y) }));
      }
      default:
        throw new Error(`${name} has no meaning for float32`);
    }
  }

  #binaryDouble(name: BinaryName, x: Double, y: Double): Value {
    switch (name) {
      case "add":
      case "sub":
      case "mul":
      case "div":
      case "max":
      case "min":
      case "eq":
      case "ne":
      case "lt":
      case "le":
      case "gt":
      case "ge":
        return f64[name](x, y);
      case "rem":
      case "pow":
      case "atan2":
      case "nextAfter":
        return this.#library.host2(name).call({ x, y });
      default:
        throw new Error(`${name} has no meaning for float64`);
    }
  }

  #binaryInteger(name: BinaryName, signed: boolean, x: Int, y: Int): Value {
    switch (name) {
      case "add":
      case "sub":
      case "mul":
      case "and":
      case "or":
      case "xor":
      case "eq":
      case "ne":
        return i32[name](x, y);
      case "div":
      case "rem":
        return divideIntegers(this.#f, name, signed, x, y);
      case "shiftLeft":
      case "shiftRightLogical":
      case "shiftRightArithmetic":
        return shiftInteger(this.#f, name, x, y);
      case "lt":
        return signed ? i32.ltS(x, y) : i32.ltU(x, y);
      case "le":
        return signed ? i32.leS(x, y) : i32.leU(x, y);
      case "gt":
        return signed ? i32.gtS(x, y) : i32.gtU(x, y);
      case "ge":
        return signed ? i32.geS(x, y) : i32.geU(x, y);
      case "max":
      case "min": {
        const [a, b] = [this.let(x) as Int, this.let(y) as Int];
        const greater = signed ? i32.gtS(a, b) : i32.gtU(a, b);
        return name === "max" ? select(a, b, greater) : select(b, a, greater);
      }
      default:
        throw new Error(`${name} has no meaning for integers`);
    }
  }

  select(_dtype: DType, condition: Value, onTrue: Value, onFalse: Value): Value {
    return select(onTrue as WasmExpression<ValueType>, onFalse as WasmExpression<ValueType>, condition as Int);
  }

  convert(from: DType, to: DType, x: Value): Value {
    if (from === to) return x;
    if (to === "float16") {
      const single =
        from === "float64" ? roundToOdd(this.#f, x as Double) : (this.convert(from, "float32", x) as Single);
      const rounded = this.#library.unary("f32x4.half", roundToHalf);
      return f32x4.extractLane(0, rounded.call({ x: f32x4.splat(single) }));
    }
    if (from === "float16") return this.convert("float32", to, x);
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
