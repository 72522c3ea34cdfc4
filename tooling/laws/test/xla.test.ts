import { randomMixedProgram } from "@proj/generators/random-programs";
import { pythonWithJax } from "@proj/devices/python-with-jax";
import { init, type XlaDevice } from "@proj/xla";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { caseOf, type Case } from "../src/case.ts";
import { difference } from "../src/compare.ts";
import { expectationOf } from "../src/perturbed.ts";
import { deviceSubject } from "../src/subject.ts";
import { caseFamilies } from "./primitive-cases.ts";

/*
 * Every primitive, what transformations make of it, and random programs, on XLA: many in one program each time, since compiling
 * takes XLA long.
 */

const together = 50;
const programs = Number(process.env["XLA_PROGRAMS"] ?? 100);

/** The programs as one, which has the arguments and the results of all. */
function joined(cases: readonly Case[]): Omit<Case, "title"> {
  const jaxprs = cases.map(({ jaxpr }) => jaxpr);
  return {
    jaxpr: {
      binders: jaxprs.flatMap(({ binders }) => binders),
      equations: jaxprs.flatMap(({ equations }) => equations),
      outputs: jaxprs.flatMap(({ outputs }) => outputs),
    },
    inputs: cases.flatMap(({ inputs }) => inputs),
  };
}

describe.skipIf(pythonWithJax === null)("on XLA as on the reference:", () => {
  let device: XlaDevice;
  beforeAll(async () => {
    // Programs run once: the time goes into compiling them.
    vi.stubEnv("XLA_FLAGS", "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true");
    device = await init({ python: pythonWithJax!, platform: "cpu", default: false });
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    device.destroy();
  });

  async function disagreements(cases: readonly Case[]): Promise<string[]> {
    const subject = deviceSubject(device);
    const found: string[] = [];
    for (let start = 0; start < cases.length; start += together) {
      const portion = cases.slice(start, start + together);
      const { jaxpr: all, inputs: given } = joined(portion);
      const results = [...(await subject.run("all", all, given))];
      for (const { title, jaxpr, inputs } of portion) {
        const own = results.splice(0, jaxpr.outputs.length);
        const message = difference(own, expectationOf(jaxpr, inputs));
        if (message !== null) found.push(`${title}: ${message}`);
      }
    }
    return found;
  }

  test.each(caseFamilies)("every primitive %s", { timeout: 600_000 }, async (_, makeCase, samples) => {
    const cases = samples.map(makeCase);
    expect(await disagreements(cases)).toEqual([]);
  });

  test(`${programs} random programs`, { timeout: 3_600_000 }, async () => {
    const cases = Array.from({ length: programs }, (_, seed) => {
      const program = randomMixedProgram(seed);
      return caseOf(`program ${seed}`, program.apply, program.operands());
    });
    expect(await disagreements(cases)).toEqual([]);
  });
});
