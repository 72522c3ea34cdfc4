import type { Atom, RandomName } from "@proj/array/core";
import type { ExpressionId } from "../../program/program.ts";
import { expressOperand } from "../express.ts";
import type { ExpressionBuilder } from "../expression-builder.ts";
import type { ElementwiseLowering, LoweringRule } from "../rule.ts";

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/** Threefry-2x32 with 20 rounds (Salmon et al. 2011) as integer expressions: key words k, counter words x. */
function expandThreefry(
  builder: ExpressionBuilder,
  k0: ExpressionId,
  k1: ExpressionId,
  x0: ExpressionId,
  x1: ExpressionId,
): readonly [ExpressionId, ExpressionId] {
  const apply = (
    name: "add" | "or" | "xor" | "shiftLeft" | "shiftRightLogical",
    x: ExpressionId,
    y: ExpressionId,
  ): ExpressionId => builder.add({ op: "binary", dtype: "uint32", name, x, y });
  const word = (value: number): ExpressionId => builder.constant(value, "uint32");
  const rotate = (x: ExpressionId, bits: number): ExpressionId =>
    apply("or", apply("shiftLeft", x, word(bits)), apply("shiftRightLogical", x, word(32 - bits)));
  const keys = [k0, k1, apply("xor", apply("xor", k0, k1), word(0x1bd11bda))];
  let [a, b] = [apply("add", x0, keys[0]!), apply("add", x1, keys[1]!)];
  for (let group = 1; group <= 5; group++) {
    for (const bits of rotations[(group - 1) % 2]!) {
      a = apply("add", a, b);
      b = apply("xor", rotate(b, bits), a);
    }
    a = apply("add", a, keys[group % 3]!);
    b = apply("add", apply("add", b, keys[(group + 1) % 3]!), word(group));
  }
  return [a, b];
}

const threefryLowering: ElementwiseLowering<"threefry2x32"> = {
  role: "elementwise",
  cost: () => 130,
  express(context, { inputs: [k0, k1, x0, x1], outputs }, result, map) {
    const operand = (atom: Atom): ExpressionId => expressOperand(context, atom, map);
    return expandThreefry(context.builder, operand(k0), operand(k1), operand(x0), operand(x1))[
      outputs[0] === result ? 0 : 1
    ];
  },
};

export const randomLoweringRules: { readonly [P in RandomName]: LoweringRule<P> } = {
  threefry2x32: threefryLowering,
};
