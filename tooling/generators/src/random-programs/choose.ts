import type { Draw } from "../primitive-samples/index.ts";

/** One of the options, each as probable as the others. */
export const pick = <T>(draw: Draw, options: readonly T[]): T => options[Math.floor(draw.uniform() * options.length)]!;

/** An integer from `low` to `high`, both included. */
export const whole = (draw: Draw, low: number, high: number): number =>
  low + Math.floor(draw.uniform() * (high - low + 1));

/** True with the given probability. */
export const chance = (draw: Draw, probability: number): boolean => draw.uniform() < probability;

/** The options in random order. */
export function shuffled<T>(draw: Draw, options: readonly T[]): T[] {
  const result = [...options];
  for (let last = result.length - 1; last > 0; last--) {
    const other = whole(draw, 0, last);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

/** One of the options by their weights. */
export function weighted<T>(draw: Draw, options: readonly (readonly [option: T, weight: number])[]): T {
  let place = draw.uniform() * options.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [option, weight] of options) if ((place -= weight) < 0) return option;
  return options.at(-1)![0];
}
