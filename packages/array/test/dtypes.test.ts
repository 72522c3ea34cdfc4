import { describe, expect, test } from "vitest";
import * as np from "@proj/array";
import { castScalar, joinTypes, scalar, type ScalarValue } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { loadGroup, type Case } from "@proj/reference";
import type { ArrayLike, DType, NDArray } from "@proj/array";

/*
 * What every dtype gives beside what JAX gives, in the arithmetic of JAX with 32-bit defaults and 64-bit dtypes on request.
 */

const words = (text: unknown): string[] => String(text).split(" ");
const typed = ({ dtype, weakType }: { readonly dtype: DType; readonly weakType: boolean }): string =>
  `${dtype}${weakType ? "*" : ""}`;

interface Joined {
  readonly kinds: readonly string[];
  readonly joined: Readonly<Record<string, string>>;
}
const table = (name: string): Joined =>
  loadGroup("dtypes", "promotion").find((one) => one.name === name)!.params as unknown as Joined;

describe("promotion", () => {
  const typeOf = (kind: string) => ({ dtype: kind.replace("*", "") as DType, weakType: kind.endsWith("*") });

  test.each(Object.entries(table("result_type").joined))("of %s with every type", (kind, joined) => {
    const { kinds } = table("result_type");
    expect(kinds.map((other) => typed(joinTypes(typeOf(kind), typeOf(other)))).join(" ")).toBe(joined);
  });

  test.each(Object.entries(table("promote_types").joined))("promoteTypes of %s and every dtype", (dtype, joined) => {
    const { kinds } = table("promote_types");
    const own = kinds.map((other) => np.promoteTypes(dtype as DType, other as DType));
    expect(own.join(" ")).toBe(joined);
  });

  test.each([["2"], ["0.5"], ["true"]])("of every dtype with %s", (text) => {
    const { kinds, joined } = table("numbers");
    const value = JSON.parse(text) as number | boolean;
    // JAX adds an integer to booleans as one; here a number beside booleans is a float.
    const own = kinds.map((dtype) => typed(np.add(np.ones(1, dtype as DType), value)));
    const wanted = words(joined[text]);
    expect(own.filter((_, k) => kinds[k] !== "bool")).toEqual(wanted.filter((_, k) => kinds[k] !== "bool"));
  });

  test("canCast, isdtype and issubdtype", () => {
    const flags = (name: string, f: (row: string, kind: string) => boolean): void => {
      const { kinds, joined } = table(name);
      for (const [row, wanted] of Object.entries(joined)) {
        const own = kinds.map((kind) => String(Number(f(row, kind)))).join(" ");
        expect(`${row}: ${own}`).toBe(`${row}: ${wanted}`);
      }
    };
    flags("can_cast", (from, to) => np.canCast(from as DType, to as DType));
    flags("isdtype", (kind, dtype) => np.isdtype(dtype as DType, kind as np.DTypeKind));
    flags("issubdtype", (parent, dtype) => np.issubdtype(dtype as DType, parent as np.DTypeClass));
  });
});

/** An element as the table has it. */
function element(text: string, dtype: DType): ScalarValue {
  const named: Record<string, number> = { N: NaN, I: Infinity, "-I": -Infinity };
  if (np.issubdtype(dtype, "integer")) return castScalar(BigInt(text), dtype);
  return named[text] ?? Number(text);
}

function arrayOf(texts: readonly string[], dtype: DType): NDArray {
  if (texts.length === 0) return np.zeros(0, dtype);
  return np.stack(texts.map((text) => scalar(element(text, dtype), dtype)));
}

const valuesOf = (name: string): string[] =>
  words(loadGroup("dtypes", "values").find((one) => one.name === name)!.params.values);

/** A result as the table has it. */
function described(x: NDArray): string {
  const texts = [x.reshape(-1).toList() as (number | bigint | boolean)[]].flat().map((value) => {
    if (typeof value === "boolean") return value ? "1" : "0";
    return Object.is(value, -0) ? "-0" : String(value).replace("NaN", "N").replace("Infinity", "I");
  });
  return `${typed(x)} ${texts.join(" ")}`;
}

/** How far apart results of floats may lie, in units of their last place. */
const tolerated = 4;

function agrees(own: string, wanted: string): boolean {
  const [a, b] = [words(own), words(wanted)];
  if (a[0] !== b[0] || a.length !== b.length) return false;
  const dtype = a[0]!.replace("*", "") as DType;
  return b.every((text, k) => {
    const mine = a[k]!;
    if (k === 0 || text === mine || Number(text) === Number(mine)) return true;
    if (!np.isdtype(dtype, "real floating")) return false;
    const [x, y] = [Number(mine), Number(text)];
    // XLA takes subnormal numbers as zeros.
    if (y === 0 && Math.abs(x) < np.finfo(dtype as np.FloatDType).smallestNormal) return true;
    return Math.abs(x - y) <= tolerated * np.finfo(dtype as np.FloatDType).eps * Math.abs(y);
  });
}

type Function2 = (x: NDArray, y: NDArray) => ArrayLike | readonly NDArray[];
type Namespace = Readonly<Record<string, Function2>>;
const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const functionOf = (namespace: unknown, name: string): Function2 => (namespace as Namespace)[camel(name)]!;

function check({ group, name, params }: Case, f: (dtype: DType) => NDArray): void {
  const dtype = name.split(" ").at(-1)! as DType;
  const wanted = params.result as string;
  let own: string;
  try {
    own = described(f(dtype));
  } catch (error) {
    if (!(error instanceof np.UsageError)) throw error;
    own = "refused";
  }
  const place = `${group} ${name}`;
  if (!agrees(own, wanted)) expect(`${place}: ${own}`).toBe(`${place}: ${wanted}`);
}

describe("values", () => {
  const pairs = (dtype: DType): readonly [NDArray, NDArray] => {
    const values = valuesOf(dtype);
    const x = arrayOf(values.flatMap((value) => values.map(() => value)), dtype); // prettier-ignore
    return [x, arrayOf(values.flatMap(() => values), dtype)]; // prettier-ignore
  };

  test.each(loadGroup("dtypes", "binary"))("$name", (row) => {
    const f = functionOf(np, row.name.split(" ")[0]!);
    check(row, (dtype) => f(...pairs(dtype)) as NDArray);
  });
  test.each(loadGroup("dtypes", "lax"))("lax.$name", (row) => {
    const f = functionOf(lax, row.name.split(" ")[0]!);
    check(row, (dtype) => f(...pairs(dtype)) as NDArray);
  });
  test.each(loadGroup("dtypes", "unary"))("$name", (row) => {
    const f = functionOf(np, row.name.split(" ")[0]!);
    check(row, (dtype) => (f as unknown as typeof np.sin)(arrayOf(valuesOf(dtype), dtype)));
  });
  test.each(loadGroup("dtypes", "fold"))("$name", (row) => {
    const [name, exponent] = row.name.split(" ");
    const f = functionOf(np, name!);
    check(row, (dtype) => {
      const x = arrayOf(valuesOf(dtype), dtype);
      if (name === "power") return lax.integerPow(x, Number(exponent));
      const folded = dtype === "bfloat16" ? x.get("2:5") : x;
      return name === "dot" ? np.dot(folded, folded) : (f as unknown as typeof np.sin)(folded);
    });
  });
  test.each(loadGroup("dtypes", "convert"))("$name becomes it", (row) => {
    const [to, from] = row.name.split(" ") as [DType, DType];
    check(row, () => arrayOf(valuesOf(from), from).astype(to));
  });
});
