import { mapUntil } from "@proj/tree";
import { Channel } from "./channel.ts";

/**
 * A model with the noise of its channels on or off.
 *
 * @param tree - stays as it is: a model, or any tree that channels are in.
 * @param enabled - whether they add their noise. Default: each the other way than it does.
 * @example
 * import { pointMassNNSimpleReaches, toggleChannelNoise } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const { model } = pointMassNNSimpleReaches({ key: key(0) });
 * toggleChannelNoise(model, false).step.efferentChannel.addNoise; // → false
 */
export function toggleChannelNoise<Tree>(tree: Tree, enabled?: boolean): Tree {
  const isChannel = (value: unknown): value is Channel<unknown> => value instanceof Channel;
  return mapUntil(
    isChannel,
    (leaf: unknown) => (isChannel(leaf) ? leaf.with({ addNoise: enabled ?? !leaf.addNoise }) : leaf),
    tree as unknown,
  ) as Tree;
}
