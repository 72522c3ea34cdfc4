import { expect, test } from "vitest";
import { counted, unitBehind } from "../../cli/report/counted.ts";

test("one thing is said in the singular, others in the plural", () => {
  expect([0, 1, 2, 2000].map((count) => counted(count, "trial"))).toEqual([
    "0 trials",
    "1 trial",
    "2 trials",
    "2,000 trials",
  ]);
  expect([1, 2].map((count) => counted(count, "reach", "reaches"))).toEqual(["1 reach", "2 reaches"]);
});

test("units follow their number, symbols do not", () => {
  expect(["trials", "steps of 0.05 s", "m and m/s", ""].map((unit) => unitBehind(1, unit))).toEqual([
    "trial",
    "step of 0.05 s",
    "m and m/s",
    "",
  ]);
  expect(unitBehind(2, "trials")).toBe("trials");
});
