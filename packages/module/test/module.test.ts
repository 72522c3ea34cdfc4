import { array, type NDArray } from "@proj/array";
import { Linear, Module } from "@proj/module";
import { keyString, leaves, leavesWithPath, map, structure } from "@proj/tree";
import { describe, expect, expectTypeOf, test } from "vitest";

class PointMass extends Module<{ readonly mass: NDArray | number; readonly damping: number }> {
  static init({ mass = 1, damping = 0 } = {}): PointMass {
    return new PointMass({ mass: array(mass), damping });
  }
  acceleration(force: number): number {
    return force / (this.mass as number);
  }
}
class Plant<Skeleton> extends Module<{ readonly skeleton: Skeleton; readonly label: string }> {
  parts(): readonly Skeleton[] {
    return [this.skeleton];
  }
}
class Heavy extends PointMass {
  momentum(): number {
    return 2;
  }
}

describe("a module", () => {
  test("has its fields and its methods", () => {
    const plant = new PointMass({ mass: 2, damping: 0.5 });
    expect(plant.damping).toBe(0.5);
    expect(plant.acceleration(8)).toBe(4);
    expect(plant).toBeInstanceOf(PointMass);
    expect(plant).toBeInstanceOf(Module);
  });

  test("is frozen: assignments, new fields and deletions throw", () => {
    const plant = new PointMass({ mass: 2, damping: 0.5 });
    expect(() => {
      (plant as { damping: number }).damping = 1;
    }).toThrow(TypeError);
    expect(() => Object.assign(plant, { colour: "red" })).toThrow(TypeError);
    expect(() => delete (plant as { damping?: number }).damping).toThrow(TypeError);
    expect(plant.damping).toBe(0.5);
  });

  test("is not changed by changes of the record it was made from", () => {
    const fields = { mass: 1, damping: 2 };
    const plant = new PointMass(fields);
    fields.damping = 3;
    expect(plant.damping).toBe(2);
  });

  test("gives a changed copy of its own class", () => {
    const heavy = new Heavy({ mass: 2, damping: 0.5 }).with({ damping: 0 });
    expect(heavy).toBeInstanceOf(Heavy);
    expect(heavy.momentum()).toBe(2);
    expect([heavy.mass, heavy.damping]).toEqual([2, 0]);
  });

  test("prints as its fields", () => {
    expect(String(PointMass.init())).toBe("PointMass { mass: weak_f32[], damping: 0 }");
  });

  test("refuses fields that it has not, and what is no record", () => {
    const plant = new PointMass({ mass: 2, damping: 0.5 });
    expect(() => plant.with({ colour: "red" } as never)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: PointMass.with received a change of "colour"
        expected: changes of mass, damping
        to fix:   correct the name, or build a new module to change its fields themselves]
    `);
    expect(() => new Linear(3 as never)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: new Linear received the number 3
        expected: one object with all fields of the module
        to fix:   name the fields: new Linear({ … }); to build one from sizes and a key, use Linear.init(…) if there is one]
    `);
  });
});

describe("a module as a tree", () => {
  test("has its fields as children, named by paths", () => {
    const plant = new Plant({ skeleton: new PointMass({ mass: 3, damping: 4 }), label: "p" });
    expect(leavesWithPath(plant).map(([path, leaf]) => [keyString(path), leaf])).toEqual([
      [".skeleton.mass", 3],
      [".skeleton.damping", 4],
      [".label", "p"],
    ]);
  });

  test("is rebuilt around anything", () => {
    const masked = map(() => null, new Plant({ skeleton: new PointMass({ mass: 3, damping: 4 }), label: "p" }));
    expect(masked).toBeInstanceOf(Plant);
    expect(masked.skeleton).toBeInstanceOf(PointMass);
    expect(masked.skeleton.mass).toBeNull();
  });

  test("has one structure, in whatever order its fields were written", () => {
    const a = new PointMass({ mass: 3, damping: 4 });
    const b = new PointMass({ damping: 4, mass: 3 });
    expect(structure(a).equals(structure(b))).toBe(true);
    expect(structure(a).key).toBe(structure(b).key);
    expect(leaves(b)).toEqual(leaves(a));
  });

  test("differs in structure from other classes with the same fields", () => {
    const fields = { mass: 3, damping: 4 };
    expect(structure(new PointMass(fields)).equals(structure(new Heavy(fields)))).toBe(false);
    expect(() => map((x) => x, new PointMass(fields), new Heavy(fields))).toThrow("different types");
  });
});

describe("the type of a module", () => {
  test("has readonly fields, and demands all of them", () => {
    const plant = new PointMass({ mass: 2, damping: 0.5 });
    expectTypeOf(plant.mass).toEqualTypeOf<NDArray | number>();
    expectTypeOf(plant.with({ mass: 1 })).toEqualTypeOf<PointMass>();
    expectTypeOf(leaves(plant)).toEqualTypeOf<(NDArray | number)[]>();
    expectTypeOf(map((leaf) => leaf, plant)).toEqualTypeOf<PointMass>();
    const compiles = (): void => {
      // @ts-expect-error fields are readonly
      plant.mass = 3;
      // @ts-expect-error a field is missing
      new PointMass({ mass: 1 });
      // @ts-expect-error no such field
      plant.with({ weight: 1 });
      // @ts-expect-error a field of another type
      plant.with({ damping: "strong" });
    };
    expect(compiles).toBeTypeOf("function");
  });

  test("can be generic in its fields", () => {
    const plant = new Plant({ skeleton: new PointMass({ mass: 3, damping: 4 }), label: "p" });
    expectTypeOf(plant.skeleton).toEqualTypeOf<PointMass>();
  });
});
