import type { DType } from "@proj/array";
import type { Helper, KernelBuilder } from "./kernel-builder.ts";
import { typeOf } from "./layout.ts";
import { roundToHalf } from "../../math/half.ts";
import { bare } from "./text.ts";

// What a float beyond the integers converts to is up to the implementation in WGSL; here it saturates, and NaN gives 0.

const toInt: Helper = {
  name: "to_i32",
  code: `fn to_i32(x: f32) -> i32 {
  let near = i32(clamp(x, -2147483648.0, 2147483520.0));
  let number = select(near, 2147483647, x >= 2147483648.0);
  return select(number, 0, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u);
}`,
};

const toUint: Helper = {
  name: "to_u32",
  code: `fn to_u32(x: f32) -> u32 {
  let near = u32(clamp(x, 0.0, 4294967040.0));
  let number = select(near, 4294967295u, x >= 4294967296.0);
  return select(number, 0u, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u);
}`,
};

/** The bits of a float without its sign, so that NaN counts as something else than 0 whatever a compiler thinks of NaN. */
const isNonZero: Helper = {
  name: "is_nonzero",
  code: "fn is_nonzero(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) != 0u; }",
};

/** A value of one dtype as another: the meaning of the expression `convert`. */
export function convert(from: DType, to: DType, x: string, kernel: KernelBuilder): string {
  if (from === to) return x;
  if (from === "float16") return convert("float32", to, x, kernel);
  if (to === "float16") return `${kernel.helper(roundToHalf)}(${bare(convert(from, "float32", x, kernel))})`;
  if (to === "bool") return from === "float32" ? `${kernel.helper(isNonZero)}(${x})` : `(${x} != 0)`;
  if (from === "float32") return `${kernel.helper(to === "int32" ? toInt : toUint)}(${x})`;
  return `${typeOf[to]}(${x})`;
}

/** The bits of a value of one dtype read as another: the meaning of the expression `bitcast`. */
export function bitcast(from: DType, to: DType, x: string): string {
  return from === to ? x : `bitcast<${typeOf[to]}>(${x})`;
}
