import { isNDArray, slice, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { callback } from "@proj/array/debug";
import { convertElementType } from "@proj/array/lax";
import { isList, readByCall, type Argument, type Body, type Call, type Input } from "./call.ts";
import { rowOf } from "./table.ts";

/** Values by their numbers. */
export type Values = ReadonlyMap<number, NDArray>;

/** The array of an input. */
export function arrayOf({ data, shape, dtype, weak }: Omit<Input, "number">): NDArray {
  const x = fromHostData(data, shape, dtype);
  return weak ? convertElementType(x, dtype, true) : x;
}

/** Is told of a call in a body with the values that it reads, as often as the body runs. */
type Watch = (call: Call, reads: readonly NDArray[]) => void;

/** What a call gives: its arrays and numbers, in the order in which they lie. */
export function play({ row, args, options }: Call, values: Values, watch?: Watch): readonly Leaf[] {
  const read = Object.entries(options).map(([name, option]) => [name, valueOf(option, values, watch)] as const);
  const operands = [
    ...args.map((argument) => valueOf(argument, values, watch)),
    ...(read.length > 0 ? [Object.fromEntries(read)] : []),
  ];
  const result: unknown = Reflect.apply(rowOf(row).ours, undefined, operands);
  return leavesOf(result);
}

/** An array, or what is no array. */
export type Leaf = NDArray | number | boolean;

function leavesOf(result: unknown): Leaf[] {
  if (isNDArray(result) || typeof result === "number" || typeof result === "boolean") return [result];
  if (typeof result !== "object" || result === null) throw new Error(`a result that is no array: ${String(result)}`);
  return Object.values(result).flatMap(leavesOf);
}

function valueOf(argument: Argument, values: Values, watch?: Watch): unknown {
  if (argument === null || typeof argument !== "object") return argument;
  if (isList(argument)) return argument.map((one) => valueOf(one, values, watch));
  if ("ref" in argument) {
    const value = values.get(argument.ref);
    if (value === undefined) throw new Error(`there is no value ${argument.ref}`);
    return value;
  }
  if ("float" in argument) return Number(argument.float);
  if ("dtype" in argument) return argument.dtype;
  if ("slice" in argument) return slice(...argument.slice);
  return functionOf(argument.body, values, watch);
}

/** A body as a function. */
function functionOf(
  { params, calls, result }: Body,
  around: Values,
  watch?: Watch,
): (...args: readonly NDArray[]) => unknown {
  return (...args) => {
    const values = new Map(around);
    params.forEach((param, k) => values.set(param, args[k]!));
    for (const call of calls) {
      if (watch !== undefined) callback((...reads: NDArray[]) => watch(call, reads), ...readBy(call, values));
      const leaves = play(call, values, watch);
      call.results.forEach((number, k) => values.set(number, leaves[k] as NDArray));
    }
    return typeof result === "number" ? values.get(result) : result.map((number) => values.get(number));
  };
}

const readBy = (call: Call, values: Values): readonly NDArray[] =>
  readByCall(call).map((number) => values.get(number)!);

/** A call with the values that it reads. */
export interface CallMade {
  readonly call: Call;
  readonly reads: readonly NDArray[];
}

/** A call that is made, and the calls that it makes in the bodies that it is given, as often as they run. */
export function callsMade(call: Call, values: Values): readonly CallMade[] {
  const made: CallMade[] = [{ call, reads: readBy(call, values) }];
  play(call, values, (inner, reads) => made.push({ call: inner, reads }));
  return made;
}
