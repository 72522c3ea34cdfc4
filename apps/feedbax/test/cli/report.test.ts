import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import type { ReportFigures } from "../../cli/report/report.ts";
import { report } from "../../cli/report/report.ts";
import type { Reach } from "../../cli/report/run-record.ts";
import { exampleRecord } from "./example-record.ts";

type Trace = Record<string, unknown> & { x: number[]; y: number[]; name?: string };

const library = readFileSync(createRequire(import.meta.url).resolve("plotly.js-cartesian-dist-min"), "utf8");

function figuresOf(page: string): ReportFigures {
  const found = /<script type="application\/json" id="figures">(.*?)<\/script>/s.exec(page);
  return JSON.parse(found?.[1] ?? "null") as ReportFigures;
}

function traces(figure: { data: readonly unknown[] }): Trace[] {
  return figure.data as Trace[];
}

/** Five digits, as many as a plot can show. */
function shown(values: readonly number[]): number[] {
  return values.map((value) => Number(value.toPrecision(5)));
}

describe("the report's page", () => {
  const record = exampleRecord();
  const page = report(record);
  const own = page.replace(library, "");

  test("holds the plotting library and refers to nothing outside itself", () => {
    expect(page.length - own.length).toBe(library.length);
    expect(own).not.toMatch(/https?:|\bsrc=|\bhref=|url\(|@import|\bfetch\(|\bimport\b/);
  });

  test("forbids itself to ask a network for anything", () => {
    expect(own).toContain("default-src 'none'");
    expect(own).toContain("showSendToCloud: false");
  });

  test("names the parameters, the final losses and the command of the run", () => {
    const text = own.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
    expect(text).toContain("hidden size 50 units");
    expect(text).toContain("network hidden 1.00e-3 4.00e-4");
    expect(text).toContain("npx -y pnpm@12.21.0 demo --seed 0");
  });

  test("escapes what it is given", () => {
    const { label, ...reach } = record.replicates[0]?.reaches[0] as Reach;
    const hostile = "</script><b>&";
    const escaped = report({
      ...record,
      title: hostile,
      replicates: [{ dt: 0.05, reaches: [{ ...reach, label: label + hostile }] }],
    });
    expect(escaped).toContain("<title>&lt;/script&gt;&lt;b&gt;&amp;</title>");
    expect(escaped).not.toContain(hostile);
    expect(traces(figuresOf(escaped).replicates[0]?.paths as never)[0]?.name).toBe(`0°${hostile}`);
  });
});

describe("the report's figures", () => {
  const record = exampleRecord();
  const figures = figuresOf(report(record));
  const [reaches] = figures.replicates;
  const first = record.replicates[0]?.reaches[0] as Reach;

  test("show every loss term, the total and the validation loss over the iterations, on logarithmic axes", () => {
    const curves = traces(figures.losses);
    expect(curves.map(({ name }) => name)).toEqual([
      "effector position",
      "effector final velocity",
      "network output",
      "network hidden",
      "total",
      "total, validation",
    ]);
    expect(curves[4]?.y).toEqual(shown(record.losses.total.map(([value]) => value ?? NaN)));
    expect(curves[4]?.x.slice(0, 3)).toEqual([1, 2, 3]);
    expect(curves[5]?.x).toEqual(record.losses.validation.iterations);
    expect(figures.losses.layout).toMatchObject({ xaxis: { type: "log" }, yaxis: { type: "log" } });
  });

  test("show the reaches in position, velocity and force, with starts and goals", () => {
    const paths = traces(reaches?.paths as never);
    expect(paths).toHaveLength(3 * 7 + 2);
    expect([0, 7, 14].map((index) => [paths[index]?.x, paths[index]?.y])).toEqual(
      [first.position, first.velocity, first.force].map((path) => [
        shown(path.map(([x]) => x)),
        shown(path.map(([, y]) => y)),
      ]),
    );
    const [start, goal] = paths.slice(-2);
    expect(start).toMatchObject({ name: "start", x: [0, 0, 0, 0, 0, 0, 0] });
    expect(goal?.x[0]).toBe(0.5);
  });

  test("show speed profiles over seconds", () => {
    const speeds = traces(reaches?.speeds as never);
    expect(speeds).toHaveLength(8);
    expect(speeds[0]?.x.at(-1)).toBeCloseTo(4.95);
    expect(speeds[3]?.y).toEqual(
      shown((record.replicates[0]?.reaches[3]?.velocity ?? []).map(([x, y]) => Math.hypot(x, y))),
    );
  });

  test("show the activity of every hidden unit, a map a reach", () => {
    expect(reaches?.hidden).toHaveLength(7);
    const [map] = traces(reaches?.hidden[2] as never);
    expect(map?.["type"]).toBe("heatmap");
    const reach = record.replicates[0]?.reaches[2] as Reach;
    expect((map?.["z"] as number[][])[17]).toEqual(shown(reach.hidden.map((activity) => activity[17] ?? NaN)));
  });

  test("show replicates as means of the logarithm with bands of a standard deviation, and their reaches one at a time", () => {
    const several = exampleRecord(3);
    const page = report(several);
    const curves = traces(figuresOf(page).losses);
    const values = several.losses.total[99] ?? [];
    const logs = values.map(Math.log);
    const mean = logs.reduce((sum, value) => sum + value, 0) / 3;
    const deviation = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
    const [low, high, line] = curves.slice(12, 15);
    expect(line).toMatchObject({ name: "total", mode: "lines" });
    expect(line?.y[99]).toBeCloseTo(Math.exp(mean), 4);
    expect(low?.y[99]).toBeCloseTo(Math.exp(mean - deviation), 4);
    expect(high?.y[99]).toBeCloseTo(Math.exp(mean + deviation), 4);
    expect(page).toContain('<select id="replicate">');
    expect(figuresOf(page).replicates).toHaveLength(3);
  });

  test("leave a gap where a loss is not a number", () => {
    const record = exampleRecord(1, 3);
    const broken = { ...record.losses, total: [[1], [NaN], [2]] };
    expect(traces(figuresOf(report({ ...record, losses: broken })).losses)[4]?.y).toEqual([1, null, 2]);
  });
});
