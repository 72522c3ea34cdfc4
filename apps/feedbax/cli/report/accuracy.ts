import { html, type Html } from "./html.ts";
import type { Accuracy, Moments, ReachAccuracy } from "./run-record.ts";

function withDeviation({ mean, deviation }: Moments, factor: number, digits: number, unit: string): string {
  return `${(factor * mean).toFixed(digits)} ± ${(factor * deviation).toFixed(digits)} ${unit}`;
}

/** A length in metres, as the report writes it: `"12.3 ± 4.5 mm"`. */
export function millimetres(length: Moments): string {
  return withDeviation(length, 1000, 1, "mm");
}

/** A speed, as the report writes it: `"0.61 ± 0.02 m/s"`. */
export function metresPerSecond(speed: Moments): string {
  return withDeviation(speed, 1, 2, "m/s");
}

/** End-point error and peak speed of each reach, and of all. */
export function accuracyTable({ reaches, all }: Accuracy): Html {
  const cells = ({ endPointError, peakSpeed }: ReachAccuracy) =>
    html`<td>${millimetres(endPointError)}</td>
      <td>${metresPerSecond(peakSpeed)}</td>`;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Trial</th>
        <th scope="col">End-point error</th>
        <th scope="col">Peak speed</th>
      </tr>
    </thead>
    <tbody>
      ${reaches.map(
        (reach) =>
          html`<tr>
            <th scope="row">${reach.label}</th>
            ${cells(reach)}
          </tr>`,
      )}
      <tr class="total">
        <th scope="row">all</th>
        ${cells(all)}
      </tr>
    </tbody>
  </table>`;
}
