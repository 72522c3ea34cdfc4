import { init } from "@proj/feedbax";
import { expect, test } from "vitest";
import { tableOf } from "../../bench/reproductions/reproduction.ts";
import { simpleReaches } from "../../bench/reproductions/simple-reaches.ts";

test("a reproduction that is shortened has all its rows", async () => {
  await init("wasm");
  const rows = await simpleReaches.run({
    batches: 0.005,
    batchSize: 4,
    networks: 1,
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
