import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import type { PageFigures } from "../../cli/report/report.ts";
import { report } from "../../cli/report/report.ts";
import type { Reach } from "../../cli/report/run-record.ts";
import { exampleRecord } from "./example-record.ts";

type Trace = Record<string, unknown> & { x: number[]; y: number[]; name?: string; mode?: string };

const library = readFileSync(createRequire(import.meta.url).resolve("plotly.js-cartesian-dist-min"), "utf8");

function figuresOf(page: string): PageFigures {
  const found = /<script type="application\/json" id="figures">(.*?)<\/script>/s.exec(page);
  return JSON.parse(found?.[1] ?? "null") as PageFigures;
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
    expect(text).toContain("all 12.3 ± 4.5 mm 0.61 ± 0.02 m/s");
    expect(text).toContain("over 32 repetitions");
    expect(text).toContain("device wasm on cpu");
    expect(text).toContain("npx -y pnpm@12.21.0 demo --seed 0");
  });

  test("escapes what it is given", () => {
    const [set] = record.replicates;
    const { label, ...reach } = set!.reaches[0]!;
    const hostile = "</script><b>&";
    const escaped = report({
      ...record,
      title: hostile,
      replicates: [{ ...set!, reaches: [{ ...reach, label: label + hostile }] }],
    });
    expect(escaped).toContain("<title>&lt;/script&gt;&lt;b&gt;&amp;</title>");
    expect(escaped).not.toContain(hostile);
    expect(traces(figuresOf(escaped).replicates[0]!.paths[0]!)[0]?.name).toBe(`0°${hostile}`);
  });
});

describe("the report's figures", () => {
  const record = exampleRecord();
  const figures = figuresOf(report(record));
  const [reaches] = figures.replicates;
  const first = record.replicates[0]?.reaches[0] as Reach;

  test("show every loss term, the total and the validation loss over the iterations, on logarithmic axes", () => {
    const curves = traces(figures.fixed["losses"]!);
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
    expect(figures.fixed["losses"]!.layout).toMatchObject({ xaxis: { type: "log" }, yaxis: { type: "log" } });
  });

  test("show the reaches in position, velocity, command without noise and force with it, and their starts and goals", () => {
    const [position, ...others] = reaches!.paths.map(traces);
    expect(position).toHaveLength(7 + 2 * 7);
    expect([position, ...others].map((plane) => [plane?.[0]?.x, plane?.[0]?.y])).toEqual(
      [first.position, first.velocity, first.command, first.force].map((path) => [
        shown(path.map(([x]) => x!)),
        shown(path.map(([, y]) => y!)),
      ]),
    );
    expect(others.map((plane) => plane.length)).toEqual([7, 7, 7]);
    expect(position?.slice(7, 9)).toMatchObject([
      { name: "start", x: [0] },
      { name: "goal", x: [0.5] },
    ]);
  });

  test("show what else was made, each with its title and its caption", () => {
    expect(traces(figures.fixed["figure-speed-profiles"]!).at(-1)?.name).toBe("all, mean ± SD");
    const page = report(record);
    expect(page).toContain("<h2>Speed profiles</h2>");
    expect(page).toContain('<div class="plot low" id="figure-speed-profiles"></div>');
    expect(page).toContain("<figcaption>Speed over time.</figcaption>");
  });

  test("draw a point where one iteration makes no line", () => {
    const modes = (iterations: number) => traces(figuresOf(report(exampleRecord(1, iterations))).fixed["losses"]!);
    expect(modes(1).map(({ mode }) => mode)).toEqual(Array(6).fill("lines+markers"));
    expect(modes(2)[0]?.mode).toBe("lines");
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
    const curves = traces(figuresOf(page).fixed["losses"]!);
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
    expect(traces(figuresOf(report({ ...record, losses: broken })).fixed["losses"]!)[4]).toMatchObject({
      y: [1, null, 2],
      mode: "lines+markers",
    });
  });
});
