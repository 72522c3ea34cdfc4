import { bind, threefryRules } from "@proj/array/core";
import { whole } from "../choose.ts";
import { choose, type Operation } from "../context.ts";
import { asSmallInteger, convert, isExact, isWord, like, value } from "../value.ts";

/** Random words under a key from the pool, as they are or as floats from 0 to before 1. */
export const randomBits: Operation = (context) => {
  const { draw, float } = context;
  const known = choose(context, (x) => isExact(x) && isWord(x) && x.array.size > 0);
  if (known === null) return null;
  const words = known.array.dtype === "uint32" ? known.array : asSmallInteger(known, "uint32", 0xff).array;
  const key = words.ndim === 0 ? words : bind("reduceMax", [words], { axes: [...words.shape.keys()] })[0];
  const shape = [whole(draw, 1, 6), whole(draw, 1, 3)];
  const counter = bind("iota", [], { dtype: "uint32", shape, dimension: whole(draw, 0, 1) })[0];
  const second = draw.uniform() < 0.3 ? bind("reshape", [counter], { shape })[0] : like(counter, 7);
  const [high, low] = bind("threefry2x32", [key, like(key, whole(draw, 0, 100)), second, counter], {
    rules: threefryRules,
  });
  const word = value(bind("xor", [high, low], {})[0], "grid");
  if (draw.uniform() < 0.5) return [word];
  const bits = bind("shiftRightLogical", [word.array, like(word.array, 9)], {})[0];
  if (float !== "float32")
    return [value(bind("mul", [convert(bits, float), like(convert(bits, float), 2 ** -23)], {})[0], "exact")];
  const unit = bind("or", [bits, like(bits, 0x3f800000)], {})[0];
  const [number] = bind("bitcastConvertType", [unit], { dtype: "float32" });
  return [value(bind("sub", [number, like(number, 1)], {})[0], "exact")];
};
