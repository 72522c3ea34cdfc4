import { foriLoop, scan, switchCase, whileLoop, type NDArray } from "@proj/array";
import { bind, stage, type AbstractArray } from "@proj/array/core";
import { allGather, axisIndex, pmax, pmin, psum } from "@proj/array/lax";
import { checkpoint, customJvp, customVjp, jvp, vjp, vmap } from "@proj/autodiff";
import { chance, pick, whole } from "../choose.ts";
import { choose, newSeed, type Context, type Operation } from "../context.ts";
import {
  asRounded,
  asSmallInteger,
  fitted,
  isExact,
  isFloating,
  isWord,
  like,
  squashed,
  value,
  type Trust,
  type Value,
} from "../value.ts";

const arraysOf = (values: readonly Value[]): NDArray[] => values.map(({ array }) => array);
const withTrusts = (arrays: readonly NDArray[], trusts: readonly Trust[]): Value[] =>
  arrays.map((array, k) => value(array, trusts[k]!));

/** A few values of the pool, the arguments of a body. */
function operandsFrom(context: Context, count: number): Value[] {
  return Array.from({ length: count }, () => choose(context, () => true)!);
}

/** Floats of a carry are rounded from the start, because the next ones are. */
const asCarry = (x: Value, context: Context): Value => (isFloating(x) ? asRounded(x, context.float) : x);

/** The next value of a carry: made of the carry and of something that the body computed. */
function advanced(carry: Value, results: readonly Value[], context: Context): Value {
  const { array } = carry;
  const sameType = results.filter((x) => x.array.dtype === array.dtype);
  const candidate = sameType.find((x) => x.array.shape.join() === array.shape.join()) ?? sameType.at(-1);
  if (candidate === undefined) return carry;
  const other = fitted(candidate.array, array.shape);
  if (array.dtype === "bool") return value(bind("xor", [array, other], {})[0], "grid");
  if (!isFloating(carry)) return value(bind("add", [array, other], {})[0], "grid");
  const sum = bind("add", [array, asRounded(value(other, candidate.trust), context.float).array], {})[0];
  return value(bind("mul", [sum, like(sum, 0.5)], {})[0], "rounded");
}

/** What a body computed, or at least something. */
const orFirst = (results: readonly Value[], args: readonly Value[]): readonly Value[] =>
  results.length > 0 ? results.slice(-2) : args.slice(0, 1);

const scanning: Operation = (context) => {
  const { draw } = context;
  const carries = operandsFrom(context, whole(draw, 1, 3)).map((x) => asCarry(x, context));
  const constants = operandsFrom(context, whole(draw, 0, 2));
  const stackedCandidate = choose(context, ({ array }) => array.ndim > 0);
  const stacked = stackedCandidate === null || chance(draw, 0.3) ? [] : [stackedCandidate];
  const length = stacked[0]?.array.shape[0] ?? whole(draw, 0, 4);
  const seed = newSeed(context);
  const carryTrusts = carries.map(({ trust }) => trust);
  let outputTrusts: Trust[] = [];
  const [last, outputs] = scan(
    (carry: NDArray[], xs: NDArray[]) => {
      const state = withTrusts(carry, carryTrusts);
      const slices = withTrusts(
        xs,
        stacked.map(({ trust }) => trust),
      );
      const results = context.body(seed, [...state, ...slices, ...constants]);
      const ys = orFirst(results, state);
      outputTrusts = ys.map(({ trust }) => trust);
      return [arraysOf(state.map((x) => advanced(x, results, context))), arraysOf(ys)] as const;
    },
    arraysOf(carries),
    arraysOf(stacked),
    { length, reverse: chance(draw, 0.4) },
  );
  return [...withTrusts(last, carryTrusts), ...withTrusts(outputs, outputTrusts)].filter(() => chance(draw, 0.8));
};

const counting: Operation = (context) => {
  const { draw } = context;
  const carries = operandsFrom(context, whole(draw, 1, 2)).map((x) => asCarry(x, context));
  const constants = operandsFrom(context, whole(draw, 0, 1));
  const trusts = carries.map(({ trust }) => trust);
  const seed = newSeed(context);
  const last = foriLoop(
    0,
    whole(draw, 0, 4),
    (step, carry: NDArray[]) => {
      const state = withTrusts(carry, trusts);
      const results = context.body(seed, [...state, value(step, "grid"), ...constants]);
      return arraysOf(state.map((x) => advanced(x, results, context)));
    },
    arraysOf(carries),
  );
  return withTrusts(last, trusts);
};

/** A small integer of the pool as a scalar, or null. */
function smallScalar(context: Context, mask: number): NDArray | null {
  const known = choose(context, (x) => isExact(x) && isWord(x) && x.array.size > 0);
  if (known === null) return null;
  const x = asSmallInteger(known, "int32", mask).array;
  return x.ndim === 0 ? x : bind("reduceMax", [x], { axes: [...x.shape.keys()] })[0];
}

/** A loop that runs as often as the values ask for. */
const looping: Operation = (context) => {
  const { draw, smooth } = context;
  const bound = smallScalar(context, 7);
  if (bound === null || smooth) return null;
  const carries = operandsFrom(context, whole(draw, 1, 2)).map((x) => asCarry(x, context));
  const trusts = carries.map(({ trust }) => trust);
  const stride = whole(draw, 1, 3);
  const seed = newSeed(context);
  const [count, last] = whileLoop(
    ([count]: readonly [NDArray, NDArray[]]) => bind("lt", [count, bound], {})[0],
    ([count, carry]) => {
      const state = withTrusts(carry, trusts);
      const results = context.body(seed, [...state, value(count, "grid")]);
      const next = bind("add", [count, like(count, stride)], {})[0];
      return [next, arraysOf(state.map((x) => advanced(x, results, context)))] as const;
    },
    [bind("mul", [bound, like(bound, 0)], {})[0], arraysOf(carries)] as const,
  );
  return [value(count, "grid"), ...withTrusts(last, trusts)];
};

const branching: Operation = (context) => {
  const { draw } = context;
  const index = smallScalar(context, 3);
  if (index === null) return null;
  const operands = operandsFrom(context, whole(draw, 1, 3)).map((x) => asCarry(x, context));
  const trusts = operands.map(({ trust }) => trust);
  const branches = Array.from({ length: whole(draw, 1, 3) }, () => {
    const seed = newSeed(context);
    return (...args: NDArray[]): NDArray[] => {
      const state = withTrusts(args, trusts);
      const results = context.body(seed, state);
      return arraysOf(state.map((x) => advanced(x, results, context)));
    };
  });
  const shifted = bind("sub", [index, like(index, 1)], {})[0];
  return withTrusts(switchCase(shifted, branches, ...arraysOf(operands)), trusts);
};

/** A function of several arrays that is staged, computed again on the way back, or has derivatives of its own. */
const calling: Operation = (context) => {
  const { draw, smooth } = context;
  const operands = operandsFrom(context, whole(draw, 1, 3));
  const trusts = operands.map(({ trust }) => trust);
  const seed = newSeed(context);
  let outputTrusts: Trust[] = [];
  const f = (...args: NDArray[]): NDArray[] => {
    const values = withTrusts(args, trusts);
    const results = orFirst(context.body(seed, values), values);
    outputTrusts = results.map(({ trust }) => trust);
    return arraysOf(results);
  };
  const args = arraysOf(operands);
  const kinds = ["jit", "jit", "checkpoint", ...(smooth ? [] : (["customJvp", "customVjp"] as const))] as const;
  let results: readonly NDArray[];
  switch (pick(draw, kinds)) {
    case "jit": {
      const { jaxpr, consts } = stage(
        (inner) => f(...inner),
        operands.map(({ array }): AbstractArray => array.aval),
        "body",
      );
      results = bind("jit", [...consts, ...args], { name: "body", jaxpr });
      break;
    }
    case "checkpoint":
      results = checkpoint(f)(...args);
      break;
    case "customJvp":
      results = customJvp(f, (primals) => {
        const outputs = f(...primals);
        return [outputs, outputs.map((x) => bind("mul", [x, like(x, 0)], {})[0])];
      })(...args);
      break;
    case "customVjp":
      results = customVjp(
        f,
        (...inner: NDArray[]) => [f(...inner), inner],
        (inner: NDArray[]) => inner.map(() => null) as never,
      )(...args);
      break;
  }
  return withTrusts(results, outputTrusts);
};

/** The body for every slice of some operands, with the others shared, and perhaps with sums over the slices. */
const vectorising: Operation = (context) => {
  const { draw, smooth } = context;
  if (context.axisName !== null) return null;
  const batched = choose(context, ({ array }) => array.ndim > 0 && array.size > 0);
  if (batched === null) return null;
  const shared = operandsFrom(context, whole(draw, 0, 2));
  const axis = chance(draw, 0.7) ? 0 : whole(draw, 0, batched.array.ndim - 1);
  const axisName = chance(draw, 0.5) && !smooth ? "batch" : null;
  const seed = newSeed(context);
  const trusts = [batched, ...shared].map(({ trust }) => trust);
  let outputTrusts: Trust[] = [];
  const collective = axisName === null ? null : pick(draw, ["psum", "pmax", "pmin", "allGather", "axisIndex"] as const);
  const body = (...args: NDArray[]): NDArray[] => {
    const values = withTrusts(args, trusts);
    let results = orFirst(context.body(seed, values, { axisName: axisName ?? "anonymous" }), values).slice();
    const [first] = results;
    switch (collective) {
      case "psum":
        if (first!.array.dtype !== "bool") {
          results = [
            isFloating(first!)
              ? squashed(psum(asRounded(first!, context.float).array, "batch"))
              : value(psum(first!.array, "batch"), "grid"),
            ...results,
          ];
        }
        break;
      case "pmax":
        results = [value(pmax(first!.array, "batch"), first!.trust), ...results];
        break;
      case "pmin":
        results = [value(pmin(first!.array, "batch"), first!.trust), ...results];
        break;
      case "allGather":
        results = [value(allGather(first!.array, "batch"), first!.trust), ...results];
        break;
      case "axisIndex":
        results = [value(axisIndex("batch"), "grid"), ...results];
        break;
      case null:
    }
    outputTrusts = results.map(({ trust }) => trust);
    return arraysOf(results);
  };
  const inAxes = [axis, ...shared.map(() => null)];
  const results = vmap(body, axisName === null ? { inAxes } : { inAxes, axisName })(...arraysOf([batched, ...shared]));
  return withTrusts(results, outputTrusts);
};

/** Forward or reverse derivatives of a body. */
const differentiating: Operation = (context) => {
  const { draw, smooth } = context;
  const operands = operandsFrom(context, 2);
  const variable = operands.findIndex(isFloating);
  if (variable < 0 || smooth) return null;
  // Where an operand is not a number, nobody asks for the slope.
  const primal = asRounded(operands[variable]!, context.float);
  const seed = newSeed(context);
  const f = (x: NDArray): NDArray[] => {
    const args = operands.with(variable, value(x, "rounded"));
    const results = context.body(seed, args, { smooth: true }).filter(isFloating);
    return results.length > 0 ? arraysOf(results.slice(-2)) : [x];
  };
  if (chance(draw, 0.5)) {
    const [values, tangents] = jvp(f, [primal.array], [primal.array]);
    return [...values, ...tangents].map(squashed);
  }
  const [values, pull] = vjp(f, [primal.array]);
  return [squashed(pull(values)[0])];
};

export const controlFlows: readonly Operation[] = [
  scanning,
  scanning,
  counting,
  looping,
  branching,
  calling,
  calling,
  vectorising,
  vectorising,
  differentiating,
];
