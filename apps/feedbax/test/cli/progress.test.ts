import { PassThrough } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { barProgress, lineProgress } from "../../cli/terminal/progress.ts";

test("without a terminal, progress is a line for each validation", () => {
  let text = "";
  const progress = lineProgress({ write: (part: string) => (text += part) }, 200);
  progress.iteration(1, 19.5);
  progress.validation(1, 19.5, 3.66);
  for (let completed = 2; completed <= 100; completed += 1) progress.iteration(completed, 0.0123);
  progress.validation(100, 0.0123, 0.00456);
  progress.iteration(200, 0.00389);
  progress.validation(200, 0.00389, 0.0024);
  progress.say("done");
  progress.close();
  const settled = text.replace(/[\d.]+ it\/s/g, "<pace> it/s").replace(/[\d.]+ s left/g, "<time> left");
  expect(settled).toMatchInlineSnapshot(`
    "iteration   1/200   training loss 1.95e+1   validation loss 3.66e+0
    iteration 100/200   training loss 1.23e-2   validation loss 4.56e-3   <pace> it/s   <time> left
    iteration 200/200   training loss 3.89e-3   validation loss 2.40e-3   <pace> it/s
    done
    "
  `);
});

/** A terminal of so many columns, and what was drawn on it. */
function terminal(columns: number): { readonly stream: NodeJS.WriteStream; readonly text: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns });
  let text = "";
  stream.setEncoding("utf8").on("data", (part: string) => (text += part));
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}

test("on a terminal, progress is a bar with loss, pace and time left, below a line for each validation", async () => {
  const { stream, text: drawn } = terminal(120);
  const exitListeners = process.listenerCount("exit");
  const progress = barProgress(stream, 200);
  progress.iteration(99, 0.5);
  progress.iteration(100, 0.25);
  progress.validation(100, 0.25, 0.125);
  await setTimeout(300);
  progress.say("stopping");
  progress.close();
  progress.close();
  expect(process.listenerCount("exit")).toBe(exitListeners);
  const text = drawn();
  const lines = stripVTControlCharacters(text).split(/[\r\n]+/);
  expect(lines).toContain("iteration 100/200   training loss 2.50e-1   validation loss 1.25e-1");
  expect(lines.join("\n")).toContain("stopping\n");
  expect(text.match(/100\/200/g)?.length).toBeLessThan(8);
  expect(lines.join("\n")).toMatch(/█{14}░{14} 100\/200 {3}loss 2\.50e-1 {3}[\d.]+ it\/s {3}[\d.]+ s left/);
  // The cursor is hidden while the bar is drawn, and comes back.
  expect(text.lastIndexOf("\u001b[?25h")).toBeGreaterThan(text.lastIndexOf("\u001b[?25l"));
});

describe.each([40, 41, 50, 60, 72, 74, 75, 80])("a terminal of %i columns", (columns) => {
  test.each([1, 2000, 1_000_000])("shows each number of a run of %i iterations whole", async (total) => {
    const { stream, text } = terminal(columns);
    const progress = barProgress(stream, total);
    progress.iteration(total, 0.25);
    progress.validation(total, 0.25, 0.125);
    progress.say("Stopping after this iteration; once more stops at once, without a checkpoint.");
    progress.iteration(total, 0.5);
    await setTimeout(150);
    progress.close();
    // A line is drawn anew from its first column on.
    const lines = text()
      .replaceAll("\u001b[1G", "\n")
      .split(/[\r\n]+/)
      .map(stripVTControlCharacters);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    const numbers = lines.join(" ");
    expect(numbers).toMatch(/training (loss )?2\.50e-1 /);
    expect(numbers).toMatch(/validation (loss )?1\.25e-1 /);
    expect(numbers).toMatch(new RegExp(`${total}/${total} +loss 5\\.00e-1 `));
    expect(numbers).toContain("once more stops at once, without a checkpoint.");
  });
});
