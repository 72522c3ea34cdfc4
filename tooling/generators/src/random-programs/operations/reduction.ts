import type { NDArray } from "@proj/array";
import { bind } from "@proj/array/core";
import { chance, pick, whole } from "../choose.ts";
import { choose, type Context, type Operation } from "../context.ts";
import {
  asRounded,
  clamped,
  isBoolean,
  isExact,
  isFloating,
  isNumeric,
  isWord,
  like,
  squashed,
  value,
  type Value,
} from "../value.ts";

const someAxes = ({ draw }: Context, x: NDArray): number[] => [...x.shape.keys()].filter(() => chance(draw, 0.6));
const anAxis = ({ draw }: Context, x: NDArray): number => whole(draw, 0, x.ndim - 1);

/** Divides a sum of so many numbers, each at most 1. */
const averaged = (sum: NDArray, count: number): Value =>
  value(bind("mul", [sum, like(sum, 1 / Math.max(1, count))], {})[0], "rounded");

export const smoothReduction: Operation = (context) => {
  const chosen = choose(context, (x) => isFloating(x) && x.array.ndim > 0);
  if (chosen === null) return null;
  const x = asRounded(chosen, context.float).array;
  const axes = someAxes(context, x);
  const name = pick(context.draw, ["reduceSum", "reduceSum", "reduceProd", "reduceMax", "reduceMin"] as const);
  const [result] = bind(name, [x], { axes });
  if (name === "reduceSum") {
    return [
      averaged(
        result,
        axes.reduce((size, axis) => size * x.shape[axis]!, 1),
      ),
    ];
  }
  // The extremes of nothing are infinite.
  return name === "reduceProd" ? [value(result, "rounded")] : [squashed(result)];
};

export const exactReduction: Operation = (context) => {
  const x = choose(context, (y) => isExact(y) && y.array.ndim > 0);
  if (x === null) return null;
  const axes = someAxes(context, x.array);
  if (isBoolean(x)) {
    const name = pick(context.draw, ["reduceAnd", "reduceOr", "reduceMax", "reduceMin"] as const);
    return [value(bind(name, [x.array], { axes })[0], "grid")];
  }
  if (isWord(x)) {
    const name = pick(context.draw, [
      "reduceSum",
      "reduceProd",
      "reduceMax",
      "reduceMin",
      "reduceAnd",
      "reduceOr",
    ] as const);
    return [value(bind(name, [x.array], { axes })[0], "grid")];
  }
  // A sum of so few multiples of ¼ is exact in any order.
  if (x.trust === "grid" && chance(context.draw, 0.4)) return [clamped(bind("reduceSum", [x.array], { axes })[0])];
  return [value(bind(pick(context.draw, ["reduceMax", "reduceMin"] as const), [x.array], { axes })[0], "exact")];
};

export const extremeIndex: Operation = (context) => {
  const x = choose(context, (y) => isExact(y) && isNumeric(y) && y.array.ndim > 0);
  if (x === null) return null;
  const axis = anAxis(context, x.array);
  if (x.array.shape[axis] === 0) return null;
  return [value(bind(pick(context.draw, ["argmax", "argmin"] as const), [x.array], { axis })[0], "grid")];
};

export const runningReduction: Operation = (context) => {
  const x = choose(context, (y) => isNumeric(y) && y.array.ndim > 0);
  if (x === null) return null;
  const axis = anAxis(context, x.array);
  const params = { axis, reverse: chance(context.draw, 0.5) };
  if (isWord(x)) {
    const name = pick(context.draw, ["cumsum", "cumprod", "cummax", "cummin"] as const);
    return [value(bind(name, [x.array], params)[0], "grid")];
  }
  if (x.trust !== "rounded" && chance(context.draw, 0.5) && !context.smooth)
    return [value(bind(pick(context.draw, ["cummax", "cummin"] as const), [x.array], params)[0], x.trust)];
  const rounded = asRounded(x, context.float).array;
  if (chance(context.draw, 0.5)) return [averaged(bind("cumsum", [rounded], params)[0], rounded.shape[axis]!)];
  const name = pick(context.draw, ["cumprod", "cummax", "cummin"] as const);
  return [value(bind(name, [rounded], params)[0], "rounded")];
};
