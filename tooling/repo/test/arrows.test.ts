import { describe, expect, test } from "vitest";
import { withArrows } from "../src/arrows.js";

describe("functions that only return are built as arrows", () => {
  test.each([
    ["function f(x, y = 1) { return x + y; }", "const f = (x, y = 1) => { return x + y; };"],
    ["export async function f() {\n  return 1;\n}", "export const f = async () => {\n  return 1;\n};"],
    ["const a = [1];\nfunction f(x) { return x; }", "const a = [1];\nconst f = (x) => { return x; };"],
    ["function f(x) { return x; }\nconst a = f(1);", "const f = (x) => { return x; };\nconst a = f(1);"],
    [
      "function f() { return function () { return this; }; }",
      "const f = () => { return function () { return this; }; };",
    ],
  ])("%s", (source, built) => {
    expect(withArrows(source)).toBe(built);
  });

  test.each([
    ["is called above", "const a = f(1);\nfunction f(x) { return x; }"],
    [
      "is called by what is called above",
      "function g() { const x = f(); g(x); }\nconst a = g();\nfunction f() { return 1; }",
    ],
    ["is called by what a class computes", "class C { static a = f(); }\nfunction f() { return 1; }"],
    ["is called above by a method of an object", "const a = { m: () => f() };\na.m();\nfunction f() { return 1; }"],
    ["is a generator", "function* f() { return 1; }"],
    ["reads its own this", "function f() { return () => this.a; }"],
    ["reads its own arguments", "function f() { return arguments.length; }"],
    ["does more than return", "function f(x) { g(x); return x; }"],
    ["returns nothing", "function f() {}"],
  ])("but not one that %s", (_, source) => {
    expect(withArrows(source)).toBe(source);
  });
});
