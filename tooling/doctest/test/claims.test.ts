import { expect, test } from "vitest";
import { claims } from "../src/claims.ts";
import { print } from "../src/print.ts";

test("values print as one would write them", () => {
  class Point {
    x = 1;
  }
  class Named {
    toString(): string {
      return "Named!";
    }
  }
  expect(print({ a: [1, -0, Number.NaN], "b c": "text", n: null })).toBe('{ a: [1, -0, NaN], "b c": "text", n: null }');
  expect(print(new Map([["a", new Set([1n])]]))).toBe('Map { "a" => Set { 1n } }');
  expect(print([new Float32Array([0.5]), new Point(), new Named(), Math.sin, {}])).toBe(
    "[Float32Array [0.5], Point { x: 1 }, Named!, [Function: sin], {}]",
  );
});

test("an equal value passes whatever its spaces, another one fails", () => {
  claims.equal([1, 2], "[1,\n 2]");
  expect(() => {
    claims.equal([1, 2], "[1, 3]");
  }).toThrowErrorMatchingInlineSnapshot(`
    [Error: The example says
      → [1, 3]
    but the program gives
      [1, 2]]
  `);
});

test("a close value agrees to the digits shown, no further", () => {
  claims.close([Math.PI, 1e-7], "[3.14, 1.0e-7]");
  expect(() => {
    claims.close(Math.PI, "3.15");
  }).toThrow("3.15");
  expect(() => {
    claims.close([1, 2], "[1]");
  }).toThrow("[1]");
});

test("an expected error is looked for by its message, and its absence is a failure", async () => {
  const fails = () => {
    throw new TypeError("no such thing");
  };
  await claims.throws(fails, "TypeError: no such");
  await expect(claims.throws(fails, "another")).rejects.toThrow("another");
  await expect(claims.throws(() => 1, "anything")).rejects.toThrow("no error, but 1");
});
