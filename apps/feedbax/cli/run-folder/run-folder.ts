import { UsageError } from "@proj/array";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { writeAtomically } from "./write-atomically.ts";

/** The files of a run. */
export const files = {
  model: "model.safetensors",
  history: "history.json",
  checkpoint: "checkpoint.safetensors",
  hyperparameters: "hyperparameters.json",
  report: "report.html",
} as const;

/** A folder that holds one run; every write is all or nothing. */
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
}

/**
 * Opens the folder of a run, making it (and its parents) if need be, and makes sure that files can be written there.
 *
 * @param operation - the command that asks, for the error
 * @param path - the folder's absolute path
 * @throws UsageError when the folder cannot be made or written to
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
  const probe = join(path, files.hyperparameters + ".probe");
  try {
    makeFolder(path);
    writeAtomically(probe, "");
    rmSync(probe);
  } catch (error) {
    throw unwritable(error);
  }
  return {
    path,
    display: (name, from) => {
      const full = join(path, name);
      const short = relative(from, full) || ".";
      return short.startsWith("..") ? full : short;
    },
    has: (name) => existsSync(join(path, name)),
    read: (name) => (existsSync(join(path, name)) ? readFileSync(join(path, name)) : null),
    write: (name, contents) => {
      try {
        writeAtomically(join(path, name), contents);
      } catch (error) {
        throw unwritable(error);
      }
    },
    remove: (name) => rmSync(join(path, name), { force: true }),
  };
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
    case "EEXIST":
    case "ENOTDIR":
      return "where a part of the path is a file";
    default:
      return `where writing failed with ${code || String(error)}`;
  }
}
