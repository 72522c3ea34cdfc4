import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { array } from "@proj/array";
import { palettes, plotActivity, plotLosses, termName, type Figure } from "@proj/feedbax";
import { lossArrays, type MadeFigure } from "../figures/figure-table.ts";
import type { HtmlPart } from "./html.ts";
import { Html, html, jsonScript, script } from "./html.ts";
import { accuracyTable } from "./accuracy.ts";
import { counted } from "./counted.ts";
import { colorOf, isPlanar, planesOf, reachPaths } from "./reach-paths.ts";
import type { Reach, Row, RunRecord } from "./run-record.ts";

const require = createRequire(import.meta.url);
const beside = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

/** The figures of a page, as its script reads them. */
export interface PageFigures {
  /** By the places where they are drawn. */
  readonly fixed: Readonly<Record<string, Figure>>;
  /** What is to be chosen from. */
  readonly replicates: readonly {
    /** Position, velocity, command and force. */
    readonly paths: readonly Figure[];
    /** One a reach. */
    readonly hidden: readonly Figure[];
  }[];
}

/** The figures of a run. */
function reportFigures({ losses, replicates, figures }: RunRecord): PageFigures {
  return {
    fixed: { losses: plotLosses(...lossArrays(losses)), ...placed(figures) },
    replicates: replicates.map((set) => ({
      paths: reachPaths(set),
      hidden: set.reaches.map(({ hidden }) => plotActivity(array(hidden, { dtype: "float64" }), { dt: set.dt })),
    })),
  };
}

/** Figures by the places where a page draws them. */
function placed(figures: readonly MadeFigure[]): Readonly<Record<string, Figure>> {
  return Object.fromEntries(figures.map(({ name, figure }) => [`figure-${name}`, figure]));
}

/** Sections of figures, in two columns where there is room. */
function sections(figures: readonly MadeFigure[]): Html {
  return html`<div class="figures">
    ${figures.map(({ name, title, caption, place }) => plots(plot(`figure-${name}`, place), title, caption))}
  </div>`;
}

/** The style of the page, with the colours of figures. */
function pageStyle(): Html {
  const colors = (name: keyof typeof palettes) =>
    Object.entries(palettes[name])
      .map(([color, value]) => `--${color}: ${value};`)
      .join(" ");
  return new Html(
    `:root { ${colors("light")} } @media screen and (prefers-color-scheme: dark) { :root { ${colors("dark")} } }\n${beside("page.css")}`,
  );
}

/** A list to choose from, or nothing where there is no choice. */
function choice(id: string, label: string, options: readonly string[]): HtmlPart {
  if (options.length < 2) return "";
  return html`<label
    >${label}<select id="${id}">
      ${options.map((option, index) => html`<option value="${index}">${option}</option>`)}
    </select></label
  >`;
}

/** Plots with their title and their explanation. */
function plots(plots: HtmlPart, title: string, caption: string, choices: HtmlPart = ""): Html {
  return html`<section>
    <header>
      <h2>${title}</h2>
      ${choices}
    </header>
    <figure>
      ${plots}
      <figcaption>${caption}</figcaption>
    </figure>
  </section>`;
}

/** The place of a plot, which the page's script draws. */
function plot(id: string, kind: string): Html {
  return html`<div class="plot ${kind}" id="${id}"></div>`;
}

/** A plot of each quantity in the plane, beside each other where there is room, and the trials that their colours mean. */
function planePlots({ replicates: [set] }: RunRecord): Html {
  return html`<p class="trials">
      Trial
      ${(set?.reaches ?? []).map(
        ({ label }, index) =>
          html`<button type="button" aria-pressed="true" data-reach="${label}" style="--color: ${colorOf(index, set!)}">
            ${label}
          </button>`,
      )}
    </p>
    <div class="planes">
      ${(set === undefined ? [] : planesOf(set)).map(
        ({ id, title }) =>
          html`<div>
            <h3>${title}</h3>
            ${plot(id, "square")}
          </div>`,
      )}
    </div>`;
}

/** What is to be seen of the validation trials. */
function captionOf({ replicates: [set] }: RunRecord): string {
  const { label, unit } = set?.command ?? { label: "Force", unit: "N" };
  const what =
    set === undefined || isPlanar(set)
      ? `what the network commands (${label.toLowerCase()}, ${unit}); and what reaches the body, which motor noise is added to`
      : "and the commands to the muscles over time, flexors and extensors, means over the trials";
  return `Trials that the model was not trained on, once each, a dot a time step: position (m), with squares at the starts and circles at the goals; velocity (m/s); ${what}. Click a trial to hide it.`;
}

/** A table of single values. */
function valueTable(title: string, rows: readonly Row[]): Html {
  return html`<section>
    <h2>${title}</h2>
    <table>
      ${rows.map(
        ({ label, value, unit }) =>
          html`<tr>
            <th scope="row">${label}</th>
            <td>${value}</td>
            ${unit === "" ? "" : html`<td class="unit">${unit}</td>`}
          </tr>`,
      )}
    </table>
  </section>`;
}

/**
 * The report of a run: one HTML page that holds its figures, their data and the plotting library, and so opens from a
 * file without a network. Its security policy keeps it from asking one for anything.
 *
 * @param run - what the report shows
 * @returns the page
 */
export function report(run: RunRecord): string {
  const reaches: readonly Reach[] = run.replicates[0]?.reaches ?? [];
  const several = run.replicates.length > 1;
  const total = (of: "training" | "validation") => run.finalLosses.reduce((sum, loss) => sum + loss[of], 0);
  return page(
    run.title,
    html`<h1>${run.title}</h1>
      <p class="summary">${run.summary}</p>
      <dl class="highlights">
        ${run.highlights.map(
          ({ label, value, note }) =>
            html`<div>
              <dt>${label}</dt>
              <dd class="value">${value}</dd>
              <dd class="note">${note}</dd>
            </div>`,
        )}
      </dl>
      ${plots(
        plot("losses", "tall"),
        "Loss over training",
        `Weighted loss terms of each training iteration and their total, and the validation loss at the logged iterations; both axes are logarithmic${
          several ? ", lines are means over replicates of the logarithm and bands one standard deviation of it" : ""
        }. Click a name to hide its curve.`,
      )}
      ${plots(
        planePlots(run),
        "Validation reaches",
        captionOf(run),
        choice(
          "replicate",
          "Replicate, here and below",
          run.replicates.map((_, index) => String(index + 1)),
        ),
      )}
      ${plots(
        plot("hidden", "tall"),
        "Hidden activity",
        "Activity of each unit of the recurrent layer (by colour; dimensionless, between -1 and 1) over the time (s) of one reach.",
        choice(
          "reach",
          "Trial",
          reaches.map(({ label }) => label),
        ),
      )}
      ${sections(run.figures)}
      <div class="tables">
        <section>
          <h2>Accuracy</h2>
          ${accuracyTable(run.accuracy)}
          <p class="caption">
            Mean ± standard deviation over ${counted(run.accuracy.repetitions, "repetition")} with other
            noise${several ? ` by each of ${counted(run.replicates.length, "replicate")}` : ""}. The end-point error is
            the distance from the goal at the last time step.
          </p>
        </section>
        <section>
          <h2>Final losses</h2>
          <table>
            <thead>
              <tr>
                <th scope="col">Term (weighted)</th>
                <th scope="col">Training</th>
                <th scope="col">Validation</th>
              </tr>
            </thead>
            <tbody>
              ${run.finalLosses.map(
                ({ term, training, validation }) =>
                  html`<tr>
                    <th scope="row">${termName(term)}</th>
                    <td>${training.toExponential(2)}</td>
                    <td>${validation.toExponential(2)}</td>
                  </tr>`,
              )}
              <tr class="total">
                <th scope="row">total</th>
                <td>${total("training").toExponential(2)}</td>
                <td>${total("validation").toExponential(2)}</td>
              </tr>
            </tbody>
          </table>
          <p class="caption">
            Training: the last iteration's batch. Validation: the mean over keys of the
            noise.${several ? " Both are means over replicates." : ""}
          </p>
        </section>
        ${valueTable("Parameters", run.parameters)} ${valueTable("Origin", run.origin)}
      </div>
      <footer>The same run again:<code>${run.command}</code></footer>`,
    reportFigures(run),
  );
}

/**
 * A page of figures, which opens from a file without a network as reports do.
 *
 * @param title - of the page
 * @param figures - what it shows
 */
export function figurePage(title: string, figures: readonly MadeFigure[]): string {
  const content = html`<h1>${title}</h1>
    ${sections(figures)}`;
  return page(title, content, { fixed: placed(figures), replicates: [] });
}

/** A page that holds all that it needs. */
function page(title: string, content: Html, figures: PageFigures): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; form-action 'none'"
        />
        <title>${title}</title>
        <style>
          ${pageStyle()}
        </style>
      </head>
      <body>
        <main>
          <noscript><p>The plots are drawn by a script inside this page; this viewer runs no scripts.</p></noscript>
          ${content}
        </main>
        ${jsonScript("figures", figures)}
        ${script("", readFileSync(require.resolve("plotly.js-cartesian-dist-min"), "utf8"))}
        ${script("", beside("page.js"))}
      </body>
    </html> `.markup;
}
