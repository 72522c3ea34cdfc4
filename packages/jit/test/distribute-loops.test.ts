import { cos, log, scan, tanh, type NDArray } from "@proj/array";
import { abstractArray, evaluateJaxpr, fromHostData, stage, toHost } from "@proj/array/core";
import { erf } from "@proj/array/special";
import { compile, interpreter, visitSteps, type Loop } from "@proj/jit/core";
import { expect, test } from "vitest";

const threading = { leastEffort: 2 ** 20, leastIntensity: 0, pieces: 4, atOnce: true };
const target = interpreter({ threading });

/** A number that sixty operations one after the other have made of another, between 0 and 1. */
const chain = (x: NDArray): NDArray =>
  Array.from({ length: 30 }).reduce<NDArray>((y) => y.mul(3.7).mul(y.mul(-1).add(1)), x);

type Step = (x: NDArray) => NDArray | readonly NDArray[];

/** A function of one array, staged. */
const staged = (f: Step, shape: readonly number[]) =>
  stage(([x]) => [f(x!)].flat(), [abstractArray(shape, "float32")], "f").jaxpr;

/** A function of numbers between 0 and 1, compiled for a target with threads, and what its program gives. */
function compiled(f: Step, shape: readonly number[]) {
  const jaxpr = staged(f, shape);
  const size = shape.reduce((a, b) => a * b, 1);
  const x = Float32Array.from({ length: size }, (_, n) => ((n + 1) * 0.618034) % 1);
  const { program, executable } = compile("f", jaxpr, target);
  const results = executable.run(
    [x],
    program.outputs.map(() => null),
  );
  const expected = evaluateJaxpr(jaxpr, [toHost(fromHostData(x, shape, "float32"), "test")]).map(({ data }) => data);
  return { program, results, expected };
}

/** What the loops of a program do: a long chain, or not, and functions that are polynomials. */
function loopsOf(f: Step, shape: readonly number[]): string[] {
  const loops: Loop[] = [];
  visitSteps(compile("f", staged(f, shape), target).program.steps, (step) => {
    if (step.kind === "loop") loops.push(step);
  });
  return loops.map(({ expressions }) => {
    const names = expressions.flatMap((expression) => (expression.op === "unary" ? [expression.name] : []));
    return [...(expressions.length > 50 ? ["chain"] : []), ...names].join(" ");
  });
}

const programs: [string, Step, readonly number[], readonly string[]][] = [
  ["a chain alone", (x) => chain(x), [100], ["chain"]],
  ["a polynomial behind a chain", (x) => log(chain(x)), [10, 10], ["chain", "log"]],
  ["few points", (x) => log(chain(x)), [63], ["chain log"]],
  ["two polynomials, one behind the other", (x) => log(log(chain(x)).mul(-1)), [100], ["chain", "log", "log"]],
  ["a polynomial behind another", (x) => tanh(log(x).mul(-1)), [100], ["log", "tanh"]],
  ["a gate", (x) => ((z, r) => [z, r, tanh(x.mul(r)).mul(z)])(tanh(x), log(x)), [100], ["tanh log", "tanh"]],
  ["a polynomial behind a chain beside another", (x) => log(chain(x)).add(tanh(x)), [100], ["chain", "log", "tanh"]],
  ["two polynomials of one chain", (x) => ((y) => log(y).add(cos(y)))(chain(x)), [100], ["chain", "log cos"]],
  ["a chain that is wanted as well", (x) => ((y) => [erf(y), y])(chain(x)), [100], ["chain", "erf"]],
  ["a chain behind a polynomial", (x) => chain(tanh(x)), [100], ["chain tanh"]],
  [
    "a chain that also goes on without a polynomial",
    (x) => ((y) => [log(chain(y).mul(2)), chain(y).add(1)])(chain(x)),
    [100],
    ["chain log"],
  ],
];

test.each(programs)("the loops of %s", (_, f, shape, expected) => {
  expect(loopsOf(f, shape)).toEqual(expected);
});

test("so many points that what goes between loops would leave the cache stay in one", () => {
  const one = interpreter({ threading: { ...threading, leastEffort: 2 ** 40 } });
  const { program } = compile(
    "f",
    staged((x) => log(chain(x)), [2 ** 17 + 1]),
    one,
  );
  expect(program.steps.length).toBe(1);
});

test.each(programs)("a program in more loops has the same bits: %s", (_, f, shape) => {
  const { results, expected } = compiled(f, shape);
  expect(results).toEqual(expected);
});

test("what loops of tiles hand to each other is the tile's own", () => {
  const { program, results, expected } = compiled(
    (x) => scan((h: NDArray) => [log(chain(h)).mul(-0.1), null] as const, x, null, { length: 8 })[0],
    [512, 32],
  );
  const roles: string[] = [];
  visitSteps(program.steps, (step) => {
    if (step.kind === "loop" && step.expressions.length > 50)
      roles.push(...step.stores.map(({ view }) => program.buffers[view.buffer]!.role));
  });
  expect(roles).toEqual(["private"]);
  expect(results).toEqual(expected);
});
