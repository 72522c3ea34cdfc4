import { flatten, leaves, map, Partial, reduceAssociative, registerDataclass, structure } from "@proj/tree";
import { describe, expect, it } from "vitest";

describe("Partial", () => {
  const scale = (factor: { readonly by: number }, offset: number, x: number): number => factor.by * x + offset;

  it("is a tree of its arguments, whose structure has the function", () => {
    const node = new Partial(scale, { by: 3 }, 1);
    expect(node.call(10)).toBe(31);
    expect(leaves(node)).toEqual([3, 1]);
    expect(map((leaf: number) => leaf * 2, node as unknown as number)).toBeInstanceOf(Partial);
    const [, treedef] = flatten<unknown>(node);
    expect((treedef.unflatten([5, 7]) as typeof node).call(10)).toBe(57);
    expect(structure(node).equals(structure(new Partial(scale, { by: 0 }, 0)))).toBe(true);
    expect(structure(node).equals(structure(new Partial((...all: typeof node.args) => all, { by: 0 }, 0)))).toBe(false);
  });
});

describe("registerDataclass", () => {
  class Spring {
    readonly stiffness: number;
    readonly unit: string;
    constructor(stiffness: number, unit: string) {
      if (typeof stiffness !== "number") throw new Error("a number is wanted");
      this.stiffness = stiffness;
      this.unit = unit;
    }
  }
  registerDataclass(Spring, { dataFields: ["stiffness"], metaFields: ["unit"] });

  it("makes nodes of some fields, without the constructor", () => {
    const [values, treedef] = flatten<unknown>(new Spring(3, "N"));
    expect(values).toEqual([3]);
    expect(treedef.unflatten([null])).toMatchObject({ stiffness: null, unit: "N" });
    expect(treedef.unflatten([4])).toBeInstanceOf(Spring);
    expect(structure(new Spring(1, "N")).equals(treedef)).toBe(true);
    expect(structure(new Spring(1, "kN")).equals(treedef)).toBe(false);
    expect(() => { registerDataclass(Spring, { dataFields: [] }); }).toThrow("a node already"); // prettier-ignore
  });
});

describe("reduceAssociative", () => {
  it("joins neighbours, halves first, as JAX does", () => {
    const joined = (tree: unknown): string => reduceAssociative((x: string, y: string) => `(${x}${y})`, tree);
    expect(joined(["a", "b", "c"])).toBe("(a(bc))");
    expect(joined(["a", "b", "c", "d", "e"])).toBe("((ab)(c(de)))");
    expect(reduceAssociative((x: number, y: number) => x + y, [], { identity: 0 })).toBe(0);
    expect(() => joined([])).toThrow("no identity");
    expect(reduceAssociative((x: unknown, y: unknown) => [x, y], [[1], [2]], { isLeaf: (x) => Array.isArray(x) && x.length === 1 })).toEqual([[1], [2]]); // prettier-ignore
  });
});
