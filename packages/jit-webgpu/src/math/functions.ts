import { UsageError } from "@proj/array";
import type { DType } from "@proj/array";
import type { BinaryName, UnaryName } from "@proj/array/core";
import type { KernelBuilder } from "../codegen/wgsl/kernel-builder.ts";
import { binarySpellings } from "./binary.ts";
import type { Refusal } from "./spellings.ts";
import { unarySpellings } from "./unary.ts";

/**
 * A function of one scalar as a WGSL expression, in which `x` occurs once: `(-x)`, or `sin_f32(x)` with a helper in the kernel.
 *
 * @param name - the function.
 * @param dtype - the dtype of x.
 * @param x - a name, a call or a bracketed expression, computed at run time: of constants, infinities and NaN do not compile.
 * @param kernel - the module that gets the helpers.
 * @returns an expression, bracketed where it has to be.
 * @throws UsageError for a dtype that the function does not take, and for float64.
 */
export function unaryFunction(name: UnaryName, dtype: DType, x: string, kernel: KernelBuilder): string {
  const spelling = unarySpellings[name][dtype];
  if (typeof spelling !== "function") throw refused(name, dtype, spelling);
  return spelling(x, kernel);
}

/**
 * A function of two scalars of one dtype as a WGSL expression, in which `x` and `y` occur once.
 *
 * @param name - the function.
 * @param dtype - the dtype of x and y.
 * @param x - a name, a call or a bracketed expression, computed at run time.
 * @param y - likewise.
 * @param kernel - the module that gets the helpers.
 * @returns an expression, bracketed where it has to be.
 * @throws UsageError for a dtype that the function does not take, and for float64.
 */
export function binaryFunction(name: BinaryName, dtype: DType, x: string, y: string, kernel: KernelBuilder): string {
  const spelling = binarySpellings[name][dtype];
  if (typeof spelling !== "function") throw refused(name, dtype, spelling);
  return spelling(x, y, kernel);
}

function refused(name: string, dtype: DType, { unsupported }: Refusal): UsageError {
  return new UsageError({
    operation: `the WGSL of ${name}`,
    received: `operands of dtype ${dtype}: ${unsupported}`,
    expected: "a dtype that the function takes, and not float64",
    remedy: "convert the operands, with astype(x, 'float32') for instance",
  });
}
