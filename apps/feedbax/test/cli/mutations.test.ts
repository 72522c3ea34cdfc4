import { array, isNDArray, load, loadz, save, savez, UsageError } from "@proj/array";
import { decodeCheckpoint, encodeCheckpoint, LossDict, TaskTrainerHistory } from "@proj/feedbax";
import {
  Linear,
  loadLeaves,
  savedMetadata,
  saveLeaves,
  treeDeserialiseLeaves,
  treeEqual,
  treeSerialiseLeaves,
} from "@proj/module";
import { map } from "@proj/tree";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Request } from "../../cli/command-line/command-line.ts";
import { defaultSettings } from "../../cli/command-line/settings.ts";
import { lockFolder, lockName } from "../../cli/run-folder/folder-lock.ts";
import { resumedPlan, writeHyperparameters } from "../../cli/run-folder/hyperparameters.ts";
import { openRunFolder, type RunFolder } from "../../cli/run-folder/run-folder.ts";
import { mutate } from "./mutations.ts";

/** How many mutations of each kind of file: `MUTATIONS=2000 npx vitest run test/cli/mutations.test.ts`. */
const count = Number(process.env["MUTATIONS"] ?? 300);

const path = mkdtempSync(join(tmpdir(), "feedbax-mutations-"));
let folder: RunFolder;
beforeAll(() => {
  folder = openRunFolder("train", path);
});
afterAll(() => {
  folder.close();
  rmSync(path, { recursive: true });
});

const defaults = defaultSettings;
const plan = { settings: { ...defaults, batches: 300, learningRate: 0.003 }, logStep: 30, assumed: [] };
const request: Request = {
  command: "train",
  settings: defaults,
  device: "wasm",
  mesh: null,
  run: null,
  given: new Set(),
  output: path,
  resume: true,
  tensorboard: false,
  overwrite: false,
  logStep: null,
  patience: null,
  stopBelow: null,
  checkpointSeconds: null,
  checkpointIterations: null,
  quiet: true,
};

const leavesOf = (value: number) => ({
  layer: new Linear({ weight: array([[value, 2, 3]]), bias: array([0.5]) }),
  isOn: value === 0,
  rate: 0.1 + value,
});
const [right, like] = [leavesOf(0), leavesOf(1)];
const checkpointAfter = (batches: number, leaves: typeof right) => {
  const losses = new LossDict({ terms: { effort: array(new Float32Array(batches).fill(leaves.rate)) } });
  const history = new TaskTrainerHistory({ loss: losses, lossValidation: losses, learningRate: losses.total });
  return { trained: leaves, optState: { count: array([leaves.rate]) }, history, batches };
};
const run = { nBatches: 9, settings: { seed: 0, batchSize: 8 } };

/** A kind of file: what is written, and what reading it gives, which may be an error or what was written, and nothing else. */
interface Kind {
  readonly write: () => Uint8Array;
  readonly read: (bytes: Uint8Array) => unknown;
  /** Whether the format has no checksum, so that numbers may be others; structure, shapes and dtypes may not. */
  readonly unsealed?: true;
}

/** What a file without a checksum can be held to. */
const typesOf = (value: unknown): unknown => map((leaf) => (isNDArray(leaf) ? leaf.describe() : typeof leaf), value);

const kinds: Readonly<Record<string, Kind>> = {
  leaves: { write: () => saveLeaves(right), read: (bytes) => loadLeaves(bytes, like) },
  "texts beside leaves": {
    write: () => saveLeaves(right, { metadata: { note: "first" } }),
    read: (bytes) => savedMetadata(bytes)["note"],
  },
  ".npy": { write: () => save(right.layer.weight), read: load, unsealed: true },
  ".npz": { write: () => savez([right.layer.weight, [1, 2]].map((x) => array(x))), read: loadz },
  ".eqx": {
    write: () => treeSerialiseLeaves(right),
    read: (bytes) => treeDeserialiseLeaves(bytes, like),
    unsealed: true,
  },
  checkpoint: {
    write: () => encodeCheckpoint(checkpointAfter(4, right), run),
    read: (bytes) => decodeCheckpoint(bytes, (batches) => checkpointAfter(batches, like), run),
  },
  settings: {
    write: () => {
      writeHyperparameters(folder, plan);
      return readFileSync(join(path, "hyperparameters.json"));
    },
    read: (bytes) => {
      writeFileSync(join(path, "hyperparameters.json"), bytes);
      return resumedPlan(request);
    },
  },
};

describe.each(Object.entries(kinds))("a file of %s that was damaged", (_, { write, read, unsealed }) => {
  test("is refused by an error in four parts, or gives what was written", () => {
    const bytes = write();
    const whole = read(bytes);
    let refused = 0;
    for (const { name, mutated } of mutate(bytes, count, 2026)) {
      let value: unknown;
      try {
        value = read(mutated);
      } catch (error) {
        refused += 1;
        if (!(error instanceof UsageError)) throw new Error(`${name}: ${String(error)}`, { cause: error });
        const { operation, received, expected, remedy, message } = error;
        expect([operation, received, expected, remedy], name).not.toContain("");
        expect(message.length, name).toBeLessThan(1500);
        // eslint-disable-next-line no-control-regex -- a terminal would obey them
        expect(message, name).not.toMatch(/[\0-\x08\x0b-\x1f\x7f]/);
        continue;
      }
      if (unsealed === true) expect(typesOf(value), name).toEqual(typesOf(whole));
      else expect(treeEqual(value, whole), name).toBe(true);
    }
    expect(refused).toBeGreaterThan(count / 2);
  });
});

test("a lock that was damaged is held or taken, and never in the way of an error", () => {
  const other = mkdtempSync(join(path, "lock-"));
  const lock = join(other, lockName);
  const release = lockFolder(other);
  const bytes = readFileSync(lock);
  expect(lockFolder(other)).toMatchObject({ pid: process.pid });
  for (const { name, mutated } of mutate(bytes, count / 10, 7)) {
    writeFileSync(lock, mutated);
    const taken = lockFolder(other);
    if (typeof taken === "function") taken();
    else expect(taken.pid, name).toBeGreaterThanOrEqual(0);
  }
  if (typeof release === "function") release();
});
