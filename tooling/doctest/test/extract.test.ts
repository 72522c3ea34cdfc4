import { expect, test } from "vitest";
import { extractExamples } from "../src/extract.ts";

const fence = "```";

test("a ts fence of a Markdown file is an example that keeps its lines", () => {
  const text = ["# Title", "", `${fence}ts`, "const a = 1;", "a; // → 1", fence, `${fence}sh`, "ls", fence].join("\n");
  expect(extractExamples("a.md", text)).toEqual([{ file: "a.md", line: 4, code: "\n\n\nconst a = 1;\na; // → 1" }]);
});

test("a continued fence sees the fences before it, back to the last plain one", () => {
  const text = [
    ...[`${fence}ts`, "const lost = 1;", fence],
    ...[`${fence}ts`, "const a = 1;", fence],
    ...[`${fence}ts continued`, "a; // → 1", fence],
  ].join("\n");
  expect(extractExamples("a.md", text).at(-1)).toEqual({
    file: "a.md",
    line: 8,
    code: "\n\n\n\nconst a = 1;\n\n\na; // → 1",
  });
});

test("a signature shown for reading is no example", () => {
  expect(extractExamples("a.md", `${fence}ts signature\nfunction f(): void;\n${fence}`)).toEqual([]);
});

test("every @example of a doc comment is an example, fenced or bare", () => {
  const text = [
    "/**",
    " * Adds.",
    " *",
    " * @example",
    ` * ${fence}ts`,
    " * if (true) {",
    " *   add(1, 2); // → 3",
    " * }",
    ` * ${fence}`,
    " * @example",
    " * add(3, 4); // → 7",
    " * @throws Never.",
    " */",
    "export function add() {}",
  ].join("\n");
  expect(extractExamples("a.ts", text).map(({ line, code }) => [line, code.trimStart()])).toEqual([
    [6, "if (true) {\n  add(1, 2); // → 3\n}"],
    [11, "add(3, 4); // → 7"],
  ]);
});
