import { array, debug, effectsBarrier, type NDArray } from "@proj/array";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const lines: string[] = [];
beforeEach(() => {
  vi.spyOn(console, "log").mockImplementation((line: string) => {
    lines.push(line);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  lines.length = 0;
});

function printed(format: string, ...values: unknown[]): string {
  lines.length = 0;
  debug.print(format, ...values);
  return lines.join("\n");
}

test("a format takes values by order, by position and by name", () => {
  expect(printed("{} and {}", array([1, 2]), 3)).toBe("[1, 2] and 3");
  expect(printed("{1} {0} {1}", "a", "b")).toBe("b a b");
  expect(printed("{x}, {y}: {0}", "first", { x: array(1.5), y: true })).toBe("1.5, true: first");
  expect(printed("{{}} {tree}", { tree: { w: array([1, 2]), b: [null, 0] } })).toBe("{} { b: [null, 0], w: [1, 2] }");
  expect(printed("nothing to show")).toBe("nothing to show");
});

test("a field chooses the digits of its numbers", () => {
  expect(printed("{:.2f} {:.1e} {:.3g}", 1 / 3, 12345, 2 / 3)).toBe("0.33 1.2e+4 0.667");
  expect(
    printed("{x:.1f}", {
      x: array([
        [1, 2.25],
        [3, NaN],
      ]),
    }),
  ).toBe("[[1.0, 2.3], [3.0, NaN]]");
});

test("a wrong format is refused when it is written, not when it is printed", () => {
  expect(() => {
    debug.print("{", 1);
  }).toThrow(/braces in pairs/);
  expect(() => {
    debug.print("{} {}", 1);
  }).toThrow(/field \{1\}, and 1 value/);
  expect(() => {
    debug.print("{x}", { y: 1 });
  }).toThrow(/a member x/);
});

test("callbacks get what arrays there are, and all else as it is", async () => {
  const seen: unknown[] = [];
  debug.callback(
    (x: NDArray, name: string, rest: { readonly n: number }) => seen.push([x.toList(), name, rest.n]),
    array([1]),
    "w",
    { n: 2 },
  );
  await effectsBarrier();
  expect(seen).toEqual([[[1], "w", 2]]);
});
