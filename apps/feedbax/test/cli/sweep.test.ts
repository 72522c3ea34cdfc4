import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { defaultSettings } from "../../cli/command-line/settings.ts";
import { programsOf } from "../../cli/sweep/programs.ts";
import type { SweepResults } from "../../cli/sweep/results.ts";
import { pointsOf, readSweep } from "../../cli/sweep/sweep-configuration.ts";
import { feedbaxHere, type Outcome } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "feedbax-sweep-"));
afterAll(() => rmSync(folder, { recursive: true }));

const at = (...path: readonly string[]): string => join(folder, ...path);
const text = (...path: readonly string[]): string => readFileSync(at(...path), "utf8");
const file = (name: string, content: unknown): string => {
  writeFileSync(at(name), JSON.stringify(content));
  return at(name);
};
const sweep = (...words: readonly string[]): Promise<Outcome> => feedbaxHere(folder, "sweep", ...words);

const tiny = { batches: 3, batchSize: 3, steps: 8, replicates: 2 };
const grid = { hiddenSize: [3, 4], learningRate: [0.01, 1e38], feedbackNoise: [0.01, 0.02] };
const config = file("sweep.json", { settings: tiny, grid });

describe("a grid of settings", () => {
  test("is as many programs as it has shapes; values in them vary side by side", () => {
    const points = pointsOf(readSweep(config));
    expect(points).toHaveLength(8);
    expect(points[1]).toMatchObject({ ...defaultSettings, ...tiny, hiddenSize: 3, feedbackNoise: 0.02 });
    expect(programsOf(points).map((program) => program.points)).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
    const shapes = [{ seed: 1 }, { seed: 2 }, { motorNoise: 0 }, { perturb: "curl=1" }, { perturb: "curl=2" }];
    const programs = programsOf(shapes.map((one) => ({ ...defaultSettings, ...one })));
    expect(programs.map((program) => program.points)).toEqual([[0, 1], [2], [3, 4]]);
    const bodies = pointsOf({ settings: { feedbackNoise: 0.5 }, grid: { body: ["point-mass", "arm"] } });
    expect(bodies.map((one) => [one.learningRate, one.feedbackNoise])).toEqual([
      [0.01, 0.5],
      [0.005, 0.5],
    ]);
  });

  test("is trained; the best is chosen, those that failed are left out, and what was stopped goes on", async () => {
    const output = ["--output", "whole"];
    const { code, stdout } = await sweep("--config", config, "--quiet", ...output);
    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toMatch(
      /^\d\.\d\de[+-]\d ± .* hiddenSize \d, learningRate 0.01, feedbackNoise 0.0[12]$/,
    );
    expect(stdout).toMatch(/^failed +hiddenSize 3, learningRate 1e\+38/m);
    const { points, members, best } = JSON.parse(text("whole", "results.json")) as SweepResults;
    expect(points.map(({ failed }) => failed)).toEqual([0, 0, 2, 2, 0, 0, 2, 2]);
    expect(members.map(({ loss }) => loss === null)).toEqual(points.flatMap(({ failed }) => [failed > 0, failed > 0]));
    const means = points.map(({ mean }) => mean ?? Infinity);
    expect(best!.point).toBe(means.indexOf(Math.min(...means)));
    const rivals = members.filter(({ point }) => point === best!.point).map(({ loss }) => loss!);
    expect(best!.loss).toBe(Math.min(...rivals));
    const table = text("whole", "results.csv").trimEnd().split("\n");
    expect(table).toHaveLength(17);
    expect(table[0]).toBe(
      "point,hiddenSize,learningRate,feedbackNoise,replicate,loss,effectorFinalVelocity,effectorPosition,nnHidden,nnOutput,failed",
    );
    expect(table[5]).toBe("2,3,1e+38,0.01,0,,,,,,yes");

    // The best is a run of its own, whose loss is that which it was chosen by but for the keys of the noise.
    const evaluated = await feedbaxHere(folder, "evaluate", "--output", "whole/best");
    expect(evaluated.code).toBe(0);
    const { total } = JSON.parse(text("whole", "best", "evaluation.json")) as { readonly total: number };
    expect(total / best!.loss!).toBeCloseTo(1, 1);

    expect((await sweep(...output, "--config", config)).stderr).toContain("an output folder with a sweep in it");
    expect((await sweep("--resume", "--quiet", ...output)).stdout.split("\n")[0]).toBe(stdout.split("\n")[0]);

    const other = ["--output", "halted"];
    const halted = await interrupted(() => sweep("--config", config, ...other));
    expect(halted.code).toBe(130);
    expect(halted.stdout).toContain("sweep --output halted --resume");
    expect(existsSync(at("halted", "results.json"))).toBe(false);
    expect((await sweep("--resume", "--quiet", ...other)).code).toBe(0);
    expect(text("halted", "results.json")).toBe(text("whole", "results.json"));
    const elsewhere = file("other.json", { settings: tiny, grid: { hiddenSize: [3] } });
    expect((await sweep("--resume", "--config", elsewhere, ...other)).stderr).toContain("leave out --config to go on");
    writeFileSync(at("halted", "sweep.json"), text("halted", "sweep.json").replace("0.02", "0.03"));
    expect((await sweep("--resume", ...other)).stderr).toContain("which has been changed since it was written");
  });
});

/** Runs a command and has Ctrl-C pressed after its first iteration. */
async function interrupted(run: () => Promise<Outcome>): Promise<Outcome> {
  const outcome = run();
  // The command line's own, which is a mock already.
  vi.spyOn(process.stderr, "write").mockImplementation((said) => {
    if (String(said).startsWith("iteration")) process.emit("SIGINT");
    return true;
  });
  return outcome;
}

test.each([
  [{ grid: {} }, /whose grid is empty/],
  [{ settings: tiny }, /which has no grid/],
  [{ grids: { seed: [1] } }, /a part "grids"[^]*write grid/],
  [{ grid: { learningrate: [1] } }, /a setting "learningrate"[^]*write learningRate/],
  [{ settings: { hidenSize: 3 }, grid: { seed: [1] } }, /write hiddenSize/],
  [{ grid: { seed: 1 } }, /no list of values for seed/],
  [{ grid: { seed: [] } }, /no list of values for seed/],
  [{ grid: { seed: [1, 1] } }, /a value of seed twice/],
  [{ grid: { seed: ["1"] } }, /has "1" for seed[^]*without quotes/],
  [{ grid: { hiddenSize: [0] } }, /hiddenSize received 0/],
  [{ grid: { body: ["arm", "leg"] } }, /one of point-mass, arm, muscled-arm/],
  [{ settings: { seed: 2 }, grid: { seed: [1] } }, /seed among settings and in grid/],
  [{ grid: { replicates: [1, 2] } }, /which varies replicates[^]*among settings/],
  [{ settings: { keep: "gradients" }, grid: { seed: [1] } }, /which has keep/],
  [{ grid: { task: ["delayed-reaches"], steps: [30] } }, /at least 60 steps/],
  [{ settings: { batchSize: 1_000_000 }, grid: { seed: [1] } }, /choose a smaller --batch-size/],
  [[], /no parts by name/],
])("what makes no sense is refused: %j", async (content, message) => {
  const { code, stderr } = await sweep("--config", file("wrong.json", content), "--output", "none");
  expect(code).toBe(1);
  expect(stderr).toMatch(message);
  expect(existsSync(at("none"))).toBe(false);
});

test("a sweep needs to be told what it is about", async () => {
  expect((await sweep("--output", "none")).stderr).toMatch(/no --config[^]*--config sweep.json/);
  expect((await sweep("--output", "none", "--config", "missing.json")).stderr).toContain("cannot be read");
  expect((await sweep("--output", "none", "--confg", "x")).stderr).toContain("Did you mean --config?");
  expect((await sweep("--resume", "--output", "none")).stderr).toMatch(/without a sweep/);
  expect(existsSync(at("none"))).toBe(false);
});
