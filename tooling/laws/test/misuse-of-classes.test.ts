import { UsageError } from "@proj/array";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { acceptsUnknown, checksNothing, nonsense } from "./misuse/classes.ts";

/*
 * Constructors and static methods in plain JavaScript: nonsense is never an engine's own error, and options that a class does not
 * know are refused, also by one that has none.
 */

type Callable = (argument: unknown) => unknown;
type Class = new (argument: unknown) => object;

/** Doors for other packages, one that opens the others, and one that needs a GPU. */
const notForUsers = /\/core$|^@proj\/all\b|\/package\.json$|^@proj\/jit-webgpu|^@proj\/xla/;

const isClass = (value: unknown): value is Class =>
  typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));

/** Each constructor and static method that programs can import, by its name. */
async function entries(): Promise<Map<string, Callable>> {
  const packages = new URL("../../../packages/", import.meta.url);
  const found = new Map<string, Callable>();
  for (const folder of readdirSync(packages)) {
    const manifest = JSON.parse(readFileSync(new URL(`${folder}/package.json`, packages), "utf8")) as {
      readonly name: string;
      readonly exports: Readonly<Record<string, unknown>>;
    };
    for (const door of Object.keys(manifest.exports)) {
      const specifier = `${manifest.name}${door.slice(1)}`;
      if (notForUsers.test(specifier)) continue;
      const exports = (await import(/* @vite-ignore */ specifier)) as Readonly<Record<string, unknown>>;
      for (const [name, value] of Object.entries(exports)) {
        if (!isClass(value)) continue;
        found.set(`new ${name}`, (argument) => new value(argument));
        for (const [method, { value: called }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
          if (typeof called !== "function" || isClass(called)) continue;
          found.set(`${name}.${method}`, (argument) => (called as Callable).call(value, argument));
        }
      }
    }
  }
  return found;
}

/** What came of a call: accepted, refused in four parts, or what is wrong with the error. */
function outcome(f: Callable, argument: unknown): string {
  try {
    f(argument);
    return "accepted";
  } catch (error) {
    if (!(error instanceof UsageError)) return String(error).split("\n")[0]!;
    const { operation, received, expected, remedy } = error;
    return [operation, received, expected, remedy].every((part) => part !== "") ? "refused" : "a part is missing";
  }
}

const found = await entries();

test("there are classes to look at", () => {
  expect(found.size).toBeGreaterThan(150);
});

test("a constructor or static method answers nonsense with an error in four parts", () => {
  const complaints = Array.from(found).flatMap(([name, f]) => {
    if (name in checksNothing) return [];
    return nonsense.flatMap((argument) => {
      const came = outcome(f, argument);
      return came === "accepted" || came === "refused" ? [] : [`${name}(${String(argument)}): ${came}`];
    });
  });
  expect(complaints).toEqual([]);
});

test("what a constructor or static method does not know it refuses", () => {
  const accepting = Array.from(found.keys()).filter(
    (name) => outcome(found.get(name)!, { nonsense: 1 }) === "accepted",
  );
  expect(accepting.filter((name) => !(name in acceptsUnknown))).toEqual([]);
  expect(Object.keys(acceptsUnknown).filter((name) => !accepting.includes(name))).toEqual([]);
});
