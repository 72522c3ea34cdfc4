import { savedMetadata } from "@proj/module";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HistoryRecord } from "../../cli/run/history-record.ts";
import { openRunFolder } from "../../cli/run-folder/run-folder.ts";
import type { Settings } from "../../cli/command-line/settings.ts";
import type { Outcome } from "./run-cli.ts";
import { feedbax, feedbaxHere, start } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "feedbax-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

const tiny = ["--batch-size", "8", "--steps", "30", "--hidden-size", "8"];

function train(output: string, ...words: readonly string[]): Promise<Outcome> {
  return feedbaxHere(folder, "train", "--output", output, ...words);
}

function read(...path: readonly string[]): Buffer {
  return readFileSync(join(folder, ...path));
}

function readJson(...path: readonly string[]): unknown {
  return JSON.parse(read(...path).toString("utf8"));
}

/** Text without what differs from machine to machine and from run to run. */
function settled(text: string): string {
  return text
    .replaceAll(folder, "<folder>")
    .replace(/[\d.]+e[+-]\d+/g, "<loss>")
    .replace(/[\d.,]+ (iterations|trials|it)\/s/g, "<pace> $1/s")
    .replace(/[\d.]+ s\b/g, "<time>");
}

describe("a training run", () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await feedbax(folder, "train", "--output", "whole", "--batches", "300", ...tiny);
  });

  test("succeeds, and ends with losses, speed and where the files are", () => {
    expect(outcome.code).toBe(0);
    expect(settled(outcome.stdout)).toMatchInlineSnapshot(`
      "training loss    <loss>  (iteration 300)
      validation loss  <loss> ± <loss>  (mean over 32 keys of the noise, standard error)
      speed            <pace> iterations/s, <pace> trials/s
      time             <time> in all, <time> of it until the first iteration was compiled and done
      report           whole/report.html  (open it in a browser)
      model            whole/model.safetensors  (weights by name)
      history          whole/history.json  (losses of each iteration)
      settings         whole/hyperparameters.json
      "
    `);
  });

  test("writes a line for each validation where there is no terminal", () => {
    const lines = outcome.stderr.trimEnd().split("\n");
    expect(lines).toHaveLength(11);
    expect(settled(lines[1] ?? "")).toMatchInlineSnapshot(
      `"iteration  31/300   training loss <loss>   validation loss <loss>   <pace> it/s   <time> left"`,
    );
  });

  test("writes model, history, checkpoint, settings and report, and nothing else", () => {
    expect(readdirSync(join(folder, "whole")).sort()).toEqual([
      "checkpoint.safetensors",
      "history.json",
      "hyperparameters.json",
      "model.safetensors",
      "report.html",
    ]);
    const { fingerprint, ...settings } = readJson("whole", "hyperparameters.json") as Settings & {
      fingerprint: string;
    };
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(settings).toMatchObject({
      seed: 0,
      batches: 300,
      batchSize: 8,
      steps: 30,
      hiddenSize: 8,
      learningRate: 0.01,
      logStep: 30,
    });
    const { hyperparameters = "" } = savedMetadata(read("whole", "model.safetensors"));
    expect(JSON.parse(hyperparameters)).toEqual(settings);
  });

  test("learns", () => {
    const { total, terms, validation, learningRate } = readJson("whole", "history.json") as HistoryRecord;
    const totals = total.map(([value]) => value ?? NaN);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(totals).toHaveLength(300);
    expect(mean(totals.slice(-30))).toBeLessThan(0.5 * mean(totals.slice(0, 30)));
    expect(Object.keys(terms).sort()).toEqual(["effectorFinalVelocity", "effectorPosition", "nnHidden", "nnOutput"]);
    expect(validation.iterations).toEqual([1, 31, 61, 91, 121, 151, 181, 211, 241, 271, 300]);
    expect(learningRate[299]?.[0]).toBeCloseTo(0.01);
  });

  test("reports the very losses of its history", () => {
    const { total } = readJson("whole", "history.json") as HistoryRecord;
    const figures = /id="figures">(.*?)<\/script>/s.exec(read("whole", "report.html").toString("utf8"))?.[1] ?? "";
    const { fixed } = JSON.parse(figures) as { fixed: { losses: { data: { name: string; y: number[] }[] } } };
    const curve = fixed.losses.data.find(({ name }) => name === "total")?.y ?? [];
    expect(curve).toEqual(total.map(([value]) => Number((value ?? NaN).toPrecision(5))));
    expect(outcome.stdout).toContain(total.at(-1)?.[0]?.toExponential(2));
  });

  test("is not replaced unless that is asked for", async () => {
    const before = read("whole", "model.safetensors");
    const { code, stderr } = await train("whole", "--batches", "2", ...tiny);
    expect(code).toBe(1);
    expect(settled(stderr)).toMatchInlineSnapshot(`
      "train received an output folder with a run in it: <folder>/whole has model.safetensors, history.json, checkpoint.safetensors, hyperparameters.json, report.html
        expected: a folder without one
        to fix:   go on with that run with --resume, replace it with --overwrite, or choose another folder with --output
      "
    `);
    expect(read("whole", "model.safetensors")).toEqual(before);
  });

  test("stops at Ctrl-C after the iteration under way, and goes on as if nothing had been", async () => {
    const run = await start("cli/main.ts", folder, ["train", "--output", "halted", "--batches", "300", ...tiny]);
    await run.says(/iteration {3}1\/300/);
    run.kill("SIGINT");
    const halted = await run.outcome;
    expect(halted).toMatchObject({ code: 130, signal: null });
    expect(settled(halted.stdout).replace(/after \d+ of/, "after <n> of")).toMatchInlineSnapshot(`
      "Stopped after <n> of 300 iterations; halted/checkpoint.safetensors holds them.
      To go on:
        npx -y pnpm@12.21.0 --filter @proj/feedbax train --output halted --resume
      "
    `);
    expect(halted.stderr).toContain("Stopping after this iteration");
    expect(readdirSync(join(folder, "halted")).sort()).toEqual(["checkpoint.safetensors", "hyperparameters.json"]);

    const resumed = await train("halted", "--resume");
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).not.toContain("iteration   1/300");
    for (const name of ["model.safetensors", "history.json"]) {
      expect(read("halted", name).equals(read("whole", name))).toBe(true);
    }
  });

  test("does not begin in a folder where another one is under way", async () => {
    const other = openRunFolder("train", join(folder, "taken"));
    const { code, stderr } = await train("taken", "--batches", "2", ...tiny);
    other.close();
    expect(code).toBe(1);
    expect(settled(stderr).replace(/process \d+/, "process <pid>")).toMatchInlineSnapshot(`
      "train received the output folder <folder>/taken, where process <pid> is training
        expected: a folder in which no other run is under way
        to fix:   wait for that run or stop it, or choose another folder with --output; if there is no such process, remove <folder>/taken/run.lock
      "
    `);
  });

  test("that is finished stays as it is when it is to go on", async () => {
    const report = read("whole", "report.html");
    const { code, stdout } = await train("whole", "--resume");
    expect(code).toBe(0);
    expect(settled(stdout)).toMatchInlineSnapshot(`
      "All 300 iterations are done; whole/report.html shows them.
      To train on:
        npx -y pnpm@12.21.0 --filter @proj/feedbax train --output whole --resume --batches 600
      "
    `);
    expect(read("whole", "report.html").equals(report)).toBe(true);
  });
});

describe("a run of several models with delayed feedback", () => {
  test("keeps the losses and reaches of each, and writes only the results when quiet", async () => {
    const words = ["--batches", "3", "--replicates", "2", "--delay", "2", "--motor-noise", "0", "--quiet"];
    const { code, stdout, stderr } = await train("several", ...words, ...tiny);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toContain("and 2 replicates");
    const { total } = readJson("several", "history.json") as HistoryRecord;
    expect(total.map((replicates) => replicates.length)).toEqual([2, 2, 2]);
    expect(total[0]?.[0]).not.toBe(total[0]?.[1]);
    expect(read("several", "report.html").toString("utf8")).toContain('<select id="replicate">');
  });
});

describe("a run that cannot go on", () => {
  beforeAll(async () => {
    await train("stale", "--batches", "2", ...tiny);
  });

  test("says that its checkpoint was cut off, and leaves all files as they are", async () => {
    const checkpoint = read("stale", "checkpoint.safetensors");
    const path = join(folder, "stale", "checkpoint.safetensors");
    writeFileSync(path, checkpoint.subarray(0, 2000));
    const { code, stderr } = await train("stale", "--resume", "--batches", "4");
    const after = readdirSync(join(folder, "stale"));
    writeFileSync(path, checkpoint);
    expect(code).toBe(1);
    expect(settled(stderr)).toMatchInlineSnapshot(`
      "train --resume received stale/checkpoint.safetensors: 2000 bytes: too few for a header of 3328 bytes
        expected: a whole file in the safetensors format, in a checkpoint of this run
        to fix:   put back the checkpoint that belongs to hyperparameters.json, or begin anew without --resume
      "
    `);
    expect(after).toHaveLength(5);
  });

  test("keeps what is there until the run that replaces it has begun", async () => {
    const words = ["--overwrite", "--steps", "5000", "--batch-size", "2000"];
    const { code, stderr } = await train("stale", ...words);
    expect(code).toBe(1);
    expect(stderr).toContain(
      "--batch-size 2000 trials of --steps 5000 with --hidden-size 50 and --replicates 1, which need",
    );
    expect(readdirSync(join(folder, "stale"))).toHaveLength(5);
  });

  test("goes on beyond its end when it is given more iterations", async () => {
    const longer = await train("longer", "--batches", "2", ...tiny);
    expect(longer.code).toBe(0);
    expect((await train("longer", "--resume", "--batches", "1")).stderr).toContain(
      "--batches 1, for a run of 2 iterations",
    );
    const { code } = await train("longer", "--resume", "--batches", "3");
    expect(code).toBe(0);
    const { total, validation } = readJson("longer", "history.json") as HistoryRecord;
    expect(total).toHaveLength(3);
    expect(validation.iterations).toEqual([1, 2, 3]);
  });

  test("says which settings differ from those with which it began", async () => {
    const { code, stderr } = await train("stale", "--resume", "--hidden-size", "6", "--batch-size", "8");
    expect(code).toBe(1);
    expect(settled(stderr)).toMatchInlineSnapshot(`
      "train --resume received --hidden-size 6, for a run that began with --hidden-size 8
        expected: the settings with which the run began, or none
        to fix:   leave out --hidden-size to go on, or leave out --resume and choose another --output to begin anew
      "
    `);
  });

  test("says that its settings were changed by hand", async () => {
    const path = join(folder, "stale", "hyperparameters.json");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace('"hiddenSize": 8', '"hiddenSize": 6'));
    const { code, stderr } = await train("stale", "--resume");
    writeFileSync(path, text);
    expect(code).toBe(1);
    expect(settled(stderr)).toMatchInlineSnapshot(`
      "train --resume received <folder>/stale/hyperparameters.json, which has been changed since it was written
        expected: the settings with which the run began
        to fix:   put them back; to train longer give --batches on the command line, and for other settings choose another --output to begin anew
      "
    `);
  });

  test("says that the checkpoint is of another run", async () => {
    await train("other", "--batches", "2", "--learning-rate", "0.02", ...tiny);
    rmSync(join(folder, "other", "model.safetensors"));
    writeFileSync(join(folder, "other", "checkpoint.safetensors"), read("stale", "checkpoint.safetensors"));
    const { code, stderr } = await train("other", "--resume");
    expect(code).toBe(1);
    expect(settled(stderr)).toMatchInlineSnapshot(`
      "train --resume received other/checkpoint.safetensors: a checkpoint of a run with learningRate 0.01
        expected: one of a run with learningRate 0.02
        to fix:   put back the checkpoint that belongs to hyperparameters.json, or begin anew without --resume
      "
    `);
  });

  test("says that training diverged", async () => {
    const { code, stdout, stderr } = await train("steep", "--batches", "9", "--learning-rate", "1e38", ...tiny);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(settled(stderr.replace(/^iteration.*\n/gm, ""))).toMatchInlineSnapshot(`
      "train received losses or weights that are not finite numbers; no checkpoint had been written
        expected: losses and weights that stay finite
        to fix:   choose a --learning-rate smaller than <loss>
      "
    `);
    expect(readdirSync(join(folder, "steep"))).toEqual(["hyperparameters.json"]);
  });

  test("says that there is no run", async () => {
    const { code, stderr } = await train("nothing", "--resume");
    expect(code).toBe(1);
    expect(readdirSync(folder)).not.toContain("nothing");
    expect(settled(stderr)).toMatchInlineSnapshot(`
      "train --resume received an output folder without a run: there is no <folder>/nothing/hyperparameters.json
        expected: the hyperparameters.json that was written when the run began
        to fix:   name the folder of the run with --output, or leave out --resume to begin anew
      "
    `);
  });
});

describe("the command line", () => {
  test("refuses an output folder that cannot be made before it trains", async () => {
    writeFileSync(join(folder, "file"), "");
    const { code, stdout, stderr } = await train("file/run", ...tiny);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(settled(stderr)).toMatchInlineSnapshot(`
      "train received the output folder <folder>/file/run, where a part of the path is a file
        expected: a folder in which files can be made
        to fix:   choose another one with --output, or correct its permissions
      "
    `);
  });

  test("refuses options that make no sense, each with what would be right, and makes no folder", async () => {
    const from = join(folder, "empty");
    mkdirSync(from);
    const refused: Outcome[] = [];
    for (const words of [["train", "--batches", "0"], ["train", "--batchs", "3"], ["train", "5"], ["trian"]])
      refused.push(await feedbaxHere(from, ...words));
    expect(refused.map(({ code, stdout }) => [code, stdout])).toEqual(refused.map(() => [1, ""]));
    expect(refused.map(({ stderr }) => stderr).join("\n")).toMatchInlineSnapshot(`
      "train --batches received 0
        expected: a whole number from 1 to 10000000
        to fix:   leave it out for 2000, or give a whole number from 1 to 10000000

      error: unknown option '--batchs'
      (Did you mean --batches?)
      (add --help for the options)

      error: too many arguments for 'train'. Expected 0 arguments but got 1.
      (add --help for the options)

      error: unknown command 'trian'
      (Did you mean train?)
      (add --help for the options)
      "
    `);
    expect(readdirSync(from)).toEqual([]);
  });

  test("helps with every option, its unit and its default", async () => {
    const { code, stdout } = await feedbaxHere(folder, "demo", "--help");
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: feedbax demo [options]

      train for about a minute, and say how to run it all

      Options:
        --body <name>                  what is moved: a mass, an arm of two links with
                                       torques, or one with six muscles: point-mass,
                                       arm, muscled-arm (default: "point-mass")
        --task <name>                  what it learns: simple-reaches,
                                       delayed-reaches, stabilization,
                                       sequential-reaches, target-switches, tracking
                                       (default: "simple-reaches")
        --perturb <fields>             force fields that act all the time: none,
                                       curl=<N s/m>, fixed=<x>,<y> [N], or several
                                       with + between them (default: "none")
        --where-train <parts>          what is trained: network, hidden, readout, or
                                       one after the other by iterations done,
                                       0=readout,500=network (default: "network")
        --keep <values>                what is kept besides losses: none, gradients
                                       (norms), parameters=<iterations>,
                                       trials=<iterations>, or several with + between
                                       them (default: "none")
        --seed <number>                seed of all random numbers: first weights,
                                       trials and noise (default: 0)
        --batches <number>             training iterations, each on a fresh batch of
                                       trials [iterations] (default: 1000)
        --batch-size <number>          trials simulated in each iteration [trials]
                                       (default: 250)
        --learning-rate <number>       step size of the Adam optimiser (default: 0.01)
        --hidden-size <number>         size of the recurrent (GRU) layer [units]
                                       (default: 50)
        --replicates <number>          models trained side by side from different
                                       first weights [models] (default: 1)
        --feedback-noise <number>      standard deviation of the noise on what is
                                       sensed, such as position and velocity [m and
                                       m/s] (default: 0.025)
        --motor-noise <number>         standard deviation of the noise on the command:
                                       this fraction of it, and on a mass 1.8 times
                                       this in newtons (default: 0.025)
        --delay <number>               how late feedback reaches the network; a step
                                       is 0.05 s with a mass, 0.02 s with an arm
                                       [steps] (default: 0)
        --steps <number>               states of one trial, the first included [steps]
                                       (default: 100)
        --device <name>                what to train on: the processor (wasm), the GPU
                                       (webgpu), XLA in a Python with jax (xla), or
                                       devices that the processor plays (virtual)
                                       (choices: "wasm", "webgpu", "xla", "virtual",
                                       default: "wasm")
        --mesh <axes>                  devices that share trials (data) and replicates
                                       (replica): data=8, or data=4,replica=2
        --coordinator <address>        where process 0 of a run of several processes
                                       listens: host:port
        --processes <number>           how many processes train together, each with
                                       this command; with --device xla
        --process-id <number>          which of them this one is, from 0, which writes
                                       the files
        --config <file>                settings from a file of JSON, by their names;
                                       options on the command line count before it
        --output <folder>              where the files of the run go (default:
                                       "runs/demo")
        --resume                       go on from the checkpoint in the output folder
                                       (default: false)
        --overwrite                    replace a run that is in the output folder
                                       (default: false)
        --log-step <number>            how often the model is validated and a
                                       checkpoint written (default: a tenth of all)
                                       [iterations]
        --patience <number>            end the run when the validation loss has not
                                       become smaller in so many validations
                                       [validations]
        --stop-below <number>          end the run when the validation loss is below
                                       this
        --checkpoint-seconds <number>  write a checkpoint when there has been none for
                                       so long [seconds]
        --checkpoint-at <iterations>   write checkpoints after these iterations, too:
                                       10,500
        --tensorboard                  write losses into an event file that
                                       TensorBoard reads (default: false)
        --quiet                        show only the results (default: false)
        -h, --help                     display help for command
      "
    `);
  });
});

describe("the second Ctrl-C", () => {
  test("ends the process at once, but not when a package manager repeats the first", async () => {
    const program = await start("test/cli/signals.ts", folder, []);
    await program.says(/listening/);
    program.kill("SIGINT");
    await program.says(/asked to stop/);
    program.kill("SIGINT");
    const isOver = await Promise.race([
      program.outcome.then(() => true),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 600)),
    ]);
    expect(isOver).toBe(false);
    program.kill("SIGINT");
    expect(await program.outcome).toMatchObject({ code: 130, signal: null });
  });

  test("is not needed where the terminal is closed", async () => {
    const program = await start("test/cli/signals.ts", folder, []);
    await program.says(/listening/);
    program.kill("SIGHUP");
    await program.says(/asked to stop/);
    program.kill("SIGKILL");
    expect(await program.outcome).toMatchObject({ signal: "SIGKILL" });
  });

  test("has the exit code of the signal that came first", async () => {
    const program = await start("test/cli/signals.ts", folder, []);
    await program.says(/listening/);
    program.kill("SIGTERM");
    await program.says(/asked to stop/);
    await new Promise((resolve) => setTimeout(resolve, 500));
    program.kill("SIGINT");
    expect(await program.outcome).toMatchObject({ code: 143, signal: null });
  });
});
