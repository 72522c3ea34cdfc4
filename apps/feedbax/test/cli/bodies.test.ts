import { loadz } from "@proj/array";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { commandLine } from "../../cli/command-line/command-line.ts";
import { nearest } from "../../cli/command-line/choice.ts";
import { parsePerturbations } from "../../cli/command-line/perturbation.ts";
import { choices, defaultSettings, type Settings } from "../../cli/command-line/settings.ts";
import { figureTable } from "../../cli/figures/figure-table.ts";
import { bodies, tasks } from "../../cli/run/bodies.ts";
import { makeExperiment } from "../../cli/run/experiment.ts";
import type { HistoryRecord } from "../../cli/run/history-record.ts";
import { runStored } from "../../cli/run/stored-run.ts";
import { train } from "../../cli/run/train.ts";
import { sweep } from "../../cli/sweep/sweep.ts";

const folder = mkdtempSync(join(tmpdir(), "feedbax-bodies-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command line in this process, and gives what it writes. */
async function feedbax(...words: readonly string[]): Promise<string> {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    await commandLine(train, runStored, sweep).parseAsync([...words], { from: "user" });
    return write.mock.calls.map(([text]) => String(text)).join("");
  } finally {
    write.mockRestore();
  }
}

const at = (name: string): string => join(folder, name);
const readJson = (...path: readonly string[]): unknown => JSON.parse(readFileSync(join(folder, ...path), "utf8"));
const file = (name: string, content: unknown): string => {
  writeFileSync(at(name), typeof content === "string" ? content : JSON.stringify(content));
  return at(name);
};

describe("a run of another body and task", () => {
  test("is trained as a file says, evaluated elsewhere, analysed and reported", async () => {
    const config = file("arm.json", { body: "muscled-arm", batches: 2, batchSize: 4, steps: 12, hiddenSize: 4 });
    const output = ["--output", at("arm")];
    const words = ["--perturb", "curl=0.5", "--hidden-size", "3", "--tensorboard", "--quiet", ...output];
    await feedbax("train", "--config", config, ...words);
    const events = readFileSync(join(folder, "arm", "events.out.tfevents.feedbax"));
    for (const tag of ["loss/training", "loss/validation", "validation/effectorPosition"])
      expect(events.includes(tag)).toBe(true);
    expect(readJson("arm", "hyperparameters.json")).toMatchObject({
      body: "muscled-arm",
      task: "simple-reaches",
      perturb: "curl=0.5",
      batches: 2,
      hiddenSize: 3,
      learningRate: 0.005,
    });
    const page = readFileSync(join(folder, "arm", "report.html"), "utf8");
    expect(page).toContain("Reaching with an arm with muscles");
    expect(page).toContain("both ext");

    const evaluated = await feedbax("evaluate", "--perturb", "none", "--task", "stabilization", ...output);
    expect(evaluated).toMatch(/end-point error .* mm/);
    const { settings, terms } = readJson("arm", "evaluation.json") as { settings: Settings; terms: object };
    expect(settings).toMatchObject({ perturb: "none", task: "stabilization" });
    expect(Object.keys(terms).sort()).toEqual(["effectorPosition", "effectorVelocity", "nnHidden", "nnOutput"]);
    const states = loadz(readFileSync(join(folder, "arm", "states.npz")));
    expect(states["mechanics.effector.pos"]!.shape).toEqual([9, 12, 2]);
    expect(states["efferent.output"]!.shape).toEqual([9, 12, 6]);

    expect(await feedbax("analyse", ...output)).toMatch(/lateralDeviation/);
    const { trials, directionTuning } = readJson("arm", "analysis.json") as {
      trials: Readonly<Record<string, readonly number[]>>;
      directionTuning: { readonly preferred: readonly number[] };
    };
    const measures = ["endPointError", "lateralDeviation", "pathLength", "peakSpeed", "timeOfPeakSpeed"];
    expect(Object.keys(trials)).toEqual(measures);
    expect(trials["endPointError"]).toHaveLength(7);
    expect(directionTuning.preferred).toHaveLength(3);
    expect(existsSync(join(folder, "arm", "figures.json"))).toBe(false);

    await feedbax("analyse", "--figures", ...output);
    const figures = readJson("arm", "figures.json") as readonly {
      readonly name: string;
      readonly settings: Settings;
    }[];
    // Trials of 12 steps say nothing of the dynamics of a network.
    const dynamics = [
      "principal-components",
      "rotations",
      "fixed-points",
      "spectra",
      "step-jacobians",
      "unit-perturbations",
    ];
    const expected = figureTable.map(({ name }) => name).filter((name) => !dynamics.includes(name));
    expect(figures.map(({ name }) => name)).toEqual(expected);
    expect(figures[0]!.settings).toMatchObject({ body: "muscled-arm", perturb: "curl=0.5" });
    const drawn = readFileSync(join(folder, "arm", "figures.html"), "utf8");
    for (const name of expected) expect(drawn).toContain(`id="figure-${name}"`);

    rmSync(join(folder, "arm", "report.html"));
    await feedbax("report", ...output);
    expect(readFileSync(join(folder, "arm", "report.html"), "utf8")).toContain("the report was made later");
    await expect(feedbax("evaluate", "--task", "delayed-reaches", ...output)).rejects.toThrow(
      /tells the network as much as simple-reaches/,
    );
  });

  test("is made of every body and task", () => {
    for (const body of choices.body.options)
      for (const task of choices.task.options) {
        const { context, dt } = makeExperiment({ ...defaultSettings, body, task, steps: 70, hiddenSize: 2 });
        expect(dt).toBe(bodies[body].dt);
        expect(context.task.nSteps).toBe(70);
        expect(tasks[task].name).not.toBe("");
      }
  });
});

test("a run keeps what it is told to, trains one part after the other, and ends early", async () => {
  const output = ["--output", at("kept")];
  const tiny = ["--batches", "6", "--batch-size", "3", "--steps", "8", "--hidden-size", "3"];
  const words = [...tiny, "--keep", "gradients+parameters=1,3+trials=2", "--where-train", "0=readout,2=network"];
  const ending = ["--stop-below", "1e9", "--log-step", "3", "--checkpoint-at", "2", "--checkpoint-seconds", "1000"];
  const said = await feedbax("train", "--quiet", ...words, ...ending, "--learning-rate", "0.001", ...output);
  expect(said).toContain("Ended early, after 1 of 6 iterations.");
  expect(await feedbax("train", "--resume", ...output)).toContain("The run ended early, after 1 of 6 iterations");
  await feedbax("train", "--resume", "--batches", "7", "--quiet", ...output);
  const { total, gradientNorms } = readJson("kept", "history.json") as HistoryRecord;
  expect(total).toHaveLength(7);
  const hidden = gradientNorms!["step.net.hidden.weightIh"]!.map(([norm]) => norm! > 0);
  expect(hidden).toEqual([false, false, true, true, true, true, true]);
  const parameters = loadz(readFileSync(join(folder, "kept", "parameters.npz")));
  expect(parameters["step.net.readout.bias"]!.shape).toEqual([2, 2]);
  const trials = loadz(readFileSync(join(folder, "kept", "trials.npz")));
  expect(trials["2.inputs.effectorTarget.pos"]!.shape).toEqual([3, 7, 2]);
  await expect(feedbax("train", "--resume", "--keep", "none", ...output)).rejects.toThrow(
    /--keep none, for a run that began with --keep gradients/,
  );
});

test("the README lists every figure", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  for (const { name, title } of figureTable) expect(readme).toMatch(new RegExp(`\\| \`${name}\` +\\| ${title} `));
});

describe("what makes no sense is refused", () => {
  test.each([
    [["--body", "arn"], /one of point-mass, arm, muscled-arm\n.*write arm/],
    [["--task", "reaches"], /one of simple-reaches/],
    [["--perturb", "crul=1"], /none, curl=<number>/],
    [["--config", file("typo.json", { hidenSize: 5 })], /a setting "hidenSize"[^]*write hiddenSize/],
    [["--config", file("kind.json", { hiddenSize: "5" })], /has "5" for hiddenSize[^]*without quotes/],
    [["--config", file("word.json", { body: 3 })], /has 3 for body[^]*"point-mass"/],
    [["--config", file("range.json", { batches: 0 })], /batches received 0/],
    [["--config", file("text.json", "{ body")], /is not JSON/],
    [["--config", file("list.json", "[]")], /no settings by name/],
    [["--config", at("missing.json")], /cannot be read/],
    [["--task", "delayed-reaches", "--steps", "40"], /at least 60 steps/],
    [["--where-train", "readouts"], /one of network, hidden, readout/],
    [["--where-train", "5=readout"], /from 0 on/],
    [["--where-train", "readout,network"], /each with the iterations/],
    [["--where-train", "0=readout,0=network"], /0=readout,500=network/],
    [["--keep", "gradient"], /none, gradients, parameters/],
    [["--keep", "trials"], /trials=<iterations>/],
    [["--keep", "parameters=0"], /counted from 1/],
    [["--keep", "parameters=30", "--batches", "20"], /iteration 30, in a run of 20 iterations/],
    [["--checkpoint-at", "30", "--batches", "20"], /--checkpoint-at received iteration 30/],
    [["--checkpoint-at", "1,,2"], /with commas between/],
    [["--checkpoint-seconds", "0"], /a number from 0.001/],
    [["--patience", "0"], /a whole number from 1/],
    [["--stop-below", "low"], /a number from 0/],
    [["--config", file("part.json", { whereTrain: "readut" })], /part.json: whereTrain received readut/],
    [["--config", file("near.json", { wheretrain: "readout" })], /write whereTrain/],
  ])("%j", async (words, message) => {
    await expect(feedbax("train", "--output", at("none"), ...words)).rejects.toThrow(message);
  });

  test.each([
    [
      ["train", "--hidden-size", "3.5"],
      "train --hidden-size received 3.5\n  expected: a whole number from 1 to 10000\n  to fix:   leave it out for 50, or give a whole number from 1 to 10000",
    ],
    [
      ["demo", "--learning-rate=-1"],
      "demo --learning-rate received -1\n  expected: a number from 1e-30 to 1e+38\n  to fix:   leave it out for 0.01, or give a number from 1e-30 to 1e+38",
    ],
    [
      ["train", "--log-step", "0"],
      "train --log-step received 0\n  expected: a whole number from 1 to 10000000\n  to fix:   leave it out, or give a whole number from 1 to 10000000",
    ],
  ])("%j", async (words, message) => {
    await expect(feedbax(...words, "--output", at("none"))).rejects.toThrow(message);
    expect(existsSync(at("none"))).toBe(false);
  });

  test("where there is no run", async () => {
    await expect(feedbax("evaluate", "--output", at("nothing"))).rejects.toThrow(/an output folder without a run/);
  });
});

test("perturbations are read as they are written", () => {
  expect(parsePerturbations("x", "none")).toEqual([]);
  expect(parsePerturbations("x", "curl=-0.5+fixed=1e-1,+2")).toEqual([
    { kind: "curl", amplitude: -0.5 },
    { kind: "fixed", force: [0.1, 2] },
  ]);
  for (const text of ["", "curl", "curl=", "fixed=1", "curl=1,2", "curl=1+", "curl=Infinity"])
    expect(() => parsePerturbations("x", text)).toThrow(/none, curl/);
});

test("the word is found that is meant by one with a slip in it", () => {
  expect(nearest("muscled-arn", choices.body.options)).toBe("muscled-arm");
  expect(nearest("completely different", choices.body.options)).toBeNull();
});
