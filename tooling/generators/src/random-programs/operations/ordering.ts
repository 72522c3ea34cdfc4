import { bind } from "@proj/array/core";
import { chance, whole } from "../choose.ts";
import { choose, type Operation } from "../context.ts";
import { filledTo, isExact, isNumeric, joint, value } from "../value.ts";

/** Sorts by keys that every target has the same, or a rounded array by itself. */
export const ordering: Operation = (context) => {
  const { draw } = context;
  const x = choose(context, (y) => isNumeric(y) && y.array.ndim > 0);
  if (x === null) return null;
  const dimension = whole(draw, 0, x.array.ndim - 1);
  if (!isExact(x)) return [value(bind("sort", [x.array], { dimension, numKeys: 1 })[0]!, "rounded")];
  const keys = [x];
  if (chance(draw, 0.3))
    keys.push(
      filledTo(
        choose(context, (y) => isExact(y) && isNumeric(y))!,
        x.array.shape,
      ),
    );
  const operands = [...keys];
  const payloads = whole(draw, 0, 2);
  for (let k = 0; k < payloads; k++)
    operands.push(
      filledTo(
        choose(context, () => true)!,
        x.array.shape,
      ),
    );
  const sorted = bind(
    "sort",
    operands.map(({ array }) => array),
    { dimension, numKeys: keys.length },
  );
  // Not all of a sort's results need be read.
  return sorted.map((array, k) => value(array, joint(operands[k]!.trust))).filter(() => chance(draw, 0.8));
};
