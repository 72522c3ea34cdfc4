import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openRunFolder } from "../../cli/run-folder/run-folder.ts";
import { spawnSync } from "node:child_process";
import { shellWord } from "../../cli/command-line/invocation.ts";
import { writeAtomically } from "../../cli/run-folder/write-atomically.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "feedbax-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A message with the test's folder under a fixed name. */
function message(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message.replaceAll(folder, "<folder>");
  }
  return "no error";
}

describe("writing a file atomically", () => {
  test("makes it, replaces it, and leaves nothing beside it", () => {
    const path = join(folder, "a.json");
    writeAtomically(path, "first");
    writeAtomically(path, new Uint8Array([0xc3, 0xa9]));
    expect(readFileSync(path, "utf8")).toBe("é");
    expect(readdirSync(folder)).toEqual(["a.json"]);
  });

  test("leaves what was there, and nothing beside it, when it fails", () => {
    const path = join(folder, "occupied");
    mkdirSync(join(path, "inner"), { recursive: true });
    expect(() => writeAtomically(path, "text")).toThrow();
    expect(readdirSync(folder)).toEqual(["occupied"]);
  });
});

describe("the folder of a run", () => {
  test("is made with its parents, and probing it leaves nothing behind", () => {
    const run = openRunFolder("train", join(folder, "runs", "one"));
    expect(readdirSync(run.path)).toEqual(["run.lock"]);
    expect(run.read("history.json")).toBeNull();
    run.write("history.json", "{}");
    expect(Buffer.from(run.read("history.json") ?? []).toString()).toBe("{}");
    expect(run.display("history.json", folder)).toBe("runs/one/history.json");
    run.remove("history.json");
    expect(run.has("history.json")).toBe(false);
    run.close();
    expect(readdirSync(run.path)).toEqual([]);
  });

  test("is of one process alone, until it is closed", () => {
    const run = openRunFolder("train", folder);
    expect(message(() => openRunFolder("demo", folder))).toContain(`where process ${process.pid} is training`);
    run.close();
    openRunFolder("demo", folder).close();
  });

  test("is free again when its process is gone, and what it left half-written is removed", () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    const lock = { pid, host: hostname(), started: null };
    writeFileSync(join(folder, "run.lock"), JSON.stringify(lock));
    for (const name of [".checkpoint.safetensors.0123abcd.tmp", ".notes.0123abcd.tmp", "model.safetensors"])
      writeFileSync(join(folder, name), "half");
    const run = openRunFolder("train", folder);
    expect(readdirSync(folder).sort()).toEqual([".notes.0123abcd.tmp", "model.safetensors", "run.lock"]);
    run.close();
  });

  test.runIf(existsSync("/proc/self/stat"))("is free again when its process's number is another's now", () => {
    const lock = { pid: process.pid, host: hostname(), started: "1" };
    writeFileSync(join(folder, "run.lock"), JSON.stringify(lock));
    openRunFolder("train", folder).close();
  });

  test("is not taken from a process of another machine, of which nothing is known", () => {
    writeFileSync(join(folder, "run.lock"), JSON.stringify({ pid: 1, host: "elsewhere", started: null }));
    expect(message(() => openRunFolder("train", folder))).toMatchInlineSnapshot(`
      "train received the output folder <folder>, where process 1 of elsewhere is training
        expected: a folder in which no other run is under way
        to fix:   wait for that run or stop it, or choose another folder with --output; if there is no such process, remove <folder>/run.lock"
    `);
  });

  test.skipIf(process.platform === "win32")("is one word of a command, whatever it is called", () => {
    const names = ["runs/a", "my runs", "it's", "$(touch x)", "`x`", "a;b", "ü", "-x", "", '"', "a\\b", "a\nb", "*"];
    for (const name of names) {
      const { stdout } = spawnSync("sh", ["-c", `printf %s ${shellWord(name)}`], { encoding: "utf8" });
      expect(stdout).toBe(name);
    }
  });

  test("is refused, with the reason, where it cannot be made", () => {
    writeFileSync(join(folder, "file"), "");
    expect(message(() => openRunFolder("train", join(folder, "file", "run")))).toMatchInlineSnapshot(`
      "train received the output folder <folder>/file/run, where a part of the path is a file
        expected: a folder in which files can be made
        to fix:   choose another one with --output, or correct its permissions"
    `);
    expect(readFileSync(join(folder, "file"), "utf8")).toBe("");
  });

  test.runIf(existsSync("/proc/self"))("is refused, and soon, where the system makes no folders", () => {
    expect(message(() => openRunFolder("train", "/proc/feedbax/run"))).toMatchInlineSnapshot(`
      "train received the output folder /proc/feedbax/run, which is not there and cannot be made
        expected: a folder in which files can be made
        to fix:   choose another one with --output, or correct its permissions"
    `);
  });

  test.skipIf(process.getuid?.() === 0)("is refused where this user may not write", () => {
    chmodSync(folder, 0o500);
    expect(message(() => openRunFolder("train", folder))).toContain("<folder>, where this user may not write");
  });
});
