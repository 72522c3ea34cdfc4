import { isFloat, isInexact, toHost } from "@proj/array/core";
import {
  isList,
  readByCall,
  type Argument,
  type Body,
  type Call,
  type CallProgram,
  type Input,
} from "@proj/generators/random-calls";
import type { Jax } from "./jax-process.ts";
import { judge, kindOf, type Judgement } from "./judge.ts";

/** How many smaller programs are tried at most, and how many at once. */
const attempts = 96;
const atOnce = 12;

/** A program of one call, with the values that JAX gave it as inputs. */
export function isolated({ seed, wide, calls }: CallProgram, { values }: Judgement, place: number): CallProgram {
  const call = calls[place]!;
  const inputs = [...new Set(readByCall(call))].map((number): Input => {
    const x = values.get(number)!;
    return { ...toHost(x, "isolated"), number, weak: x.weakType };
  });
  return { seed, wide, inputs, calls: [call] };
}

/**
 * The smallest program that still differs in the same way.
 *
 * @param whole - a program of one call that differs.
 * @param message - how.
 */
export async function shrink(
  jax: Jax,
  whole: CallProgram,
  message: string,
): Promise<{ program: CallProgram; message: string }> {
  const kind = kindOf(whole.calls[0]!, message);
  let smallest = { program: whole, message };
  let left = attempts;
  for (let found = true; found && left > 0;) {
    found = false;
    const candidates = [...smallerPrograms(smallest.program)];
    for (let first = 0; first < candidates.length && !found && left > 0; first += atOnce) {
      const some = candidates.slice(first, first + Math.min(atOnce, left));
      left -= some.length;
      const answers = await jax.play(some);
      for (const [k, program] of some.entries()) {
        const [verdict] = judge(program, answers[k]!).verdicts;
        if (verdict?.kind !== "differs" || kindOf(program.calls[0]!, verdict.message) !== kind) continue;
        smallest = { program, message: verdict.message };
        found = true;
        break;
      }
    }
  }
  return smallest;
}

/** Programs with something taken away. */
function* smallerPrograms(program: CallProgram): Generator<CallProgram> {
  const [call] = program.calls as [Call];
  for (const smaller of smallerCalls(call)) {
    const read = new Set(readByCall(smaller));
    yield { ...program, inputs: program.inputs.filter(({ number }) => read.has(number)), calls: [smaller] };
  }
  for (const [k, input] of program.inputs.entries())
    for (const data of simplerValues(input)) yield { ...program, inputs: program.inputs.with(k, { ...input, data }) };
}

function* smallerCalls(call: Call): Generator<Call> {
  for (const name of Object.keys(call.options)) {
    const { [name]: _, ...options } = call.options;
    yield { ...call, options };
  }
  for (const [k, argument] of call.args.entries())
    for (const smaller of smallerArguments(argument)) yield { ...call, args: call.args.with(k, smaller) };
}

function* smallerArguments(argument: Argument): Generator<Argument> {
  if (argument === null || typeof argument !== "object") return;
  if (isList(argument)) {
    for (const [k, one] of argument.entries())
      for (const smaller of smallerArguments(one)) yield argument.with(k, smaller);
  } else if ("body" in argument) for (const body of smallerBodies(argument.body)) yield { body };
}

function* smallerBodies({ params, calls, result }: Body): Generator<Body> {
  // Something that was computed on the way, or an argument, instead of the result.
  if (typeof result === "number")
    for (const number of [...params, ...calls.flatMap(({ results }) => results)])
      if (number !== result) yield pruned({ params, calls, result: number });
  // An argument instead of what a call gives.
  for (const [place, call] of calls.entries())
    for (const param of params)
      yield pruned({
        params,
        calls: calls.toSpliced(place, 1).map((other) => renamed(other, call.results, param)),
        result,
      });
  for (const [place, call] of calls.entries())
    for (const smaller of smallerCalls(call)) yield { params, calls: calls.with(place, smaller), result };
}

/** Without calls that nobody reads. */
function pruned({ params, calls, result }: Body): Body {
  const read = new Set(typeof result === "number" ? [result] : result);
  const kept = calls.toReversed().filter((call) => {
    if (!call.results.some((number) => read.has(number))) return false;
    for (const number of readByCall(call)) read.add(number);
    return true;
  });
  return { params, calls: kept.toReversed(), result };
}

/** A call that reads another value instead of some. */
function renamed(call: Call, from: readonly number[], to: number): Call {
  const change = (argument: Argument): Argument => {
    if (argument === null || typeof argument !== "object") return argument;
    if (isList(argument)) return argument.map(change);
    if ("ref" in argument) return from.includes(argument.ref) ? { ref: to } : argument;
    if (!("body" in argument)) return argument;
    const { body } = argument;
    return { body: { ...body, calls: body.calls.map((inner) => renamed(inner, from, to)) } };
  };
  const options = Object.entries(call.options).map(([name, option]) => [name, change(option)] as const);
  return { ...call, args: call.args.map(change), options: Object.fromEntries(options) };
}

function* simplerValues({ data, dtype }: Input): Generator<Input["data"]> {
  // Integers of 64 bits are no numbers.
  if (dtype === "int64" || dtype === "uint64") return;
  const changes = (other: Input["data"]): boolean => other.some((value, k) => !Object.is(value, data[k]));
  const simpler = [data.slice().fill(0)];
  // Zeros are simpler still, and must not become ones again.
  if (data.some((value) => value !== 0 && value !== 1)) simpler.push(data.slice().fill(1));
  if (data.length <= 12) for (let k = 0; k < data.length; k++) simpler.push(data.slice().fill(0, k, k + 1));
  if (isFloat(dtype) || isInexact(dtype))
    simpler.push(
      data.map(Math.round),
      data.map((value) => Math.round(value * 4) / 4),
    );
  yield* simpler.filter(changes);
}
