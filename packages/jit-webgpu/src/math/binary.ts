import type { BinaryName } from "@proj/array/core";
import type { Helper } from "../codegen/wgsl/kernel-builder.ts";
import { compare, equal, maximum, minimum, notEqual } from "./comparison.ts";
import { divide, remainder, shiftLeft, shiftRightArithmetic, shiftRightLogical } from "./integer.ts";
import { atan2 } from "./inverse-trigonometric.ts";
import { nextAfter } from "./next-after.ts";
import { pow } from "./power.ts";
import { remainder as floatRemainder } from "./remainder.ts";
import { spellings, type BinarySpelling, type Spellings } from "./spellings.ts";

const infix =
  (operator: string): BinarySpelling =>
  (x, y) =>
    `(${x} ${operator} ${y})`;
const call =
  (helper: Helper): BinarySpelling =>
  (x, y, kernel) =>
    `${kernel.helper(helper)}(${x}, ${y})`;
const builtIn =
  (name: string): BinarySpelling =>
  (x, y) =>
    `${name}(${x}, ${y})`;

const number = (operator: string): Spellings<BinarySpelling> =>
  spellings({ int32: infix(operator), uint32: infix(operator), float32: infix(operator) });

const float = (spelling: BinarySpelling): Spellings<BinarySpelling> => spellings({ float32: spelling });

const bits = (operator: string, bool: BinarySpelling): Spellings<BinarySpelling> =>
  spellings({ bool, int32: infix(operator), uint32: infix(operator) });

const comparison = (operator: string, bool: BinarySpelling, float32: Helper): Spellings<BinarySpelling> =>
  spellings({ bool, int32: infix(operator), uint32: infix(operator), float32: call(float32) });

/** Of truth values, where false is less than true. */
const less: BinarySpelling = (x, y) => `(!${x} & ${y})`;
const atMost: BinarySpelling = (x, y) => `(!${x} | ${y})`;
const greater: BinarySpelling = (x, y) => `(${x} & !${y})`;
const atLeast: BinarySpelling = (x, y) => `(${x} | !${y})`;

/** Every function of two scalars in WGSL. */
export const binarySpellings: { readonly [N in BinaryName]: Spellings<BinarySpelling> } = {
  add: number("+"),
  sub: number("-"),
  mul: number("*"),
  div: spellings({ int32: call(divide("i32")), uint32: call(divide("u32")), float32: infix("/") }),
  rem: spellings({ int32: call(remainder("i32")), uint32: call(remainder("u32")), float32: call(floatRemainder) }),
  pow: float(call(pow)),
  max: spellings({ bool: infix("|"), int32: builtIn("max"), uint32: builtIn("max"), float32: call(maximum) }),
  min: spellings({ bool: infix("&"), int32: builtIn("min"), uint32: builtIn("min"), float32: call(minimum) }),
  atan2: float(call(atan2)),
  nextAfter: float(call(nextAfter)),
  and: bits("&", infix("&")),
  or: bits("|", infix("|")),
  xor: bits("^", infix("!=")),
  // A truth value shifted is 0, 1 or 2; what is not 0 is true.
  shiftLeft: spellings({ bool: (x) => x, int32: call(shiftLeft("i32")), uint32: call(shiftLeft("u32")) }),
  shiftRightLogical: spellings({
    bool: greater,
    int32: call(shiftRightLogical("i32")),
    uint32: call(shiftRightLogical("u32")),
  }),
  shiftRightArithmetic: spellings({
    bool: greater,
    int32: call(shiftRightArithmetic("i32")),
    uint32: call(shiftRightArithmetic("u32")),
  }),
  eq: comparison("==", infix("=="), equal),
  ne: comparison("!=", infix("!="), notEqual),
  lt: comparison("<", less, compare("less", "<")),
  le: comparison("<=", atMost, compare("at_most", "<=")),
  gt: comparison(">", greater, compare("greater", ">")),
  ge: comparison(">=", atLeast, compare("at_least", ">=")),
};
