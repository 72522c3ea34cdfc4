import { devicePut, stack, type FloatDType, type NDArray } from "@proj/array";
import { isFloat } from "@proj/array/core";
import { jvp, vjp, vmap } from "@proj/autodiff";
import { applyPrimitive, Draw, everySample, primitiveNames, type AnySample } from "@proj/generators/primitive-samples";
import { init, type WebGpuDevice } from "@proj/jit-webgpu";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { caseOf, type Case } from "../src/case.ts";
import { difference } from "../src/compare.ts";
import { expectationOf } from "../src/perturbed.ts";
import type { Subject } from "../src/subject.ts";
import { subjectNames, subjects } from "../src/subjects.ts";
import { agrees } from "./agreement.ts";

/*
 * Every primitive, and what transformations make of it, on every target: the same body for each.
 */

const collectives = new Set(["psum", "pmax", "pmin", "allGather", "axisIndex"]);
const title = ({ primitive, sample }: AnySample): string => `${primitive}: ${sample.title}`;

function drawn(
  { sample }: AnySample,
  seed = 1,
  float: FloatDType = "float32",
): { readonly operands: readonly NDArray[]; readonly params: unknown } {
  return sample.make(new Draw(seed, float));
}

/** The primitive by itself. */
function plain(entry: AnySample): Case {
  const { operands, params } = drawn(entry);
  return caseOf(title(entry), (args) => applyPrimitive(entry.primitive, args, params), operands);
}

/** The primitive with halves among its operands. */
function half(entry: AnySample): Case {
  const { operands, params } = drawn(entry, 1, "float16");
  return caseOf(`half ${title(entry)}`, (args) => applyPrimitive(entry.primitive, args, params), operands);
}

/** The primitive for a batch of operands; collectives are over the batch. */
function batched(entry: AnySample): Case {
  const batchSize = 4;
  const draws = Array.from({ length: batchSize }, (_, seed) => drawn(entry, seed + 1));
  const { operands, params } = draws[0]!;
  const stacked = operands.map((_, k) => stack(draws.map((draw) => draw.operands[k]!)));
  const f = (...args: NDArray[]): readonly NDArray[] => applyPrimitive(entry.primitive, args, params);
  const options = { axisName: "axis", axisSize: batchSize };
  return caseOf(`vmap of ${title(entry)}`, (args) => vmap(f, options)(...args), stacked);
}

/** The derivative of the primitive in one of the modes. */
function derivative(entry: AnySample, mode: "jvp" | "vjp"): Case {
  const { operands, params } = drawn(entry);
  const { differentiable } = entry.sample;
  const at = differentiable.map((position) => operands[position]!);
  const directions = at.map(({ shape }) => new Draw(9).floats(shape, [-1, 1]));
  const f = (...args: readonly NDArray[]): NDArray[] => {
    const all = [...operands];
    differentiable.forEach((position, k) => (all[position] = args[k]!));
    return applyPrimitive(entry.primitive, all, params).filter((x) => isFloat(x.dtype));
  };
  const forward = (args: readonly NDArray[]): NDArray[] => {
    const [results, tangents] = jvp(f, args.slice(0, at.length), args.slice(at.length));
    return [...results, ...tangents];
  };
  const backward = (args: readonly NDArray[]): NDArray[] => {
    const [results, pull] = vjp(f, args.slice(0, at.length));
    // The results serve as cotangents: any will do.
    return [...pull(results)];
  };
  return mode === "jvp"
    ? caseOf(`jvp of ${title(entry)}`, forward, [...at, ...directions])
    : caseOf(`vjp of ${title(entry)}`, backward, at);
}

const evaluating = everySample.filter(({ sample }) => sample.evaluates);
const differentiable = evaluating.filter(({ sample }) => sample.differentiable.length > 0);
const families: readonly (readonly [
  title: string,
  cases: (entry: AnySample) => Case,
  samples: readonly AnySample[],
])[] = [
  ["by itself", plain, evaluating],
  [
    "in half precision",
    half,
    evaluating.filter(
      (entry) =>
        drawn(entry, 1, "float16").operands.some(({ dtype }) => dtype === "float16") &&
        // No other dtype has as many bits.
        entry.primitive !== "bitcastConvertType",
    ),
  ],
  [
    "for a batch",
    batched,
    everySample.filter(({ primitive, sample }) => sample.evaluates || collectives.has(primitive)),
  ],
  [
    "with a forward derivative",
    (entry) => derivative(entry, "jvp"),
    differentiable.filter(({ primitive }) => primitive !== "customVjpCall"),
  ],
  [
    "with a reverse derivative",
    (entry) => derivative(entry, "vjp"),
    differentiable.filter(({ primitive }) => primitive !== "while"),
  ],
];

describe.each(subjectNames)("on %s as on the reference:", (name) => {
  let subject: Subject;
  const lacking: string[] = [];
  beforeAll(async () => {
    subject = await subjects[name]();
  });

  describe.each(families)("a primitive %s:", (_, makeCase, samples) => {
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
