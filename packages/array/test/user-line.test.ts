import { userLine } from "@proj/array/core";
import { expect, test } from "vitest";

const stack = (...lines: string[]): string => ["Error", ...lines.map((line) => `    at ${line}`)].join("\n");
const user = "loss (file:///home/me/packages/reach/src/loss.ts:3:7)";

test.each([
  [
    "installed",
    "userLine (file:///home/me/node_modules/@proj/array/dist/core.js:9:1)",
    ["NDArray.add (file:///home/me/node_modules/@proj/array/dist/core.js:1:2)", "Array.map (<anonymous>)"],
  ],
  [
    "installed by pnpm, with packages of others",
    "userLine (/home/me/node_modules/.pnpm/@proj+array@1.0.0/node_modules/@proj/array/dist/core.js:9:1)",
    [
      "update (/home/me/node_modules/.pnpm/@proj+new@1.0.0/node_modules/@proj/new/dist/index.js:1:2)",
      "each (/home/me/node_modules/others/index.js:1:2)",
    ],
  ],
  [
    "linked, on Windows",
    String.raw`userLine (C:\work\@proj\array\dist\core.js:9:1)`,
    [String.raw`update (C:\work\@proj\new\dist\index.js:1:2)`, "node:internal/process/task_queues:95:5"],
  ],
  [
    "one file of a page",
    "userLine (https://cdn.example/proj.js:9:1)",
    ["NDArray.add (https://cdn.example/proj.js:1:2)"],
  ],
])("the line of the user is found where the packages are %s", (_, here, library) => {
  expect(userLine(stack(...library, user, "node:internal/main:1:2"), `    at ${here}`)).toBe(`at ${user}`);
  expect(userLine(stack(...library), `    at ${here}`)).toBeNull();
});

test("sources of a new package that lies beside this one are not the user's", () => {
  const here = "    at userLine (/home/someone/family/packages/array/src/core/user-line.ts:9:1)";
  const lines = [
    "step (/home/someone/family/packages/new/src/step.ts:1:2)",
    "/home/someone/family/packages/new/test/step.test.ts:1:2",
  ];
  expect(userLine(stack(...lines), here)).toBe("at /home/someone/family/packages/new/test/step.test.ts:1:2");
});
