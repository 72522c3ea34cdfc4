import type { DType } from "@proj/array";
import type { BinaryName, ScalarForm, ScalarValue, UnaryName } from "@proj/array/core";
import type { CombiningFold } from "@proj/jit/core";
import type { Expression as WasmExpression } from "../../assembler/expression.ts";
import { i32 } from "../../assembler/instructions.ts";

/** A value in a loop: one element, or four in the lanes of a vector. */
export type Value = WasmExpression;

/** Where elements are: the first at `pointer + base`, the others `stride` bytes apart (0: all the same one). */
export interface Place {
  readonly pointer: WasmExpression<"i32"> | null;
  readonly base: number;
  readonly stride: number;
  /** How many elements exist, 1 to the emitter's width. */
  readonly count: number;
}

/** How the expressions of a loop are spelled: once for elements one by one, once for vectors. */
export interface Emitter {
  readonly width: 1 | 2 | 4;
  /** Keeps a value for several uses. */
  let(value: Value): Value;
  constant(dtype: DType, value: ScalarValue): Value;
  load(dtype: DType, place: Place): Value;
  store(dtype: DType, place: Place, value: Value): void;
  /** position, and, if `varies`, position + 1 … in the other lanes. */
  position(position: WasmExpression<"i32">, varies: boolean): Value;
  /** An int32 value that is the same in all lanes, as a number. */
  uniform(value: Value): WasmExpression<"i32">;
  /** `form` is how it is computed, if few programs apply it. */
  unary(name: UnaryName, dtype: DType, x: Value, form?: ScalarForm): Value;
  /** `dtype` is that of the operands; `amount` is the second operand if it is a constant. */
  binary(name: BinaryName, dtype: DType, x: Value, y: Value, amount: number | null): Value;
  select(dtype: DType, condition: Value, onTrue: Value, onFalse: Value): Value;
  convert(from: DType, to: DType, x: Value): Value;
  bitcast(from: DType, to: DType, x: Value): Value;
  /** Elements displaced by `offset` bytes, an int32 value, from those at `place`. */
  gather(dtype: DType, place: Place, offset: Value): Value;
  /** `value` in the first `count` lanes, `other` in the rest. */
  firstLanes(dtype: DType, count: number, value: Value, other: Value): Value;
  /** All lanes of an accumulator folded into one. */
  foldLanes(fold: CombiningFold, dtype: DType, value: Value): Value;
}

/** The address and the immediate offset of an element `displacement` bytes from the first at a place. */
export function addressOf(
  { pointer, base }: Place,
  displacement: number,
): readonly [address: WasmExpression<"i32">, offset: number] {
  const offset = base + displacement;
  if (pointer === null) return [i32.const(0), offset];
  // Offsets are unsigned.
  return offset >= 0 ? [pointer, offset] : [i32.add(pointer, offset), 0];
}

/** For functions that no program applies to a dtype. */
export function meaningless(name: UnaryName | BinaryName, dtype: DType): Error {
  return new Error(`${name} has no meaning for ${dtype}`);
}
