import { flip, stack, type NDArray } from "@proj/array";
import { toHost } from "@proj/array/core";
import { jvp, vjp, vmap } from "@proj/autodiff";
import { Draw } from "@proj/generators/primitive-samples";
import { randomMixedProgram, randomProgram, type RandomProgram } from "@proj/generators/random-programs";
import { beforeAll, describe, expect, test } from "vitest";
import { caseOf } from "../src/case.ts";
import { checkPrograms, summary } from "../src/check-programs.ts";
import { canRun, difference } from "../src/compare.ts";
import { expectationOf } from "../src/perturbed.ts";
import { reference, type Subject } from "../src/subject.ts";
import { subjectNames, subjects } from "../src/subjects.ts";
import { resultsOf } from "./agreement.ts";

/*
 * The laws that tie the packages together, over random programs. RANDOM_PROGRAMS sets how many programs are compiled for every
 * target, RANDOM_PROGRAMS_FROM the seed of the first; a failure prints the smallest program that shows it.
 */

const count = Number(process.env["RANDOM_PROGRAMS"] ?? 300);
const from = Number(process.env["RANDOM_PROGRAMS_FROM"] ?? 0);
/** Programs in one test. */
const portion = 100;
/** Programs for each of the laws of transformations. */
const transformed = Math.ceil(count / 12);

const everySubject = async (): Promise<Subject[]> => Promise.all(subjectNames.map((name) => subjects[name]()));

describe("random programs of all primitives, dtypes and nestings mean the same on every target:", () => {
  let all: readonly Subject[];
  beforeAll(async () => {
    all = await everySubject();
  });

  const portions = Array.from({ length: Math.ceil(count / portion) }, (_, k) => from + k * portion);
  test.each(portions)(`${portion} programs from seed %i`, { timeout: 600_000 }, async (first) => {
    const tally = await checkPrograms(all, { from: first, count: portion });
    expect(tally.failures, tally.failures.join("\n\n")).toEqual([]);
    expect(tally.programs).toBe(portion);
    // Programs may be left out for their float64, and results for being too sensitive, but few.
    for (const { agrees, lacksDType } of tally.subjects.values()) {
      expect(agrees + lacksDType, summary(tally)).toBe(portion);
      expect(lacksDType, summary(tally)).toBeLessThan(portion / 5);
    }
    expect(tally.illConditioned, summary(tally)).toBeLessThan(tally.results / 50);
  });
});

/** Arguments for one more member of a batch, or a direction. */
const other = (program: RandomProgram, seed: number): NDArray[] => {
  const draw = new Draw(seed);
  return program.types.map(({ shape }) => draw.floats(shape, [-1, 1]));
};

function expectClose(actual: readonly NDArray[], expected: readonly NDArray[], tolerance: number): void {
  expect(actual.map((x) => x.describe())).toEqual(expected.map((x) => x.describe()));
  actual.forEach((x, index) => {
    const [a, b] = [x.dataSync(), expected[index]!.dataSync()];
    const scale = Math.max(1, ...Array.from(b, Math.abs));
    a.forEach((value, position) =>
      expect(
        Math.abs(value - b[position]!) / scale,
        `result ${index}, element ${position}: ${value} and ${b[position]!}`,
      ).toBeLessThan(tolerance),
    );
  });
}

describe.each(["reference", ...subjectNames] as const)("on %s", (name) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = name === "reference" ? reference : await subjects[name]();
  });

  async function forEachProgram(check: (program: RandomProgram) => Promise<void>): Promise<void> {
    for (let seed = from; seed < from + transformed; seed++) {
      try {
        await check(randomProgram(seed));
      } catch (error) {
        const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
        throw new Error(`program ${seed}: ${reason}`, { cause: error });
      }
    }
  }

  test("a vectorised program computes what a loop computes", { timeout: 600_000 }, async () => {
    await forEachProgram(async (program) => {
      const batches = [1, 2, 3].map((seed) => other(program, seed));
      const stacked = program.types.map((_, index) => stack(batches.map((args) => args[index]!)));
      const looped = batches.map((args) => program.apply(args));
      const expected = looped[0]!.map((_, index) => stack(looped.map((results) => results[index]!)));
      const batched = (args: readonly NDArray[]): readonly NDArray[] =>
        vmap((inner: NDArray[]) => program.apply(inner))([...args]);
      expectClose(await resultsOf(subject, caseOf("vmap", batched, stacked)), expected, 1e-4);
    });
  });

  test("forward and reverse derivatives are transposes of one another", { timeout: 600_000 }, async () => {
    await forEachProgram(async (program) => {
      const args = program.operands();
      const tangents = other(program, program.seed + 11);
      const f = (inner: NDArray[]): readonly NDArray[] => program.apply(inner);
      const derivatives = (all: readonly NDArray[]): readonly NDArray[] => {
        const [x, t] = [all.slice(0, args.length), all.slice(args.length)];
        const [, forward] = jvp(f, [x], [t]);
        const [results, pull] = vjp(f, [x]);
        // The results serve as cotangents: any will do.
        return [...forward, ...results, ...pull(results)[0]];
      };
      const all = await resultsOf(subject, caseOf("jvp and vjp", derivatives, [...args, ...tangents]));
      const outputs = (all.length - args.length) / 2;
      const product = (a: readonly NDArray[], b: readonly NDArray[]): number =>
        a.reduce((sum, x, index) => sum + x.mul(b[index]!).sum().item(), 0);
      const left = product(all.slice(0, outputs), all.slice(outputs, 2 * outputs));
      const right = product(all.slice(2 * outputs), tangents);
      expect(Math.abs(left - right) / Math.max(1, Math.abs(left))).toBeLessThan(2e-3);
    });
  });

  test("a vectorised program of all dtypes computes what a loop computes", { timeout: 600_000 }, async () => {
    let leftOut = 0;
    for (let seed = from; seed < from + transformed; seed++) {
      const program = randomMixedProgram(seed);
      const batches = [program.operands(), program.operands().map((x) => flip(x)), program.operands()];
      const stacked = program.types.map((_, index) => stack(batches.map((args) => args[index]!)));
      const batched = (args: readonly NDArray[]): readonly NDArray[] =>
        vmap((inner: NDArray[]) => program.apply(inner))([...args]);
      const whole = caseOf(`vmap of program ${seed}`, batched, stacked);
      if (!canRun(subject, whole)) {
        leftOut++;
        continue;
      }
      const looped = batches.map((args) => program.apply(args));
      const loop = looped[0]!.map((_, index) => toHost(stack(looped.map((results) => results[index]!)), "test"));
      const { tolerances } = expectationOf(whole.jaxpr, whole.inputs);
      const results = await subject.run(whole.title, whole.jaxpr, whole.inputs);
      expect(difference(results, { results: loop, tolerances }), whole.title).toBe(null);
    }
    expect(leftOut).toBeLessThan(transformed / 5);
  });
});
