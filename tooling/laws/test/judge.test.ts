import { readFileSync } from "node:fs";
import { randomCalls } from "@proj/generators/random-calls";
import { describe, expect, test } from "vitest";
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
