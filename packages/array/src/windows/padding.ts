import { describeValue, integerOption, listOption, readArgument, UsageError } from "@proj/tree/core";
import { isListOf, type Shape } from "../core/types/shape.ts";

/** How many elements come before and behind an axis; negative amounts cut. */
export type PaddingPair = readonly [low: number, high: number];

/**
 * How windows go over the ends of axes: `"VALID"` not at all, `"SAME"` so that the result has ⌈length / stride⌉ elements, with
 * the odd one behind (`"SAME_LOWER"`: before); or how many elements are added to each axis.
 */
export type Padding = "SAME" | "VALID" | "SAME_LOWER" | readonly PaddingPair[];

/** Steps along each of `rank` axes, natural numbers; default 1. */
export function readSteps(
  operation: string,
  name: string,
  value: readonly number[] | null | undefined,
  rank: number,
): readonly number[] {
  if (value === null || value === undefined) return new Array<number>(rank).fill(1);
  const steps = readArgument(operation, name, value, listOption(integerOption(1)));
  if (steps.length === rank) return steps;
  throw new UsageError({
    operation,
    received: `${name}: [${steps.join(",")}]`,
    expected: `one number for each of ${rank} axes`,
    remedy: "give 1 for axes without steps",
  });
}

const isPair = (value: unknown): value is PaddingPair => isListOf(value, Number.isInteger) && value.length === 2;

/**
 * The padding of each axis.
 *
 * @param lengths - of the axes.
 * @param spans - how far a window reaches along each.
 */
export function readPadding(
  operation: string,
  padding: Padding,
  lengths: Shape,
  spans: readonly number[],
  strides: readonly number[],
): readonly PaddingPair[] {
  const kind = typeof padding === "string" ? padding.toUpperCase() : null;
  if (kind === "VALID") return lengths.map(() => [0, 0]);
  if (kind === "SAME" || kind === "SAME_LOWER") {
    return lengths.map((length, axis) => {
      const stride = strides[axis]!;
      const count = Math.ceil(length / stride);
      const missing = Math.max(0, (count - 1) * stride + spans[axis]! - length);
      const [less, more] = [Math.floor(missing / 2), Math.ceil(missing / 2)];
      return kind === "SAME" ? [less, more] : [more, less];
    });
  }
  if (Array.isArray(padding) && padding.length === lengths.length && padding.every(isPair)) return padding;
  throw new UsageError({
    operation,
    received: `padding: ${Array.isArray(padding) ? `[${padding.map(describeValue).join(", ")}]` : describeValue(padding)}`,
    expected: `"SAME", "VALID", "SAME_LOWER", or a pair [low, high] for each of ${lengths.length} axes`,
    remedy: "write [0, 0] for axes without padding",
  });
}

/** How far `size` elements reach that lie `dilation` apart. */
export function spanOf(size: number, dilation: number): number {
  return size === 0 ? 0 : (size - 1) * dilation + 1;
}
