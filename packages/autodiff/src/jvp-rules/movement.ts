import { bind, type MovementName } from "@proj/array/core";
import { constantLike, zeros } from "../operations.ts";
import { linearRule, locallyConstantRule } from "./linear.ts";
import type { JvpRule } from "./rule.ts";

const padRule: JvpRule<"pad"> = ([x, value], [tx, tv], params) => {
  const result = bind("pad", [x, value], params)[0];
  if (tx === null && tv === null) return [[result], [null]];
  return [[result], [bind("pad", [tx ?? zeros(x), tv ?? constantLike(x, 0)], params)[0]]];
};

const concatenateRule: JvpRule<"concatenate"> = (operands, tangents, params) => [
  bind("concatenate", operands, params),
  bind("concatenate", operands.map((x, k) => tangents[k] ?? zeros(x)), params), // prettier-ignore
];

export const movementJvpRules: { readonly [P in MovementName]: JvpRule<P> } = {
  broadcastInDim: linearRule("broadcastInDim"),
  reshape: linearRule("reshape"),
  transpose: linearRule("transpose"),
  reverse: linearRule("reverse"),
  slice: linearRule("slice"),
  pad: padRule,
  concatenate: concatenateRule,
  split: linearRule("split"),
  iota: locallyConstantRule("iota"),
};
