import { cond, foriLoop, scan, type NDArray } from "@proj/array";
import { abstractArray, bind, sizeOf } from "@proj/array/core";
import { abs, cos, exp, logistic, neg, sin, tanh } from "@proj/array/lax";
import { Draw } from "../primitive-samples/index.ts";
import { pick, whole } from "./choose.ts";
import type { RandomProgram } from "./program.ts";

/*
 * Differentiable random programs from a seed. They are made of continuous operations only, so that a difference of rounding at one place
 * does not become a difference of kind at another: two correct interpreters agree to a few ulps of the largest value.
 */

/** Keeps values between -1 and 1, whatever was done to them. */
const squash = (x: NDArray): NDArray => tanh(x);

/** One operation on arrays of the pool. */
type Operation = (draw: Draw, pool: readonly NDArray[], depth: number) => NDArray;

const smooth: Operation = (draw, pool) =>
  pick(draw, [sin, tanh, logistic, neg, abs, cos, exp])(squash(pick(draw, pool)));

const arithmetic: Operation = (draw, pool) => {
  const x = pick(draw, pool);
  const partners = pool.filter(
    (y) => y.ndim === 0 || y.shape.join() === x.shape.join() || y.shape.join() === x.shape.slice(1).join(),
  );
  const y = pick(draw, [...partners, x]);
  switch (whole(draw, 0, 5)) {
    case 0:
      return x.add(y);
    case 1:
      return x.sub(y);
    case 2:
      return x.mul(y);
    case 3:
      return bind("max", [x, x.mul(0).add(y)], {})[0];
    case 4:
      return x.div(y.mul(y).add(1));
    default:
      return bind("select", [x.gt(0), x.mul(2), x.mul(3)], {})[0];
  }
};

const reduction: Operation = (draw, pool) => {
  const x = pick(draw, pool);
  const axes = x.shape.flatMap((_, axis) => (draw.uniform() < 0.5 ? [axis] : []));
  return bind(pick(draw, ["reduceSum", "reduceMax", "reduceMin"] as const), [x], { axes })[0];
};

const movement: Operation = (draw, pool) => {
  const x = pick(draw, pool);
  if (x.ndim === 0)
    return bind("broadcastInDim", [x], { shape: [whole(draw, 1, 3), whole(draw, 1, 5)], broadcastDimensions: [] })[0];
  switch (whole(draw, 0, 7)) {
    case 0: {
      const permutation = x.shape.map((_, axis) => axis);
      for (let last = x.ndim - 1; last > 0; last--) {
        const other = whole(draw, 0, last);
        [permutation[last], permutation[other]] = [permutation[other]!, permutation[last]!];
      }
      return bind("transpose", [x], { permutation })[0];
    }
    case 1: {
      const first = pick(
        draw,
        [1, 2, 3, 4, 5].filter((length) => x.size % length === 0),
      );
      return x.reshape([first, x.size / first]);
    }
    case 2: {
      const start = x.shape.map((length) => whole(draw, 0, length - 1));
      const limit = x.shape.map((length, axis) => whole(draw, start[axis]! + 1, length));
      return bind("slice", [x], { start, limit, strides: x.shape.map(() => whole(draw, 1, 2)) })[0];
    }
    case 3:
      return bind("reverse", [x], { dimensions: [whole(draw, 0, x.ndim - 1)] })[0];
    case 4:
      return bind("concatenate", [x, x.mul(0.5)], { dimension: whole(draw, 0, x.ndim - 1) })[0];
    case 5: {
      const amounts = (low: number): number[] => x.shape.map(() => whole(draw, low, 1));
      return bind("pad", [x, x.sum()], { low: amounts(0), high: amounts(0), interior: amounts(0) })[0];
    }
    case 6: {
      const axis = whole(draw, 0, x.ndim - 1);
      const first = whole(draw, 0, x.shape[axis]!);
      const [a, b] = bind("split", [x], { sizes: [first, x.shape[axis]! - first], axis });
      return bind("concatenate", [b!, a!], { dimension: axis })[0];
    }
    default:
      return bind("broadcastInDim", [x], {
        shape: [2, ...x.shape],
        broadcastDimensions: x.shape.map((_, axis) => axis + 1),
      })[0];
  }
};

const product: Operation = (draw, pool) => {
  const x = pick(draw, pool);
  if (x.ndim === 0) return x.mul(x);
  const inner = x.shape.at(-1)!;
  const partners = pool.filter((y) => y.ndim > 0 && y.shape[0] === inner);
  const y = partners.length > 0 && draw.uniform() < 0.7 ? pick(draw, partners) : x.reshape([-1, inner]).T;
  return bind("dotGeneral", [x, y], {
    lhsContracting: [x.ndim - 1],
    rhsContracting: [0],
    lhsBatch: [],
    rhsBatch: [],
  })[0];
};

const ordering: Operation = (draw, pool) => {
  const x = pick(draw, pool);
  if (x.ndim === 0) return x;
  const axis = whole(draw, 0, x.ndim - 1);
  return draw.uniform() < 0.5
    ? bind("sort", [x], { dimension: axis, numKeys: 1 })[0]!
    : bind("cumsum", [x], { axis, reverse: draw.uniform() < 0.5 })[0];
};

/** A window at a place that comes from integers, so that rounding cannot move it. */
const window: Operation = (draw, pool) => {
  const x = pick(draw, pool);
  if (x.ndim === 0) return x;
  const sizes = x.shape.map((length) => whole(draw, 1, length));
  const index = bind("iota", [], { dtype: "int32", shape: [4], dimension: 0 })[0];
  const starts = x.shape.map(() => index.mul(whole(draw, -1, 2)).sum());
  const slice = bind("dynamicSlice", [x, ...starts], { sizes })[0];
  return draw.uniform() < 0.5 ? slice : bind("dynamicUpdateSlice", [x, slice.mul(0.5), ...starts], {})[0];
};

const loop: Operation = (draw, pool, depth) => {
  const init = pick(draw, pool);
  const constant = pick(draw, pool);
  const stacked = pick(draw, pool.filter((x) => x.ndim > 0).concat(init.reshape([1, ...init.shape])));
  const seed = Math.floor(draw.uniform() * 2 ** 31);
  const body = (carry: NDArray, x: NDArray): NDArray => {
    const inner = run(new Draw(seed), [carry, x, constant], 3, depth + 1).filter(
      (value) => value.shape.join() === carry.shape.join(),
    );
    return squash(inner.reduce((a, b) => a.add(b), carry.mul(0.5)));
  };
  switch (whole(draw, 0, 2)) {
    case 0: {
      const [carry, ys] = scan(
        (carry: NDArray, x: NDArray) => [body(carry, x), carry.sum().add(x)] as const,
        init,
        stacked,
        { reverse: draw.uniform() < 0.5 },
      );
      return draw.uniform() < 0.5 ? carry : ys;
    }
    case 1:
      return foriLoop(0, whole(draw, 0, 3), (_, carry: NDArray) => body(carry, constant), init);
    default:
      return cond(
        bind("iota", [], { dtype: "int32", shape: [2], dimension: 0 })[0]
          .sum()
          .gt(whole(draw, 0, 2)),
        (x: NDArray) => body(x, constant),
        (x: NDArray) => x.mul(0.25),
        init,
      );
  }
};

const operations: readonly (readonly [Operation, number])[] = [
  [smooth, 4],
  [arithmetic, 6],
  [reduction, 2],
  [movement, 5],
  [product, 2],
  [ordering, 1],
  [window, 1],
  [loop, 1],
];

function choose(draw: Draw, depth: number): Operation {
  const available = depth < 2 ? operations : operations.filter(([operation]) => operation !== loop);
  let place = draw.uniform() * available.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [operation, weight] of available) if ((place -= weight) < 0) return operation;
  return smooth;
}

/** Applies `count` operations, each to what there is so far, and returns everything. */
function run(draw: Draw, args: readonly NDArray[], count: number, depth: number): readonly NDArray[] {
  const pool = [...args];
  for (let step = 0; step < count; step++) {
    const result = squash(choose(draw, depth)(draw, pool, depth));
    // Small arrays keep programs fast; empty ones would soon be all there is.
    if (result.size > 0 && result.size <= 400 && result.ndim <= 4) pool.push(result);
  }
  return pool.slice(args.length);
}

/**
 * The continuous program of a seed: its arguments are float32, between -1 and 1.
 *
 * @param operationCount - how many operations it has outside of loops; default 3 to 12.
 */
export function randomProgram(seed: number, operationCount?: number): RandomProgram {
  const draw = new Draw(seed * 7919 + 1);
  const shapes = Array.from({ length: whole(draw, 1, 3) }, () =>
    Array.from({ length: whole(draw, 0, 3) }, () => whole(draw, 1, 5)),
  );
  const count = operationCount ?? whole(draw, 3, 12);
  const types = shapes.map((shape) => abstractArray(shape, "float32"));
  return {
    seed,
    types,
    operands: () => {
      const values = new Draw(seed + 1);
      return shapes.map((shape) => values.floats(shape, [-1, 1]));
    },
    apply: (args) => {
      const results = run(new Draw(seed * 104729 + 5), args, count, 0);
      const outputs = results.slice(-3).filter((x) => sizeOf(x.shape) > 0);
      return outputs.length > 0 ? outputs : [args[0]!.mul(2)];
    },
  };
}
