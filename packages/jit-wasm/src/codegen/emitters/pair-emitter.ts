import type { DType } from "@proj/array";
import { binaryFunctions, realNumber, unaryFunctions } from "@proj/array/core";
import type { BinaryName, ScalarForm, ScalarValue, UnaryName } from "@proj/array/core";
import { combiningFunction, type CombiningFold } from "@proj/jit/core";
import type { FunctionBuilder } from "../../assembler/function-builder.ts";
import { f32x4, f64x2, i32, i32x4, i8x16, v128 } from "../../assembler/instructions.ts";
import { isLibraryBinary } from "../../math/binary.ts";
import { double, eachLane } from "../../math/float64.ts";
import { lowWords, type Lanes, type Vector } from "../../math/lanes.ts";
import type { MathLibrary } from "../../math/math-library.ts";
import { isLibraryUnary } from "../../math/unary.ts";
import { addressOf, type Place, type Value } from "./emitter.ts";
import { extremumOfLanes, instructionUnaryOfLanes } from "./float.ts";
import { swappedHalves, swappedPairs, VectorEmitter } from "./vector-emitter.ts";

/** The first two words, each twice. */
const doubledWords = [0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7];

/** Whether the elements of a vector are 64 bits wide. */
const isWide = (dtype: DType): boolean => dtype === "float64" || dtype === "bool";

/**
 * Two doubles in a vector. Booleans are masks of 64 bits; what has 32 bits lies in the first two of four lanes, with whatever in the
 * other two, and is computed as four are.
 */
export class PairEmitter extends VectorEmitter {
  override readonly width = 2;
  readonly #f: FunctionBuilder;
  readonly #m: Lanes;

  constructor(f: FunctionBuilder, library: MathLibrary) {
    super(f, library);
    this.#f = f;
    this.#m = library.lanes(f, double);
  }

  /** What an operation on words gives: if that is a mask, as one of doubles. */
  #widened(isMask: boolean, words: Vector): Vector {
    if (!isMask) return words;
    const mask = this.let(words);
    return i8x16.shuffle(mask, mask, doubledWords);
  }

  /** A mask of doubles as one of words. */
  #narrowed(mask: Value): Vector {
    const doubles = this.let(mask);
    return i8x16.shuffle(doubles, doubles, lowWords);
  }

  override constant(dtype: DType, value: ScalarValue): Vector {
    return dtype === "float64" ? f64x2.const(realNumber(value)) : super.constant(dtype, value);
  }

  override load(dtype: DType, place: Place): Vector {
    if (dtype !== "float64") return this.#widened(dtype === "bool", super.load(dtype, place));
    const { stride, count } = place;
    const first = addressOf(place, 0);
    if (stride === 0) return v128.load64Splat(...first);
    if (stride === 8 && count === 2) return v128.load(...first);
    return this.#both(place, place);
  }

  /** The double at a place, and if two are wanted, the second of those at another. */
  #both(place: Place, other: Place): Vector {
    const first = v128.load64Zero(...addressOf(place, 0));
    if (place.count === 1) return first;
    const [address, offset] = addressOf(other, place.stride);
    return v128.load64Lane(1, address, first, offset);
  }

  override store(dtype: DType, place: Place, value: Value): void {
    if (dtype !== "float64") {
      super.store(dtype, place, dtype === "bool" ? this.#narrowed(value) : value);
      return;
    }
    const { stride, count } = place;
    const pair = this.let(value);
    const isWhole = stride === 8 && count === 2;
    for (let lane = 0; lane < (isWhole ? 1 : count); lane++) {
      const [address, offset] = addressOf(place, lane * stride);
      this.#f.run(isWhole ? v128.store(address, pair, offset) : v128.store64Lane(lane, address, pair, offset));
    }
  }

  override unary(name: UnaryName, dtype: DType, operand: Value, form?: ScalarForm): Vector {
    if (dtype !== "float64")
      return this.#widened(
        dtype !== "bool" && unaryFunctions[name].result === "bool",
        super.unary(name, dtype, operand, form),
      );
    const x = this.let(operand);
    if (isLibraryUnary(name, form)) {
      if (name === "rsqrt") return f64x2.div(f64x2.const(1), f64x2.sqrt(x));
      const { library } = this.#m;
      const ofPairs = library.float64?.functions[name];
      return ofPairs === undefined
        ? eachLane(this.#m, (x) => library.host(name, form).call({ x }), x)
        : ofPairs(this.#m, x);
    }
    if (name === "not" || name === "stopGradient" || name === "optimizationBarrier") return x;
    return instructionUnaryOfLanes(this.#m, name, x);
  }

  override binary(name: BinaryName, dtype: DType, x: Value, y: Value, amount: number | null): Vector {
    if (dtype !== "float64") {
      const words = super.binary(name, dtype, x, y, amount);
      return this.#widened(dtype !== "bool" && binaryFunctions[name].result === "bool", words);
    }
    if (isLibraryBinary(name)) {
      const { library } = this.#m;
      return eachLane(this.#m, (x, y) => library.host2(name).call({ x, y }), x as Vector, y as Vector);
    }
    if (name === "max" || name === "min") return extremumOfLanes(this.#m, name, x as Vector, y as Vector, amount);
    return f64x2[name as Exclude<keyof typeof f64x2 & BinaryName, "const">](x as Vector, y as Vector);
  }

  override select(dtype: DType, condition: Value, onTrue: Value, onFalse: Value): Vector {
    return super.select(dtype, isWide(dtype) ? condition : this.#narrowed(condition), onTrue, onFalse);
  }

  override convert(from: DType, to: DType, operand: Value): Vector {
    const x = operand as Vector;
    if (from === to) return x;
    if (to === "float64") {
      if (from === "bool") return v128.and(x, f64x2.const(1));
      if (from === "float32") return f64x2.promoteLowF32x4(x);
      return from === "int32" ? f64x2.convertLowI32x4S(x) : f64x2.convertLowI32x4U(x);
    }
    if (from === "float64") {
      if (to === "bool") return f64x2.ne(x, f64x2.const(0));
      if (to === "float32") return f32x4.demoteF64x2Zero(x);
      return to === "int32" ? i32x4.truncSatF64x2SZero(x) : i32x4.truncSatF64x2UZero(x);
    }
    return this.#widened(to === "bool", super.convert(from, to, from === "bool" ? this.#narrowed(x) : x));
  }

  override gather(dtype: DType, place: Place, offset: Value): Vector {
    if (dtype !== "float64") return this.#widened(dtype === "bool", super.gather(dtype, place, offset));
    const offsets = this.let(offset);
    const at = (lane: number): Place => {
      const displacement = i32x4.extractLane(lane, offsets);
      return { ...place, pointer: place.pointer === null ? displacement : i32.add(place.pointer, displacement) };
    };
    return this.#both(at(0), at(1));
  }

  /** The first of two lanes. */
  override firstLanes(dtype: DType, _count: number, value: Value, other: Value): Vector {
    return v128.bitselect(value as Vector, other as Vector, i32x4.const(-1, isWide(dtype) ? -1 : 0, 0, 0));
  }

  override foldLanes(fold: CombiningFold, dtype: DType, value: Value): Vector {
    const pair = this.let(value);
    const swapped = i8x16.shuffle(pair, pair, isWide(dtype) ? swappedHalves : swappedPairs);
    return this.binary(combiningFunction(fold, dtype), dtype, pair, swapped, null);
  }
}
