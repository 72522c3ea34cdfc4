import { defect } from "@proj/tree/core";
import { lazily } from "../lazily.ts";
import type { PrimitiveName, Params } from "../primitives.ts";
import type { BinaryName } from "../scalar/binary.ts";
import { unaryNames, type UnaryName } from "../scalar/unary.ts";
import { namesIn, tableOf, type Words } from "../table.ts";
import type { AbstractArray } from "../types/abstract-array.ts";
import { isComplexDType, partDType } from "../types/dtype.ts";
import { isComplex } from "../types/scalar-value.ts";
import { sizeOf } from "../types/shape.ts";
import { divide, modulus, multiply, negative, power, reciprocal } from "./arithmetic.ts";
import { Pair, type Reals } from "./reals.ts";

/** An array among the operands of a primitive: a real one as it is, a complex one by its parts. */
export type Part<V> = V | Pair<V>;

/** What a primitive with complex operands or results does, in real primitives. */
export type ComplexRule<P extends PrimitiveName = PrimitiveName> = <V extends object>(
  f: Reals<V>,
  operands: readonly Part<V>[],
  params: Params<P>,
  results: readonly AbstractArray[],
) => readonly Part<V>[];

const pair = <V>(x: Part<V> | undefined): Pair<V> => {
  if (x instanceof Pair) return x;
  throw defect("a real number where a complex one belongs");
};
const real = <V>(x: Part<V> | undefined): V => {
  if (x !== undefined && !(x instanceof Pair)) return x;
  throw defect("a complex number where a real one belongs");
};

/** The real or the imaginary parts of all complex operands, beside the real operands. */
function parts<V>(operands: readonly Part<V>[], part: "re" | "im"): readonly V[] {
  return operands.map((x) => (x instanceof Pair ? x[part] : x));
}

/** A primitive that does with complex numbers what it does with each of their parts. */
const partwise =
  <P extends PrimitiveName>(primitive: P): ComplexRule<P> =>
  (f, operands, params) => {
    const re = f.apply(primitive, parts(operands, "re"), params);
    const im = f.apply(primitive, parts(operands, "im"), params);
    return re.map((x, k) => new Pair(x, im[k]!));
  };

const binary =
  (join: <V extends object>(f: Reals<V>, x: Pair<V>, y: Pair<V>) => Part<V>): ComplexRule =>
  (f, [x, y]) => [join(f, pair(x), pair(y))];

const unary =
  (map: <V extends object>(f: Reals<V>, x: Pair<V>) => Part<V>): ComplexRule =>
  (f, [x]) => [map(f, pair(x))];

/** The rule of functions that few programs apply, of which each equation brings its formula along. */
const brought =
  (name: UnaryName | "atan2"): ComplexRule<UnaryName | "atan2"> =>
  (f, operands, { complex }) => {
    if (complex !== undefined) return [complex(f, ...operands.map(pair))];
    throw new Error(`${name} of complex numbers without its formula, with which its function of lax applies it`);
  };

const equal = <V extends object>(f: Reals<V>, x: Pair<V>, y: Pair<V>): V => f.and(f.eq(x.re, y.re), f.eq(x.im, y.im));

type Comparison = "gt" | "lt";

/** Whether x comes behind or before y, by the real and then by the imaginary part. */
const precedes = <V extends object>(f: Reals<V>, order: Comparison, x: Pair<V>, y: Pair<V>): V =>
  f.or(f.join(order, x.re, y.re), f.and(f.eq(x.re, y.re), f.join(order, x.im, y.im)));

const extremum =
  (order: Comparison) =>
  <V extends object>(f: Reals<V>, x: Pair<V>, y: Pair<V>): Pair<V> => {
    const first = precedes(f, order, x, y);
    return new Pair(f.select(first, x.re, y.re), f.select(first, x.im, y.im));
  };

type Fold = <V extends object>(f: Reals<V>, x: Pair<V>, y: Pair<V>) => Pair<V>;

/** Both parts through a primitive with one operand. */
const moved = <V extends object, P extends PrimitiveName>(
  f: Reals<V>,
  primitive: P,
  { re, im }: Pair<V>,
  params: Params<P>,
): Pair<V> => new Pair(f.one(primitive, [re], params), f.one(primitive, [im], params));

/** The elements from `start` to before `limit` of one axis. */
function between<V extends object>(f: Reals<V>, z: Pair<V>, axis: number, start: number, limit: number): Pair<V> {
  const { shape } = f.typeOf(z.re);
  return moved(f, "slice", z, {
    start: shape.map((_, k) => (k === axis ? start : 0)),
    limit: shape.with(axis, limit),
    strides: shape.map(() => 1),
  });
}

/** A fold over axes in halves, of which a real target has none for pairs. */
const reduction =
  (join: Fold, neutral: number): ComplexRule<"reduceProd" | "reduceMax" | "reduceMin"> =>
  (f, [x], { axes }, [aval]) => {
    const { shape } = f.typeOf(pair(x).re);
    const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    const length = sizeOf(axes.map((axis) => shape[axis]!));
    const rows = moved(f, "transpose", pair(x), { permutation: [...kept, ...axes] });
    let line = moved(f, "reshape", rows, { shape: [...aval!.shape, length] });
    const axis = kept.length;
    if (length === 0) {
      const filled = (value: number) =>
        f.one("broadcastInDim", [f.number(value, line.re)], { shape: aval!.shape, broadcastDimensions: [] });
      return [new Pair(filled(neutral), filled(neutral === 1 ? 0 : neutral))];
    }
    let rest: typeof line | null = null;
    for (let count = length; count > 1; count = Math.floor(count / 2)) {
      if (count % 2 === 1) {
        const last = between(f, line, axis, count - 1, count);
        rest = rest === null ? last : join(f, last, rest);
      }
      const half = Math.floor(count / 2);
      line = join(f, between(f, line, axis, 0, half), between(f, line, axis, half, 2 * half));
    }
    const folded = rest === null ? line : join(f, line, rest);
    return [moved(f, "reshape", folded, { shape: aval!.shape })];
  };

/** Running folds: after each round, an element holds the fold of twice as many (W. D. Hillis, G. L. Steele, 1986). */
const running =
  (join: Fold, neutral: Pair<number>): ComplexRule<"cumprod" | "cummax" | "cummin"> =>
  (f, [x], { axis, reverse }) => {
    let line = pair(x);
    const { shape } = f.typeOf(line.re);
    const none = shape.map(() => 0);
    for (let step = 1; step < shape[axis]!; step *= 2) {
      const low = none.with(axis, reverse ? -step : step);
      const params = { low, high: low.map((amount) => -amount), interior: none };
      const shifted = (part: "re" | "im") => f.one("pad", [line[part], f.number(neutral[part], line[part])], params);
      line = join(f, new Pair(shifted("re"), shifted("im")), line);
    }
    return [line];
  };

/** x multiplied with itself, by squares. */
function integerPower<V extends object>(f: Reals<V>, x: Pair<V>, exponent: number): Pair<V> {
  let result: Pair<V> | null = null;
  let square = x;
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result === null ? square : multiply(f, result, square);
    if (rest > 1) square = multiply(f, square, square);
  }
  result ??= new Pair(f.filled(1, x.re), f.filled(0, x.re));
  return exponent < 0 ? reciprocal(f, result) : result;
}

const convert: ComplexRule<"convertElementType"> = (f, [x], { dtype, weakType }) => {
  const converted = (part: Parameters<typeof f.typeOf>[0]) =>
    f.one("convertElementType", [part], { dtype: partDType(dtype), weakType });
  if (!(x instanceof Pair)) {
    const re = converted(real(x));
    return [new Pair(re, f.filled(0, re))];
  }
  if (isComplexDType(dtype)) return [new Pair(converted(x.re), converted(x.im))];
  if (dtype === "bool") return [f.or(f.join("ne", x.re, 0), f.join("ne", x.im, 0))];
  return [converted(x.re)];
};

const dotGeneral: ComplexRule<"dotGeneral"> = (f, operands, params) => {
  const [x, y] = [pair(operands[0]), pair(operands[1])];
  const product = (a: Parameters<typeof f.typeOf>[0], b: typeof a) => f.one("dotGeneral", [a, b], params);
  return [new Pair(f.sub(product(x.re, y.re), product(x.im, y.im)), f.add(product(x.re, y.im), product(x.im, y.re)))];
};

const gather: ComplexRule<"gather"> = (f, operands, params) => {
  const fill = isComplex(params.fillValue) ? params.fillValue : { re: params.fillValue, im: 0 };
  const part = (name: "re" | "im") => f.one("gather", parts(operands, name), { ...params, fillValue: fill[name] });
  return [new Pair(part("re"), part("im"))];
};

/** Keys are compared by their real and then by their imaginary parts. */
const sort: ComplexRule<"sort"> = (f, operands, { dimension, numKeys }) => {
  const flat = operands.flatMap((x) => (x instanceof Pair ? [x.re, x.im] : [x]));
  const keys = operands.slice(0, numKeys).reduce((count, x) => count + (x instanceof Pair ? 2 : 1), 0);
  const sorted = f.apply("sort", flat, { dimension, numKeys: keys });
  let next = 0;
  return operands.map((x) => (x instanceof Pair ? new Pair(sorted[next++]!, sorted[next++]!) : sorted[next++]!));
};

const iota: ComplexRule<"iota"> = (f, _, params) => {
  const re = f.one("iota", [], { ...params, dtype: partDType(params.dtype) });
  return [new Pair(re, f.filled(0, re))];
};

const moving =
  "add sub stopGradient optimizationBarrier select broadcastInDim reshape transpose reverse slice pad concatenate split windows shardingConstraint reduceSum cumsum dynamicSlice dynamicUpdateSlice scatter psum allGather";

/** Primitives that refuse complex numbers, or run other programs, which are rewritten as such; of functions of two numbers, all without a row. */
type WithoutRule =
  Words<"bitcastConvertType reduceAnd reduceOr argmax argmin threefry2x32 scan while cond jit checkpoint customJvpCall customVjpCall customLinear routine callback pmax pmin axisIndex">;

type Rules = { readonly [P in Exclude<PrimitiveName, WithoutRule | BinaryName>]: ComplexRule<P> } & {
  readonly [P in BinaryName]?: ComplexRule<P>;
};

const rules = lazily((): Rules => ({
  ...tableOf(unaryNames, brought),
  ...tableOf(namesIn(moving), partwise),
  neg: unary(negative),
  abs: unary(modulus),
  mul: binary(multiply),
  div: binary(divide),
  pow: binary(power),
  max: binary(extremum("gt")),
  min: binary(extremum("lt")),
  atan2: brought("atan2"),
  eq: binary(equal),
  ne: binary((f, x, y) => f.call("not", equal(f, x, y))),
  complex: (_, [re, im]) => [new Pair(real(re), real(im))],
  real: unary((_, x) => x.re),
  imag: unary((_, x) => x.im),
  integerPow: (f, [x], { exponent }) => [integerPower(f, pair(x), exponent)],
  convertElementType: convert,
  iota,
  reduceProd: reduction(multiply, 1),
  reduceMax: reduction(extremum("gt"), -Infinity),
  reduceMin: reduction(extremum("lt"), Infinity),
  cumprod: running(multiply, new Pair(1, 0)),
  cummax: running(extremum("gt"), new Pair(-Infinity, -Infinity)),
  cummin: running(extremum("lt"), new Pair(Infinity, Infinity)),
  dotGeneral,
  gather,
  sort,
}));

/** The rule of a primitive; null where it has none. */
export function complexRule<P extends PrimitiveName>(primitive: P): ComplexRule<P> | null {
  const all: { readonly [Q in PrimitiveName]?: ComplexRule<Q> } = rules();
  return all[primitive] ?? null;
}
