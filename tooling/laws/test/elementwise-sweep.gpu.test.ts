import { nn, special, type FloatDType } from "@proj/array";
import {
  binaryNames,
  domains,
  unaryNames,
  binaryFunctions as binaryRows,
  unaryFunctions as unaryRows,
} from "@proj/array/core";
import { describe, expect, test } from "vitest";
import { disagreements } from "../src/elementwise-sweep/compare.ts";
import { expectedDifferences, type Difference } from "../src/elementwise-sweep/differences.ts";
import { binaryFunctions, unaryFunctions } from "../src/elementwise-sweep/functions.ts";
import { programsOf, recordedNames } from "../src/elementwise-sweep/programs.ts";
import { reference, type Subject } from "../src/subject.ts";
import { subjects } from "../src/subjects.ts";
import { rows } from "./special-functions/rows.ts";

/*
 * Every elementwise function at special points (zeros, ones, halves, infinities, NaN, the largest and smallest numbers, tails,
 * integers, ties): its value, three derivatives and a directional one, as JAX gives them, on every target.
 */

const groups = ["unary", "binary"] as const;
const dtypes: readonly FloatDType[] = ["float32", "float64"];

/** Few enough that a program compiles fast, enough that there are few programs. */
const rowsEach = 8;

/** The same programs for all subjects. */
const programs = groups.flatMap((group) => dtypes.flatMap((dtype) => programsOf(group, dtype, rowsEach)));

/** All that a subject gives otherwise than JAX, though it is not meant to differ. */
async function sweep(subject: Subject, meant: readonly Difference[] = expectedDifferences): Promise<string[]> {
  const found: string[] = [];
  for (const { rows, program } of programs) {
    if (!subject.dtypes.includes(rows[0]!.dtype)) continue;
    const results = [...(await subject.run(program.title, program.jaxpr, program.inputs))];
    for (const row of rows)
      for (const quantity of row.quantities)
        found.push(...disagreements(row, quantity, results.shift()!, meant).map((text) => `${row.dtype}: ${text}`));
  }
  return found;
}

describe("every elementwise function has JAX's values and derivatives at special points", () => {
  test("on the reference", async () => {
    expect(await sweep(reference)).toEqual([]);
  });

  test.each(["wasm", "wasm-unfused", "webgpu"] as const)("on %s", async (name) => {
    expect(await sweep(await subjects[name]())).toEqual([]);
  });

  test("or differs from them for a reason that still holds", async () => {
    for (const one of expectedDifferences) {
      const others = expectedDifferences.filter((other) => other !== one);
      expect(await sweep(reference, others), one.reason).not.toEqual([]);
    }
  });
});

/** What tests of its own hold to JAX: functions of an integer and a number or of axes, and activations from pieces. */
const heldElsewhere =
  `bernoulli besselJn expn fresnel multigammaln polygamma sici celu glu hardSigmoid hardSilu hardSwish hardTanh hyp1f1 hyp2f1 log1mexp logmeanexp mish relu6
   selu softSign sparsePlus sparseSigmoid sphHarmY squareplus standardize wofz`.split(/\s+/);

describe("the sweep has", () => {
  test("all functions of the reference", () => {
    expect(Object.keys(unaryFunctions)).toEqual(recordedNames("unary"));
    expect(Object.keys(binaryFunctions)).toEqual(recordedNames("binary"));
  });

  const swept = new Set<unknown>([...Object.values(unaryFunctions), ...Object.values(binaryFunctions)]);
  const names = new Set([...Object.keys(unaryFunctions), ...Object.keys(binaryFunctions)]);
  const isSwept = ([name, f]: readonly [string, unknown]): boolean => swept.has(f) || names.has(name);

  test("all activations and special functions", () => {
    const missing = [...Object.entries(nn), ...Object.entries(special)].filter((entry) => !isSwept(entry));
    const elsewhere = new Set([...Object.keys(rows), ...heldElsewhere]);
    expect(missing.map(([name]) => name).filter((name) => !elsewhere.has(name))).toEqual([
      "identity",
      "oneHot",
      "dotProductAttention",
      "scaledDotGeneral",
      "scaledMatmul",
    ]);
  });

  test("all primitive functions of floats that have a derivative, by the names of NumPy's", () => {
    const renamed: Readonly<Record<string, string>> = {
      neg: "negative",
      logistic: "sigmoid",
      erfInv: "erfinv",
      sub: "subtract",
      mul: "multiply",
      div: "divide",
      pow: "power",
      max: "maximum",
      min: "minimum",
      nextAfter: "nextafter",
    };
    const ofFloats = [
      ...unaryNames.filter(
        (name) => domains[unaryRows[name].domain].includes("float32") && unaryRows[name].result === "same",
      ),
      ...binaryNames.filter(
        (name) => domains[binaryRows[name].domain].includes("float32") && binaryRows[name].result === "same",
      ),
    ];
    const missing = ofFloats.filter((name) => !names.has(renamed[name] ?? name));
    expect(missing).toEqual(["stopGradient", "optimizationBarrier"]);
  });
});
