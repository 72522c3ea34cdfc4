import { array, cpu, setDefaultDevice, UsageError } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { setDefaultTarget } from "@proj/jit";
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import type { Argument } from "./misuse/arguments.ts";
import { doors } from "./misuse/calls.ts";

/*
 * Mistakes that plain JavaScript lets through. Whatever is wrong with one argument of a call, the answer is an error that says
 * which function was called, what came in, what was expected and how to correct it; never an engine's own error, never a
 * result, and never an error in the name of a function that the user has not called.
 */

type Callable = (...args: unknown[]) => unknown;

function isClass(value: unknown): boolean {
  return typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));
}

function show(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) {
    if (Object.getPrototypeOf(value) !== Object.prototype && !Array.isArray(value)) return value.constructor.name;
    return Array.isArray(value)
      ? `[${value.map(show).join(", ")}]`
      : `{ ${Object.entries(value).map(([name, entry]) => `${name}: ${show(entry)}`).join(", ")} }`; // prettier-ignore
  }
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** Functions that are another one with some arguments filled in, and speak in its name. */
const speaksAs: Readonly<Record<string, string>> = {
  variance: "var",
  divmod: "floorDivide",
  einsumPath: "einsum",
  map: "scan",
  hvp: "jvp",
  elu: "multiply",
  leakyRelu: "multiply",
  asarray: "array",
  squeeze: "reshape",
  treeMapParams: "mapParams",
  filterSpecAt: "updateAt",
  ...Object.fromEntries(["subkeys", "permutation", "getEnsemble", "choice"].map((name) => [name, "split"])),
  kaimingNormal: "heNormal",
  kaimingUniform: "heUniform",
  xavierNormal: "glorotNormal",
  xavierUniform: "glorotUniform",
  sliceInDim: "slice",
  dynamicSliceInDim: "dynamicSlice",
  dynamicIndexInDim: "dynamicSlice",
  dynamicUpdateIndexInDim: "dynamicUpdateSlice",
  dynamicUpdateSliceInDim: "dynamicUpdateSlice",
  square: "integerPow",
  fullLike: "constantLike",
  bitwiseNot: "not",
  bitwiseAnd: "and",
  bitwiseOr: "or",
  bitwiseXor: "xor",
};

/** What is wrong with the answer to a call, or null. */
async function complaint(names: readonly string[], f: Callable, args: readonly unknown[]): Promise<string | null> {
  const call = `(${args.map(show).join(", ")})`;
  try {
    const result = f(...args);
    await result;
    return `${call} was accepted`;
  } catch (error) {
    if (!(error instanceof UsageError)) return `${call} threw ${String(error).split("\n")[0]!}`;
    const parts = [error.operation, error.received, error.expected, error.remedy];
    if (!parts.every((part) => part.length > 0)) return `${call} threw an error without all four parts`;
    const named = names.some((name) => error.operation.toLowerCase().includes(name.toLowerCase()));
    return named ? null : `${call} threw an error in the name of ${error.operation}`;
  }
}

/** The call with each argument in turn replaced by each wrong value, and with nothing at all. */
function misuses(args: readonly Argument[]): unknown[][] {
  return args.flatMap(({ wrong }, place) =>
    wrong.map((value) => args.slice(0, Math.max(place + 1, required(args))).map(({ good }, i) => (i === place ? value : good))),
  ); // prettier-ignore
}

/** Arguments that cannot be left out: `undefined` is wrong for them. */
function required(args: readonly Argument[]): number {
  return args.findLastIndex(({ wrong }) => wrong.includes(undefined)) + 1;
}

afterEach(() => {
  setDefaultDevice(cpu);
  setDefaultTarget(null);
});

describe.each(doors)("%s", (_door, exports, calls) => {
  const names = Object.keys(exports).filter((name) => typeof exports[name] === "function" && !isClass(exports[name]));

  test.each(names)("%s refuses every wrong argument", async (name) => {
    const call = calls[name];
    if (call === undefined) expect.fail(`${name} has no row in misuse/calls.ts`);
    if ("takesAnything" in call) return;
    const exported = exports[name] as Callable;
    const f: Callable =
      "inVmap" in call
        ? (...args) => vmap(() => (exported(...args), array(0)), { axisName: "i", axisSize: 2 })()
        : exported;
    const args = "inVmap" in call ? call.inVmap : call;
    await f(...args.map(({ good }) => good));
    const aliases = names.filter((other) => exports[other] === exported);
    const spoken = [...aliases, ...aliases.flatMap((alias) => speaksAs[alias] ?? [])];
    const complaints: string[] = [];
    for (const misuse of misuses(args)) {
      const wrong = await complaint(spoken, f, misuse);
      if (wrong !== null) complaints.push(wrong);
    }
    expect(complaints).toEqual([]);
  });
});

/** Doors for other packages, which check nothing, and one that opens the others. */
const notForUsers = /\/core$|^@proj\/all\b|\/package\.json$/;
/** Functions of which no call can work on every machine. */
const needsAGpu = ["@proj/jit-webgpu: init", "@proj/jit-webgpu: kernelText"];

test("every function that a program can import is in the table", async () => {
  const packages = new URL("../../../packages/", import.meta.url);
  const specifiers = readdirSync(packages).flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(new URL(`${folder}/package.json`, packages), "utf8")) as {
      readonly name: string;
      readonly exports: Readonly<Record<string, unknown>>;
    };
    return Object.keys(manifest.exports).map((door) => `${manifest.name}${door.slice(1)}`);
  });
  const covered = new Set(doors.flatMap(([, exports]) => Object.values(exports)));
  const missing: string[] = [];
  const walk = (path: string, exports: object): void => {
    for (const [name, value] of Object.entries(exports) as [string, unknown][]) {
      if (typeof value === "function" && !isClass(value) && !covered.has(value)) missing.push(`${path}: ${name}`);
      if (Object.prototype.toString.call(value) === "[object Module]") walk(`${path}.${name}`, value as object);
    }
  };
  for (const specifier of specifiers.filter((name) => !notForUsers.test(name))) {
    walk(specifier, (await import(/* @vite-ignore */ specifier)) as object);
  }
  expect(missing).toEqual(needsAGpu);
});
