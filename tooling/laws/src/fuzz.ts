import { parseArgs } from "node:util";
import { checkPrograms, summary, type Tally } from "./check-programs.ts";
import { subjectNames, subjects, type SubjectName } from "./subjects.ts";

/*
 * Looks for programs on which targets disagree. Each seed is one program; a failure prints the smallest program that shows it.
 */

const usage = `Runs random programs on every target and compares with the reference.

  --programs <n>     how many programs, default 1000
  --from <seed>      the seed of the first program, default 0
  --targets <names>  any of ${subjectNames.join(", ")}, separated by commas; default all
  --failures <n>     stop after so many disagreements, default 3
  --help             print this
`;

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (text !== "" && Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`--${option} ${text}: expected a whole number from 0`);
}

function targetNames(text: string): SubjectName[] {
  return text.split(",").map((name) => {
    if (name in subjects) return name as SubjectName;
    throw new Error(`--targets ${text}: there is no target "${name}", only ${subjectNames.join(", ")}`);
  });
}

const perSecond = (programs: number, start: number): string =>
  `${((1000 * programs) / (performance.now() - start)).toFixed(1)} programs per second`;

/** Prints each failure when it is found, and every few seconds how far the run is. */
function progressOf(total: number, start: number): (tally: Tally) => void {
  let last = start;
  let printed = 0;
  return ({ programs, failures }) => {
    for (; printed < failures.length; printed++) console.log(`\n${failures[printed]!}\n`);
    const now = performance.now();
    if (now - last < 5000) return;
    last = now;
    const left = Math.round(((now - start) / programs) * (total - programs)) / 1000;
    console.log(
      `${programs} of ${total}, ${failures.length} failures, ${perSecond(programs, start)}, ${left.toFixed(0)} s to go`,
    );
  };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      programs: { type: "string", default: "1000" },
      from: { type: "string", default: "0" },
      targets: { type: "string", default: subjectNames.join() },
      failures: { type: "string", default: "3" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const count = wholeNumber("programs", values.programs);
  const from = wholeNumber("from", values.from);
  const chosen = await Promise.all(targetNames(values.targets).map((name) => subjects[name]()));
  const start = performance.now();
  const tally = await checkPrograms(chosen, {
    from,
    count,
    failures: wholeNumber("failures", values.failures),
    progress: progressOf(count, start),
  });
  console.log(`${summary(tally)}\n${perSecond(tally.programs, start)}`);
  return tally.failures.length === 0 ? 0 : 1;
}

try {
  // A device that is still open would keep the process.
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
