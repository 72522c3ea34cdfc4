import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** What a temporary file is called that a process left behind which was killed. */
export const temporaryName = /^\.(.+)\.[0-9a-f]{8}\.tmp$/;

/**
 * Writes a file so that whoever looks sees either what was there before or all of the new contents, also after a crash.
 *
 * The contents go to a temporary file in the same folder, which then takes the file's name. All of it is synchronous: no
 * signal handler can run, and so no exit can come, between its steps.
 *
 * @param path - where the file is to be
 * @param contents - a text (written as UTF-8) or bytes
 * @throws what `node:fs` throws; the temporary file is gone then
 */
export function writeAtomically(path: string, contents: string | Uint8Array): void {
  const bytes = typeof contents === "string" ? Buffer.from(contents) : contents;
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.tmp`);
  try {
    const file = openSync(temporary, "wx");
    try {
      for (let written = 0; written < bytes.byteLength;) written += writeSync(file, bytes, written);
      // Without this, a power failure could leave the new name with the contents still unwritten.
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Makes sure that the new name outlasts a power failure, where the system can promise it. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // Some systems open no folders. The file itself is whole in any case.
  }
}
