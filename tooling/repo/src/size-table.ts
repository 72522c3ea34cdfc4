/** Bytes of one bundle. */
export interface Size {
  readonly bytes: number;
  readonly gzip: number;
}

/** Sizes by the name of what was bundled. */
export type SizesByName = Readonly<Record<string, Size>>;

/** The committed sizes. */
export interface Sizes {
  /** Of programs with everything that they need. */
  readonly programs: SizesByName;
  /** Of packages, all doors, without the packages that they stand on. */
  readonly packages: SizesByName;
}

/** How much larger a bundle may be than the committed one. */
const tolerance = 1.05;

/** A complaint for each bundle that grew too much, and for each that was never measured before. */
export function grown(committed: SizesByName, measured: SizesByName): string[] {
  return Object.entries(measured).flatMap(([name, { gzip }]) => {
    const before = committed[name]?.gzip;
    if (before === undefined) return [`${name}: no size is committed.`];
    const percent = Math.round((gzip / before - 1) * 100);
    return gzip > before * tolerance ? [`${name}: grew from ${kB(before)} to ${kB(gzip)}, by ${percent} %.`] : [];
  });
}

/**
 * Sizes as a table of Markdown, as the formatter writes it.
 *
 * @param before - other sizes, to show beside them.
 */
export function sizeTable(sizes: SizesByName, before?: SizesByName): string {
  const rows = [
    ["", "minified", "gzip", ...(before === undefined ? [] : ["committed"])],
    ...Object.entries(sizes).map(([name, { bytes, gzip }]) => [
      name,
      kB(bytes),
      kB(gzip),
      ...(before === undefined ? [] : [before[name] === undefined ? "" : kB(before[name].gzip)]),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const pad = (row: readonly string[]): string =>
    line(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))));
  const rule = line(widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)));
  return [pad(rows[0]!), rule, ...rows.slice(1).map(pad)].join("\n");
}

const begin = "<!-- Written by `pnpm check:sizes --update`. -->";
const end = "<!-- Until here. -->";

/** A text with a new table between its two marks. */
export function withTable(text: string, table: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The README has no place for the sizes, between ${begin} and ${end}.`);
  return `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`;
}

function kB(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
