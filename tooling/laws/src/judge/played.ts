import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { randomCalls, type CallProgram } from "@proj/generators/random-calls";
import type { Jax } from "./jax-process.ts";
import {
  readAnswer,
  readProgram,
  writeAnswer,
  writeProgram,
  type Answer,
  type WrittenAnswer,
  type WrittenProgram,
} from "./written.ts";

/** A program, and what JAX gives for each of its calls. */
export interface Played {
  readonly program: CallProgram;
  readonly answers: readonly Answer[];
}

/** Programs that are compiled together. */
const together = 24;

/** Programs drawn from seeds, as JAX plays them: the next ones while these are looked at. */
export async function* playedInJax(jax: Jax, from: number, count: number): AsyncGenerator<Played> {
  const drawn = (first: number): CallProgram[] =>
    Array.from({ length: Math.max(0, Math.min(together, from + count - first)) }, (_, k) => randomCalls(first + k));
  const sent = (programs: readonly CallProgram[]): ReturnType<Jax["play"]> =>
    programs.length === 0 ? Promise.resolve([]) : jax.play(programs);
  let first = from;
  let programs = drawn(first);
  let playing = sent(programs);
  while (programs.length > 0) {
    first += programs.length;
    const following = drawn(first);
    const [answers, later] = [await playing, sent(following)];
    for (const [k, program] of programs.entries()) yield { program, answers: answers[k]! };
    [programs, playing] = [following, later];
  }
}

/** Programs with JAX's answers, as a run recorded them in a file. */
export async function* recordedIn(file: string): AsyncGenerator<Played> {
  for await (const line of createInterface({ input: createReadStream(file) })) yield readPlayed(line);
}

/** A program with JAX's answers, from a line of JSON. */
export function readPlayed(line: string): Played {
  const { program, answers } = JSON.parse(line) as { program: WrittenProgram; answers: readonly WrittenAnswer[] };
  return { program: readProgram(program), answers: answers.map(readAnswer) };
}

/** A program with JAX's answers as a line of JSON. */
export const writePlayed = ({ program, answers }: Played): string =>
  `${JSON.stringify({ program: writeProgram(program), answers: answers.map(writeAnswer) })}\n`;
