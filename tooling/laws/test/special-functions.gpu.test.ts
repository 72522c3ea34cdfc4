import { array, slice, type NDArray } from "@proj/array";
import { load } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { caseOf } from "../src/case.ts";
import { reference } from "../src/subject.ts";
import { subjects, type SubjectName } from "../src/subjects.ts";
import { argumentsOf, faults } from "./special-functions/judge.ts";
import { rows } from "./special-functions/rows.ts";

const cases = [...load("special-functions"), ...load("special-integrals")];

describe("special functions, their derivatives and dtypes are those of JAX, and as accurate as their rows say", () => {
  test("every function of the reference has a row", () => {
    expect(Object.keys(rows).toSorted()).toEqual([...new Set(cases.map(({ group }) => group))].toSorted());
  });

  test.each(cases.filter(({ name }) => name !== "types").map((from) => [`${from.group} ${from.name}`, from] as const))(
    "%s",
    (_, from) => {
      expect(faults(rows[from.group]!, from)).toEqual([]);
    },
  );

  test.each(cases.filter(({ name }) => name === "types").map((from) => [from.group, from] as const))(
    "what %s gives for numbers gives way where it does in JAX; integers become floats",
    (name, { params: { at, arity, weak, ofInt32 } }) => {
      const { f } = rows[name]!;
      const times = <T>(x: T): T[] => new Array<T>(Number(arity)).fill(x);
      if (!name.startsWith("random")) expect(f(...times(Number(at))).weakType).toBe(weak);
      // JAX computes these integers in double precision once that is there.
      if (ofInt32 !== null) expect(f(...times(array([1, 2], { dtype: "int32" }))).dtype).toBe("float32");
    },
  );
});

/** A few points of many functions as one program. */
function sample(dtype: string, chosen: (group: string) => boolean) {
  const some = cases.filter(({ group, name }) => name === dtype && chosen(group));
  const points = some.map((from) => argumentsOf(from).map((x) => x.get(slice(0, null, 7))));
  const program = (args: readonly NDArray[]): NDArray[] => {
    const rest = [...args];
    return some.map(({ group }, k) => rows[group]!.f(...rest.splice(0, points[k]!.length)));
  };
  return { names: some.map(({ group }) => group), program: caseOf("special functions", program, points.flat()) };
}

describe("special functions are the same compiled", () => {
  // What is told by loops, and what by formulas alone.
  const few = new Set(["gammaln", "digamma", "gammainc", "betainc", "i0e", "ndtr", "ndtri"]);
  const runs: readonly (readonly [SubjectName, "float32" | "float64", (group: string) => boolean, number])[] = [
    ["wasm", "float32", () => true, 2 ** -15],
    ["wasm", "float64", () => true, 2 ** -43],
    ["webgpu", "float32", (group) => few.has(group), 2 ** -15],
  ];

  test.each(runs)("on %s in %s", async (name, dtype, chosen, near) => {
    const { names, program } = sample(dtype, chosen);
    const wanted = await reference.run(program.title, program.jaxpr, program.inputs);
    const found = await (await subjects[name]()).run(program.title, program.jaxpr, program.inputs);
    names.forEach((group, k) => {
      wanted[k]!.forEach((value, index) => {
        const error = Math.abs(found[k]![index]! - value) / Math.max(Math.abs(value), rows[group]!.absolute ?? 1e-30);
        if (!(error <= near)) expect([group, index, found[k]![index]]).toEqual([group, index, value]);
      });
    });
  });
});
