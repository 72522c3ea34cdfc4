import type { Json, RecordedCall } from "@proj/reference";

const snake = (name: string): string =>
  name === "MultiSteps" ? name : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A call of the list as a Python expression, in which `find` looks names of Optax up. */
export function pythonOf([name, args, options = {}]: RecordedCall): string {
  const named = Object.entries(options).map(([key, value]) => `${snake(key)}=${valueOf(value)}`);
  const made = `find("${snake(name)}")(${[...args.map(valueOf), ...named].join(", ")})`;
  return name === "MultiSteps" ? `${made}.gradient_transformation()` : made;
}

function valueOf(value: Json): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((entry: Json) => valueOf(entry)).join(", ")}]`;
  if ("call" in value) return pythonOf(value["call"] as unknown as RecordedCall);
  return `{${Object.entries(value)
    .map(([key, entry]) => `"${key}": ${valueOf(entry)}`)
    .join(", ")}}`;
}
