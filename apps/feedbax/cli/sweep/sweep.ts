import { array, deviceGet, UsageError, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { partitionModel, TaskTrainer, trainedLeaves } from "@proj/feedbax";
import type { WebGpuDevice } from "@proj/jit-webgpu";
import { loadLeaves, saveLeaves, treeAt, treeTake } from "@proj/module";
import { adam, injectHyperparams } from "@proj/optim";
import { subkeys } from "@proj/random";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { userFolder, type SweepRequest } from "../command-line/command-line.ts";
import { invocation, shellWord } from "../command-line/invocation.ts";
import { version } from "../command-line/version.ts";
import { allNames, withDefaults, type SettingName, type Settings } from "../command-line/settings.ts";
import type { RunModel } from "../run/bodies.ts";
import { evaluate, evaluationKeys } from "../run/evaluation.ts";
import { makeExperiment } from "../run/experiment.ts";
import { checkFeasible } from "../run/feasibility.ts";
import { historyRecord, type HistoryRecord } from "../run/history-record.ts";
import { openDevice } from "../run/open-device.ts";
import { writeResults } from "../run/write-results.ts";
import { makeFigures } from "../figures/figure-table.ts";
import { figureSubject } from "../figures/subject.ts";
import { assumption, settingsAtBegin, writeHyperparameters } from "../run-folder/hyperparameters.ts";
import { openRunFolder, readFile, type RunFolder } from "../run-folder/run-folder.ts";
import { exitCodes, listenForInterrupt, type Interrupt } from "../terminal/interrupt.ts";
import { lineProgress, silent } from "../terminal/progress.ts";
import { modelsOf, programsOf, type Program } from "./programs.ts";
import { resultLines, resultsTable, sweepResults, type MemberResult, type SweepResults } from "./results.ts";
import { pointsOf, readSweep } from "./sweep-configuration.ts";

/** The files of a sweep; those of a program are numbered. */
const files = { plan: "sweep.json", results: "results.json", table: "results.csv", best: "best" } as const;
const checkpointOf = (program: number): string => `program-${program}.checkpoint.safetensors`;
const modelsFile = (program: number): string => `program-${program}.models.safetensors`;
const recordOf = (program: number): string => `program-${program}.json`;

/** What is written of a program that is done. */
interface ProgramRecord {
  readonly members: readonly MemberResult[];
  readonly history: HistoryRecord;
}

/** A sweep as it is written down. */
interface SweepPlan {
  readonly varied: readonly SettingName[];
  readonly points: readonly Settings[];
  /** Settings that did not exist yet when the sweep began: they are defaults. */
  readonly assumed: readonly SettingName[];
}

/**
 * Trains the models of a grid of settings, those of a program side by side, and tells which is best.
 *
 * Sets the exit code of the process when a signal ended it, and when all models failed.
 *
 * @throws UsageError when the configuration or the folder do not fit, or a program needs more memory than there is
 */
export async function sweep(request: SweepRequest): Promise<void> {
  const plan = planOf(request);
  const programs = programsOf(plan.points);
  for (const program of programs) checkProgram(request, program);
  const folder = openRunFolder("sweep", request.output);
  try {
    await sweepIn(folder, request, plan, programs);
  } finally {
    folder.close();
  }
}

/** What is swept: what the file says, or what the folder does. */
function planOf({ config, output, resume }: SweepRequest): SweepPlan {
  if (config !== null) {
    const configuration = readSweep(config);
    const varied = Object.keys(configuration.grid) as SettingName[];
    return { varied, points: pointsOf(configuration), assumed: [] };
  }
  if (resume) {
    const stored = readFile("sweep", join(output, files.plan));
    if (stored !== null) return storedPlan(stored, join(output, files.plan));
  }
  throw new UsageError({
    operation: "sweep",
    received: resume ? `--resume, and a folder ${output} without a sweep` : "no --config",
    expected: resume ? "the folder of a sweep that was begun" : "a file that says what varies",
    remedy: 'write --config sweep.json, with { "grid": { "learningRate": [0.003, 0.01] } } in the file',
  });
}

/** A sweep as its file has it. */
type SweepRecord = Pick<SweepPlan, "varied"> & { readonly points: readonly Partial<Settings>[] };

const recordOfPlan = ({ varied, points, assumed }: SweepPlan): SweepRecord => ({
  varied,
  points: points.map((settings) => settingsAtBegin({ settings, assumed })),
});

const fingerprintOf = ({ varied, points }: SweepRecord): string =>
  createHash("sha256")
    .update(JSON.stringify([varied, points]))
    .digest("hex")
    .slice(0, 16);

function storedPlan(bytes: Uint8Array, path: string): SweepPlan {
  try {
    const { fingerprint, varied, points } = JSON.parse(new TextDecoder().decode(bytes)) as SweepRecord & {
      fingerprint: string;
    };
    if (fingerprintOf({ varied, points }) === fingerprint) {
      const assumed = allNames.filter((name) => points[0]![name] === undefined);
      return { varied, points: points.map(withDefaults), assumed };
    }
  } catch {
    // Told below.
  }
  throw new UsageError({
    operation: "sweep --resume",
    received: `${path}, which has been changed since it was written`,
    expected: "the plan with which the sweep began",
    remedy: "put it back, or begin anew with --config and --overwrite",
  });
}

/** The settings of a program as if its models were replicates. */
function settingsOfAll({ settings }: Program): Settings {
  const [first] = settings;
  return { ...first!, replicates: settings.length * first!.replicates };
}

function checkProgram({ device }: SweepRequest, program: Program): void {
  const request = { command: "sweep", device, checkpointIterations: null };
  checkFeasible(request, settingsOfAll(program));
}

async function sweepIn(
  folder: RunFolder,
  request: SweepRequest,
  asked: SweepPlan,
  programs: readonly Program[],
): Promise<void> {
  const plan = preparePlan(folder, request, asked, programs.length);
  const assumed = assumption(
    { settings: plan.points[0]!, assumed: plan.assumed },
    folder.display(files.plan, userFolder()),
  );
  if (assumed !== null && !request.quiet) process.stderr.write(assumed);
  const device = await openDevice(request.device);
  const interrupt = listenForInterrupt(() => {
    if (!request.quiet) process.stderr.write("Stopping after this iteration; once more stops at once.\n");
  });
  try {
    const records: ProgramRecord[] = [];
    for (const index of programs.keys()) {
      const record =
        readRecord(folder, index) ?? (await trainProgram(folder, request, index, programs, plan, interrupt));
      if (record === null) {
        process.exitCode = exitCodes[interrupt.received() ?? "SIGINT"];
        process.stdout.write(`Stopped.\nTo go on:\n  ${resumption(folder)}\n`);
        return;
      }
      records.push(record);
    }
    const results = sweepResults(
      plan.varied,
      plan.points,
      records.flatMap(({ members }) => members),
    );
    folder.write(files.results, `${JSON.stringify(results, null, 2)}\n`);
    folder.write(files.table, resultsTable(results));
    process.stdout.write(resultLines(results));
    await writeBest(folder, request, plan, programs, records, results);
  } finally {
    interrupt.close();
    if ("destroy" in device) (device as WebGpuDevice).destroy();
  }
}

/** Writes the plan, or makes sure that it is the one with which the sweep in the folder began, and gives that. */
function preparePlan(
  folder: RunFolder,
  { resume, overwrite }: SweepRequest,
  plan: SweepPlan,
  programs: number,
): SweepPlan {
  const stored = folder.read(files.plan);
  if (resume && stored !== null) {
    const before = storedPlan(stored, join(folder.path, files.plan));
    if (fingerprintOf(before) === fingerprintOf(plan)) return before;
    throw new UsageError({
      operation: "sweep --resume",
      received: "a --config that says something else than the sweep in the folder",
      expected: "the configuration with which it began, or none",
      remedy: "leave out --config to go on, or choose another --output to begin anew",
    });
  }
  if (stored !== null && !overwrite) {
    throw new UsageError({
      operation: "sweep",
      received: `an output folder with a sweep in it: ${folder.path}`,
      expected: "a folder without one",
      remedy: "go on with it with --resume, replace it with --overwrite, or choose another folder with --output",
    });
  }
  for (let index = 0; index < Math.max(programs, 1000) && folder.has(recordOf(index)); index++)
    folder.remove(recordOf(index));
  for (const name of [files.results, files.table]) folder.remove(name);
  const record = recordOfPlan(plan);
  folder.write(files.plan, `${JSON.stringify({ fingerprint: fingerprintOf(record), ...record }, null, 2)}\n`);
  return plan;
}

function resumption(folder: RunFolder): string {
  return invocation("sweep", {}, [`--output ${shellWord(folder.display("", userFolder()))}`, "--resume"]);
}

function readRecord(folder: RunFolder, index: number): ProgramRecord | null {
  const bytes = folder.has(modelsFile(index)) ? folder.read(recordOf(index)) : null;
  return bytes === null ? null : (JSON.parse(new TextDecoder().decode(bytes)) as ProgramRecord);
}

/** Trains the models of a program, and writes what came out; null when it was stopped. */
async function trainProgram(
  folder: RunFolder,
  { quiet, resume }: SweepRequest,
  index: number,
  programs: readonly Program[],
  { assumed }: SweepPlan,
  interrupt: Interrupt,
): Promise<ProgramRecord | null> {
  const program = programs[index]!;
  const { batches, batchSize, replicates } = settingsOfAll(program);
  const began = program.settings.map((settings) => settingsAtBegin({ settings, assumed }));
  const { batches: _batches, batchSize: _batchSize, replicates: _replicates, ...others } = began[0]!;
  const experiment = makeExperiment({ ...program.settings[0]!, replicates: 1 });
  const { task } = experiment.context;
  const model = modelsOf(program);
  const rates = program.settings.flatMap((one) => Array<number>(one.replicates).fill(one.learningRate));
  const { learningRate } = program.settings[0]!;
  const optimizer = injectHyperparams(({ learningRate: rate }) => adam(rate), { learningRate });
  const { 0: firstPart } = experiment.whereTrain;
  const { trained } = partitionModel(model, trainedLeaves(model, firstPart!));
  // One model is none of several: it has no axis of replicates.
  const isOne = replicates === 1;
  const fresh = isOne ? optimizer.init(trained) : vmap((one: RunModel) => optimizer.init(one))(trained);
  const optState = isOne ? fresh : { ...fresh, hyperparams: { learningRate: array(rates) } };
  if (!quiet) process.stderr.write(`program ${index + 1}/${programs.length}: ${replicates} models side by side\n`);
  const progress = quiet ? silent : lineProgress(process.stderr, batches);
  const checkpoints = {
    save: (_: number, bytes: Uint8Array): void => folder.write(checkpointOf(index), bytes),
    load: () => folder.read(checkpointOf(index)),
  };
  const trainer = new TaskTrainer(optimizer, checkpoints);
  const outcome = await trainer.train(task, model, {
    nBatches: batches,
    batchSize,
    whereTrain: experiment.whereTrain,
    key: experiment.trainingKey,
    ensembled: !isOne,
    excludeFailed: !isOne,
    optState,
    logStep: Math.ceil(batches / 10),
    settings: { ...others, points: JSON.stringify(began) },
    restoreCheckpoint: resume,
    signal: interrupt.signal,
    onBatch: ({ batch, loss }) => progress.iteration(batch + 1, loss?.total ?? null),
    onLog: ({ batch, loss, validation }) => progress.validation(batch + 1, loss.total, validation.total),
  });
  progress.close();
  if (outcome.ended === "stopped") return null;
  const members =
    outcome.ended === "nan"
      ? Array.from({ length: replicates }, (_, place) => ({ ...placeIn(program, place), loss: null, terms: null }))
      : await membersOf(program, replicates, outcome.model, experiment);
  const record = { members, history: historyRecord(outcome.history, outcome.batches, replicates) };
  folder.write(modelsFile(index), saveLeaves(await deviceGet(outcome.model)));
  folder.write(recordOf(index), JSON.stringify(record));
  folder.remove(checkpointOf(index));
  return record;
}

/** The point and the replicate of a model by its place among those of a program. */
function placeIn({ points, settings }: Program, place: number): Pick<MemberResult, "point" | "replicate"> {
  const { replicates } = settings[0]!;
  return { point: points[Math.floor(place / replicates)]!, replicate: place % replicates };
}

/** How each model of a program does in the validation set, with the same keys of the noise for all. */
async function membersOf(
  program: Program,
  count: number,
  model: RunModel,
  { context: { task }, evaluationKey }: ReturnType<typeof makeExperiment>,
): Promise<readonly MemberResult[]> {
  const losses = subkeys(evaluationKey, evaluationKeys).map((key: NDArray) =>
    count === 1
      ? task.evalWithLoss(model, key)[1]
      : task.evalEnsembleWithLoss(model, count, key, { ensembleRandomTrials: false })[1],
  );
  const sets = (await deviceGet(losses)).map(({ terms }) =>
    Object.fromEntries(Object.entries(terms).map(([name, values]) => [name, Array.from(values.dataSync())])),
  );
  return Array.from({ length: count }, (_, place): MemberResult => {
    const terms = Object.fromEntries(
      Object.keys(sets[0]!).map((name) => {
        const values = sets.map((set) => set[name]![place]!);
        return [name, values.reduce((sum, value) => sum + value, 0) / values.length];
      }),
    );
    const loss = Object.values(terms).reduce((sum, value) => sum + value, 0);
    const isNumber = Number.isFinite(loss);
    return { ...placeIn(program, place), loss: isNumber ? loss : null, terms: isNumber ? terms : null };
  });
}

/** Writes the best model as a run of its own, which can be evaluated, analysed and reported. */
async function writeBest(
  folder: RunFolder,
  { device }: SweepRequest,
  { points }: SweepPlan,
  programs: readonly Program[],
  records: readonly ProgramRecord[],
  { best }: SweepResults,
): Promise<void> {
  if (best === null) {
    process.exitCode = 1;
    process.stdout.write("All models failed: choose smaller learning rates.\n");
    return;
  }
  const index = programs.findIndex(({ points: own }) => own.includes(best.point));
  const program = programs[index]!;
  const place = program.points.indexOf(best.point) * program.settings[0]!.replicates + best.replicate;
  const models = loadLeaves(folder.read(modelsFile(index))!, modelsOf(program));
  const count = program.settings.length * program.settings[0]!.replicates;
  const { net } = (count === 1 ? models : treeTake(models, place)).step;
  const settings: Settings = { ...points[best.point]!, replicates: 1 };
  const experiment = makeExperiment(settings);
  const model = treeAt((m) => m.step.net, experiment.context.model, net);
  const plan = { settings, logStep: Math.ceil(settings.batches / 10), assumed: [] };
  const home = openRunFolder("sweep", join(folder.path, files.best));
  try {
    writeHyperparameters(home, plan);
    const losses = historyOf(records[index]!.history, place);
    const evaluation = await evaluate(experiment, model, settings);
    const timing = { iterations: 0, rate: 0, total: 0, first: 0 };
    const origin = { date: new Date(), version, device };
    const trained = await deviceGet(model);
    const subject = await figureSubject(experiment, trained, settings, evaluation.states, losses);
    const figures = makeFigures(subject, ({ isChosen }) => isChosen !== true);
    writeResults(home, trained, plan, { settings, history: losses, evaluation, figures, timing, origin });
  } finally {
    home.close();
  }
}

/** The history of one of several models. */
function historyOf(history: HistoryRecord, place: number): HistoryRecord {
  type Curves = HistoryRecord["total"];
  const one = (curves: Curves): Curves => curves.map((values) => [values[place] ?? NaN]);
  const all = (terms: Readonly<Record<string, Curves>>) =>
    Object.fromEntries(Object.entries(terms).map(([name, curves]) => [name, one(curves)]));
  const { terms, total, validation, learningRate } = history;
  return {
    terms: all(terms),
    total: one(total),
    validation: { ...validation, terms: all(validation.terms), total: one(validation.total) },
    learningRate: one(learningRate),
  };
}
