import { isFloat } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, broadcastOperands, convert, promoteOperands, type ArrayLike } from "../core/operands.ts";
import type { BinaryName } from "../core/scalar/binary.ts";
import { unaryFunctions, type UnaryName } from "../core/scalar/unary.ts";
import { bind } from "../core/trace.ts";

/** Integers and booleans become float32, as functions with real values need. */
export function toFloat(x: NDArray): NDArray {
  return isFloat(x.dtype) ? x : convert(x, "float32", x.weakType);
}

/** Booleans become int32, as arithmetic needs. */
export function toNumber(x: NDArray): NDArray {
  return x.dtype === "bool" ? convert(x, "int32") : x;
}

/** The array as one whose dtype does not give way: reductions forget that their operand came from numbers. */
export function toStrong(x: NDArray): NDArray {
  return x.weakType ? convert(x, x.dtype) : x;
}

/** Applies a function of one scalar elementwise; functions of reals take integers and booleans too. */
export function elementwiseUnary(name: UnaryName, x: ArrayLike, operation: string = name): NDArray {
  const operand = asArray(x, operation);
  return bind(name, [unaryFunctions[name].domain === "float" ? toFloat(operand) : operand], {})[0];
}

/** Applies a function of two scalars of one dtype elementwise, after promotion, preparation and broadcasting. */
export function elementwiseBinary(
  name: BinaryName,
  x: ArrayLike,
  y: ArrayLike,
  operation: string = name,
  prepare = (operand: NDArray): NDArray => operand,
): NDArray {
  const [a, b] = broadcastOperands(operation, promoteOperands(operation, [x, y]).map(prepare));
  return bind(name, [a!, b!], {})[0];
}
