import type { NDArray } from "@proj/array";
import {
  bind,
  binaryFunctions,
  binaryNames,
  takesFloats,
  unaryFunctions,
  unaryNames,
  unaryParams,
  type BinaryName,
  type Domain,
} from "@proj/array/core";
import { unaryDomains } from "../../unary-domains.ts";
import { pick, whole } from "../choose.ts";
import { choose, type Context, type Operation } from "../context.ts";
import {
  asRounded,
  asSmallInteger,
  clamped,
  convert,
  fitted,
  isBoolean,
  isExact,
  isFloating,
  isNumeric,
  isWord,
  joint,
  like,
  squashed,
  value,
  type Value,
} from "../value.ts";

const add = (x: NDArray, number: number): NDArray => bind("add", [x, like(x, number)], {})[0];
const scaled = (x: NDArray, factor: number): NDArray => bind("mul", [x, like(x, factor)], {})[0];

const smoothNames = unaryNames.filter(takesFloats).filter((name) => unaryDomains[name].values !== "exact");
const exactNames = unaryNames.filter((name) => !takesFloats(name) || unaryDomains[name].values !== "rounded");

export const smoothFunction: Operation = (context) => {
  const { draw, float } = context;
  const chosen = choose(context, isNumeric);
  if (chosen === null) return null;
  const name = pick(draw, smoothNames);
  const [low, high] = pick(draw, unaryDomains[name].intervals);
  const x = asRounded(chosen, float).array;
  const inside = add(scaled(x, (high - low) / 2), (low + high) / 2);
  return [squashed(bind(name, [inside], unaryParams(name))[0])];
};

export const exactFunction: Operation = (context) => {
  const x = choose(context, isExact);
  if (x === null) return null;
  const fitting = exactNames.filter((name) => takes(unaryFunctions[name].domain, x));
  const name = pick(context.draw, fitting);
  const [y] = bind(name, [x.array], unaryParams(name));
  return [value(y, y.dtype === "bool" ? "grid" : x.trust)];
};

function takes(domain: Domain, x: Value): boolean {
  switch (domain) {
    case "float":
    case "inexact":
      return isFloating(x);
    case "real":
    case "number":
      return isNumeric(x);
    case "bits":
      return !isFloating(x);
    case "ordered":
    case "any":
      return true;
    case "part":
    case "complex":
      return false;
  }
}

/** Two values of one dtype that go together in an elementwise operation. */
function partners(context: Context, condition: (x: Value) => boolean): readonly [Value, Value] | null {
  const x = choose(context, condition);
  if (x === null) return null;
  const sameType = (y: Value): boolean => condition(y) && y.array.dtype === x.array.dtype;
  const sameShape = (y: Value): boolean => sameType(y) && y.array.shape.join() === x.array.shape.join();
  const y = choose(context, context.draw.uniform() < 0.6 ? sameShape : sameType)!;
  const [a, b] = [x, value(fitted(y.array, x.array.shape), y.trust)];
  return context.draw.uniform() < 0.5 ? [a, b] : [b, a];
}

export const smoothArithmetic: Operation = (context) => {
  const { draw, float } = context;
  const pair = partners(context, isFloating);
  if (pair === null) return null;
  const [x, y] = pair.map((operand) => asRounded(operand, float).array) as [NDArray, NDArray];
  switch (pick(draw, ["add", "sub", "mul", "div", "pow", "atan2", "max", "min"] as const)) {
    case "add":
      return [value(scaled(bind("add", [x, y], {})[0], 0.5), "rounded")];
    case "sub":
      return [value(scaled(bind("sub", [x, y], {})[0], 0.5), "rounded")];
    case "mul":
      return [value(bind("mul", [x, y], {})[0], "rounded")];
    case "div":
      return [squashed(bind("div", [x, add(bind("mul", [y, y], {})[0], 0.5)], {})[0])];
    case "pow":
      return [squashed(bind("pow", [add(x, 1.5), scaled(y, 3)], {})[0])];
    case "atan2":
      return [value(scaled(bind("atan2", [x, add(y, 2)], {})[0], 0.5), "rounded")];
    case "max":
      return [value(bind("max", [x, y], {})[0], "rounded")];
    case "min":
      return [value(bind("min", [x, y], {})[0], "rounded")];
  }
};

const wordArithmetic = binaryNames.filter(
  (name) => binaryFunctions[name].result === "same" && binaryFunctions[name].domain !== "float",
);

export const exactArithmetic: Operation = (context) => {
  const pair = partners(context, (x) => isExact(x) && !isFloating(x));
  if (pair === null) return null;
  const [x, y] = pair;
  const fitting = wordArithmetic.filter((name) => {
    const { domain } = binaryFunctions[name];
    // Shifts of booleans have no meaning.
    return takes(domain, x) && !(isBoolean(x) && name.startsWith("shift"));
  });
  const name: BinaryName = pick(context.draw, fitting);
  const amount = name.startsWith("shift") && context.draw.uniform() < 0.7;
  const right = amount && isWord(y) ? asSmallInteger(y, y.array.dtype as "int32" | "uint32", 63) : y;
  return [value(bind(name, [x.array, right.array], {})[0], "grid")];
};

export const gridArithmetic: Operation = (context) => {
  const pair = partners(context, (x) => isFloating(x) && x.trust === "grid");
  if (pair === null) return null;
  const [x, y] = pair.map((operand) => operand.array) as [NDArray, NDArray];
  switch (pick(context.draw, ["add", "sub", "mul", "rem", "nextAfter"] as const)) {
    case "add":
      return [clamped(bind("add", [x, y], {})[0])];
    case "sub":
      return [clamped(bind("sub", [x, y], {})[0])];
    case "mul":
      return [clamped(bind("floor", [bind("mul", [x, y], {})[0]], {})[0])];
    case "rem":
      return [value(bind("rem", [x, y], {})[0], "exact")];
    case "nextAfter": {
      // Not at zero, whose neighbours some targets take for zero.
      const away = bind("max", [bind("abs", [x], {})[0], like(x, 0.25)], {})[0];
      return [value(bind("nextAfter", [away, y], {})[0], "exact")];
    }
  }
};

export const extreme: Operation = (context) => {
  const pair = partners(context, isExact);
  if (pair === null) return null;
  const [x, y] = pair;
  return [value(bind(pick(context.draw, ["max", "min"] as const), [x.array, y.array], {})[0], joint(x.trust, y.trust))];
};

export const comparison: Operation = (context) => {
  const pair = partners(context, isExact);
  if (pair === null) return null;
  const name = pick(context.draw, ["eq", "ne", "lt", "le", "gt", "ge"] as const);
  return [value(bind(name, [pair[0].array, pair[1].array], {})[0], "grid")];
};

export const selection: Operation = (context) => {
  const condition = choose(context, isBoolean);
  const pair = partners(context, () => true);
  if (condition === null || pair === null) return null;
  const [x, y] = pair;
  const shape = x.array.ndim > 0 ? x.array.shape : y.array.shape;
  const predicate = shape.length === 0 ? condition.array : fitted(condition.array, shape);
  return [value(bind("select", [predicate, x.array, y.array], {})[0], joint(x.trust, y.trust))];
};

export const integerPower: Operation = (context) => {
  const x = choose(context, (y) => isWord(y) || isFloating(y));
  if (x === null) return null;
  const exponent = whole(context.draw, 0, 5);
  if (!isFloating(x)) return [value(bind("integerPow", [x.array], { exponent })[0], "grid")];
  const rounded = asRounded(x, context.float).array;
  if (context.draw.uniform() < 0.7) return [value(bind("integerPow", [rounded], { exponent })[0], "rounded")];
  return [squashed(bind("integerPow", [add(rounded, 2)], { exponent: -exponent })[0])];
};

export const conversion: Operation = (context) => {
  const { draw, float } = context;
  const x = choose(context, isExact);
  if (x === null) return null;
  const dtype = pick(draw, ["bool", "int32", "uint32", float] as const);
  if (dtype !== float) return [value(convert(x.array, dtype), "grid")];
  if (isBoolean(x) || isFloating(x)) return [value(convert(x.array, float), isBoolean(x) ? "grid" : x.trust)];
  if (draw.uniform() < 0.3) return [asRounded(x, float)];
  const small = asSmallInteger(x, x.array.dtype as "int32" | "uint32", 15).array;
  return [value(convert(small, float), "grid")];
};

export const bitcast: Operation = (context) => {
  const { draw, float } = context;
  const x = choose(context, (y) => isWord(y) || (isFloating(y) && y.trust === "grid"));
  if (x === null) return null;
  const cast = (y: NDArray, dtype: "int32" | "uint32" | "float32"): NDArray =>
    bind("bitcastConvertType", [y], { dtype })[0];
  const word = pick(draw, ["int32", "uint32"] as const);
  // Positive normal numbers only: the bits of the others are not the same everywhere.
  if (isFloating(x))
    return float === "float32" ? [value(cast(bind("max", [x.array, like(x.array, 0.25)], {})[0], word), "grid")] : null;
  if (float !== "float32" || draw.uniform() < 0.5) return [value(cast(x.array, word), "grid")];
  const mantissa = bind("and", [x.array, like(x.array, 0x7fffff)], {})[0];
  const unit = bind("or", [mantissa, like(x.array, 0x3f800000)], {})[0];
  return [value(cast(unit, "float32"), "exact")];
};
