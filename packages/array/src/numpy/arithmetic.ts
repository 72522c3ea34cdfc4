import { asArray, broadcastOperands, convert, promoteOperands, type ArrayLike } from "../operands.ts";
import type { NDArray } from "../ndarray.ts";
import { isFloat } from "../dtype.ts";
import { promoteTypes } from "../promotion.ts";
import type { BinaryName } from "../scalar/binary.ts";
import type { UnaryName } from "../scalar/unary.ts";
import { unaryFunctions } from "../scalar/unary.ts";
import { bind } from "../trace.ts";

/** Applies a function of two scalars elementwise, after promotion and broadcasting. */
export function elementwiseBinary(name: BinaryName, x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = broadcastOperands(name, promoteOperands(name, [x, y]));
  return bind(name, [a!, b!], {})[0];
}

/** Integers and booleans become float32, as functions with real values need. */
export function toFloat(x: NDArray): NDArray {
  return isFloat(x.dtype) ? x : convert(x, "float32", x.weakType);
}

/** Applies a function of one scalar elementwise; functions of reals take integers and booleans too. */
export function elementwiseUnary(name: UnaryName, x: ArrayLike): NDArray {
  const operand = asArray(x, name);
  return bind(name, [unaryFunctions[name].domain === "float" ? toFloat(operand) : operand], {})[0];
}

const needsNumber = (x: NDArray): NDArray => (x.dtype === "bool" ? convert(x, "int32") : x);

/** Operands of a true division: floats. */
export function trueDivide(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoteOperands("divide", [x, y]).map(toFloat);
  return elementwiseBinary("div", a!, b!);
}

/** `x - y`; booleans count as integers. */
export function subtract(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoteOperands("subtract", [x, y]).map(needsNumber);
  return elementwiseBinary("sub", a!, b!);
}

/** `x + y`; two booleans give their logical or, as in NumPy. */
export function plus(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoteOperands("add", [x, y]);
  return elementwiseBinary(a!.dtype === "bool" ? "or" : "add", a!, b!);
}

/** `x · y`; two booleans give their logical and, as in NumPy. */
export function times(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoteOperands("multiply", [x, y]);
  return elementwiseBinary(a!.dtype === "bool" ? "and" : "mul", a!, b!);
}

/** `x ** y`. An integral JavaScript number as exponent is a product, exact and differentiable everywhere. */
export function power(x: ArrayLike, y: ArrayLike): NDArray {
  if (typeof y === "number" && Number.isInteger(y) && Math.abs(y) < 2 ** 31) {
    const base = needsNumber(asArray(x, "power"));
    return bind("integerPow", [y < 0 ? toFloat(base) : base], { exponent: y })[0];
  }
  const [a, b] = promoteOperands("power", [x, y]).map(toFloat);
  return elementwiseBinary("pow", a!, b!);
}

/** `where(condition, x, y)`: elements of `x` where the condition holds and of `y` elsewhere. */
export function select(condition: ArrayLike, x: ArrayLike, y: ArrayLike): NDArray {
  const test = asArray(condition, "where");
  const flag = test.dtype === "bool" ? test : elementwiseBinary("ne", test, 0);
  const [a, b] = promoteOperands("where", [x, y]);
  const [c, onTrue, onFalse] = broadcastOperands("where", [flag, a!, b!]);
  return bind("select", [c!, onTrue!, onFalse!], {})[0];
}

/** The common type of two arrays, as {@link promoteTypes} joins them. */
export function resultType(x: NDArray, y: NDArray): ReturnType<typeof promoteTypes> {
  return promoteTypes(x, y);
}
