import { describe, expect, test } from "vitest";
import { markPure } from "../src/pure.js";

describe("what a module computes when it loads is marked as free of effects", () => {
  test.each([
    ["const a = f(g(1));", "const a = /* @__PURE__ */ f(/* @__PURE__ */ g(1));"],
    ["const a = new Map<string, number>();", "const a = /* @__PURE__ */ new Map<string, number>();"],
    ["const a = { b: f(), c };", "const a = { b: /* @__PURE__ */ f(), c };"],
    ["const a = { b: 2 ** -24 };", "const a = /* @__PURE__ */ (() => ({ b: 2 ** -24 }))();"],
    ["const a = { ...b };", "const a = /* @__PURE__ */ (() => ({ ...b }))();"],
    ["export const a = b.c as const;", "export const a = /* @__PURE__ */ (() => (b.c as const))();"],
    ["class C { [f()] = 1; }", " const C = /* @__PURE__ */ (function () { class C { [f()] = 1; } return C; })();"],
    [
      "export abstract class C { static a = f(); }",
      "export const C = /* @__PURE__ */ (function () {  abstract class C { static a = f(); } return C; })();",
    ],
  ])("%s", (source, marked) => {
    expect(markPure(source)).toBe(marked);
  });

  test("class C { a = 1 }, which keeps its name", () => {
    expect(markPure("export class C { a = 1 }", { named: true })).toBe(
      'export const C = /* @__PURE__ */ (function () {  class C { static { Object.defineProperty(this, "name", { value: "C", configurable: true }); } a = 1 } return C; })();',
    );
  });

  test.each([
    "const a = [1, -3, 'b', true, null, c, () => f(), /d/];",
    "class C { #a = f(); b() {} static c = 1; }",
    "function f() { const a = g(); }",
    "install(f());",
  ])("%s needs no mark, or may have none", (source) => {
    expect(markPure(source)).toBe(source);
  });
});
