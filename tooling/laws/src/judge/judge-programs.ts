import { randomCalls, type CallProgram } from "@proj/generators/random-calls";
import type { Jax } from "./jax-process.ts";
import { judge, kindOf } from "./judge.ts";
import { formatProgram } from "./report.ts";
import { isolated, shrink } from "./shrink.ts";
import type { Answer } from "./written.ts";

/** What came of a run. */
export interface Judgements {
  readonly programs: number;
  /** Programs without a difference that is not meant. */
  readonly agreeing: number;
  readonly calls: {
    agrees: number;
    refused: number;
    unread: number;
    sensitive: number;
    intended: number;
    differs: number;
  };
  /** How often each intended difference was met, by its reason. */
  readonly intended: ReadonlyMap<string, number>;
  /** How often each kind of difference was met. */
  readonly kinds: ReadonlyMap<string, number>;
  /** For each kind the smallest program that shows it. */
  readonly failures: readonly string[];
}

/** Which programs to judge, and when to stop. */
export interface JudgeOptions {
  readonly from: number;
  readonly count: number;
  /** Kinds of differences after which to stop. */
  readonly failures: number;
  /** Called after each few programs. */
  readonly progress?: (judgements: Judgements) => void;
  /** Called with each program and JAX's answers. */
  readonly record?: (program: CallProgram, answers: readonly Answer[]) => void;
}

/** Programs that are compiled together. */
const together = 24;

/** Plays random programs here and in JAX, and judges each call. */
export async function judgePrograms(
  jax: Jax,
  { from, count, failures: enough, progress, record }: JudgeOptions,
): Promise<Judgements> {
  const calls = { agrees: 0, refused: 0, unread: 0, sensitive: 0, intended: 0, differs: 0 };
  const [intended, kinds] = [new Map<string, number>(), new Map<string, number>()];
  const failures: string[] = [];
  const tally = { programs: 0, agreeing: 0, calls, intended, kinds, failures };
  const drawn = (first: number): CallProgram[] =>
    Array.from({ length: Math.max(0, Math.min(together, from + count - first)) }, (_, k) => randomCalls(first + k));
  const sent = (programs: readonly CallProgram[]): ReturnType<Jax["play"]> =>
    programs.length === 0 ? Promise.resolve([]) : jax.play(programs);
  let programs = drawn(from);
  let playing = sent(programs);
  while (programs.length > 0 && failures.length < enough) {
    // JAX plays the next ones while these are judged.
    const following = drawn(from + tally.programs + programs.length);
    const [answers, later] = [await playing, sent(following)];
    for (const [k, program] of programs.entries()) {
      record?.(program, answers[k]!);
      const judgement = judge(program, answers[k]!);
      tally.programs++;
      if (judgement.verdicts.every(({ kind }) => kind !== "differs")) tally.agreeing++;
      for (const [place, verdict] of judgement.verdicts.entries()) {
        calls[verdict.kind]++;
        if (verdict.kind === "intended") intended.set(verdict.reason, (intended.get(verdict.reason) ?? 0) + 1);
        if (verdict.kind !== "differs") continue;
        const kind = kindOf(program.calls[place]!, verdict.message);
        const met = kinds.get(kind) ?? 0;
        kinds.set(kind, met + 1);
        if (met > 0) continue;
        const smallest = await shrink(jax, isolated(program, judgement, place), verdict.message);
        const title = `program ${program.seed}, call ${place}, differs from JAX ${jax.version}: ${smallest.message}`;
        failures.push(`${title}\n${formatProgram(smallest.program)}`);
      }
    }
    progress?.(tally);
    [programs, playing] = [following, later];
  }
  return tally;
}

/** The counts in words. */
export function judgementsInWords({ programs, agreeing, calls, intended, kinds }: Judgements): string {
  const made = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return [
    `${programs} programs with ${made} calls; ${agreeing} programs agree with JAX`,
    `  ${calls.agrees} calls agree, ${calls.refused} are refused on both sides, ${calls.unread} read what was refused`,
    `  ${calls.sensitive} are too sensitive to rounding to be compared`,
    `  ${calls.intended} differ as intended`,
    ...Array.from(intended, ([reason, count]) => `    ${count}: ${reason}`),
    `  ${calls.differs} differ`,
    ...Array.from(kinds, ([kind, count]) => `    ${count}: ${kind}`),
  ].join("\n");
}
