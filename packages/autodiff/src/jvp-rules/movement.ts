import { namesIn, tableOf, zeros, type JvpRule, type MovementName } from "@proj/array/core";
import { concatenate, pad } from "@proj/array/lax";
import { linearRule, locallyConstantRule } from "./linear.ts";

const padRule: JvpRule<"pad"> = ([x, value], [tx, tv], { low, high, interior }) => {
  const result = pad(x, value, low, high, interior);
  if (tx === null && tv === null) return [[result], [null]];
  return [[result], [pad(tx ?? zeros(x), tv ?? 0, low, high, interior)]];
};

const concatenateRule: JvpRule<"concatenate"> = (operands, tangents, { dimension }) => [
  [concatenate(operands, dimension)],
  [concatenate(operands.map((x, k) => tangents[k] ?? zeros(x)), dimension)], // prettier-ignore
];

export const movementJvpRules = (): { readonly [P in MovementName]: JvpRule<P> } => ({
  ...tableOf(namesIn("broadcastInDim reshape transpose reverse slice split windows shardingConstraint"), linearRule),
  pad: padRule,
  concatenate: concatenateRule,
  iota: locallyConstantRule("iota"),
});
