import type { Case, Json, Tensor } from "./table.ts";

/**
 * The arguments of a recorded call, as its script wrote them down: arrays stand among the inputs of the case and are named
 * where they belong, slices are texts, and lists and options are as they were.
 *
 * @param of - a case with `args` among its parameters.
 * @param make - makes an array of a stored one.
 * @returns the arguments by position; options are the last, if there are any.
 */
export function recordedArguments(of: Case, make: (tensor: Tensor) => unknown): readonly unknown[] {
  const read = (value: Json): unknown => {
    if (Array.isArray(value)) return value.map((entry: Json) => read(entry));
    if (typeof value !== "object" || value === null) return value;
    const entries = value as Readonly<Record<string, Json>>;
    const { input, number } = entries;
    if (typeof input === "string") return make(of.inputs[input]!);
    if (typeof number === "string") return Number(number);
    return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, read(entry)]));
  };
  return (of.params["args"] as readonly Json[]).map(read);
}
