import type { Program } from "@proj/jit/core";
import { compile, interpreter, visitSteps } from "@proj/jit/core";
import { longPrograms, type LongProgram } from "@proj/generators/long-programs";
import { beforeAll, describe, expect, test } from "vitest";
import { caseOf, type Case } from "../src/case.ts";
import { difference } from "../src/compare.ts";
import { expectationOf } from "../src/perturbed.ts";
import type { Subject } from "../src/subject.ts";
import { subjects, type SubjectName } from "../src/subjects.ts";

/*
 * Programs of any length compile, compute what the reference computes, and cost what their length says. `validate`, which every
 * compilation of the interpreter goes through, holds each of their loops to its bounds.
 */

const caseOfLength = ({ title, make, argument }: LongProgram, times: number): Case =>
  caseOf(`${title}, ${times} times`, ([x]) => make(times)(x!), [argument(times)]);

/** How often bodies are repeated on each target: thousands of equations, of which a GPU made of software gets fewer. */
const lengths = { wasm: 800, parallel: 400, webgpu: 150 } satisfies Partial<Record<SubjectName, number>>;

/** Kinds of which a compiler of shaders takes a tenth of a second for each repetition, and how many it gets. */
const slowOnGpu = new Set([
  "a pendulum",
  "the gradient of a pendulum",
  "matrix products",
  "products with a vector",
  "sums over all",
  "running sums",
  "sorting",
  "elements set",
]);
const fewOnGpu = 10;

describe.each(Object.entries(lengths) as [keyof typeof lengths, number][])("on %s, a long program:", (name, times) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await subjects[name]();
  });

  test.each(longPrograms.map((program) => [program.title, program] as const))(
    "%s",
    { timeout: 60_000 },
    async (title, program) => {
      const {
        jaxpr,
        inputs,
        title: whole,
      } = caseOfLength(program, name === "webgpu" && slowOnGpu.has(title) ? fewOnGpu : times);
      const results = await subject.run(whole, jaxpr, inputs);
      expect(difference(results, expectationOf(jaxpr, inputs))).toBeNull();
    },
  );
});

test("20,000 operations, one upon the other", { timeout: 60_000 }, async () => {
  const { jaxpr, inputs, title } = caseOfLength(longPrograms[0]!, 10_000);
  expect(jaxpr.equations).toHaveLength(20_000);
  for (const name of ["wasm", "parallel", "webgpu"] as const) {
    const results = await (await subjects[name]()).run(title, jaxpr, inputs);
    expect(difference(results, expectationOf(jaxpr, inputs))).toBeNull();
  }
});

/** What targets have to emit and to keep for a program. */
function sizeOf({ steps, buffers }: Program): number {
  let size = buffers.length;
  visitSteps(steps, (step) => {
    size += step.kind === "loop" ? step.expressions.length + step.stores.length : 1;
  });
  return size;
}

test.each(longPrograms.map((program) => [program.title, program] as const))(
  "twice the length is twice the work: %s",
  (_, program) => {
    const target = interpreter();
    const size = (times: number): number => {
      const { jaxpr, title } = caseOfLength(program, times);
      return sizeOf(compile(title, jaxpr, target).program);
    };
    expect(size(800) / size(400)).toBeLessThan(2.3);
  },
);
