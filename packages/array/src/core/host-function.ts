import type { HostArray } from "./evaluate/host-array.ts";
import type { AbstractArray } from "./types/abstract-array.ts";

/** From values on the host, which are given away, to values of the types that are promised. */
export type HostCall = (operands: readonly HostArray[], results: readonly AbstractArray[]) => readonly HostArray[];

/**
 * A function outside of programs. Two of them are the same only if they are one object, which is how programs that differ in them
 * are told apart.
 */
export class HostFunction {
  /** Of the function that the user called, for messages and printed programs. */
  readonly name: string;
  readonly call: HostCall;

  constructor(name: string, call: HostCall) {
    this.name = name;
    this.call = call;
  }

  toString(): string {
    return this.name;
  }
}
