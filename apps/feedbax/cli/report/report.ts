import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Figure } from "./figure.ts";
import { hiddenActivity } from "./hidden-activity.ts";
import type { HtmlPart } from "./html.ts";
import { Html, html, jsonScript, script } from "./html.ts";
import { accuracyTable } from "./accuracy.ts";
import { counted } from "./counted.ts";
import { lossCurves, termName } from "./loss-curves.ts";
import { colorOf, isPlanar, planesOf, reachPaths } from "./reach-paths.ts";
import type { Reach, Row, RunRecord } from "./run-record.ts";
import { speedProfiles } from "./speed-profiles.ts";

const require = createRequire(import.meta.url);
const beside = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

/** The figures of a report, as the page's script reads them. */
export interface ReportFigures {
  readonly losses: Figure;
  readonly replicates: readonly {
    /** Position, velocity, command and force. */
    readonly paths: readonly Figure[];
    readonly speeds: Figure;
    /** One a reach. */
    readonly hidden: readonly Figure[];
  }[];
}

/** The figures of a run. */
export function reportFigures({ losses, replicates }: RunRecord): ReportFigures {
  return {
    losses: lossCurves(losses),
    replicates: replicates.map((set) => ({
      paths: reachPaths(set),
      speeds: speedProfiles(set),
      hidden: set.reaches.map((reach) => hiddenActivity(reach, set.dt)),
    })),
  };
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

/** A plot of each quantity in the plane, beside each other where there is room, and the directions that their colours mean. */
function planePlots({ replicates: [set] }: RunRecord): Html {
  return html`<p class="directions">
      Direction
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
      : "and the commands to the muscles over time, means over the trials";
  return `Trials that the model was not trained on, once each, a dot a time step: position (m), with squares at the starts and circles at the goals; velocity (m/s); ${what}. Click a direction to hide it.`;
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
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; form-action 'none'"
        />
        <title>${run.title}</title>
        <style>
          ${new Html(beside("page.css"))}
        </style>
      </head>
      <body>
        <main>
          <h1>${run.title}</h1>
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
          <noscript><p>The plots are drawn by a script inside this page; this viewer runs no scripts.</p></noscript>
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
            plot("speeds", "low"),
            "Speed profiles",
            `Speed (m/s) over time (s): means over ${counted(run.accuracy.repetitions, "repetition")} of each reach with other noise, and the mean of all with a band of one standard deviation.`,
          )}
          ${plots(
            plot("hidden", "tall"),
            "Hidden activity",
            "Activity of each unit of the recurrent layer (by colour; dimensionless, between -1 and 1) over the time (s) of one reach.",
            choice(
              "reach",
              "Direction",
              reaches.map(({ label }) => label),
            ),
          )}
          <div class="tables">
            <section>
              <h2>Accuracy</h2>
              ${accuracyTable(run.accuracy)}
              <p class="caption">
                Mean ± standard deviation over ${counted(run.accuracy.repetitions, "repetition")} with other
                noise${several ? ` by each of ${counted(run.replicates.length, "replicate")}` : ""}. The end-point error
                is the distance from the goal at the last time step.
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
          <footer>The same run again:<code>${run.command}</code></footer>
        </main>
        ${jsonScript("figures", reportFigures(run))}
        ${script("", readFileSync(require.resolve("plotly.js-cartesian-dist-min"), "utf8"))}
        ${script("", beside("page.js"))}
      </body>
    </html> `;
  return page.markup;
}
