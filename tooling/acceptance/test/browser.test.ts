import { copyFileSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "@proj/repo/workspace";
import { compute, computeLong, type Results } from "../pages/computations.ts";
import type { Message } from "../pages/messages.ts";
import type { Report } from "../pages/report.ts";
import { buildPages } from "../src/build-pages.ts";
import { launchChromium } from "../src/chromium.ts";
import { servePages, type PageServer } from "../src/serve.ts";

const folder = mkdtempSync(join(realpathSync(tmpdir()), "pages-"));
let browser: Browser;
let shared: PageServer;
let isolated: PageServer;
/** What the Wasm target gives here. */
let expected: Results;
let expectedLong: readonly number[];

beforeAll(async () => {
  await buildPages(folder);
  // The bundler of the pages leaves it to its users.
  const worker = "wasm-thread.js";
  copyFileSync(join(root, "packages", "jit-wasm", "src", "threads", worker), join(folder, worker));
  browser = await launchChromium();
  [shared, isolated] = [await servePages(folder), await servePages(folder, { isolated: true })];
  [expected, expectedLong] = [await compute("wasm"), await computeLong()];
}, 600_000);

afterAll(async () => {
  await browser.close();
  shared.close();
  isolated.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a page, and waits for what it says. */
async function messageOf<Report>(server: PageServer, script: string): Promise<Message<Report>> {
  const page = await browser.newPage();
  try {
    const failed = new Promise<never>((_, reject) => {
      page.on("pageerror", reject);
      page.on("crash", () => reject(new Error("the page crashed")));
      page.on("console", (message) => {
        if (message.type() === "error") reject(new Error(message.text()));
      });
    });
    const message = server.nextMessage<Report>();
    await page.goto(server.urlOf(script));
    return await Promise.race([message, failed]);
  } finally {
    await page.close();
  }
}

/** The largest difference, as a part of the largest number. */
function difference(actual: readonly number[], wanted: readonly number[]): number {
  expect(actual.length).toBe(wanted.length);
  const scale = Math.max(...wanted.map(Math.abs));
  return Math.max(...wanted.map((value, k) => Math.abs(actual[k]! - value))) / scale;
}

describe.each([
  ["a window", "window", false],
  ["a worker", "starts-worker", false],
  ["an isolated window", "window", true],
  ["a worker of an isolated window", "starts-worker", true],
])("in %s under a strict policy", (_, script, isIsolated) => {
  let message: Message<Report>;
  beforeAll(async () => {
    message = await messageOf(isIsolated ? isolated : shared, script);
  }, 300_000);

  const reported = () => {
    if (message.kind === "failed") throw new Error(message.error);
    return message.report;
  };

  test("the packages load and compute, and violate nothing", () => {
    reported();
    // The one violation is that of the test, which tries what is forbidden.
    expect(message.violations).toEqual(["script-src: eval"]);
    expect(reported().refusesStrings).toBe(true);
  });

  test.each(["wasm", "webgpu"] as const)("%s gives what WebAssembly gives in Node", (target) => {
    const results = reported()[target];
    expect(results.device).toBe(target === "wasm" ? "cpu" : "webgpu");
    expect(results.words).toEqual(expected.words);
    expect(results.eager).toEqual(expected.eager);
    expect(difference(results.normals, expected.normals)).toBeLessThan(1e-6);
    expect(difference(results.gradient, expected.gradient)).toBeLessThan(1e-5);
  });

  test(isIsolated ? "threads help, and give the same bits" : "one thread does without help", () => {
    expect(reported().long).toEqual(expectedLong);
    expect((isIsolated ? isolated : shared).scripts.has("wasm-thread")).toBe(isIsolated);
  });

  test.each(["wasm", "webgpu"] as const)("%s trains the reaching model with the losses of Node", (target) => {
    const { losses } = reported()[target];
    expect(losses).toHaveLength(10);
    expect(difference(losses, expected.losses)).toBeLessThan(1e-5);
  });
});

test("the one file of @proj/all computes on a page, without a build", async () => {
  const message = await messageOf<{ readonly gradient: number[] }>(shared, "one-file");
  expect(message).toEqual({ kind: "done", report: { gradient: [2, 4, 6] }, violations: [] });
});
