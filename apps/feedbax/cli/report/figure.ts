/** A plot as the plotting library (Plotly) reads it: its traces and its layout, both plain JSON. */
export interface Figure {
  readonly data: readonly Json[];
  readonly layout: { readonly [name: string]: Json };
}

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Numbers with the digits that a plot can show; JSON of full doubles is three times as long. */
export function rounded(values: readonly number[]): readonly (number | null)[] {
  // JSON has no NaN and no infinity; the plotting library leaves a gap at null.
  return values.map((value) => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null));
}

const ink = "#1f2933";
const faint = "#e4e7eb";

const font = {
  family: 'Inter, "Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, sans-serif',
  size: 13,
  color: ink,
} as const;

/** An axis in the style that all figures share. */
export function axis(title: string, more: { readonly [name: string]: Json } = {}): Json {
  return {
    title: { text: title, standoff: 10 },
    gridcolor: faint,
    zerolinecolor: "#cbd2d9",
    linecolor: "#9aa5b1",
    ticks: "outside",
    tickcolor: "#9aa5b1",
    ticklen: 4,
    ...more,
  };
}

/** The layout that all figures share. */
export function layout(height: number, more: { readonly [name: string]: Json }): Figure["layout"] {
  return {
    height,
    font,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    margin: { l: 64, r: 16, t: 28, b: 52 },
    hoverlabel: { font: { family: font.family, size: 12 }, bgcolor: "#ffffff", bordercolor: "#cbd2d9" },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: "#cbd2d9", activecolor: "#52606d" },
    ...more,
  };
}
