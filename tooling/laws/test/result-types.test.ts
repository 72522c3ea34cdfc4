import { evalShape, UsageError, type ArrayLike, type NDArray, type ShapeDtypeStruct } from "@proj/array";
import { jit } from "@proj/jit";
import { interpreter } from "@proj/jit/core";
import { findCase, load } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { describeResults, describeType, operandOf, sameResults } from "./result-types/description.ts";
import { deviation } from "./result-types/deviations.ts";
import { calledAs, type Called, type Results } from "./result-types/functions.ts";
import { programs } from "./result-types/programs.ts";

function attempt(f: () => Results): string {
  try {
    return describeResults(f());
  } catch (error) {
    if (error instanceof UsageError) return "!";
    throw error;
  }
}

const functions = load("result-types").filter(({ group }) => group !== "programs");

describe("dtype, weakness and value of a result are those of JAX:", () => {
  test.each(functions)("$group $name", ({ group, name, params }) => {
    const f = calledAs(group, name);
    const differing: string[] = [];
    for (const [kinds, recorded] of Object.entries(params)) {
      const operands = kinds.split(" ").map(operandOf) as never[];
      const ours = attempt(() => f(...operands));
      if (sameResults(recorded as string, ours)) continue;
      if (deviation({ group, name, kinds: kinds.split(" "), jax: recorded as string, ours }) === null)
        differing.push(`${kinds}: ${ours} instead of ${recorded as string}`);
    }
    expect(differing).toEqual([]);
  });
});

describe("a function that is staged has the result types that it has eagerly:", () => {
  test.each(functions)("$group $name", ({ group, name, params }) => {
    // What depends on values cannot be staged.
    if (name === "nonzero") return;
    const f = calledAs(group, name);
    for (const kinds of Object.keys(params)) {
      const operands = kinds.split(" ").map(operandOf);
      const eager = attempt(() => f(...(operands as never[])));
      if (eager === "!") continue;
      const staged = [typesOf(f, operands)].flat() as ShapeDtypeStruct[];
      expect(`${kinds}: ${staged.map(describeType).join()}`).toBe(
        `${kinds}: ${eager
          .split(" | ")
          .map((part) => part.split(" ")[0]!)
          .join()}`,
      );
    }
  });
});

/** The types of a function's results; its arrays are traced, its numbers are numbers. */
function typesOf(f: Called, operands: readonly ArrayLike[]): unknown {
  const arrays = operands.filter((operand): operand is NDArray => typeof operand === "object");
  return evalShape(
    (...traced: NDArray[]) => {
      const rest = [...traced];
      return f(...(operands.map((operand) => (typeof operand === "object" ? rest.shift() : operand)) as never[]));
    },
    ...(arrays as never[]),
  );
}

describe("loops, branches and transformations give what they give in JAX:", () => {
  const recorded = findCase("result-types", "programs", "programs").params;
  test.each(Object.entries(programs))("%s", (name, program) => {
    const ours = attempt(program);
    // Branches of a switch have one type, as those of cond have; JAX gives it the weakness of the first.
    const expected = name === "switch" ? (recorded[name] as string).replace("*", "") : (recorded[name] as string);
    expect(sameResults(expected, ours), `${ours} instead of ${expected}`).toBe(true);
  });

  test("none is left out", () => {
    expect(Object.keys(programs)).toEqual(Object.keys(recorded));
  });
});

describe("a number argument of a compiled function means what it means in the function:", () => {
  const pairs = functions.filter(({ group, params }) => group === "np" && "i n2" in params);
  test.each(pairs)("$name", ({ group, name, params }) => {
    const f = calledAs(group, name);
    const compiled = jit(f as (...operands: readonly ArrayLike[]) => Results, { target: interpreter() });
    for (const kinds of Object.keys(params).filter((kind) => /n-?[\d.]+/.test(kind) && !kind.includes("T"))) {
      const operands = kinds.split(" ").map(operandOf);
      const eager = attempt(() => f(...(operands as never[])));
      const deviates =
        deviation({ group, name: `jit ${name}`, kinds: kinds.split(" "), jax: eager, ours: "" }) !== null;
      const inCompiled = attempt(() => compiled(...operands));
      if (!deviates) expect(sameResults(eager, inCompiled), `${kinds}: ${inCompiled} instead of ${eager}`).toBe(true);
    }
  });
});
