import type { Json, JsonRecord } from "./figure.ts";
import { rounded } from "./figure.ts";

/** A curve, and how far values spread around it. */
export interface Spread {
  readonly center: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** A line through points. */
export function line(
  name: string,
  x: readonly (number | null)[],
  y: readonly number[],
  color: string,
  more: JsonRecord = {},
): JsonRecord {
  return { type: "scatter", mode: "lines", name, x, y: rounded(y), line: { color, width: 1.4 }, ...more };
}

/** The edges of a band with what is between them filled, to be drawn before the line in its middle. */
export function band(
  x: readonly (number | null)[],
  { low, high }: Omit<Spread, "center">,
  color: string,
  more: JsonRecord = {},
): Json[] {
  const edge: JsonRecord = {
    type: "scatter",
    mode: "lines",
    x,
    line: { width: 0 },
    showlegend: false,
    hoverinfo: "skip",
    ...more,
  };
  return [
    { ...edge, y: rounded(low) },
    { ...edge, y: rounded(high), fill: "tonexty", fillcolor: `${color}26` },
  ];
}

/** Whether a line through points shows all of them: a point without a neighbour is no line. */
export function isLine(values: readonly (number | null)[]): boolean {
  return values.every((value, index) => value === null || (values[index - 1] ?? values[index + 1] ?? null) !== null);
}

/** A colour map for what has a sign: blue below zero, the ground at it, red above. */
export function signedScale(colors: readonly string[]): Json {
  return colors.map((color, step) => [step / (colors.length - 1), color]);
}

/** The scale of a colour map, above the plot. */
export const scaleAbove: JsonRecord = {
  orientation: "h",
  x: 0,
  xanchor: "left",
  y: 1,
  yanchor: "bottom",
  len: 1,
  thickness: 10,
  ypad: 4,
  outlinewidth: 0,
};
