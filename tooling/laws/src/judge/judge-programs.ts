import type { Jax } from "./jax-process.ts";
import { judge, kindOf } from "./judge.ts";
import type { Played } from "./played.ts";
import { formatProgram } from "./report.ts";
import { isolated, shrink } from "./shrink.ts";

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

/** When to stop, and whom to tell. */
export interface JudgeOptions {
  /** Kinds of differences after which to stop. */
  readonly failures: number;
  /** Who finds the smallest program that differs in the same way; without, the call that differs is shown as it is. */
  readonly jax?: Jax;
  /** Called after each program. */
  readonly progress?: (judgements: Judgements) => void;
  /** Called with each program and JAX's answers. */
  readonly record?: (played: Played) => void;
}

/** Plays programs that JAX has played, and judges each call. */
export async function judgePrograms(
  played: AsyncIterable<Played>,
  { failures: enough, jax, progress, record }: JudgeOptions,
): Promise<Judgements> {
  const calls = { agrees: 0, refused: 0, unread: 0, sensitive: 0, intended: 0, differs: 0 };
  const [intended, kinds] = [new Map<string, number>(), new Map<string, number>()];
  const failures: string[] = [];
  const tally = { programs: 0, agreeing: 0, calls, intended, kinds, failures };
  for await (const { program, answers } of played) {
    record?.({ program, answers });
    const judgement = judge(program, answers);
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
      const whole = { program: isolated(program, judgement, place), message: verdict.message };
      const smallest = jax === undefined ? whole : await shrink(jax, whole.program, verdict.message);
      failures.push(
        `program ${program.seed}, call ${place}, differs from JAX: ${smallest.message}\n${formatProgram(smallest.program)}`,
      );
    }
    progress?.(tally);
    if (failures.length >= enough) break;
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
