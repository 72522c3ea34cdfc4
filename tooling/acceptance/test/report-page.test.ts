import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "@proj/repo/workspace";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../src/chromium.ts";

const folder = mkdtempSync(join(realpathSync(tmpdir()), "report-"));
/** The smallest run there is: one of everything. */
const smallest = ["--batches", "1", "--batch-size", "1", "--hidden-size", "1", "--steps", "2"];
let browser: Browser;
/** The report, open in a browser; every test begins with what it wants of the screen. */
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  const options = [
    "--conditions=@proj/source",
    "--import",
    "tsx",
    "cli/main.ts",
    "train",
    "--quiet",
    "--output",
    folder,
  ];
  execFileSync(process.execPath, [...options, ...smallest], { cwd: join(root, "apps", "feedbax"), stdio: "pipe" });
  browser = await launchChromium();
  page = await browser.newPage({ viewport: { width: 1440, height: 800 }, colorScheme: "light" });
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => (message.type() === "error" ? errors.push(message.text()) : undefined));
  await page.goto(pathToFileURL(join(folder, "report.html")).href);
  await page.waitForSelector("#hidden .main-svg");
}, 300_000);

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
  expect(errors).toEqual([]);
});

/** The value of an expression in the page, whose types this workspace does not load. */
function inPage<T>(expression: string): Promise<T> {
  return page.evaluate<T>(expression);
}

/** Colours of the page and of a plot in it. */
function colors(): Promise<{ readonly ground: string; readonly text: string; readonly plot: string }> {
  return inPage(`({
    ground: getComputedStyle(document.body).backgroundColor,
    text: getComputedStyle(document.body).color,
    plot: getComputedStyle(document.querySelector("#losses .xtick text")).fill,
  })`);
}

/** The widths of the first plot and of the place where it stands. */
function plotAndPlace(): Promise<readonly number[]> {
  return inPage(`["#losses .main-svg", "#losses"].map((it) => document.querySelector(it).clientWidth)`);
}

/** Waits until the plots are as wide as their places, and gives the width. */
async function settledWidth(): Promise<number> {
  await expect.poll(async () => new Set(await plotAndPlace()).size).toBe(1);
  return (await plotAndPlace())[0]!;
}

test.each([320, 375, 768, 1440])("at a width of %i pixels nothing has to be scrolled sideways", async (width) => {
  await page.setViewportSize({ width, height: 800 });
  expect(await settledWidth()).toBeGreaterThan(0.7 * Math.min(width, 1120));
  const found = await inPage<number[]>(`[
    document.documentElement.scrollWidth,
    ...[...document.querySelectorAll(".plot svg, table, dd, code")].map((it) => it.getBoundingClientRect().right),
  ]`);
  expect(Math.max(...found)).toBeLessThanOrEqual(width);
});

test("the page and its plots are dark where the reader wants it, and light on paper", async () => {
  const light = await colors();
  expect(light.plot).toBe(light.text);

  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(async () => (await colors()).plot).not.toBe(light.plot);
  const dark = await colors();
  expect(dark.plot).toBe(dark.text);
  expect(dark.ground).not.toBe(light.ground);

  await page.setViewportSize({ width: 375, height: 800 });
  await page.emulateMedia({ colorScheme: "dark", media: "print" });
  await expect.poll(async () => (await colors()).plot).toBe(light.plot);
  expect((await colors()).text).toBe(light.text);
  expect(await settledWidth()).toBeGreaterThan(600);

  await page.emulateMedia({ colorScheme: "light", media: "screen" });
});

test("a loss of one iteration is a point", async () => {
  const points = await inPage<number[]>(
    `[...document.querySelectorAll("#losses .scatterlayer .trace")].map((it) => it.querySelectorAll(".point").length)`,
  );
  expect(points).toEqual([1, 1, 1, 1, 1, 1]);
});

test("one of everything is said in the singular, and the report says when and by what it was made", async () => {
  const text = (await page.innerText("body")).replace(/\s+/g, " ");
  expect(text).toContain("A network of 1 gated recurrent unit learned from 1 simulated trial");
  expect(text).toContain("of 1 trial each");
  expect(text).toMatch(/training iterations 1 iteration batch size 1 trial .* hidden size 1 unit replicates 1 model /);
  expect(text).toMatch(/date \d{4}-\d\d-\d\d \d\d:\d\d UTC version @proj\/feedbax \S+ device wasm on cpu \(Node /);
  expect(text).toMatch(/End-point error [\d.]+ ± [\d.]+ mm mean ± SD over 224 reaches Peak speed [\d.]+ ± [\d.]+ m\/s/);
});

test("a trial that is clicked is hidden in the plots of the plane", async () => {
  const count = () =>
    inPage<number[]>(
      `["position", "velocity", "command", "force"].map((id) => document.querySelectorAll("#" + id + " .trace").length)`,
    );
  expect(await count()).toEqual([21, 7, 7, 7]);
  await page.click(".trials button");
  await expect.poll(count).toEqual([18, 6, 6, 6]);
});

test("the plotting library knows all that figures say", async () => {
  const folder = join(root, "apps", "feedbax", "test", "plots", "traces");
  const figures = readdirSync(folder).map((name) => {
    const lines = readFileSync(join(folder, name), "utf8").trimEnd().split("\n");
    return { name, data: lines.map((line) => JSON.parse(line) as unknown) };
  });
  // Colours stand by names in figures; the page puts those of its theme in their places.
  const text = JSON.stringify(figures).replaceAll(/var\(--[\w-]+\)/g, "#000000");
  const check = `${text}.flatMap(({ name, data }) => (Plotly.validate(data, {}) ?? []).map(({ msg }) => name + ": " + msg))`;
  expect(await inPage<string[]>(check)).toEqual([]);
  const drawn = `Object.entries(figures.fixed).flatMap(([place, figure]) => {
    const { data, layout } = colored(figure, getComputedStyle(document.documentElement));
    return (Plotly.validate(data, layout) ?? []).map(({ msg }) => place + ": " + msg);
  })`;
  expect(await inPage<string[]>(drawn)).toEqual([]);
});
