import { asarray, UsageError, type NDArray } from "@proj/array";
import { field, filterJit, inferenceMode, Module, treeAt, withFields } from "@proj/module";
import { leaves, map, structure } from "@proj/tree";
import { describe, expect, expectTypeOf, test } from "vitest";

class Spring extends withFields({
  stiffness: field({ converter: asarray, default: 1 }),
  rest: field<number>(),
  lengths: field<readonly number[]>({ static: true, defaultFactory: () => [1, 2] }),
}) {
  checkInit(): void {
    if (this.rest < 0) throw new RangeError("rest");
  }
  force(x: NDArray): NDArray {
    return x.sub(this.rest).mul(this.stiffness);
  }
}
class Damped extends withFields(
  { damping: field({ converter: asarray }), name: field({ static: true, default: "d" }) },
  Spring,
) {
  override checkInit(): void {
    if (this.name === "") throw new RangeError("name");
  }
}

describe("fields", () => {
  test("are completed by defaults and converted, and keep their order", () => {
    const spring = new Spring({ rest: 3 });
    expect(String(spring)).toBe("Spring { stiffness: weak_f32[], rest: 3, lengths: [1, 2] }");
    expect(new Spring({ rest: 3 }).lengths).not.toBe(spring.lengths);
    expect(spring.force(asarray(5)).item()).toBe(2);
    expect(spring.with({ stiffness: 4 }).stiffness.item()).toBe(4);
  });

  test("that are static belong to the structure", () => {
    const [a, b, c] = [new Spring({ rest: 3 }), new Spring({ rest: 4 }), new Spring({ rest: 3, lengths: [1] })];
    expect(leaves(a)).toHaveLength(2);
    expect(structure(a).equals(structure(b))).toBe(true);
    expect(structure(a).equals(structure(c))).toBe(false);
    const run = filterJit((s: Spring, x: NDArray) => s.force(x).mul(s.lengths.length));
    run(a, asarray(5));
    run(a.with({ stiffness: 2 }), asarray(5));
    expect(run.traces).toHaveLength(1);
    expect(run(c, asarray(5)).item()).toBe(2);
    expect(run.traces).toHaveLength(2);
  });

  test("are inherited, those of the base first", () => {
    const damped = new Damped({ rest: 1, damping: 2 });
    expect(Object.keys(damped)).toEqual(["stiffness", "rest", "lengths", "damping", "name"]);
    expect(damped).toBeInstanceOf(Spring);
    expect(damped).toBeInstanceOf(Module);
    expect(damped.force(asarray(3)).item()).toBe(2);
  });

  test("are neither converted nor checked where a tree is rebuilt", () => {
    const damped = new Damped({ rest: 1, damping: 2 });
    const masked = map(() => -1, damped);
    expect([masked.rest, masked.damping, masked.name]).toEqual([-1, -1, "d"]);
    expect(treeAt((d) => d.rest, damped, -5).rest).toBe(-5);
    expect(new Spring({ rest: 2 }).rest).toBe(2);
  });

  test("are checked by the checkInit of every class", () => {
    expect(() => new Damped({ rest: -1, damping: 2 })).toThrow("rest");
    expect(() => new Damped({ rest: 1, damping: 2, name: "" })).toThrow("name");
    expect(() => new Spring({ rest: 1 }).with({ rest: -1 })).toThrow("rest");
  });

  test("that are missing or unknown are errors", () => {
    expect(() => new Spring({} as never)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: new Spring received no value for the field "rest"
        expected: values for stiffness, rest, lengths, of which only those with a default can be left out
        to fix:   give rest, or give the field a default: field({ default: … })]
    `);
    expect(() => new Spring({ rest: 1, colour: 2 } as never)).toThrow('a value for "colour", which is no field');
    expect(() => field({ default: 1, defaultFactory: () => 2 } as never)).toThrow(UsageError);
  });

  test("have types that follow from what is declared", () => {
    const damped = new Damped({ rest: 1, damping: 2 });
    expectTypeOf(damped.damping).toEqualTypeOf<NDArray>();
    expectTypeOf(damped.name).toEqualTypeOf<string>();
    expectTypeOf(leaves(new Spring({ rest: 1 }))).toEqualTypeOf<(number | NDArray)[]>();
    const compiles = (): void => {
      // @ts-expect-error a field is missing
      new Spring({ stiffness: 1 });
      // @ts-expect-error a field of another type
      new Spring({ rest: "1" });
      // @ts-expect-error fields are readonly
      damped.rest = 2;
    };
    expect(compiles).toBeTypeOf("function");
  });
});

test("inferenceMode sets the field wherever it is, also inside of a module that has it", () => {
  class Outer extends Module<{ readonly inference: boolean; readonly inner: Outer | null }> {}
  const outer = new Outer({ inference: false, inner: new Outer({ inference: false, inner: null }) });
  const changed = inferenceMode([outer]);
  expect([changed[0]!.inference, changed[0]!.inner!.inference]).toEqual([true, true]);
  expect(inferenceMode(changed, false)).toEqual([outer]);
});
