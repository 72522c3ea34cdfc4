import { Buffer } from "node:buffer";
import { UsageError } from "@proj/array";
import { bytesOfValues, valuesOfBytes, type CallbackParams, type HostArray, type Turn } from "@proj/array/core";
import type { CallHost } from "./emit/module.ts";
import type { XlaInfo } from "./device.ts";
import type { Message } from "./worker/messages.ts";

/*
 * Functions of this process that programs in the worker call. The worker runs a program that calls one by itself, to its end. It sends
 * the values along, and waits for an answer only where the function has results.
 */

/** A function that a program calls, and how many operands it has. */
export interface CalledFunction extends CallbackParams {
  readonly arity: number;
}

/** A call as the worker has to know it; with a token it is the first operand and the first result. */
export const writtenCall = ({ results, hasToken, arity }: CalledFunction): object => ({
  arity,
  outs: results.map(({ shape, dtype }) => [shape, dtype]),
  token: hasToken,
});

/**
 * Notes what a program calls.
 *
 * @param info - of the device that runs it.
 * @param calls - to which each call is added.
 */
export function notingCalls({ platform, processes, process }: XlaInfo, calls: CalledFunction[]): CallHost {
  const isOneOfSeveral = processes.some((other) => other !== process);
  return (params, arity) => {
    if (!isOneOfSeveral && platform !== "tpu") return calls.push({ ...params, arity }) - 1;
    throw new UsageError({
      operation: params.function.name,
      received: isOneOfSeveral
        ? "a program of several processes, of which XLA would call one and let the others wait"
        : "a program for TPUs, from which no function of this process can be called",
      expected: "programs of one process, for processors or GPUs",
      remedy: "place the arrays on the host, or return the values from the program and call the function with them",
    });
  };
}

/** The types of the values that came along. */
type WrittenTypes = readonly (readonly [shape: readonly number[], dtype: HostArray["dtype"]])[];

function operandsOf({ header, payload }: Message): readonly HostArray[] {
  let end = 0;
  return (header["operands"] as WrittenTypes).map(([shape, dtype], k) => {
    const start = end;
    end += (header["sizes"] as readonly number[])[k]!;
    return { shape, dtype, data: valuesOfBytes(dtype, payload.subarray(start, end)) };
  });
}

/**
 * Makes a call that the worker asks for, when it is its turn.
 *
 * @param turn - of the run of the program.
 * @returns the results, one behind the other; null if the function failed, or an earlier one of the run.
 */
export async function answerCall(
  calls: readonly CalledFunction[],
  turn: Turn,
  message: Message,
): Promise<Uint8Array | null> {
  const { function: f, results, hasToken } = calls[Number(message.header["call"])]!;
  const operands = operandsOf(message);
  let answer: Uint8Array | null = null;
  await turn.do(() => {
    const given = f.call(operands, hasToken ? results.slice(1) : results);
    answer = Buffer.concat(given.map(({ dtype, data }) => bytesOfValues(dtype, data)));
    return Promise.resolve();
  });
  return answer;
}
