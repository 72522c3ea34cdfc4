import type { DType } from "@proj/array";
import type { Helper, KernelBuilder } from "./kernel-builder.ts";

/** Read as an integer, a positive float grows with its bits and a negative one shrinks. */
const orderOfFloat: Helper = {
  name: "order_f32",
  code: `fn order_f32(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  let magnitude = bits & 0x7fffffffu;
  let number = select(bits | 0x80000000u, ~bits, bits > 0x80000000u);
  return select(number, 0xffffffffu, magnitude > 0x7f800000u);
}`,
};

/**
 * A u32 that grows with the value: equal for equal values (0 and -0 too), the largest for NaN.
 *
 * @param dtype - of the value.
 * @param x - a name or a call.
 * @param kernel - declares what the expression needs.
 */
export function orderKey(dtype: DType, x: string, kernel: KernelBuilder): string {
  switch (dtype) {
    case "bool":
      return `u32(${x})`;
    case "uint32":
    case "uint64":
      return x;
    case "int8":
    case "int16":
    case "int32":
    case "int64":
    case "uint8":
    case "uint16":
      return `(bitcast<u32>(${x}) ^ 0x80000000u)`;
    case "bfloat16":
    case "float16":
    case "float32":
    case "float64":
    case "complex64":
    case "complex128":
      return `${kernel.helper(orderOfFloat)}(${x})`;
  }
}

/** As {@link orderKey}, for the opposite order, in which NaN comes last as well. */
export function reverseOrderKey(dtype: DType, x: string, kernel: KernelBuilder): string {
  return dtype === "float32" ? orderKey(dtype, `-${x}`, kernel) : `~${orderKey(dtype, x, kernel)}`;
}
