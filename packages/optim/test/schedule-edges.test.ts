import { array, UsageError } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import {
  adam,
  constantSchedule,
  cosineDecaySchedule,
  exponentialDecay,
  joinSchedules,
  linearSchedule,
  polynomialSchedule,
  scaleBySchedule,
  warmupCosineDecaySchedule,
  type Schedule,
} from "@proj/optim";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test } from "vitest";

/*
 * Schedules without steps, without decay, that begin before the first step: what Optax makes of them.
 */

const schedules: Readonly<Record<string, (options: never) => Schedule>> = {
  linearSchedule,
  polynomialSchedule,
  exponentialDecay,
  cosineDecaySchedule,
  warmupCosineDecaySchedule,
  joinSchedules: ({ values, boundaries }: { values: number[]; boundaries: number[] }) =>
    joinSchedules(values.map(constantSchedule), boundaries),
};

/** What is wrong with the answer to a recorded schedule, or null. */
function complaint(reference: Case): string | null {
  const { function: name, options, refused } = reference.params;
  let schedule: Schedule;
  try {
    schedule = schedules[name as string]!(options as never);
  } catch (error) {
    if (!(error instanceof UsageError)) return `raw ${String(error)}`;
    return refused === true ? null : `refused: ${error.received}`;
  }
  if (refused === true) return "accepted";
  const counts = Array.from(input(reference, "count").data);
  const values = counts.map((count) => schedule(fromHostData(Int32Array.of(count), [], "int32")).item());
  const expected = Array.from(output(reference, "result").data);
  const agrees = values.every((value, place) => {
    const wanted = expected[place]!;
    return Object.is(value, wanted) || Math.abs(value - wanted) <= 1e-6 + 1e-5 * Math.abs(wanted);
  });
  return agrees ? null : `[${values.join()}] instead of [${expected.join()}]`;
}

test("schedules in which nothing happens are what Optax gives", () => {
  const complaints = loadGroup("edges", "schedule").flatMap((reference) => {
    const wrong = complaint(reference);
    return wrong === null ? [] : [`${reference.name}: ${wrong}`];
  });
  expect(complaints).toEqual([]);
});

describe("counters stay at the largest int32", () => {
  const last = array(2 ** 31 - 1, "int32");

  test("of a schedule", () => {
    const { update } = scaleBySchedule(constantSchedule(1));
    expect(update(array(1), { count: last })[1].count.item()).toBe(2 ** 31 - 1);
  });

  test("of Adam", () => {
    const { init, update } = adam(0.1);
    const [first] = init(array(1));
    const [step, [state]] = update(array(1), [{ ...first, count: last }, {}] as never);
    expect(state.count.item()).toBe(2 ** 31 - 1);
    expect(step.item()).toBeLessThan(0);
  });
});
