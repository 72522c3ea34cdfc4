import { devicePut } from "@proj/array";
import { applyPrimitive, primitiveNames } from "@proj/generators/primitive-samples";
import { init, type WebGpuDevice } from "@proj/jit-webgpu";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { difference } from "../src/compare.ts";
import { expectationOf } from "../src/perturbed.ts";
import type { Subject } from "../src/subject.ts";
import { subjectNames, subjects } from "../src/subjects.ts";
import { agrees } from "./agreement.ts";
import { caseFamilies, drawn, evaluating, plain, title } from "./primitive-cases.ts";

/*
 * Every primitive, and what transformations make of it, on every target: the same body for each.
 */

describe.each(subjectNames)("on %s as on the reference:", (name) => {
  let subject: Subject;
  const lacking: string[] = [];
  beforeAll(async () => {
    subject = await subjects[name]();
  });

  describe.each(caseFamilies)("a primitive %s:", (_, makeCase, samples) => {
    test.each(primitiveNames.filter((primitive) => samples.some((entry) => entry.primitive === primitive)))(
      "%s",
      async (primitive) => {
        for (const entry of samples) {
          if (entry.primitive !== primitive) continue;
          const whole = makeCase(entry);
          if (!(await agrees(subject, whole))) lacking.push(whole.title);
        }
      },
    );
  });

  test("nothing is left out but what needs a dtype that the target lacks", () => {
    const doubles = ["", "half ", "vmap of ", "jvp of ", "vjp of "].map(
      (of) => `${of}convertElementType: floats to doubles`,
    );
    expect(lacking).toEqual(subject.dtypes.includes("float64") ? [] : doubles);
  });
});

describe("one operation after the other on WebGPU:", () => {
  let device: WebGpuDevice;
  beforeAll(async () => {
    device = await init({ default: false });
  });
  afterAll(() => device.destroy());

  test.each(primitiveNames.filter((name) => evaluating.some(({ primitive }) => primitive === name)))(
    "%s",
    async (primitive) => {
      for (const entry of evaluating) {
        if (entry.primitive !== primitive || entry.sample.title === "floats to doubles") continue;
        const { operands, params } = drawn(entry);
        const { jaxpr, inputs } = plain(entry);
        const results = applyPrimitive(primitive, devicePut(operands, device), params);
        if (operands.length > 0) expect(results.map((x) => x.device)).toEqual(results.map(() => device));
        const values = await Promise.all(results.map((x) => x.data()));
        expect(difference(values, expectationOf(jaxpr, inputs)), title(entry)).toBe(null);
      }
    },
  );
});
