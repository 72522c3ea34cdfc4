import { fileURLToPath } from "node:url";
import { cpu, setDefaultDevice } from "@proj/array";
import { lacksPython } from "@proj/devices/python-with-jax";
import { afterEach, expect, test } from "vitest";
import { workspaceExamples } from "../src/extract.ts";
import { exampleModule } from "../src/plugin.ts";
import { typeCheck } from "../src/type-check.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const examples = workspaceExamples(root);

// Examples share one process, and each starts where a program does: on the host.
afterEach(() => {
  setDefaultDevice(cpu);
});

let messagesAbout: ((path: string) => string[]) | undefined;
function typeErrors(path: string): string[] {
  messagesAbout ??= typeCheck(
    new Map(examples.map((example) => [exampleModule(example), `${example.code}\nexport {};`])),
    fileURLToPath(new URL("../../../tsconfig.base.json", import.meta.url)),
  );
  return messagesAbout(path);
}

test.each(examples.map((example) => [`${example.file}:${example.line}`, example] as const))(
  "%s",
  async (_, example) => {
    expect(typeErrors(exampleModule(example))).toEqual([]);
    if (lacksPython(example.code)) return;
    await import(/* @vite-ignore */ exampleModule(example));
  },
);
