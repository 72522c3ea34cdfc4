import type { NDArray } from "@proj/array";
import { bind, scalar } from "@proj/array/core";
import { chance, pick, shuffled, whole } from "../choose.ts";
import { choose, type Context, type Operation } from "../context.ts";
import { filledTo, joint, value, type Value } from "../value.ts";

/** An operation that only moves elements, so that they can be trusted as far as before. */
const moving =
  (move: (context: Context, x: NDArray) => NDArray | null): Operation =>
  (context) => {
    const x = choose(context, () => true);
    const moved = x === null ? null : move(context, x.array);
    return moved === null ? null : [value(moved, x!.trust)];
  };

const permutation = moving(({ draw }, x) =>
  x.ndim === 0 ? null : bind("transpose", [x], { permutation: shuffled(draw, [...x.shape.keys()]) })[0],
);

const newShape = moving(({ draw }, x) => {
  const divisors = [1, 2, 3, 4, 5, 6].filter((length) => x.size % length === 0);
  const [first, second] = [pick(draw, divisors), pick(draw, divisors)];
  if (x.size === 0) return bind("reshape", [x], { shape: pick(draw, [[0], [first, 0], [0, second, 1]]) })[0];
  const rest = x.size / first;
  return bind("reshape", [x], { shape: rest % second === 0 ? [first, rest / second, second] : [rest, first] })[0];
});

const broadcast = moving(({ draw }, x) => {
  const axes = [...x.shape.keys()];
  if (chance(draw, 0.5)) {
    const shape = [whole(draw, 1, 4), ...x.shape];
    return bind("broadcastInDim", [x], { shape, broadcastDimensions: axes.map((axis) => axis + 1) })[0];
  }
  const shape = [...x.shape.map((length) => (length === 1 ? whole(draw, 1, 4) : length)), whole(draw, 1, 4)];
  return bind("broadcastInDim", [x], { shape, broadcastDimensions: axes })[0];
});

const cut = moving(({ draw }, x) => {
  if (x.ndim === 0) return null;
  const start = x.shape.map((length) => whole(draw, 0, Math.max(0, length - 1)));
  const limit = x.shape.map((length, axis) => whole(draw, Math.min(length, start[axis]! + 1), length));
  return bind("slice", [x], { start, limit, strides: x.shape.map(() => whole(draw, 1, 2)) })[0];
});

const windows = moving(({ draw }, x) => {
  const axes = [...x.shape.keys()].filter((axis) => x.shape[axis]! > 0);
  if (axes.length === 0 || x.size > 200) return null;
  const axis = pick(draw, axes);
  const size = whole(draw, 1, Math.min(3, x.shape[axis]!));
  const dilation = size > 1 && (size - 1) * 2 < x.shape[axis]! ? whole(draw, 1, 2) : 1;
  return bind("windows", [x], { axis, size, stride: whole(draw, 1, 2), dilation })[0];
});

const reversal = moving(({ draw }, x) => {
  const dimensions = [...x.shape.keys()].filter(() => chance(draw, 0.6));
  return x.ndim === 0 ? null : bind("reverse", [x], { dimensions })[0];
});

const padding = moving(({ draw }, x) => {
  if (x.ndim === 0) return null;
  const amounts = (low: number, high: number): number[] => x.shape.map(() => whole(draw, low, high));
  const low = amounts(-1, 2);
  const interior = amounts(0, 1);
  // What is cut must be there.
  const high = x.shape.map((length, axis) => Math.max(whole(draw, -1, 1), -length - low[axis]!));
  return bind("pad", [x, scalar(whole(draw, 0, 1), x.dtype)], { low, high, interior })[0];
});

const rotation = moving(({ draw }, x) => {
  if (x.ndim === 0) return null;
  const axis = whole(draw, 0, x.ndim - 1);
  const first = whole(draw, 0, x.shape[axis]!);
  const [a, b] = bind("split", [x], { sizes: [first, x.shape[axis]! - first], axis });
  return bind("concatenate", [b!, a!], { dimension: axis })[0];
});

const joining: Operation = (context) => {
  const x = choose(context, ({ array }) => array.ndim > 0);
  if (x === null) return null;
  const y = choose(context, ({ array }) => array.dtype === x.array.dtype)!;
  const dimension = whole(context.draw, 0, x.array.ndim - 1);
  const shape = x.array.shape.map((length, axis) => (axis === dimension ? whole(context.draw, 0, 3) : length));
  const others: Value[] = [filledTo(y, shape), x];
  if (chance(context.draw, 0.3)) others.push(x);
  const operands = shuffled(context.draw, others);
  return [
    value(
      bind(
        "concatenate",
        operands.map(({ array }) => array),
        { dimension },
      )[0],
      joint(...operands.map(({ trust }) => trust)),
    ),
  ];
};

const counting: Operation = ({ draw, float }) => {
  const shape = Array.from({ length: whole(draw, 1, 3) }, () => whole(draw, 1, 5));
  const dtype = pick(draw, ["int32", "uint32", float] as const);
  return [value(bind("iota", [], { dtype, shape, dimension: whole(draw, 0, shape.length - 1) })[0], "grid")];
};

export const movements: readonly Operation[] = [
  permutation,
  newShape,
  broadcast,
  cut,
  windows,
  reversal,
  padding,
  rotation,
  joining,
  counting,
];
