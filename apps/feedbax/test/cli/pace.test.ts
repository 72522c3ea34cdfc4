import { expect, test } from "vitest";
import { duration, pace } from "../../cli/pace.ts";

test("the pace is unknown until two iterations have ended, for the first one compiles", () => {
  const speed = pace();
  expect(speed.rate()).toBe(0);
  speed.tick(3000);
  expect(speed.rate()).toBe(0);
  speed.tick(3050);
  expect(speed.rate()).toBeCloseTo(20);
});

test("the pace is at first the mean of all times", () => {
  const speed = pace();
  for (const time of [0, 100, 300]) speed.tick(time);
  expect(speed.rate()).toBeCloseTo(1000 / 150);
});

test("the pace forgets what was long ago", () => {
  const speed = pace();
  let time = 0;
  for (let count = 0; count < 50; count += 1) speed.tick((time += 10));
  for (let count = 0; count < 300; count += 1) speed.tick((time += 50));
  expect(speed.rate()).toBeCloseTo(20, 2);
});

test("durations are told as people tell them", () => {
  expect([0, 0.04, 9.94, 9.96, 59.4, 59.6, 125, 3599.6, 3780].map(duration)).toEqual([
    "0.0 s",
    "0.0 s",
    "9.9 s",
    "10 s",
    "59 s",
    "1 min 0 s",
    "2 min 5 s",
    "1 h 0 min",
    "1 h 3 min",
  ]);
});
