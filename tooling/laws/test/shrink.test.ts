import { scan, type NDArray } from "@proj/array";
import { bind, innerJaxprs, Literal, makeEquation, Variable, type Equation, type Jaxpr } from "@proj/array/core";
import { tanh } from "@proj/array/lax";
import { Draw } from "@proj/generators/primitive-samples";
import { randomMixedProgram } from "@proj/generators/random-programs";
import { describe, expect, test } from "vitest";
import { caseOf, type Case } from "../src/case.ts";
import { disagreement } from "../src/compare.ts";
import { report } from "../src/report.ts";
import { withInnerJaxprs, withParams } from "../src/shrink/atoms.ts";
import { reference, type Subject } from "../src/subject.ts";

/** The reference with a defect: some equations, in bodies too, are exchanged for others before it evaluates a program. */
function defective(name: string, spoil: (equation: Equation) => readonly Equation[]): Subject {
  const spoilt = (jaxpr: Jaxpr): Jaxpr => ({ ...jaxpr, equations: jaxpr.equations.map(inside).flatMap(spoil) });
  const inside = (equation: Equation): Equation => withInnerJaxprs(equation, innerJaxprs(equation).map(spoilt));
  return { ...reference, name, run: (title, jaxpr, inputs) => reference.run(title, spoilt(jaxpr), inputs) };
}

/** Subtracts, but never below zero. */
const saturating = defective("saturating", (equation) => {
  if (equation.primitive !== "sub") return [equation];
  const [result] = equation.outputs;
  const difference = new Variable(result!.aval);
  const zero = new Literal(0, { shape: [], dtype: result!.aval.dtype, weakType: false });
  return [{ ...equation, outputs: [difference] }, makeEquation("max", [difference, zero], {}, [result!])];
});

/** Runs loops in the wrong direction. */
const backwards = defective("backwards", (equation) =>
  equation.primitive === "scan" ? [withParams(equation, { reverse: !equation.params.reverse })] : [equation],
);

async function reportOf(subject: Subject, whole: Case): Promise<string> {
  const found = await disagreement(subject, whole);
  if (found === null) throw new Error("the program shows no defect");
  return report(whole, found, [subject]);
}

describe("a program that shows a defect shrinks to the part that shows it:", () => {
  const x = new Draw(1).floats([3, 4], [-1, 1]);

  test("one operation in a long computation", async () => {
    const long = ([x]: readonly NDArray[]): NDArray[] => {
      const y = bind("sin", [x!.mul(3)], {})[0];
      const z = tanh(y.sub(x!.add(0.5)).mul(2));
      return [z.sum(), z.T.matmul(y), y];
    };
    expect(await reportOf(saturating, caseOf("a long computation", long, [x]))).toMatchInlineSnapshot(`
      "a long computation: saturating disagrees with the reference: result 0, element 0: 0.6444292068481445 instead of -7.124846935272217, which is off by more than 0.000022
      smallest such program:
      { lambda ; a:f32[3,4] b:f32[3,4]. let c:f32[3,4] = sub a b in (c,) }
      arguments:
        float32[3,4] [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        float32[3,4] [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
      results:
        reference: float32[3,4] [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1]
        saturating: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
          result 0, element 11: 0 instead of -1"
    `);
  });

  test("one operation in the body of a loop", async () => {
    const loop = ([x]: readonly NDArray[]): NDArray[] =>
      scan((carry: NDArray, row: NDArray) => [carry.mul(0.5).sub(row), carry.add(row)], x!.at(0).get(), x!);
    expect(await reportOf(saturating, caseOf("a loop", loop, [x]))).toMatchInlineSnapshot(`
      "a loop: saturating disagrees with the reference: result 0, element 0: 0.8652602434158325 instead of 0.494753360748291, which is off by more than 7.2e-7
      smallest such program:
      { lambda ; a:f32[4] b:f32[4]. let c:f32[4] = sub b a in (c,) }
      arguments:
        float32[4] [0, 0, 0, 0]
        float32[4] [0, 0, -0.25, 0]
      results:
        reference: float32[4] [0, 0, -0.25, 0]
        saturating: [0, 0, 0, 0]
          result 0, element 2: 0 instead of -0.25"
    `);
  });

  test("a loop whose direction matters", async () => {
    const nested = ([x]: readonly NDArray[]): NDArray[] =>
      scan(
        (carry: NDArray, row: NDArray) => {
          const [inner, sums] = scan((c: NDArray, y: NDArray) => [c.mul(y), c.add(y)], carry.sum(), row);
          return [carry.mul(inner), sums.mul(2)];
        },
        x!.at(0).get(),
        x!,
      );
    expect(await reportOf(backwards, caseOf("a nested loop", nested, [x]))).toMatchInlineSnapshot(`
      "a nested loop: backwards disagrees with the reference: result 1, element 0: -1.9890570640563965 instead of -2.0465235710144043, which is off by more than 0.0000029
      smallest such program:
      { lambda ; a:f32[4] b:f32[]. let
          _:f32[] c:f32[4] = scan[
            jaxpr={ lambda ; d:f32[] e:f32[]. let f:f32[] = add d e in (0.0:f32[], f) }
            num_consts=0
            num_carry=1
            length=4
            reverse=False
          ] b a
        in (c,) }
      arguments:
        float32[4] [0, 0, 0, 0]
        float32[] [1]
      results:
        reference: float32[4] [1, 0, 0, 0]
        backwards: [0, 0, 0, 1]
          result 0, element 0: 0 instead of 1"
    `);
  });

  test("whatever the random program", async () => {
    let met = 0;
    for (let seed = 0; seed < 400; seed++) {
      const program = randomMixedProgram(seed);
      const whole = caseOf(`program ${seed}`, program.apply, program.operands());
      if ((await disagreement(saturating, whole)) === null) continue;
      met++;
      const lines = (await reportOf(saturating, whole)).split("\n");
      expect(lines[2], lines.join("\n")).toMatch(/^\{ lambda ;[^;]* = sub [^;]*\}$/);
    }
    expect(met).toBeGreaterThan(10);
  });
});
