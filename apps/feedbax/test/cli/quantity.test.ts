import { describe, expect, test } from "vitest";
import { parseQuantity } from "../../cli/command-line/quantity.ts";
import { optionOf, settingNames, settings } from "../../cli/command-line/settings.ts";

describe("a number on the command line", () => {
  test("is read in decimal and in scientific notation", () => {
    expect(parseQuantity("train --learning-rate", settings.learningRate, "3e-4")).toBe(3e-4);
    expect(parseQuantity("train --batches", settings.batches, "1e3")).toBe(1000);
    expect(parseQuantity("train --motor-noise", settings.motorNoise, "0")).toBe(0);
    expect(parseQuantity("train --motor-noise", settings.motorNoise, ".5")).toBe(0.5);
  });

  test.each([
    ["seed", "-1"],
    ["seed", "4294967296"],
    ["seed", "1.5"],
    ["batches", "0"],
    ["batches", "ten"],
    ["batches", ""],
    ["batches", " 5"],
    ["batches", "0x10"],
    ["batches", "Infinity"],
    ["batches", "1e400"],
    ["learningRate", "0"],
    ["learningRate", "NaN"],
    ["motorNoise", "-0.1"],
    ["steps", "1"],
  ] as const)("is refused outside of what the setting allows: %s of %j", (name, text) => {
    expect(() => parseQuantity("train", settings[name], text)).toThrow("train received");
  });

  test.each(settingNames)("has bounds, in which its default lies: %s", (name) => {
    const { minimum, maximum, default: preset } = settings[name];
    expect(preset).toBeGreaterThanOrEqual(minimum);
    expect(preset).toBeLessThanOrEqual(maximum);
    for (const beyond of ["1e300", "-1e300"])
      expect(() => parseQuantity(`train ${optionOf(name)}`, settings[name], beyond)).toThrow(
        `train ${optionOf(name)} received ${beyond}`,
      );
  });

  test("is refused with what would be right", () => {
    expect(() => parseQuantity("train --learning-rate", settings.learningRate, "fast"))
      .toThrowErrorMatchingInlineSnapshot(`
        [UsageError: train --learning-rate received fast
          expected: a number from 1e-30 to 1e+38
          to fix:   leave it out for 0.01, or give a number from 1e-30 to 1e+38]
      `);
    expect(() => parseQuantity("train --seed", settings.seed, "-1")).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: train --seed received -1
        expected: a whole number from 0 to 4294967295
        to fix:   leave it out for 0, or give a whole number from 0 to 4294967295]
    `);
    expect(() => parseQuantity("demo --steps", settings.steps, "")).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: demo --steps received an empty text
        expected: a whole number from 2 to 100000
        to fix:   leave it out for 100, or give a whole number from 2 to 100000]
    `);
  });
});
