import { readFileSync } from "node:fs";
import { array, zeros, type NDArray } from "@proj/array";
import { bigintsOf, dtypes } from "@proj/array/core";
import { randomCalls, type Argument, type Call } from "@proj/generators/random-calls";
import { describe, expect, test } from "vitest";
import { intendedDifference } from "../src/judge/differences.ts";
import { startJax, type Jax } from "../src/judge/jax-process.ts";
import { judge } from "../src/judge/judge.ts";
import { readPlayed, type Played } from "../src/judge/played.ts";
import { formatProgram } from "../src/judge/report.ts";
import { shrink } from "../src/judge/shrink.ts";
import type { Answer } from "../src/judge/written.ts";

/* Programs that `fuzz --judge jax --record` wrote, with what JAX gave; and the judge itself, with answers that are wrong. */

const recorded: readonly Played[] = readFileSync(new URL("judge/recorded-programs.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map(readPlayed);

const differing = ({ program, answers }: Played): string[] =>
  judge(program, answers).verdicts.flatMap((verdict, k) =>
    verdict.kind === "differs" ? [`program ${program.seed}, call ${k}: ${verdict.message}`] : [],
  );

test("recorded programs give what they give in JAX", () => {
  expect(recorded.flatMap(differing)).toEqual([]);
});

/** A program of one call, and its answer. */
function oneCall(row: string, data: readonly number[], answer: Answer): Played {
  const input = {
    number: 0,
    dtype: "float32",
    shape: [data.length],
    weak: false,
    data: Float32Array.from(data),
  } as const;
  const call = { row, args: [{ ref: 0 }], options: {}, results: [1] };
  return { program: { seed: 0, wide: false, inputs: [input], calls: [call] }, answers: [answer] };
}

const floats = (data: readonly number[], weak = false): Answer => ({
  results: [{ dtype: "float32", shape: [data.length], weak, data: Float32Array.from(data) }],
});

const complexes = (data: readonly number[]): Answer => ({
  results: [{ dtype: "complex64", shape: [data.length / 2], weak: false, data: Float32Array.from(data) }],
});

test("the ends of default integers are ends, in 32 bits as in 64", () => {
  const data = dtypes.int64.allocate(3);
  bigintsOf(data)!.set([-(2n ** 63n), 2n ** 63n - 1n, 5n]);
  const answer: Answer = { results: [{ dtype: "int64", shape: [3], weak: false, data }] };
  const { program } = oneCall("jnp.argmax", [0], answer);
  const ends = {
    ...program.inputs[0]!,
    dtype: "int32",
    shape: [3],
    data: Int32Array.from([-(2 ** 31), 2 ** 31 - 1, 5]),
  } as const;
  const call = { ...program.calls[0]!, row: "jnp.flip", args: [{ ref: 0 }, []] };
  expect(differing({ program: { ...program, wide: true, inputs: [ends], calls: [call] }, answers: [answer] })).toEqual(
    [],
  );
});

/** Values numbered from 0. */
const numbered = (...values: readonly NDArray[]) => new Map(values.entries());

const called = (row: string, args: readonly Argument[], results: readonly number[] = []): Call => ({
  row,
  args,
  options: {},
  results,
});

const another = "result 0, element 0: 2 instead of 1, which may be off by 0.0";

test("what a body may do otherwise, the call that has it may", () => {
  const mapped = (row: string): Call => {
    const calls = [called(row, [{ ref: 1 }, { ref: 1 }], [2])];
    return called("vmap", [{ body: { params: [1], calls, result: 2 } }]);
  };
  const message = "JAX refuses it: TypeError: mul does not accept dtype bool";
  expect(intendedDifference(mapped("jnp.kron"), numbered(), message)).toMatch(/booleans/);
  expect(intendedDifference(mapped("jnp.outer"), numbered(), message)).toBeNull();
});

test("an excuse holds only where its reason does", () => {
  const fold = (axis: number): Call => called("lax.reduce", [{ ref: 0 }, { ref: 1 }, "add", [axis]]);
  const values = numbered(zeros([3, 1]), zeros([]));
  expect(intendedDifference(fold(1), values, another)).toMatch(/axes of length 1/);
  expect(intendedDifference(fold(0), values, another)).toBeNull();
});

test("in a body it holds by what is read there, in whatever loops and branches that is", () => {
  // scan(c → cond(p, x → carried(x, power(4, -e)), x → x, c)), where e is read and -e is made inside.
  const integers = numbered(array([4], "int32"), array([6], "int32"), array(true), array([2.5]), zeros([2, 1]));
  const scanOf = (calls: readonly Call[]): Call => {
    const result = [called("carried", [{ ref: 10 }, { ref: 21 }], [22])];
    const branches: Argument[] = [
      { body: { params: [10], calls: [...calls, ...result], result: 22 } },
      { body: { params: [10], calls: [], result: 10 } },
    ];
    const branching = called("cond", [{ ref: 2 }, ...branches, { ref: 30 }], [32]);
    return called("scan", [
      { body: { params: [30, 31], calls: [branching], result: [32, 32] } },
      { ref: 3 },
      { ref: 4 },
      false,
    ]);
  };
  const negated = called("jnp.negative", [{ ref: 1 }], [20]);
  const power = (exponent: number): Call => called("jnp.power", [{ ref: 0 }, { ref: exponent }], [21]);
  expect(intendedDifference(scanOf([negated, power(20)]), integers, another)).toMatch(/six bits/);
  expect(intendedDifference(scanOf([negated, power(1)]), integers, another)).toBeNull();
});

describe("the judge tells", () => {
  test.each([
    ["the same result", oneCall("jnp.square", [1, 2], floats([1, 4])), []],
    ["another value", oneCall("jnp.square", [1, 2], floats([1, 4.001])), ["element 1: 4 instead of 4.00"]],
    [
      "a value that is not moved exactly",
      oneCall("jnp.flip", [1, 2], floats([2, 1.0000001])),
      ["element 1: 1 instead"],
    ],
    ["NaN from a number", oneCall("jnp.square", [1], floats([NaN])), ["element 0: 1 instead of NaN"]],
    ["weakness", oneCall("jnp.square", [1], floats([1], true)), ["is float32[1] instead of weak float32[1]"]],
    ["another shape", oneCall("jnp.square", [1], floats([1, 1])), ["is float32[1] instead of float32[2]"]],
    ["what JAX refuses", oneCall("jnp.square", [1], { error: "TypeError: no" }), ["JAX refuses it: TypeError: no"]],
    ["poles at zeros of both signs", oneCall("special.gamma", [-0, 0], floats([-Infinity, Infinity])), []],
    ["NaN where JAX forgets a limit", oneCall("special.exp1", [Infinity], floats([NaN])), []],
    ["NaN where it is right", oneCall("special.exp1", [1], floats([NaN])), ["instead of NaN"]],
    ["what moves where an infinity is", oneCall("jnp.fft.ihfft", [Infinity, 0], complexes([NaN, NaN, NaN, NaN])), []],
    ["the same among numbers", oneCall("jnp.fft.ihfft", [1, 0], complexes([NaN, NaN, NaN, NaN])), ["instead of NaN"]],
    ["what is refused here", oneCall("jnp.bitwise_not", [1], floats([1])), ["it is refused: bitwiseNot"]],
  ])("%s", (_, program, messages) => {
    const found = differing(program);
    expect(found).toHaveLength(messages.length);
    messages.forEach((message, k) => expect(found[k]).toContain(message));
  });
});

test("a seed gives one program, whenever it is drawn", () => {
  expect(randomCalls(7)).toEqual(randomCalls(7));
  expect(randomCalls(7)).not.toEqual(randomCalls(8));
});

test("a difference is shown by the simplest values that have it", async () => {
  // JAX, were it wrong about all squares but that of 0.
  const liar: Jax = {
    version: "none",
    close: () => undefined,
    play: (programs) =>
      Promise.resolve(
        programs.map(({ inputs }) => [floats(Array.from(inputs[0]!.data, (value) => (value === 0 ? 0 : -1)))]),
      ),
  };
  const { program } = oneCall("jnp.square", [3, 2.71, 5], { error: "" });
  const smallest = await shrink(liar, program, "result 0, element 0: 9 instead of -1");
  expect(smallest.program.inputs[0]!.data.filter((value) => value !== 0)).toHaveLength(1);
  expect(formatProgram(smallest.program)).toMatch(/x0 = float32\[3\] \[.*\]\n {2}x1 = jnp\.square\(x0\)/);
});

test("without Python, or without JAX in it, the judge says how to install them", async () => {
  await expect(startJax("/nowhere/python")).rejects.toThrow(/--python \/nowhere\/python.*pip install -r/s);
});
