import { expect, test } from "vitest";
import { instrument } from "../src/instrument.ts";

test("a claim behind an expression checks its value", () => {
  expect(instrument("f(1) + 2; // → 3", "c")).toBe(';c.equal(f(1) + 2, "3"); // → 3');
});

test("a claim behind a const checks the value it names", () => {
  expect(instrument("const y = f(1); // ≈ 0.84", "c")).toBe('const y = f(1);;c.close(y, "0.84"); // ≈ 0.84');
});

test("a claim about an error wraps the statement", () => {
  expect(instrument("const y = f(1); // throws no", "c")).toBe(
    ';await c.throws(async () => (f(1)), "no"); // throws no',
  );
});

test("console.log is compared by what it shows", () => {
  expect(instrument("console.log(a, b); // → 1 2", "c")).toBe(';c.equal(c.logged(a, b), "1 2"); // → 1 2');
});

test("a claim may begin below its statement and goes on in indented comments", () => {
  const code = "f();\n// → { a: 1,\n//     b: 2 }\n// Then something else.\ng();";
  expect(instrument(code, "c").split("\n")[0]).toBe(';c.equal(f(), "{ a: 1,\\n     b: 2 }");');
});

test("claims inside the bodies of functions are checked too", () => {
  expect(instrument("run(() => {\n  g(); // → 1\n}); // → 2", "c")).toBe(
    ';c.equal(run(() => {\n  ;c.equal(g(), "1"); // → 1\n}), "2"); // → 2',
  );
});

test("a claim behind something without a value is an error", () => {
  expect(() => instrument("function f() {} // → 1", "c")).toThrowErrorMatchingInlineSnapshot(
    `[Error: Line 1: the comment "→ 1" says what something gives, but it stands behind neither an expression nor a \`const\` with one name. Put it behind such a statement, or on the line below it.]`,
  );
});
