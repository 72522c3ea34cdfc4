import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setDefaultDevice } from "@proj/array";
import {
  booleanOption,
  integerOption,
  nullableOption,
  readOptions,
  textOption,
  UsageError,
  type OptionReaders,
} from "@proj/array/core";
import { WorkerDevice, type XlaDevice, type XlaInfo } from "./device.ts";
import type { Message } from "./worker/messages.ts";
import { Worker, type ProcessOfRun, type WorkerOptions } from "./worker/worker.ts";

/** Options of {@link init}. */
export interface InitOptions {
  /** The Python that has jax: a command or a path. Default: the environment variable `PROJ_PYTHON`, else `"python3"`. */
  readonly python?: string;
  /** What jax calls the platform: `"cpu"`, `"cuda"`, `"rocm"`, `"tpu"`. Default: the best that it has. */
  readonly platform?: string;
  /** On `"cpu"`, how many devices the processor pretends to be. Default 1. */
  readonly devices?: number;
  /** The folder in which XLA keeps compiled programs; `null` for none. Default: one in the user's folder of caches. */
  readonly compilationCache?: string | null;
  /** How many programs may be under way before the worker waits for the first of them. Default 32. */
  readonly depth?: number;
  /**
   * Where process 0 of a run of several processes listens: `"host:port"`. Each of them calls `init` with it, with `processes` and with
   * its own `processId`, and runs the same program. Default: this process computes alone.
   */
  readonly coordinator?: string;
  /** How many processes compute together. */
  readonly processes?: number;
  /** Which of them this one is, from 0. */
  readonly processId?: number;
  /** Seconds for which the other processes are waited for at the start. Default 300. */
  readonly initializationTimeout?: number;
  /** Seconds of silence after which another process is taken to have ended. Default 10. */
  readonly heartbeatTimeoutSeconds?: number;
  /** Whether it becomes the default device, on which everything computes. Default true. */
  readonly default?: boolean;
}

const readers: OptionReaders<InitOptions> = {
  python: textOption,
  platform: textOption,
  devices: integerOption(1),
  compilationCache: nullableOption(textOption),
  depth: integerOption(1),
  coordinator: textOption,
  processes: integerOption(1),
  processId: integerOption(0),
  initializationTimeout: integerOption(1),
  heartbeatTimeoutSeconds: integerOption(1),
  default: booleanOption,
};

/** What is installed for a platform. */
const extras: Readonly<Record<string, string>> = {
  cuda: "jax[cuda12]",
  gpu: "jax[cuda12]",
  rocm: "jax[rocm]",
  tpu: "jax[tpu]",
};

const userCache = (): string => join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "proj-xla");

/**
 * Starts XLA in a process of its own, which runs Python with jax, and makes it the default device: from here on everything
 * computes there, compiled or not.
 *
 * The process ends with this one, and does not keep it alive.
 *
 * @param options - which Python, which platform, and whether it becomes the default device.
 * @returns the device; arrays are placed on it with `devicePut(tree, device)`.
 * @throws UsageError where Python, jax or the platform is missing, with the command that installs it.
 * @example
 * import { array } from "@proj/array";
 * import { init } from "@proj/xla";
 * await init();
 * await array([1, 2, 3]).mul(2).sum().data(); // → Float32Array [12]
 */
export async function init(options?: InitOptions): Promise<XlaDevice> {
  const read = readOptions("init", options, readers);
  const { python = process.env["PROJ_PYTHON"] ?? "python3", platform = null, devices = 1, depth = 32 } = read;
  const cache = read.compilationCache === undefined ? userCache() : read.compilationCache;
  const device = await open({ python, platform, devices, cache, depth, run: processOfRun(read) });
  if (read.default !== false) setDefaultDevice(device);
  return device;
}

/** What the options say of a run of several processes; null where they say nothing. */
function processOfRun({
  coordinator,
  processes,
  processId,
  initializationTimeout = 300,
  heartbeatTimeoutSeconds = 10,
}: InitOptions): ProcessOfRun | null {
  if (coordinator === undefined && processes === undefined && processId === undefined) return null;
  if (coordinator !== undefined && processes !== undefined && processId !== undefined && processId < processes)
    return { coordinator, processes, processId, initializationTimeout, heartbeatTimeoutSeconds };
  const given = Object.entries({ coordinator, processes, processId }).map(
    ([name, value]) => `${name}: ${value ?? "none"}`,
  );
  throw new UsageError({
    operation: "init",
    received: given.join(", "),
    expected: "all three of them, and a processId below processes",
    remedy:
      'pass init({ coordinator: "host:port", processes: 2, processId: 0 }) in one process, processId: 1 in the other',
  });
}

async function open(options: WorkerOptions): Promise<WorkerDevice> {
  const worker = new Worker(options);
  let first: Message;
  try {
    first = await worker.answer(0);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw options.run === null ? notStarted(options, reason) : noOthers(options.run, { error: reason });
  }
  const { header } = first;
  if ("missing" in header) {
    worker.close("it lacks what it needs");
    if (header["missing"] === "processes") throw noOthers(options.run!, header);
    throw header["missing"] === "jax" ? noJax(options, header) : noPlatform(options, header);
  }
  return new WorkerDevice(worker, header as unknown as XlaInfo);
}

function notStarted({ python }: WorkerOptions, reason: string): UsageError {
  return new UsageError({
    operation: "init",
    received: `the Python "${python}", which does not start: ${reason}`,
    expected: "Python 3.11 or later, with jax",
    remedy:
      'install Python; make an environment with `python3 -m venv .venv` and `.venv/bin/pip install jax`; and pass init({ python: ".venv/bin/python" })',
  });
}

function noJax({ python, platform }: WorkerOptions, header: Message["header"]): UsageError {
  return new UsageError({
    operation: "init",
    received: `the Python "${python}" (${String(header["python"])}) without what is needed: ${String(header["error"])}`,
    expected: "Python 3.11 or later with jax 0.7.2 or later",
    remedy: `install it with \`${python} -m pip install "${extras[platform ?? ""] ?? "jax"}"\`, in a virtual environment, or pass the Python that has it: init({ python })`,
  });
}

function noPlatform({ python, platform }: WorkerOptions, header: Message["header"]): UsageError {
  const extra = extras[platform ?? ""];
  const install =
    extra === undefined ? "pass a platform that jax has" : `install it with \`${python} -m pip install "${extra}"\``;
  return new UsageError({
    operation: "init",
    received: `the platform ${platform === null ? "that jax prefers" : `"${platform}"`}, which jax cannot open: ${String(header["error"])}`,
    expected: `a platform of this machine: "cpu" is always there`,
    remedy: `${install}, or compute with init({ platform: "cpu" })`,
  });
}

function noOthers({ coordinator, processes, processId }: ProcessOfRun, header: Message["header"]): UsageError {
  return new UsageError({
    operation: "init",
    received: `process ${processId} of ${processes}, which does not find the others by ${coordinator}: ${String(header["error"])}`,
    expected: `${processes} processes that start within the time, and a coordinator's address that all of them reach`,
    remedy:
      "start all of them, each with its own processId; pass the address of the machine of process 0 with a port that is free there; or pass a longer initializationTimeout",
  });
}
