import { expect, test } from "vitest";
import { duration, pace } from "../../cli/terminal/pace.ts";

test("the pace is unknown until two iterations have ended, for the first one compiles", () => {
  const speed = pace();
  expect(speed.rate()).toBe(0);
  speed.tick(3000, 1);
  expect(speed.rate()).toBe(0);
  speed.tick(3050, 2);
  expect(speed.rate()).toBeCloseTo(20);
});

test("the pace is at first the mean of all times", () => {
  const speed = pace();
  [0, 100, 300].forEach((time, index) => speed.tick(time, index + 1));
  expect(speed.rate()).toBeCloseTo(1000 / 150);
});

test("the pace forgets what was long ago", () => {
  const speed = pace();
  let time = 0;
  for (let count = 0; count < 50; count += 1) speed.tick((time += 10), count);
  for (let count = 50; count < 350; count += 1) speed.tick((time += 50), count);
  expect(speed.rate()).toBeCloseTo(20, 2);
});

test("iterations that are known to have ended together count as many", () => {
  const [one, together] = [pace(), pace()];
  for (let completed = 1; completed <= 101; completed += 1) one.tick(completed * 20, completed);
  for (let completed = 1; completed <= 101; completed += 20) together.tick(completed * 20, completed);
  expect(together.rate()).toBeCloseTo(one.rate());
  together.tick(101 * 20 + 20 * 50, 121);
  for (let completed = 102; completed <= 121; completed += 1) one.tick(101 * 20 + (completed - 101) * 50, completed);
  expect(together.rate()).toBeCloseTo(one.rate());
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
