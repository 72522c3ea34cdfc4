import { UsageError, type NDArray } from "@proj/array";
import { load, recordedArguments, type Case, type OptionFamily, type Tensor } from "@proj/reference";
import { recordedArray } from "../recorded-array.ts";
import { disagreement, listed } from "./compare.ts";
import { functionNamed } from "./functions.ts";

/** All families of functions. */
export const families: readonly OptionFamily[] = [
  "arrangement",
  "counting",
  "fft",
  "image",
  "linalg",
  "nn",
  "ops",
  "ordering",
  "pieces",
  "products",
  "random",
  "reductions",
  "signal",
  "stats",
];

/** A call of one of our functions as JAX answers it. */
export interface RecordedCall {
  /** The function's name, behind that of its door. */
  readonly name: string;
  /** The call with its arrays by their types. */
  readonly text: string;
  /** What JAX gives. */
  readonly recorded: Case;
  /** Its arguments, arrays among them. */
  readonly args: readonly unknown[];
  /** The arrays that it reads. */
  readonly reads: readonly NDArray[];
  /** What our function makes of other arrays in the places of these. */
  readonly answer: (reads: readonly NDArray[]) => readonly NDArray[];
  readonly refused: boolean;
  /** JAX does not compile it. */
  readonly needsValues: boolean;
}

/** The recorded calls of a family of functions. */
export function recordedCalls(family: OptionFamily): readonly RecordedCall[] {
  const cases = load(`options-${family}`);
  const [arrays] = cases.filter(({ group }) => group === "arrays");
  return cases.filter((one) => one !== arrays).map((one) => recordedCall(one, arrays!.inputs));
}

function recordedCall(recorded: Case, inputs: Case["inputs"]): RecordedCall {
  const { group, params } = recorded;
  const argumentsWith = (make: (tensor: Tensor) => unknown): readonly unknown[] =>
    recordedArguments({ ...recorded, inputs }, make).map((argument) => withoutNone(group, argument));
  const reads: NDArray[] = [];
  const args = argumentsWith((tensor) => {
    const array = recordedArray(tensor);
    reads.push(array);
    return array;
  });
  return {
    name: group,
    text: described(recorded, inputs),
    recorded,
    args,
    reads,
    answer: (given) => {
      const rest = given[Symbol.iterator]();
      return listed(functionNamed(group)(...argumentsWith(() => rest.next().value)));
    },
    refused: params["refused"] === true,
    needsValues: params["needsValues"] === true,
  };
}

/** Options, and functions, for which null has a meaning of its own; otherwise Python's None is what is not given. */
const nullable = new Set(["axis", "axes", "boundary", "signal.csd"]);

function withoutNone(group: string, argument: unknown): unknown {
  if (argument === null) return nullable.has(group) ? null : undefined;
  if (typeof argument !== "object" || argument.constructor !== Object) return argument;
  return Object.fromEntries(Object.entries(argument).filter(([name, value]) => value !== null || nullable.has(name)));
}

function described({ group, params }: Case, inputs: Case["inputs"]): string {
  const args = JSON.stringify(params["args"]).replaceAll(/\{"input":"(a\d+)"\}/g, (_, name: string) => {
    const { dtype, shape } = inputs[name]!;
    return `${dtype}[${shape.join()}]`;
  });
  return `${group}(${args.slice(1, -1)})`;
}

/** What is wrong with our answer to a recorded call, or null. */
export function complaint({ recorded, reads, answer, refused }: RecordedCall): string | null {
  let results;
  try {
    results = answer(reads);
  } catch (error) {
    if (!(error instanceof UsageError)) return `it breaks: ${String(error)}`;
    return refused ? null : refusal(error);
  }
  if (refused) return `JAX refuses it: ${results.map((x) => x.describe()).join(", ")} here`;
  return disagreement(recorded, results, reads);
}

/** An error as a complaint. */
export const refusal = ({ message }: UsageError): string => `it is refused: ${message.replaceAll("\n", " ")}`;
