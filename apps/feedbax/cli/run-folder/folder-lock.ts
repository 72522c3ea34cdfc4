import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/** The file by which a process says that a folder is its own while it trains there. */
export const lockName = "run.lock";

/** The process that has a folder. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, in the system's own count, where that is known: numbers of processes are used again. */
  readonly started: string | null;
}

/**
 * Takes a folder for this process, if no other process that is alive has it. The lock of a process that was killed counts for
 * nothing.
 *
 * @returns how to give it back; or the process that has it.
 * @throws what `node:fs` throws where no file can be made
 */
export function lockFolder(folder: string): (() => void) | LockHolder {
  const path = join(folder, lockName);
  const own = JSON.stringify({ pid: process.pid, host: hostname(), started: stateOf("self")?.started ?? null });
  for (;;) {
    try {
      writeFileSync(path, own, { flag: "wx" });
      return releaserOf(path, own);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        if (textOf(path) === "") rmSync(path, { force: true });
        throw error;
      }
    }
    const text = textOf(path);
    if (text === null) continue;
    const holder = parseHolder(text);
    if (holder !== null ? isAlive(holder) : isFresh(path)) return holder ?? { pid: 0, host: "", started: null };
    takeAway(path, text);
  }
}

/** Gives a lock back, at the end of the process at the latest. */
function releaserOf(path: string, own: string): () => void {
  const release = (): void => {
    process.off("exit", release);
    if (textOf(path) === own) rmSync(path, { force: true });
  };
  process.on("exit", release);
  return release;
}

/** Removes the lock of a process that is gone, unless another process was faster and has the folder now. */
function takeAway(path: string, stale: string): void {
  const aside = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    renameSync(path, aside);
    if (textOf(aside) !== stale) linkSync(aside, path);
  } catch {
    // Another process has taken it away, or made its own: the next try will tell.
  }
  rmSync(aside, { force: true });
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function parseHolder(text: string): LockHolder | null {
  try {
    const { pid, host, started } = JSON.parse(text) as Partial<LockHolder>;
    return Number.isSafeInteger(pid) && typeof host === "string" ? { pid: pid!, host, started: started ?? null } : null;
  } catch {
    return null;
  }
}

/** Whether a lock that says nothing may still be being written. */
function isFresh(path: string): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs < 2000;
  } catch {
    return false;
  }
}

/** Whether a process is there; of another machine that cannot be known. */
function isAlive({ pid, host, started }: LockHolder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const state = stateOf(pid);
  if (state === null) return true;
  return !state.isOver && (started === null || started === state.started);
}

/** What Linux says of a process; `null` on other systems. */
function stateOf(pid: number | "self"): { readonly isOver: boolean; readonly started: string } | null {
  const text = textOf(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The name of the program, in parentheses, may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { isOver: /^[ZXx]$/.test(fields[0] ?? ""), started: fields[19] ?? "" };
}
