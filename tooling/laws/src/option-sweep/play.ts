import { UsageError, type NDArray } from "@proj/array";
import { load, recordedArguments, type Case, type OptionFamily, type Tensor } from "@proj/reference";
import { recordedArray } from "../recorded-array.ts";
import { disagreement, listed } from "./compare.ts";
import { functionNamed } from "./functions.ts";

/** The calls of a family, and the arrays that they read. */
export interface Recorded {
  readonly calls: readonly Case[];
  readonly arrays: Readonly<Record<string, Tensor>>;
}

/** The recorded calls of a family of functions. */
export function recordedCalls(family: OptionFamily): Recorded {
  const cases = load(`options-${family}`);
  const [last] = cases.filter(({ group }) => group === "arrays");
  return { calls: cases.filter((one) => one !== last), arrays: last!.inputs };
}

/** Options, and functions, for which null has a meaning of its own; otherwise Python's None is what is not given. */
const nullable = new Set(["axis", "axes", "boundary", "signal.csd"]);

function withoutNone(group: string, argument: unknown): unknown {
  if (argument === null) return nullable.has(group) ? null : undefined;
  if (typeof argument !== "object" || argument.constructor !== Object) return argument;
  return Object.fromEntries(Object.entries(argument).filter(([name, value]) => value !== null || nullable.has(name)));
}

/** A call with its arrays by their types. */
export function described({ group, params }: Case, { arrays }: Recorded): string {
  const args = JSON.stringify(params["args"]).replaceAll(/\{"input":"(a\d+)"\}/g, (_, name: string) => {
    const { dtype, shape } = arrays[name]!;
    return `${dtype}[${shape.join()}]`;
  });
  return `${group}(${args.slice(1, -1)})`;
}

/** What is wrong with our answer to a recorded call, or null. */
export function complaint(recorded: Case, { arrays }: Recorded): string | null {
  const { group, params } = recorded;
  const refused = params["refused"] === true;
  const reads: NDArray[] = [];
  const make = (tensor: Tensor): NDArray => {
    const x = recordedArray(tensor);
    reads.push(x);
    return x;
  };
  const args = recordedArguments({ ...recorded, inputs: arrays }, make).map((argument) => withoutNone(group, argument));
  let results;
  try {
    results = listed(functionNamed(group)(...args));
  } catch (error) {
    if (!(error instanceof UsageError)) return `it breaks: ${String(error)}`;
    return refused ? null : `it is refused: ${error.message.replaceAll("\n", " ")}`;
  }
  if (refused) return `JAX refuses it: ${results.map((x) => x.describe()).join(", ")} here`;
  return disagreement(recorded, results, reads);
}
