import type { NDArray } from "@proj/array";
import { palettes } from "./palette.ts";

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Entries of a {@link Json} object. */
export interface JsonRecord {
  readonly [name: string]: Json;
}

const notebookDisplay: unique symbol = /* @__PURE__ */ Symbol.for("Jupyter.display") as never;

/**
 * A plot as the plotting library (Plotly) reads it: traces and a layout, both plain JSON, so that `JSON.stringify(figure)` is all there
 * is to know of it. A notebook of Deno shows it; `Plotly.newPlot(place, figure.inTheme("light"))` draws it in a page.
 *
 * Colours stand in it by names, `var(--ink)`, because they differ on light ground, on dark ground and on paper.
 *
 * @example
 * import { Figure } from "@proj/feedbax";
 * const figure = new Figure([{ type: "scatter", x: [0, 1], y: [2, 3], line: { color: "var(--ink)" } }], { width: 400 });
 * JSON.stringify(figure.inTheme("light").data); // → "[{\"type\":\"scatter\",\"x\":[0,1],\"y\":[2,3],\"line\":{\"color\":\"#1f2933\"}}]"
 */
export class Figure {
  /** Traces. */
  readonly data: readonly Json[];
  /** Axes, legend and whatever else traces share. */
  readonly layout: JsonRecord;

  /**
   * @param data - traces.
   * @param layout - what they share.
   */
  constructor(data: readonly Json[], layout: JsonRecord) {
    this.data = data;
    this.layout = layout;
  }

  /** The figure with colours in place of their names. */
  inTheme(name: keyof typeof palettes): { readonly data: readonly Json[]; readonly layout: JsonRecord } {
    const palette = palettes[name];
    const colored = (part: Json): Json => {
      if (typeof part === "string") {
        return part.replace(/var\(--([\w-]+)\)/g, (_, color: string) => palette[color] ?? "");
      }
      if (typeof part !== "object" || part === null) return part;
      if (part instanceof Array) return part.map(colored);
      return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, colored(value)]));
    };
    return { data: this.data.map(colored), layout: colored(this.layout) as JsonRecord };
  }

  /** What a notebook shows in place of this object. */
  [notebookDisplay](): Readonly<Record<string, unknown>> {
    return { "application/vnd.plotly.v1+json": this.inTheme("light") };
  }
}

/** Colours by their names in {@link palettes}. */
export const theme = {
  ink: "var(--ink)",
  soft: "var(--soft)",
  faint: "var(--line)",
  rule: "var(--rule)",
  paper: "var(--paper)",
  signed: [0, 1, 2, 3, 4].map((step) => `var(--signed-${step})`),
} as const;

/** The colour of a kind of things, told apart also with colour-blind eyes. */
export function kindColor(kind: number): string {
  return `var(--kind-${kind % 6})`;
}

/** Numbers with the digits that a plot can show; JSON of full doubles is three times as long. */
export function rounded(values: readonly number[]): readonly (number | null)[] {
  // JSON has no NaN and no infinity; the plotting library leaves a gap at null.
  return values.map((value) => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null));
}

/** The numbers of a vector, as a plot shows them. */
export function numbersOf(x: NDArray): readonly (number | null)[] {
  return rounded(Array.from(x.dataSync() as ArrayLike<number>, Number));
}

/** The times of steps. */
export function timesOf(steps: number, dt: number): readonly (number | null)[] {
  return rounded(Array.from({ length: steps }, (_, step) => step * dt));
}

const font = {
  family: 'Inter, "Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, sans-serif',
  size: 13,
  color: theme.ink,
} as const;

/** An axis in the style that all figures share. */
export function axis(title: string, more: JsonRecord = {}): JsonRecord {
  return {
    title: { text: title, standoff: 10 },
    ...(more["showgrid"] !== false && { gridcolor: theme.faint }),
    zerolinecolor: theme.rule,
    linecolor: theme.rule,
    ticks: "outside",
    tickcolor: theme.rule,
    ticklen: 4,
    automargin: true,
    ...more,
  };
}

/** The legend above a plot. */
export const legendAbove: JsonRecord = { orientation: "h", x: 0, y: 1.04, yanchor: "bottom", font: { size: 12 } };

/** The layout that all figures share. */
export function layout(more: JsonRecord): JsonRecord {
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
