import { describe, expect, test } from "vitest";
import { float32Arguments, float32Pairs, ulpError, worstError } from "../../src/primitive-samples/index.ts";

describe("the error of a float32", () => {
  test("is none if it is the nearest to the true value", () => {
    for (const exact of [0, -0, 1 / 3, -Math.PI, 1e-45, 1e300, -Infinity, NaN])
      expect([exact, ulpError(Math.fround(exact), exact)]).toStrictEqual([exact, 0]);
  });

  test("counts units in the last place of the true value", () => {
    expect(ulpError(1 + 2 ** -23, 1)).toBe(1);
    expect(ulpError(1 - 2 ** -24, 1)).toBe(0.5);
    expect(ulpError(-8, -8 - 3 * 2 ** -20)).toBe(3);
    expect(ulpError(1 + 2 ** -23, 1 + 2 ** -25)).toBe(0.75);
  });

  test("counts units of the subnormal numbers below them", () => {
    expect(ulpError(0, 2 ** -126)).toBe(2 ** 23);
    expect(ulpError(2 ** -149, 3 * 2 ** -149)).toBe(2);
    expect(ulpError(-(2 ** -149), 2 ** -149)).toBe(2);
  });

  test("takes what overflows for 2¹²⁸", () => {
    const largest = (2 - 2 ** -23) * 2 ** 127;
    expect(ulpError(largest, Infinity)).toBe(1);
    expect(ulpError(Infinity, largest)).toBe(1);
    expect(ulpError(largest, 1e300)).toBe(1);
    expect(ulpError(-Infinity, Infinity)).toBe(2 ** 25);
  });

  test("is infinite where one is not a number or zero has the wrong sign", () => {
    for (const exact of [0, 1, Infinity, 2 ** -149])
      expect([exact, ulpError(NaN, exact)]).toStrictEqual([exact, Infinity]);
    for (const actual of [0, 1, -Infinity]) expect([actual, ulpError(actual, NaN)]).toStrictEqual([actual, Infinity]);
    expect(ulpError(-0, 0)).toBe(Infinity);
    expect(ulpError(0, -1e-60)).toBe(Infinity);
  });

  test("may be anything of its sign below the magnitude that is flushed", () => {
    const flushes = 2 ** -126;
    expect(ulpError(0, 2 ** -127, flushes)).toBe(0);
    expect(ulpError(2 ** -149, 2 ** -127, flushes)).toBe(0);
    expect(ulpError(-0, 2 ** -127, flushes)).toBe(Infinity);
    expect(ulpError(2 ** -126, 2 ** -127, flushes)).toBe(Infinity);
    expect(ulpError(0, 2 ** -126, flushes)).toBe(2 ** 23);
  });
});

describe("the worst error", () => {
  const x = Float32Array.of(1, 2, 4);

  test("is that of the result furthest off, with its arguments", () => {
    expect(worstError(Float32Array.of(2, 4, 8), [x], (a) => 2 * a)).toStrictEqual({ error: 0, message: "" });
    const off = Float32Array.of(1 + 2 ** -23, 4.5, 16);
    const { error, message } = worstError(off, [x, x], (a, b) => a * b);
    expect([error, message]).toStrictEqual([2 ** 20, "(2, 2) = 4.5, exactly 4"]);
  });

  test("lets subnormal arguments count as zeros of their sign only where that is allowed", () => {
    const tiny = Float32Array.of(-(2 ** -130));
    const inverse = (a: number): number => 1 / a;
    const scaled = (a: number): number => a * 2 ** 100;
    expect(worstError(Float32Array.of(-Infinity), [tiny], inverse, { flushesArguments: true }).error).toBe(0);
    expect(worstError(Float32Array.of(-0), [tiny], scaled, { flushesArguments: true }).error).toBe(0);
    expect(worstError(Float32Array.of(0), [tiny], scaled, { flushesArguments: true }).error).toBeGreaterThan(1);
    expect(worstError(Float32Array.of(-0), [tiny], scaled).error).toBeGreaterThan(1);
  });
});

test("the arguments have both zeros, subnormal numbers, both infinities and NaN, alone and in all pairs", () => {
  const special = [0, -0, 2 ** -149, -(2 ** -149), Infinity, -Infinity, NaN];
  const isAt = (list: Float32Array, value: number) => Array.from(list, (x) => Object.is(x, value));
  const pairs = special.map((value) => float32Pairs.map((list) => isAt(list, value)));
  special.forEach((value, a) => {
    expect([value, isAt(float32Arguments, value).includes(true)]).toStrictEqual([value, true]);
    special.forEach((other, b) => {
      const both = pairs[a]![0]!.some((is, i) => is && pairs[b]![1]![i]);
      expect([value, other, both]).toStrictEqual([value, other, true]);
    });
  });
});
