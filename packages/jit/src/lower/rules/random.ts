import type { RandomName } from "@proj/array/core";
import type { ExpressionId } from "../../program/program.ts";
import { expressOperand } from "../express.ts";
import type { LoweringRule } from "../rule.ts";

export const randomLoweringRules: { readonly [P in RandomName]: LoweringRule<P> } = {
  threefry2x32: {
    role: "elementwise",
    cost: () => 130,
    express(context, { inputs, outputs, params }, result, map) {
      const { builder } = context;
      const words = params.rules.formula<ExpressionId>(
        {
          word: (value) => builder.constant(value, "uint32"),
          binary: (name, x, y) => builder.add({ op: "binary", dtype: "uint32", name, x, y }),
        },
        inputs.map((input) => expressOperand(context, input, map)),
      );
      return words[outputs.indexOf(result)]!;
    },
  },
};
