import { readdirSync } from "node:fs";

import { expect, test } from "vitest";

import { findCase, load, loadGroup, output } from "@proj/reference";
import type { Topic } from "@proj/reference";

const topics = readdirSync(new URL("../values", import.meta.url)).map((file) => file.replace(/\.json$/, "") as Topic);

test.each(topics)("every array of %s has as many elements as its shape says", (topic) => {
  for (const { inputs, outputs } of load(topic)) {
    for (const { shape, dtype, data } of [...Object.values(inputs), ...Object.values(outputs)]) {
      const numbers = dtype.startsWith("complex") ? 2 : 1;
      expect(data.length).toBe(shape.reduce((size, extent) => size * extent, numbers));
    }
  }
});

test("a number is read back to its last bit", () => {
  const { data } = output(
    findCase("random", "uniform", "dtype float32, shape [], minval 0, maxval 1, key 0 0"),
    "result",
  );
  expect(new Uint32Array(data.buffer)).toEqual(Uint32Array.of(0x3f729a4e));
});

test("a group that does not exist is named together with those that do", () => {
  expect(() => loadGroup("random", "dice")).toThrow(/no group "dice"; its groups are threefry2x32, key, /);
});

test("an array that does not exist is named together with those that do", () => {
  expect(() => output(findCase("random", "vmap", "normal"), "x")).toThrowErrorMatchingInlineSnapshot(
    `[Error: output: case "normal" of group "vmap" has no output "x"; it has result.]`,
  );
});
