/**
 * A plot as the plotting library (Plotly) reads it: its traces and its layout, both plain JSON. The page's script gives it its
 * size, and puts colours in place of the names in {@link theme}: they differ on light ground, on dark ground and on paper.
 */
export interface Figure {
  readonly data: readonly Json[];
  readonly layout: { readonly [name: string]: Json };
}

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Colours by their names in `page.css`. */
export const theme = {
  ink: "var(--ink)",
  soft: "var(--soft)",
  faint: "var(--line)",
  rule: "var(--rule)",
  paper: "var(--paper)",
  /** Kinds of things, told apart also with colour-blind eyes. */
  kinds: [0, 1, 2, 3, 4, 5].map((kind) => `var(--kind-${kind})`),
  /** From below zero over zero to above it. */
  signed: [0, 1, 2, 3, 4].map((step) => `var(--signed-${step})`),
} as const;

/** Numbers with the digits that a plot can show; JSON of full doubles is three times as long. */
export function rounded(values: readonly number[]): readonly (number | null)[] {
  // JSON has no NaN and no infinity; the plotting library leaves a gap at null.
  return values.map((value) => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null));
}

const font = {
  family: 'Inter, "Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, sans-serif',
  size: 13,
  color: theme.ink,
} as const;

/** An axis in the style that all figures share. */
export function axis(title: string, more: { readonly [name: string]: Json } = {}): Json {
  return {
    title: { text: title, standoff: 10 },
    gridcolor: theme.faint,
    zerolinecolor: theme.rule,
    linecolor: theme.rule,
    ticks: "outside",
    tickcolor: theme.rule,
    ticklen: 4,
    automargin: true,
    ...more,
  };
}

/** The layout that all figures share. */
export function layout(more: { readonly [name: string]: Json }): Figure["layout"] {
  return {
    font,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    margin: { l: 56, r: 12, t: 16, b: 48 },
    hoverlabel: {
      font: { family: font.family, size: 12, color: theme.ink },
      bgcolor: theme.paper,
      bordercolor: theme.rule,
    },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: theme.rule, activecolor: theme.soft },
    // What a reader has zoomed to stays when the page is drawn anew.
    uirevision: "same",
    ...more,
  };
}
