import { inspect } from "node:util";
import { array, makeJaxpr, ShapeDtypeStruct } from "@proj/array";
import { jit } from "@proj/jit";
import { Linear } from "@proj/module";
import { adam } from "@proj/optim";
import { key } from "@proj/random";
import { structure } from "@proj/tree";
import { describe, expect, test } from "vitest";

describe("a console shows what a reader wants to know", () => {
  const layer = Linear.init(2, 1, { key: key(0) });

  const shown: readonly (readonly [what: string, value: unknown, text: string])[] = [
    ["the structure of a tree", structure({ a: 1, b: [2, null] }), "PyTreeDef({'a': *, 'b': [*, null]})"],
    ["a key", key(0), "u32[2] [0, 0]"],
    ["a module", layer, "Linear { weight: f32[1,2], bias: f32[1] }"],
    ["a type", new ShapeDtypeStruct([2], "float32"), "float32[2]"],
    ["a staged function", jit((x) => x.mul(2), { name: "double" }), "jit(double)"],
    ["a Jaxpr", makeJaxpr((x) => x.mul(2))(array(1)), "{ lambda ; a:f32[]. let b:f32[] = mul a 2.0:f32[] in (b,) }"],
  ];

  test.each(shown)("of %s", (_, value, text) => {
    expect(inspect(value).replaceAll(/\s+/g, " ")).toBe(text);
  });

  test("of a state of Adam", () => {
    expect(inspect(adam(0.1).init(layer)).replaceAll(/\s+/g, " ")).toBe(
      "[ { count: i32[] 0, mu: Linear { weight: f32[1,2], bias: f32[1] }, nu: Linear { weight: f32[1,2], bias: f32[1] } }, {} ]",
    );
  });

  test("an assignment to a module is an error that names its class", () => {
    expect(() => {
      (layer as { bias: unknown }).bias = null;
    }).toThrow("object Linear");
  });
});
