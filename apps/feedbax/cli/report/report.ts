import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Figure } from "./figure.ts";
import { hiddenActivity } from "./hidden-activity.ts";
import type { HtmlPart } from "./html.ts";
import { Html, html, jsonScript, script } from "./html.ts";
import { lossCurves, termName } from "./loss-curves.ts";
import { reachPaths } from "./reach-paths.ts";
import type { Reach, RunRecord } from "./run-record.ts";
import { speedProfiles } from "./speed-profiles.ts";

const require = createRequire(import.meta.url);
const beside = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

/** The figures of a report, as the page's script reads them. */
export interface ReportFigures {
  readonly losses: Figure;
  readonly replicates: readonly {
    readonly paths: Figure;
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

/** A plot with its title and its explanation. */
function plot(id: string, title: string, caption: string, choices: HtmlPart = ""): Html {
  return html`<section>
    <header>
      <h2>${title}</h2>
      ${choices}
    </header>
    <figure>
      <div class="plot" id="${id}"></div>
      <figcaption>${caption}</figcaption>
    </figure>
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
          ${plot(
            "losses",
            "Loss over training",
            `Weighted loss terms of each training iteration and their total, and the validation loss at the logged iterations; both axes are logarithmic${
              several ? ", lines are means over replicates of the logarithm and bands one standard deviation of it" : ""
            }. Click a name to hide its curve.`,
          )}
          ${plot(
            "paths",
            "Validation reaches",
            "Position (m), velocity (m/s) and force on the mass (N, motor noise included) in centre-out reaches the model was not trained on, a dot each time step; the square is the start, circles are the goals.",
            choice(
              "replicate",
              "Replicate, here and below",
              run.replicates.map((_, index) => String(index + 1)),
            ),
          )}
          ${plot("speeds", "Speed profiles", "Speed (m/s) of the same reaches over time (s), and their mean.")}
          ${plot(
            "hidden",
            "Hidden activity",
            "Activity of each unit of the recurrent layer (dimensionless, between -1 and 1) over the time (s) of one reach.",
            choice(
              "reach",
              "Direction",
              reaches.map(({ label }) => label),
            ),
          )}
          <div class="tables">
            <section>
              <h2>Parameters</h2>
              <table>
                ${run.parameters.map(
                  ({ label, value, unit }) =>
                    html`<tr>
                      <th scope="row">${label}</th>
                      <td>${value}</td>
                      <td class="unit">${unit}</td>
                    </tr>`,
                )}
              </table>
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
