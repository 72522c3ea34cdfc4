import { UsageError } from "@proj/tree/core";
import type { HostArray } from "../evaluate/host-array.ts";
import { HostFunction } from "./host-function.ts";
import { sizeOf } from "../types/shape.ts";

/** What a failed check says, from the values that were given to it. */
export type CheckMessage = (values: readonly HostArray[]) => string;

/** One member of a batch whose axes come first. */
export function memberAt({ shape, dtype, data }: HostArray, batchRank: number, member: number): HostArray {
  const own = shape.slice(batchRank);
  const size = sizeOf(own);
  return { shape: own, dtype, data: data.slice(member * size, (member + 1) * size) };
}

/**
 * A function outside of programs that refuses values: its first operand says whether all is well, the others are for the
 * message. In a batch all of them have its axes in front. Where a program is made to give errors as values, it is not called.
 */
export class CheckFunction extends HostFunction {
  readonly message: CheckMessage;
  override readonly isCheck = true;

  /** @param throws - whether it does anything where errors are not values. */
  constructor(name: string, message: CheckMessage, throws: boolean) {
    super(name, ([isWell, ...values]) => {
      if (!throws) return [];
      const member = [...isWell!.data].indexOf(0);
      if (member < 0) return [];
      const own = values.map((value) => memberAt(value, isWell!.shape.length, member));
      throw new UsageError({
        operation: name,
        received: message(own),
        expected: "values for which the check holds",
        remedy: "correct the values, or call the function through checkify to get the error as a value",
      });
    });
    this.message = message;
  }
}
