import { checkJaxpr, evaluateJaxpr, formatJaxpr, innerJaxprs, stage, toHost, type Jaxpr } from "@proj/array/core";
import { primitiveNames } from "@proj/generators/primitive-samples";
import { randomMixedProgram } from "@proj/generators/random-programs";
import { describe, expect, test } from "vitest";

const programs = Array.from({ length: 2500 }, (_, seed) => {
  const program = randomMixedProgram(seed);
  return { program, ...stage(program.apply, program.types, `program ${seed}`) };
});

/** Each primitive with those whose bodies it stands in, outermost first. */
function* nestings(jaxpr: Jaxpr, around: readonly string[] = []): Generator<readonly string[]> {
  for (const equation of jaxpr.equations) {
    const path = [...around, equation.primitive];
    yield path;
    for (const inner of innerJaxprs(equation)) yield* nestings(inner, path);
  }
}

describe("mixed random programs", () => {
  test("are well formed, and have results of the inferred types", () => {
    for (const { program, jaxpr, consts } of programs) {
      checkJaxpr(jaxpr);
      const args = [...consts, ...program.operands()].map((x) => toHost(x, "test"));
      const results = evaluateJaxpr(jaxpr, args).map(({ shape, dtype }) => ({ shape, dtype }));
      expect(results).toEqual(jaxpr.outputs.map(({ aval: { shape, dtype } }) => ({ shape, dtype })));
    }
  });

  test("are the same whenever they are drawn from the same seed", () => {
    const drawn = (seed: number) => {
      const { apply, operands, types } = randomMixedProgram(seed);
      return [formatJaxpr(stage(apply, types, "test").jaxpr), operands().map((x) => x.dataSync())];
    };
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
  });

  test("contain every primitive that is left after tracing", () => {
    const met = new Set(programs.flatMap(({ jaxpr }) => Array.from(nestings(jaxpr), (path) => path.at(-1))));
    // Those over named axes are resolved when the vmap around them is traced, customLinear when it is transposed. Complex numbers,
    // constraints on shardings, routines and callbacks are not drawn.
    expect(primitiveNames.filter((name) => !met.has(name))).toEqual([
      "complex",
      "real",
      "imag",
      "shardingConstraint",
      "routine",
      "customLinear",
      "callback",
      "psum",
      "pmax",
      "pmin",
      "allGather",
      "axisIndex",
    ]);
  });

  test("nest loops, branches and calls in each other", () => {
    const met = new Set(
      programs.flatMap(({ jaxpr }) => Array.from(nestings(jaxpr), (path) => path.slice(-2).join(" of "))),
    );
    const kinds = ["scan", "while", "cond", "jit"];
    const missing = kinds.flatMap((outer) =>
      kinds.map((inner) => `${outer} of ${inner}`).filter((nesting) => !met.has(nesting)),
    );
    expect(missing).toEqual([]);
  });
});
