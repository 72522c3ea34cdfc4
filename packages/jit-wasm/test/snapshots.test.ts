import { examplePrograms } from "@proj/generators/example-programs";
import { compile } from "@proj/jit/core";
import { moduleText, wasm } from "@proj/jit-wasm";
import { expect, test } from "vitest";

test.each(examplePrograms.map(({ name, jaxpr }) => [name, jaxpr] as const))(
  "the module of %s reads as it is written down",
  async (name, jaxpr) => {
    const text = moduleText(compile(name, jaxpr(), wasm({ relaxedSimd: false })));
    await expect(text).toMatchFileSnapshot(`snapshots/${name}.wat`);
  },
);
