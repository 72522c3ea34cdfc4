import type { RandomName } from "@proj/array/core";
import type { Value } from "../body.ts";
import type { EmissionRule } from "../rule.ts";

const operations = {
  add: "add",
  or: "or",
  xor: "xor",
  shiftLeft: "shift_left",
  shiftRightLogical: "shift_right_logical",
} as const;

export const randomRules: { readonly [P in RandomName]: EmissionRule<P> } = {
  /** A function of its own: random numbers of one shape share it. */
  threefry2x32: (body, operands, { rules }, types) => {
    const { shape } = types[0]!;
    const args = operands.map((x) => body.filled(x, shape));
    const name = body.module.function("threefry2x32", args, (inner, words) => [
      ...rules.formula<Value>(
        {
          word: (value) => inner.constant(value, "uint32", shape),
          binary: (operation, x, y) => inner.same(operations[operation], [x, y]),
        },
        words,
      ),
    ]);
    return body.call(name, args, types);
  },
};
