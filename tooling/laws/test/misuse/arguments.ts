import { array } from "@proj/array";

/** One argument of a call that works, and what plain JavaScript might give instead. */
export interface Argument {
  readonly good: unknown;
  readonly wrong: readonly unknown[];
}

const text = "text";
const big = 10n;
const f = (): number => 1;

/** An argument of a kind: the good value, then the wrong ones. */
export const argument = (good: unknown, ...wrong: readonly unknown[]): Argument => ({ good, wrong });

/** Any value will do here; wrong ones do not exist. */
export const anything = (good: unknown): Argument => argument(good);

/** An array, or a number that stands for one. */
export const x = (good: unknown = array([0.25, 0.5])): Argument =>
  argument(good, text, null, undefined, big, f, { a: 1 }, [1, [2, 3]], new Date(0), Symbol("x"));

/** A number. */
export const number = (good: number): Argument => argument(good, text, null, big, f, { a: 1 }, [1, 2]);

/** An integer. */
export const integer = (good: number): Argument => argument(good, 1.5, NaN, text, big, f, new Date(0));

/** One axis. */
export const axis = (good: number): Argument => argument(good, 17, 0.5, NaN, text, big, f);

/** Lengths of axes. */
export const shape = (good: unknown): Argument => argument(good, [-1.5], [NaN], text, null, big, f, { a: 1 }, ["2"]);

/** A dtype. */
export const dtype = (good: string): Argument => argument(good, "float33", 32, null, f, big);

/** A function. */
export const fn = (good: (...args: never[]) => unknown): Argument => argument(good, 3, text, null, undefined, {});

/** A list. */
export const list = (good: readonly unknown[]): Argument => argument(good, 3, text, null, undefined, f, big);

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
