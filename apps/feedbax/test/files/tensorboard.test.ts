import { readFileSync } from "node:fs";
import { tensorBoardHeader, tensorBoardScalars, tensorBoardUntil } from "@proj/feedbax";
import { describe, expect, test } from "vitest";

interface Case {
  readonly step: number;
  readonly scalars: Readonly<Record<string, number | "Infinity">>;
  readonly wallTime: number;
  readonly hex: string;
}

/** Records that tensorboardX wrote. */
const values = JSON.parse(readFileSync(new URL("tensorboard-events.json", import.meta.url), "utf8")) as {
  readonly header: { readonly wallTime: number; readonly hex: string };
  readonly scalars: readonly Case[];
};

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("event files of TensorBoard", () => {
  test("begin as those of tensorboardX do", () => {
    expect(hexOf(tensorBoardHeader(values.header.wallTime))).toBe(values.header.hex);
  });

  test.each(values.scalars)("have the same record of step $step", ({ step, scalars, wallTime, hex }) => {
    const numbers = Object.fromEntries(Object.entries(scalars).map(([tag, value]) => [tag, Number(value)]));
    expect(hexOf(tensorBoardScalars(step, numbers, wallTime))).toBe(hex);
  });

  test("are kept up to a step, and to where they were cut off", () => {
    const parts = [tensorBoardHeader(1), ...[1, 2, 3].map((step) => tensorBoardScalars(step, { loss: step }, 1))];
    const upTo = (count: number) => new Uint8Array(parts.slice(0, count).flatMap((part) => [...part]));
    const file = upTo(4);
    expect([0, 1, 2, 9].map((step) => tensorBoardUntil(file, step).length)).toEqual(
      [1, 2, 3, 4].map((n) => upTo(n).length),
    );
    expect(tensorBoardUntil(file.subarray(0, file.length - 1), 9)).toEqual(upTo(3));
    expect(tensorBoardUntil(new Uint8Array([1, 2, 3]), 9).length).toBe(0);
    const broken = file.slice();
    broken.set([255], upTo(2).length);
    expect(tensorBoardUntil(broken, 9)).toEqual(upTo(2));
  });

  test("count steps in whole numbers", () => {
    expect(() => tensorBoardScalars(0.5, {})).toThrow(/received the step 0.5[^]*to fix:/);
  });
});
