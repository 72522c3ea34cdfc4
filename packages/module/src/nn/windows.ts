import { UsageError, type NDArray } from "@proj/array";
import { integerOption, wrongOption, type OptionReader } from "@proj/array/core";
import { checkInput } from "./layer-options.ts";

/** One number for all axes of space, or one for each. */
export type PerAxis = number | readonly number[];

/** How much is added around an array: at both ends of all axes of space, of each of them, or at each of their ends. */
export type SpacePadding = PerAxis | readonly (readonly [low: number, high: number])[];

/** A reader of {@link PerAxis} as one number for each of `rank` axes, none below `least`. */
export function perAxisOption(rank: number, least: number): OptionReader<readonly number[]> {
  const read = integerOption(least);
  return (value, place) => {
    if (typeof value === "number") return Object.freeze(new Array<number>(rank).fill(read(value, place)));
    if (Array.isArray(value) && value.length === rank)
      return Object.freeze(Array.from(value as unknown[], (each) => read(each, place)));
    throw wrongOption(
      place,
      value,
      `an integer of at least ${least}, or a list of ${rank} of them, one for each axis of space`,
    );
  };
}

/** A reader of {@link SpacePadding} as one pair for each of `rank` axes. */
export function spacePaddingOption(rank: number): OptionReader<readonly (readonly [number, number])[]> {
  const isAmount = (value: unknown): value is number =>
    typeof value === "number" && Number.isInteger(value) && value >= 0;
  const isPair = (value: unknown): value is readonly [number, number] =>
    Array.isArray(value) && value.length === 2 && value.every(isAmount);
  return (value, place) => {
    if (isAmount(value)) return Array.from({ length: rank }, () => [value, value]);
    if (Array.isArray(value) && value.length === rank) {
      if (value.every(isAmount)) return value.map((amount) => [amount, amount]);
      if (value.every(isPair)) return value.map(([low, high]) => [low, high]);
    }
    throw wrongOption(
      place,
      value,
      `a non-negative integer, or a list with an integer or a pair [before, after] for each of ${rank} axes of space`,
    );
  };
}

/** Refuses inputs that have not one axis of channels and `rank` axes of space. */
export function checkSpace(operation: string, x: NDArray, rank: number, channels: number | null): void {
  checkInput(operation, "x", x);
  if (x.ndim === rank + 1 && (channels === null || x.shape[0] === channels)) return;
  const axes = ["d1", "d2", "d3"].slice(0, rank).join(", ");
  throw new UsageError({
    operation,
    received: x.describe(),
    expected: `an array of shape [${channels ?? "channels"}, ${rank <= 3 ? axes : `${rank} axes of space`}]`,
    remedy:
      x.ndim === rank + 2
        ? "for a batch, map over it: vmap((x) => layer.call(x))(batch)"
        : "give channels first, or build the layer for other sizes",
  });
}

/** Refuses inputs whose first axis is not that of the channels. */
export function checkChannels(operation: string, x: NDArray, channels: number): void {
  checkInput(operation, "x", x);
  if (x.ndim >= 1 && x.shape[0] === channels) return;
  throw new UsageError({
    operation,
    received: x.describe(),
    expected: `an array with ${channels} channels on its first axis`,
    remedy: "give one input with channels first, or build the layer for another number of channels",
  });
}
