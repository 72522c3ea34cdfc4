import { bigintsOf, describeArray } from "@proj/array/core";
import { isList, rowOf, snakeCase, type Argument, type Call, type CallProgram } from "@proj/generators/random-calls";

const format = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

/** A program as one would write it in Python. */
export function formatProgram({ wide, inputs, calls }: CallProgram): string {
  const values = inputs.map(({ number, dtype, shape, weak, data }) => {
    const bigints = bigintsOf(data);
    const written = bigints === null ? Array.from(data, format) : Array.from(bigints, String);
    return `x${number} = ${describeArray({ dtype, shape, weakType: weak })} [${written.join(", ")}]`;
  });
  return [...(wide ? ["with 64-bit types"] : []), ...values, ...calls.flatMap(linesOf)]
    .map((line) => `  ${line}`)
    .join("\n");
}

/** A call, with its bodies in front of it. */
function linesOf(call: Call): string[] {
  const bodies: string[] = [];
  const written = (argument: Argument): string => {
    if (argument === null) return "None";
    if (typeof argument === "boolean") return argument ? "True" : "False";
    if (typeof argument !== "object") return JSON.stringify(argument);
    if (isList(argument)) return `[${argument.map(written).join(", ")}]`;
    if ("ref" in argument) return `x${argument.ref}`;
    if ("float" in argument)
      return typeof argument.float === "number" && Number.isInteger(argument.float)
        ? argument.float.toFixed(1)
        : String(argument.float);
    if ("dtype" in argument) return argument.dtype;
    if ("slice" in argument) return `slice(${argument.slice.map((one) => String(one ?? "None")).join(", ")})`;
    const { params, calls, result } = argument.body;
    const name = `f${params.join("_")}`;
    bodies.push(`def ${name}(${params.map((number) => `x${number}`).join(", ")}):`);
    bodies.push(...calls.flatMap(linesOf).map((line) => `  ${line}`));
    bodies.push(
      `  return ${typeof result === "number" ? `x${result}` : result.map((number) => `x${number}`).join(", ")}`,
    );
    return name;
  };
  const options = Object.entries(call.options).map(([name, option]) => `${snakeCase(name)}=${written(option)}`);
  const args = [...call.args.map(written), ...options].join(", ");
  const results = call.results.map((number) => `x${number}`).join(", ");
  const { jax } = rowOf(call.row);
  const made = `${jax.startsWith("lambda") ? `(${jax})` : jax}(${args})`;
  return [...bodies, results === "" ? made : `${results} = ${made}`];
}
