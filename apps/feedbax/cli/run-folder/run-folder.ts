import { UsageError } from "@proj/array";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join, relative } from "node:path";
import { lockFolder, lockName, type LockHolder } from "./folder-lock.ts";
import { temporaryName, writeAtomically } from "./write-atomically.ts";

/** The files of a run. */
export const files = {
  model: "model.safetensors",
  history: "history.json",
  checkpoint: "checkpoint.safetensors",
  hyperparameters: "hyperparameters.json",
  report: "report.html",
  evaluation: "evaluation.json",
  states: "states.npz",
  analysis: "analysis.json",
  parameters: "parameters.npz",
  trials: "trials.npz",
  events: "events.out.tfevents.feedbax",
  figures: "figures.html",
  figureRecords: "figures.json",
} as const;

/** A folder that holds one run, of this process alone until it is closed; every write is all or nothing. */
export interface RunFolder {
  /** The folder's absolute path. */
  readonly path: string;
  /** The path of one of its files, as a user standing in the folder `from` would write it. */
  display(name: string, from: string): string;
  /** Whether it holds a file of that name. */
  has(name: string): boolean;
  /** The bytes of a file, or `null` where there is none. */
  read(name: string): Uint8Array | null;
  /** Writes a file, all or nothing. */
  write(name: string, contents: string | Uint8Array): void;
  /** Removes a file if it is there. */
  remove(name: string): void;
  /** Leaves the folder to other processes. */
  close(): void;
}

/**
 * Opens the folder of a run, making it (and its parents) if need be, and makes sure that files can be written there and that no
 * other process does. What a process has left half-written that was killed is removed.
 *
 * @param operation - the command that asks, for the error
 * @param path - the folder's absolute path
 * @throws UsageError when the folder cannot be made or written to, or another process is training there
 */
export function openRunFolder(operation: string, path: string): RunFolder {
  const unwritable = (error: unknown) =>
    new UsageError(
      {
        operation,
        received: `the output folder ${path}, ${reasonOf(error)}`,
        expected: "a folder in which files can be made",
        remedy: "choose another one with --output, or correct its permissions",
      },
      { cause: error },
    );
  const guarded = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw unwritable(error);
    }
  };
  const lock = guarded(() => {
    makeFolder(path);
    return lockFolder(path);
  });
  if (typeof lock !== "function") {
    throw new UsageError({
      operation,
      received: `the output folder ${path}, where ${describeHolder(lock)} is training`,
      expected: "a folder in which no other run is under way",
      remedy: `wait for that run or stop it, or choose another folder with --output; if there is no such process, remove ${join(path, lockName)}`,
    });
  }
  guarded(() => removeLeftovers(path));
  return {
    ...readings(operation, path),
    write: (name, contents) => guarded(() => writeAtomically(join(path, name), contents)),
    remove: (name) => guarded(() => rmSync(join(path, name), { force: true })),
    close: lock,
  };
}

/** The folder of a run for a process whose results another one writes: it only reads. */
export const followRunFolder = (operation: string, path: string): RunFolder => ({
  ...readings(operation, path),
  write: () => undefined,
  remove: () => undefined,
  close: () => undefined,
});

const readings = (operation: string, path: string): Pick<RunFolder, "path" | "display" | "has" | "read"> => ({
  path,
  display: (name, from) => {
    const full = join(path, name);
    const short = relative(from, full) || ".";
    return short.startsWith("..") ? full : short;
  },
  has: (name) => existsSync(join(path, name)),
  read: (name) => readFile(operation, join(path, name)),
});

/**
 * The bytes of a file, or `null` where there is none.
 *
 * @param longest - bytes that it has at most; no bound by default
 * @throws UsageError when it cannot be read, or is longer
 */
export function readFile(operation: string, path: string, longest = Infinity): Uint8Array | null {
  if (!existsSync(path)) return null;
  try {
    const { size } = statSync(path);
    if (size > longest) throw new RangeError(`it has ${size} bytes, and at most ${longest} were written`);
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(
      {
        operation,
        received: `${path}, which cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        expected: "a file that can be read",
        remedy: "correct its permissions, or choose another folder with --output",
      },
      { cause: error },
    );
  }
}

function describeHolder({ pid, host }: LockHolder): string {
  if (pid === 0) return "another process";
  return host === hostname() ? `process ${pid}` : `process ${pid} of ${host}`;
}

/** Removes the temporary files of a process that was killed while it wrote. */
function removeLeftovers(path: string): void {
  const own: readonly string[] = Object.values(files);
  for (const name of readdirSync(path)) {
    if (own.includes(temporaryName.exec(name)?.[1] ?? "")) rmSync(join(path, name), { force: true });
  }
}

/** Makes a folder and its parents. `mkdir` with `recursive` never returns where the system says that they cannot be, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path);
}

/** What went wrong with a file, in words. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "EACCES":
    case "EPERM":
      return "where this user may not write";
    case "ENOENT":
      return "which is not there and cannot be made";
    case "EROFS":
      return "which is on a file system that is read-only";
    case "ENOSPC":
      return "where no space is left";
    case "EDQUOT":
      return "where this user may take no more space";
    case "EFBIG":
      return "where a file may not become so large";
    case "EIO":
      return "whose disk fails";
    case "EEXIST":
    case "ENOTDIR":
      return "where a part of the path is a file";
    default:
      return `where writing failed with ${code || String(error)}`;
  }
}
