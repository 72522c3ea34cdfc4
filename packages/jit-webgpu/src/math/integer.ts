import type { BinaryName } from "@proj/array/core";
import type { Helper } from "../codegen/wgsl/kernel-builder.ts";

type Word = "i32" | "u32";

/** Division cutting the fraction; by zero all bits are set. The smallest integer divided by −1 wraps, as WGSL has it. */
export const divide = (type: Word): Helper => ({
  name: `divide_${type}`,
  code: `fn divide_${type}(x: ${type}, y: ${type}) -> ${type} {
  return select(x / y, ${type === "i32" ? "-1i" : "0xffffffffu"}, y == 0);
}`,
});

/** The remainder with the sign of x; by zero it is x. */
export const remainder = (type: Word): Helper => ({
  name: `remainder_${type}`,
  code: `fn remainder_${type}(x: ${type}, y: ${type}) -> ${type} {
  return select(x % y, x, y == 0);
}`,
});

/** A shift to the left; by 32 or more, or by less than 0, nothing is left. */
export const shiftLeft = (type: Word): Helper => ({
  name: `shift_left_${type}`,
  code: `fn shift_left_${type}(x: ${type}, y: ${type}) -> ${type} {
  return select(0, x << (u32(y) & 31u), u32(y) < 32u);
}`,
});

/** A shift to the right that brings in zeros; by 32 or more, or by less than 0, nothing is left. */
export const shiftRightLogical = (type: Word): Helper => ({
  name: `shift_right_${type}`,
  code: `fn shift_right_${type}(x: ${type}, y: ${type}) -> ${type} {
  return select(0, ${type}(u32(x) >> (u32(y) & 31u)), u32(y) < 32u);
}`,
});

/** A shift to the right that copies the top bit, in unsigned numbers too; by 32 or more, or by less than 0, as if by 31. */
export const shiftRightArithmetic = (type: Word): Helper => ({
  name: `shift_right_signed_${type}`,
  code: `fn shift_right_signed_${type}(x: ${type}, y: ${type}) -> ${type} {
  return ${type}(i32(x) >> min(u32(y), 31u));
}`,
});

type ShiftName = "shiftLeft" | "shiftRightLogical" | "shiftRightArithmetic";

/** True for the names of shifts. */
export function isShift(name: BinaryName): name is ShiftName {
  return name === "shiftLeft" || name === "shiftRightLogical" || name === "shiftRightArithmetic";
}

/** A shift by a number that is known, from 0 to 31. */
export function shiftBy(name: ShiftName, type: Word, x: string, amount: number): string {
  if (name === "shiftLeft") return `(${x} << ${amount}u)`;
  // WGSL copies the top bit of signed numbers, and brings in zeros for unsigned ones.
  const wanted: Word = name === "shiftRightArithmetic" ? "i32" : "u32";
  return wanted === type ? `(${x} >> ${amount}u)` : `${type}(${wanted}(${x}) >> ${amount}u)`;
}
