import { createWriteStream } from "node:fs";
import { parseArgs } from "node:util";
import { checkPrograms, summary } from "./check-programs.ts";
import { startJax } from "./judge/jax-process.ts";
import { judgementsInWords, judgePrograms } from "./judge/judge-programs.ts";
import { playedInJax, recordedIn, writePlayed, type Played } from "./judge/played.ts";
import { furtherSubjects, subjectNames, subjects } from "./subjects.ts";

/*
 * Looks for programs on which targets disagree, or on which these packages and JAX do. Each seed is one program; a failure
 * prints the smallest program that shows it.
 */

const usage = `Runs random programs on every target and compares with the reference; or compares programs of functions with JAX.

  --programs <n>     how many programs, default 1000
  --from <seed>      the seed of the first program, default 0
  --targets <names>  any of ${subjectNames.join(", ")}, separated by commas; default all these; and xla, which
                     starts the Python of the environment variable PROJ_PYTHON, with jax
  --failures <n>     stop after so many disagreements, with JAX after so many kinds of them; default 3
  --judge <name>     targets (the default), or jax: programs of calls of functions, played in JAX and here
  --python <command> the Python that has JAX, default python3
  --record <file>    with JAX: writes each program and JAX's answers there, one on each line
  --recorded <files> with JAX: judges the programs of such files, separated by commas, which needs no Python
  --help             print this
`;

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (text !== "" && Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`--${option} ${text}: expected a whole number from 0`);
}

const everySubject = { ...subjects, ...furtherSubjects };

function targetNames(text: string): (keyof typeof everySubject)[] {
  return text.split(",").map((name) => {
    if (name in everySubject) return name as keyof typeof everySubject;
    throw new Error(`--targets ${text}: there is no target "${name}", only ${Object.keys(everySubject).join(", ")}`);
  });
}

const perSecond = (programs: number, start: number): string =>
  `${((1000 * programs) / (performance.now() - start)).toFixed(1)} programs per second`;

/** Prints each failure when it is found, and every few seconds how far the run is. */
function progressOf(
  total: number | null,
  start: number,
): (tally: { readonly programs: number; readonly failures: readonly string[] }) => void {
  let last = start;
  let printed = 0;
  return ({ programs, failures }) => {
    for (; printed < failures.length; printed++) console.log(`\n${failures[printed]!}\n`);
    const now = performance.now();
    if (now - last < 5000) return;
    last = now;
    const so = `${failures.length} failures, ${perSecond(programs, start)}`;
    const left = total === null ? 0 : (((now - start) / programs) * (total - programs)) / 1000;
    console.log(
      total === null ? `${programs} programs, ${so}` : `${programs} of ${total}, ${so}, ${left.toFixed(0)} s to go`,
    );
  };
}

interface Range {
  readonly from: number;
  readonly count: number;
  readonly failures: number;
}

async function judgedByTargets(names: string, range: Range): Promise<boolean> {
  const chosen = await Promise.all(targetNames(names).map((name) => everySubject[name]()));
  const start = performance.now();
  const tally = await checkPrograms(chosen, { ...range, progress: progressOf(range.count, start) });
  console.log(`${summary(tally)}\n${perSecond(tally.programs, start)}`);
  return tally.failures.length === 0;
}

async function judgedByJax(python: string, file: string | undefined, range: Range): Promise<boolean> {
  const jax = await startJax(python);
  const start = performance.now();
  const stream = file === undefined ? null : createWriteStream(file);
  const tally = await judgePrograms(playedInJax(jax, range.from, range.count), {
    failures: range.failures,
    jax,
    progress: progressOf(range.count, start),
    record: (played) => stream?.write(writePlayed(played)),
  });
  jax.close();
  await new Promise<void>((resolve) => (stream === null ? resolve() : stream.end(resolve)));
  console.log(`${judgementsInWords(tally)}\n${perSecond(tally.programs, start)}`);
  return tally.failures.length === 0;
}

async function* recordedInAll(files: readonly string[]): AsyncGenerator<Played> {
  for (const file of files) yield* recordedIn(file);
}

/** Judges by what JAX gave in an earlier run. */
async function judgedByRecords(files: readonly string[], failures: number): Promise<boolean> {
  const start = performance.now();
  const tally = await judgePrograms(recordedInAll(files), { failures, progress: progressOf(null, start) });
  console.log(`${judgementsInWords(tally)}\n${perSecond(tally.programs, start)}`);
  return tally.failures.length === 0;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      programs: { type: "string", default: "1000" },
      from: { type: "string", default: "0" },
      targets: { type: "string", default: subjectNames.join() },
      failures: { type: "string", default: "3" },
      judge: { type: "string", default: "targets" },
      python: { type: "string", default: "python3" },
      record: { type: "string" },
      recorded: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const range = {
    from: wholeNumber("from", values.from),
    count: wholeNumber("programs", values.programs),
    failures: wholeNumber("failures", values.failures),
  };
  switch (values.judge) {
    case "targets":
      return (await judgedByTargets(values.targets, range)) ? 0 : 1;
    case "jax":
      return (await (values.recorded === undefined
        ? judgedByJax(values.python, values.record, range)
        : judgedByRecords(values.recorded.split(","), range.failures)))
        ? 0
        : 1;
    default:
      throw new Error(`--judge ${values.judge}: expected targets or jax`);
  }
}

try {
  // A device that is still open would keep the process.
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
