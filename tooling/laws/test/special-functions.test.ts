import { array } from "@proj/array";
import { load } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { faults } from "./special-functions/judge.ts";
import { rows } from "./special-functions/rows.ts";

const cases = load("special-functions");

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
