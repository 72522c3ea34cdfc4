import { array } from "@proj/array";

/** One argument of a call that works, and what plain JavaScript might give instead. */
export interface Argument {
  readonly good: unknown;
  readonly wrong: readonly unknown[];
}

const text = "text";
const big = 10n;
const f = (): number => 1;
/** A list of three with nothing in the middle. */
const hole = Object.assign(new Array<number>(3), { 0: 1, 2: 3 });
const bytes = new Uint8ClampedArray([1, 2]);
const view = new DataView(new ArrayBuffer(8));

/** An argument of a kind: the good value, then the wrong ones. */
export const argument = (good: unknown, ...wrong: readonly unknown[]): Argument => ({ good, wrong });

/** Any value will do here; wrong ones do not exist. */
export const anything = (good: unknown): Argument => argument(good);

/** An array, or a number that stands for one. */
export const x = (good: unknown = array([0.25, 0.5])): Argument =>
  argument(
    good,
    text,
    null,
    undefined,
    big,
    f,
    { a: 1 },
    [1, [2, 3]],
    new Date(0),
    Symbol("x"),
    hole,
    bytes,
    view,
    "NaN",
  );

/** A number. */
export const number = (good: number): Argument =>
  argument(good, text, null, big, f, { a: 1 }, [1, 2], [], hole, bytes, view, "NaN", "1");

/** An integer. */
export const integer = (good: number): Argument =>
  argument(good, 1.5, NaN, text, big, f, new Date(0), Infinity, "1", [1], hole, bytes, view);

/** One axis. */
export const axis = (good: number): Argument =>
  argument(good, 17, 0.5, NaN, text, big, f, -17, 2 ** 53, "0", hole, bytes, view);

/** Lengths of axes. */
export const shape = (good: unknown): Argument =>
  argument(good, [-1.5], [NaN], text, null, big, f, { a: 1 }, ["2"], hole, [2 ** 53], bytes, view, "2");

/** A dtype. */
export const dtype = (good: string): Argument =>
  argument(good, "float33", 32, null, f, big, "Float32", "f4", "", NaN, ["float32"], hole, view);

/** A function. */
export const fn = (good: (...args: never[]) => unknown): Argument =>
  argument(good, 3, text, null, undefined, {}, NaN, new Map(), hole, bytes, view, big, Symbol("f"));

/** A list. */
export const list = (good: readonly unknown[]): Argument =>
  argument(good, 3, text, null, undefined, f, big, {}, NaN, view, Symbol("list"), true, new Date(0));

/** Options, with the axis alone as their short form where `short` is given. */
export const options = (good: Readonly<Record<string, unknown>>): Argument =>
  argument(
    good,
    { ...good, nonsense: 1 },
    text,
    big,
    f,
    ...Object.keys(good).flatMap((name) => [
      { [`${name}x`]: good[name] },
      { ...good, [name]: Symbol(name) },
      { ...good, [name]: new Date(0) },
    ]),
  );
