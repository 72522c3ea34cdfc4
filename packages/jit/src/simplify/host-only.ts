import { UsageError } from "@proj/array";
import type { Equation } from "@proj/array/core";

/** Refuses a routine that is computed on the host alone. */
export function refuseHostOnly({ inputs, params }: Equation<"routine">): void {
  const { name, rules } = params.routine;
  const { procedure } = rules;
  if (typeof procedure === "function" || "composed" in procedure) return;
  throw new UsageError({
    operation: name,
    received: `a compiled program, with ${name} of ${inputs.map(({ aval }) => aval.dtype).join(" and ")}`,
    expected: `a call outside of jit: ${procedure.hostOnly}`,
    remedy: "compute it eagerly on the host, and give the results to the compiled function",
  });
}
