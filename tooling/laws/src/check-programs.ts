import { randomMixedProgram } from "@proj/generators/random-programs";
import { caseOf } from "./case.ts";
import { canRun, disagreement } from "./compare.ts";
import { expectationOf } from "./perturbed.ts";
import { report } from "./report.ts";
import type { Subject } from "./subject.ts";

/** What came of a run over random programs. */
export interface Tally {
  /** Programs that were run. */
  readonly programs: number;
  /** By subject: how many programs it agreed on, differed on, and lacks a dtype for. */
  readonly subjects: ReadonlyMap<Subject, { agrees: number; differs: number; lacksDType: number }>;
  /** Results, of all programs, and those among them whose value is at the mercy of rounding, which are not compared. */
  readonly results: number;
  readonly illConditioned: number;
  /** A report for each disagreement. */
  readonly failures: readonly string[];
}

/** Which programs to run, and when to stop. */
export interface CheckOptions {
  readonly from: number;
  readonly count: number;
  /** Disagreements after which to stop. Default 1. */
  readonly failures?: number;
  /** Called after each program. */
  readonly progress?: (tally: Tally) => void;
}

/**
 * Runs random programs on every subject and compares with the reference.
 *
 * @param subjects - what is tested.
 * @param options - see {@link CheckOptions}.
 */
export async function checkPrograms(
  subjects: readonly Subject[],
  { from, count, failures: enough = 1, progress }: CheckOptions,
): Promise<Tally> {
  const counts = new Map(subjects.map((subject) => [subject, { agrees: 0, differs: 0, lacksDType: 0 }]));
  const failures: string[] = [];
  const tally = { programs: 0, subjects: counts, results: 0, illConditioned: 0, failures };
  for (let seed = from; seed < from + count && failures.length < enough; seed++) {
    const program = randomMixedProgram(seed);
    const whole = caseOf(`program ${seed}`, program.apply, program.operands());
    const expected = expectationOf(whole.jaxpr, whole.inputs);
    tally.programs++;
    tally.results += expected.results.length;
    tally.illConditioned += expected.tolerances.filter((tolerance) => tolerance === null).length;
    for (const [subject, count] of counts) {
      if (!canRun(subject, whole)) {
        count.lacksDType++;
        continue;
      }
      const found = await disagreement(subject, whole, expected);
      if (found === null) count.agrees++;
      else {
        count.differs++;
        failures.push(await report(whole, found, subjects));
      }
    }
    progress?.(tally);
  }
  return tally;
}

/** The counts in words, one line for each subject. */
export function summary({ programs, subjects, results, illConditioned }: Tally): string {
  const lines = Array.from(subjects, ([{ name }, { agrees, differs, lacksDType }]) => {
    const lacking = lacksDType === 0 ? "" : `, ${lacksDType} left out for a dtype that it lacks`;
    return `  ${name.padEnd(14)} agrees on ${agrees}, differs on ${differs}${lacking}`;
  });
  return [
    `${programs} programs with ${results} results, ${illConditioned} of them too sensitive to rounding to be compared`,
    ...lines,
  ].join("\n");
}
