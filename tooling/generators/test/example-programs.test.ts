import { checkJaxpr } from "@proj/array/core";
import { examplePrograms } from "@proj/generators/example-programs";
import { expect, test } from "vitest";

test.each(examplePrograms.map((program) => [program.name, program] as const))("%s is well formed", (_, { jaxpr }) => {
  const made = jaxpr();
  checkJaxpr(made);
  expect(made.outputs).toHaveLength(1);
});
