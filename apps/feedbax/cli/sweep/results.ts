import type { SettingName, Settings } from "../command-line/settings.ts";

/** How one model of a sweep did. */
export interface MemberResult {
  /** The number of its point in the grid, from 0. */
  readonly point: number;
  /** Its number among the replicates of the point, from 0. */
  readonly replicate: number;
  /** Mean validation loss over keys of the noise; null for a model whose training failed. */
  readonly loss: number | null;
  /** Its terms; null as the loss. */
  readonly terms: Readonly<Record<string, number>> | null;
}

/** How a point of the grid did. */
export interface PointResult {
  readonly point: number;
  /** The settings that vary. */
  readonly settings: Partial<Settings>;
  /** Means and standard deviations over the replicates that did not fail; null when all did. */
  readonly mean: number | null;
  readonly deviation: number | null;
  readonly failed: number;
}

/** The outcome of a sweep, as `results.json` has it. */
export interface SweepResults {
  readonly varied: readonly SettingName[];
  /** In the order of the grid. */
  readonly points: readonly PointResult[];
  readonly members: readonly MemberResult[];
  /** The point with the smallest mean loss, and its model with the smallest loss; null when all failed. */
  readonly best: MemberResult | null;
}

/** Puts together how all models did; the best is chosen by the mean over replicates first, those that failed left out. */
export function sweepResults(
  varied: readonly SettingName[],
  settings: readonly Settings[],
  members: readonly MemberResult[],
): SweepResults {
  const sorted = [...members].sort((a, b) => a.point - b.point || a.replicate - b.replicate);
  const points = settings.map((one, point): PointResult => {
    const own = sorted.filter((member) => member.point === point);
    const losses = own.flatMap(({ loss }) => (loss === null ? [] : [loss]));
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    const squares = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
    return {
      point,
      settings: Object.fromEntries(varied.map((name) => [name, one[name]])),
      mean: losses.length === 0 ? null : mean,
      deviation: losses.length === 0 ? null : Math.sqrt(squares / Math.max(1, losses.length - 1)),
      failed: own.length - losses.length,
    };
  });
  const least = smallest(points, ({ mean }) => mean);
  const best =
    least &&
    smallest(
      sorted.filter(({ point }) => point === least.point),
      ({ loss }) => loss,
    );
  return { varied, points, members: sorted, best };
}

/** The first of those whose number is smallest; null when none has one. */
function smallest<T>(all: readonly T[], numberOf: (one: T) => number | null): T | null {
  return all.reduce<T | null>((least, one) => {
    const [before, now] = [least && numberOf(least), numberOf(one)];
    return now !== null && (before === null || now < before) ? one : least;
  }, null);
}

/** The results as a table: a row for each model. */
export function resultsTable({ varied, points, members }: SweepResults): string {
  const terms = Object.keys(members.find((member) => member.terms !== null)?.terms ?? {});
  const cell = (value: string | number | null | undefined): string => {
    const text = String(value ?? "");
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = members.map(({ point, replicate, loss, terms: own }) => [
    point,
    ...varied.map((name) => points[point]!.settings[name]),
    replicate,
    loss,
    ...terms.map((term) => own?.[term]),
    loss === null ? "yes" : "no",
  ]);
  return [["point", ...varied, "replicate", "loss", ...terms, "failed"], ...rows]
    .map((row) => `${row.map(cell).join(",")}\n`)
    .join("");
}

/** The points for people, the best first. */
export function resultLines({ varied, points }: SweepResults): string {
  const ranked = [...points].sort((a, b) => (a.mean ?? Infinity) - (b.mean ?? Infinity));
  return ranked
    .map(({ settings, mean, deviation, failed }) => {
      const where = varied.map((name) => `${name} ${settings[name]}`).join(", ");
      const loss = mean === null ? "failed" : `${mean.toExponential(2)} ± ${deviation!.toExponential(1)}`;
      const lost = failed > 0 && mean !== null ? `   ${failed} failed` : "";
      return `${loss.padEnd(20)}${where}${lost}\n`;
    })
    .join("");
}
