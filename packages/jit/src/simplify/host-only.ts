import { cannotRun, type Equation } from "@proj/array/core";

/** Refuses a routine that is computed on the host alone, or by another target. */
export function refuseHostOnly({ inputs, params }: Equation<"routine">): void {
  const { name, rules } = params.routine;
  const { procedure } = rules;
  if (typeof procedure === "function" || "composed" in procedure) return;
  throw cannotRun(name, procedure, "a compiled program", inputs.map(({ aval }) => aval)); // prettier-ignore
}
