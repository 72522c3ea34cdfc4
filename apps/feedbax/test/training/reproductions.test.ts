import type { NDArray } from "@proj/array";
import { init, simpleReachLoss, trialGoals } from "@proj/feedbax";
import { key } from "@proj/random";
import { expect, test } from "vitest";
import { CentreOutReaches } from "../../bench/reproductions/centre-out-reaches.ts";
import { tableOf } from "../../bench/reproductions/reproduction.ts";
import { simpleReaches } from "../../bench/reproductions/simple-reaches.ts";

test("a reproduction that is shortened has all its rows", async () => {
  await init("wasm");
  const rows = await simpleReaches.run({
    batches: 0.005,
    batchSize: 4,
    networks: 1,
    seed: 0,
    say: () => undefined,
    checkpoints: () => null,
    draw: () => undefined,
  });
  expect(rows.map(({ quantity }) => quantity)).toEqual([
    "training loss, first batch",
    "validation loss, batch 1",
    "validation loss, batch 5",
    "validation loss, batch 9",
  ]);
  expect(rows.every(({ here }) => Number(here) > 0)).toBe(true);
  expect(tableOf(rows).split("\n")).toHaveLength(6);
});

test("centre-out reaches are practised, all of them, and no others", () => {
  const task = new CentreOutReaches({
    lossFunc: simpleReachLoss(),
    nSteps: 4,
    workspace: [
      [-1, -1],
      [1, 1],
    ],
    evalNDirections: 5,
  });
  const goals = (of: NDArray): readonly string[] => (of.get(":", -1).toList() as number[][]).map((goal) => goal.join());
  const tested = goals(trialGoals(task.validationTrials));
  const practised = goals(trialGoals(task.trainTrials(key(0), { size: 64, current: 0, total: 1 })));
  expect(new Set(practised)).toEqual(new Set(tested));
});
