import { zeros, type JvpRule, type MadeRules, type MovementName } from "@proj/array/core";
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

export const movementJvpRules: MadeRules<{ readonly [P in MovementName]: JvpRule<P> }> = {
  make: {
    broadcastInDim: linearRule,
    reshape: linearRule,
    transpose: linearRule,
    reverse: linearRule,
    slice: linearRule,
    split: linearRule,
    windows: linearRule,
    shardingConstraint: linearRule,
    pad: () => padRule,
    concatenate: () => concatenateRule,
    iota: locallyConstantRule,
  },
};
