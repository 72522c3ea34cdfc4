import type { Helper } from "../codegen/wgsl/kernel-builder.ts";
import { nan, ordered } from "./bits.ts";

/** A comparison of floats that is false if either is NaN. */
export const compare = (name: string, operator: string): Helper => ({
  name: `${name}_f32`,
  needs: [ordered],
  code: `fn ${name}_f32(x: f32, y: f32) -> bool {
  return ordered(x, y) & (x ${operator} y);
}`,
});

export const equal = compare("equal", "==");

/** True of NaN and anything. */
export const notEqual: Helper = {
  name: "not_equal_f32",
  needs: [equal],
  code: `fn not_equal_f32(x: f32, y: f32) -> bool {
  return !equal_f32(x, y);
}`,
};

/** An integer that grows with x; −0 counts as less than 0. */
const order: Helper = {
  name: "order",
  code: `fn order(x: f32) -> i32 {
  let bits = bitcast<i32>(x);
  return bits ^ ((bits >> 31u) & 0x7fffffff);
}`,
};

/** The larger or smaller of two floats: NaN if either is, and −0 less than 0. */
const extremum = (name: string, operator: string): Helper => ({
  name: `${name}_f32`,
  needs: [order, ordered, nan],
  code: `fn ${name}_f32(x: f32, y: f32) -> f32 {
  return select(nan(), select(y, x, order(x) ${operator} order(y)), ordered(x, y));
}`,
});

export const maximum = extremum("max", ">");
export const minimum = extremum("min", "<");
