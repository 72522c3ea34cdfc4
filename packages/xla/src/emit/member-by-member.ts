import { sizeOf } from "@proj/array/core";
import type { Body, Value } from "./body.ts";
import type { Type } from "./types.ts";

/** Operands and results with the same leading batch axes. */
export interface BatchOfCalls {
  readonly batch: readonly number[];
  readonly operands: readonly Value[];
  readonly types: readonly Type[];
}

/**
 * A loop over the members of a batch.
 *
 * @param one - from the elements of one member, as a list for each operand, to those of its results.
 */
export function memberByMember(
  body: Body,
  { batch, operands, types }: BatchOfCalls,
  one: (args: readonly Value[]) => readonly Value[],
): Value[] {
  const members = sizeOf(batch);
  const flat = ({ shape }: Type): number[] => [members, sizeOf(shape.slice(batch.length))];
  const zero = body.constant(0, "int32");
  const stacked = operands.map((x) => body.reshape(x, flat(x)));
  const unwritten = types.map((type) => body.constant(0, type.dtype, flat(type)));
  const end = body.constant(members, "int32");
  const [, ...results] = body.loop(
    [zero, ...unwritten],
    ([member]) => body.compare("LT", member!, end),
    ([member, ...before]) => {
      const args = stacked.map((x) => {
        const length = x.shape[1]!;
        return body.reshape(body.dynamicSlice(x, [member!, zero], [1, length]), [length]);
      });
      const found = one(args);
      const next = before.map((all, k) =>
        body.dynamicUpdateSlice(all, body.reshape(found[k]!, [1, all.shape[1]!]), [member!, zero]),
      );
      return [body.same("add", [member!, body.constant(1, "int32")]), ...next];
    },
  );
  return results.map((result, k) => body.reshape(result, types[k]!.shape));
}
