import type { RandomName } from "@proj/array/core";
import type { Body, Value } from "../body.ts";
import type { EmissionRule } from "../rule.ts";

/** By how much the second word is rotated in each round. */
const rotations = [13, 15, 26, 6, 17, 29, 16, 24];

/** Threefry-2x32 with 20 rounds (Salmon et al. 2011). */
function threefry(body: Body, [k0, k1, c0, c1]: readonly [Value, Value, Value, Value]): Value[] {
  const { shape } = c0;
  const number = (n: number): Value => body.constant(n, "uint32", shape);
  const both = (operation: string, x: Value, y: Value): Value => body.same(operation, [x, y]);
  const rotated = (x: Value, by: number): Value =>
    both("or", both("shift_left", x, number(by)), both("shift_right_logical", x, number(32 - by)));
  const keys = [k0, k1, both("xor", both("xor", k0, k1), number(0x1bd11bda))];
  let [x, y] = [both("add", c0, k0), both("add", c1, k1)];
  for (let round = 0; round < 20; round++) {
    x = both("add", x, y);
    y = both("xor", rotated(y, rotations[round % 8]!), x);
    if (round % 4 !== 3) continue;
    const injection = (round + 1) / 4;
    x = both("add", x, keys[injection % 3]!);
    y = both("add", both("add", y, keys[(injection + 1) % 3]!), number(injection));
  }
  return [x, y];
}

export const randomRules: { readonly [P in RandomName]: EmissionRule<P> } = {
  /** A function of its own: random numbers of one shape share it. */
  threefry2x32: (body, operands, _, types) => {
    const { shape } = types[0]!;
    const args = operands.map((x) => body.filled(x, shape));
    const name = body.module.function("threefry2x32", args, (inner, [k0, k1, c0, c1]) =>
      threefry(inner, [k0!, k1!, c0!, c1!]),
    );
    return body.call(name, args, types);
  },
};
