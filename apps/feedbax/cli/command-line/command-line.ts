import type { DeviceName } from "@proj/feedbax";
import { Command, Option } from "commander";
import { resolve } from "node:path";
import { processQuantities, readProcesses, type ProcessOfRun } from "./processes.ts";
import { parseMesh, type MeshAxes } from "./mesh-axes.ts";
import type { Quantity } from "./quantity.ts";
import { parseQuantity } from "./quantity.ts";
import { parseChoice } from "./choice.ts";
import { parseSetting, readConfiguration } from "./configuration.ts";
import type { SettingName, Settings } from "./settings.ts";
import {
  allNames,
  choiceNames,
  choices,
  defaultSettings,
  logStep,
  optionOf,
  settingNames,
  settings,
  textNames,
  texts,
  withDefaults,
} from "./settings.ts";
import { checkpointSeconds, parseIterations, patience, stopBelow } from "./ending.ts";

/** What the user asked for. */
export interface Request {
  /** The command as it was typed, for errors and hints. */
  readonly command: "demo" | "train";
  readonly settings: Settings;
  /** What the model is trained on; a run may go on elsewhere than where it began. */
  readonly device: TrainingDevice;
  /** How many devices share trials and replicates, by the axes of a mesh; null for one device. */
  readonly mesh: MeshAxes | null;
  /** This process as one of several that train together; null for one alone. */
  readonly run: ProcessOfRun | null;
  /** The settings that the user gave; the others are defaults. */
  readonly given: ReadonlySet<SettingName>;
  /** Absolute path of the output folder. */
  readonly output: string;
  /** Whether to go on from the checkpoint in the output folder. */
  readonly resume: boolean;
  /** Whether a run that is in the output folder may be lost. */
  readonly overwrite: boolean;
  /**
   * Iterations between validations, each with a log line and a checkpoint; or `null` for a tenth of the run, or for what it has
   * been in a run that goes on.
   */
  readonly logStep: number | null;
  /** Validations without a smaller loss after which the run ends; null for any number. */
  readonly patience: number | null;
  /** A validation loss that is good enough; null for none. */
  readonly stopBelow: number | null;
  /** Seconds after which a checkpoint is written; null for no matter how many. */
  readonly checkpointSeconds: number | null;
  /** Iterations, from 1, after which a checkpoint is written besides those of validations; null for none. */
  readonly checkpointIterations: readonly number[] | null;
  /** Whether losses go into an event file of TensorBoard on the way. */
  readonly tensorboard: boolean;
  readonly quiet: boolean;
}

/** What the user asked of a run that is over. */
export interface StoredRequest {
  readonly command: "evaluate" | "analyse" | "report";
  readonly device: TrainingDevice;
  /** Absolute path of the folder of the run. */
  readonly output: string;
  /** What disturbs the movement instead of what did in training; null for the same. */
  readonly perturb: string | null;
  /** What is done instead of what was learned; null for the same. */
  readonly task: Settings["task"] | null;
  /** Whether `analyse` draws what it finds. */
  readonly figures: boolean;
}

/** What the user asked of a sweep. */
export interface SweepRequest {
  /** Absolute path of the file that says what varies; null for that of the sweep in the folder. */
  readonly config: string | null;
  readonly device: TrainingDevice;
  /** Absolute path of the output folder. */
  readonly output: string;
  /** Whether to go on with the sweep in the output folder. */
  readonly resume: boolean;
  /** Whether a sweep that is in the output folder may be lost. */
  readonly overwrite: boolean;
  readonly quiet: boolean;
}

/** What the command line offers to train on. */
export type TrainingDevice = (typeof trainingDevices)[number];

const trainingDevices = ["wasm", "webgpu", "xla", "virtual"] as const satisfies readonly (DeviceName | "xla")[];

/** Iterations that the demonstration trains for; enough to reach the targets, in about a minute on two cores. */
const demoBatches = 1000;

/** The option for a quantity, which checks what is typed. */
function numberOption(command: string, flag: string, quantity: Quantity): Option {
  const unit = quantity.unit === undefined ? "" : ` [${quantity.unit}]`;
  return new Option(`${flag} <number>`, `${quantity.description}${unit}`).argParser((text: string) =>
    parseQuantity(`${command} ${flag}`, quantity, text),
  );
}

interface Options extends Settings, Partial<ProcessOfRun> {
  readonly config?: string;
  readonly device: TrainingDevice;
  readonly mesh?: MeshAxes;
  readonly output: string;
  readonly resume: boolean;
  readonly overwrite: boolean;
  readonly logStep?: number;
  readonly patience?: number;
  readonly stopBelow?: number;
  readonly checkpointSeconds?: number;
  readonly checkpointAt?: readonly number[];
  /** Whether losses go into an event file of TensorBoard on the way. */
  readonly tensorboard: boolean;
  readonly quiet: boolean;
}

/** Where the user stands. A package manager starts scripts in the package's folder, and says here where it was called. */
export function userFolder(): string {
  return process.env["INIT_CWD"] ?? process.cwd();
}

/**
 * The command line: what can be asked for, and its help.
 *
 * @param run - carries out a request to train
 * @param runStored - carries out a request about a run that is over
 * @param sweep - carries out a request to train a grid of settings
 */
export function commandLine(
  run: (request: Request) => Promise<void>,
  runStored: (request: StoredRequest) => Promise<void>,
  sweep: (request: SweepRequest) => Promise<void>,
): Command {
  const program = new Command("feedbax")
    .description("Trains a recurrent network to move a mass or an arm, and reports how it went.")
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .showHelpAfterError("(add --help for the options)");

  const add = (name: Request["command"], description: string, batches: number, output: string) => {
    const command = program.command(name).description(description);
    for (const choice of choiceNames) {
      const flag = `${optionOf(choice)} <name>`;
      const words = choices[choice].options.join(", ");
      command.addOption(
        new Option(flag, `${choices[choice].description}: ${words}`)
          .argParser((text: string) => parseSetting(`${name} ${optionOf(choice)}`, choice, text))
          .default(defaultSettings[choice]),
      );
    }
    for (const setting of textNames) {
      const flag = `${optionOf(setting)} ${texts[setting].placeholder}`;
      command.addOption(
        new Option(flag, texts[setting].description)
          .argParser((text: string) => parseSetting(`${name} ${optionOf(setting)}`, setting, text))
          .default(texts[setting].default),
      );
    }
    for (const setting of settingNames) {
      const preset = setting === "batches" ? batches : settings[setting].default;
      command.addOption(numberOption(name, optionOf(setting), settings[setting]).default(preset));
    }
    command
      .addOption(
        new Option(
          "--device <name>",
          "what to train on: the processor (wasm), the GPU (webgpu), XLA in a Python with jax (xla), or devices that the processor plays (virtual)",
        )
          .choices(trainingDevices)
          .default("wasm"),
      )
      .addOption(
        new Option(
          "--mesh <axes>",
          "devices that share trials (data) and replicates (replica): data=8, or data=4,replica=2",
        ).argParser((text: string) => parseMesh(`${name} --mesh`, text)),
      )
      .option("--coordinator <address>", "where process 0 of a run of several processes listens: host:port")
      .addOption(numberOption(name, "--processes", processQuantities.processes))
      .addOption(numberOption(name, "--process-id", processQuantities.processId))
      .option(
        "--config <file>",
        "settings from a file of JSON, by their names; options on the command line count before it",
      )
      .option("--output <folder>", "where the files of the run go", output)
      .option("--resume", "go on from the checkpoint in the output folder", false);
    command
      .option("--overwrite", "replace a run that is in the output folder", false)
      .addOption(numberOption(name, "--log-step", logStep))
      .addOption(numberOption(name, "--patience", patience))
      .addOption(numberOption(name, "--stop-below", stopBelow))
      .addOption(numberOption(name, "--checkpoint-seconds", checkpointSeconds))
      .addOption(
        new Option("--checkpoint-at <iterations>", "write checkpoints after these iterations, too: 10,500").argParser(
          (text: string) => parseIterations(`${name} --checkpoint-at`, text),
        ),
      )
      .option("--tensorboard", "write losses into an event file that TensorBoard reads", false)
      .option("--quiet", "show only the results", false)
      .action(async (options: Options) => {
        const typed = allNames.filter((setting) => command.getOptionValueSource(setting) === "cli");
        const file = options.config === undefined ? {} : readConfiguration(name, resolve(userFolder(), options.config));
        const given: Partial<Settings> = {
          ...file,
          ...Object.fromEntries(typed.map((setting) => [setting, options[setting]])),
        };
        await run({
          command: name,
          settings: withDefaults({ batches, ...given }),
          given: new Set(allNames.filter((setting) => given[setting] !== undefined)),
          device: options.device,
          mesh: options.mesh ?? null,
          run: readProcesses(name, options.device, options),
          output: resolve(userFolder(), options.output),
          resume: options.resume,
          // The demonstration is there to be run again and again in its own folder, but not in another one.
          overwrite: options.overwrite || (name === "demo" && command.getOptionValueSource("output") === "default"),
          logStep: options.logStep ?? null,
          patience: options.patience ?? null,
          stopBelow: options.stopBelow ?? null,
          checkpointSeconds: options.checkpointSeconds ?? null,
          checkpointIterations: options.checkpointAt ?? null,
          tensorboard: options.tensorboard,
          quiet: options.quiet,
        });
      });
  };
  add("demo", "train for about a minute, and say how to run it all", demoBatches, "runs/demo");
  add("train", "train with the settings of the literature", settings.batches.default, "runs/reaches");

  const addStored = (name: StoredRequest["command"], description: string) => {
    const command = program
      .command(name)
      .description(description)
      .option("--output <folder>", "the folder of the run", "runs/reaches")
      .addOption(
        new Option("--device <name>", "what to compute on: the processor (wasm) or the GPU (webgpu)")
          .choices(trainingDevices)
          .default("wasm"),
      );
    if (name !== "report") {
      command
        .addOption(
          new Option(
            "--perturb <fields>",
            `${texts.perturb.description}; those of the training unless given`,
          ).argParser((text: string) => parseSetting(`${name} --perturb`, "perturb", text)),
        )
        .addOption(
          new Option(
            "--task <name>",
            `what is done: ${choices.task.options.join(", ")}; what was learned unless given`,
          ).argParser((text: string) => parseChoice(`${name} --task`, choices.task, text)),
        );
    }
    if (name === "analyse") command.option("--figures", "draw what is found", false);
    command.action(
      async (
        options: Pick<Options, "device" | "output"> &
          Partial<Pick<Settings, "perturb" | "task">> & { readonly figures?: boolean },
      ) => {
        const { device, output, perturb: fields = null, task = null, figures = false } = options;
        const folder = resolve(userFolder(), output);
        await runStored({ command: name, device, output: folder, perturb: fields, task, figures });
      },
    );
  };
  addStored("evaluate", "evaluate the model of a run, and write losses and states");
  addStored("analyse", "measure the movements of a run, and the activity of its units");
  addStored("report", "write the report of a run anew");
  program
    .command("sweep")
    .description("train a grid of settings, models side by side where one program fits them, and choose the best")
    .option("--config <file>", "what varies, in a file of JSON: settings, and in grid a list of values for each name")
    .option("--output <folder>", "where the files of the sweep go", "runs/sweep")
    .option("--resume", "go on with the sweep in the output folder", false)
    .option("--overwrite", "replace a sweep that is in the output folder", false)
    .option("--quiet", "show only the results", false)
    .addOption(
      new Option("--device <name>", "what to train on: the processor (wasm) or the GPU (webgpu)")
        .choices(["wasm", "webgpu"])
        .default("wasm"),
    )
    .action(async ({ config, output, ...others }: Omit<SweepRequest, "config"> & { readonly config?: string }) => {
      const from = (path: string): string => resolve(userFolder(), path);
      await sweep({ ...others, config: config === undefined ? null : from(config), output: from(output) });
    });
  return program;
}
