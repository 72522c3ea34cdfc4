import type { KernelBuilder } from "../wgsl/kernel-builder.ts";
import type { Team } from "./team.ts";
import { bare } from "../wgsl/text.ts";

/** The value of a WGSL expression that is a plain number, or null. */
function numberOf(expression: string): number | null {
  return /^\d+u?$/.test(expression) ? Number.parseInt(expression, 10) : null;
}

/** A loop over `from`, `from + step`, … below a limit; all are WGSL expressions of one integer type. */
export interface Steps {
  /** The variable's name. */
  readonly name: string;
  readonly from: string;
  readonly below: string;
  readonly step: string;
}

/** Adds a loop; its body gets the name of the position. */
export function forSteps(
  kernel: KernelBuilder,
  { name, from, below, step }: Steps,
  body: (position: string) => void,
): void {
  const advance = step === "1" ? `${name}++` : `${name} += ${bare(step)}`;
  kernel.block(`for (var ${name} = ${bare(from)}; ${name} < ${below}; ${advance})`, () => body(name));
}

/** How the rounds of a loop are written out. */
export interface Copies {
  /** How many rounds are written out one after the other. */
  readonly count: number;
  /** How far their positions are apart. */
  readonly apart: number;
  /** Whether the limit is known never to be between them. */
  readonly exact: boolean;
}

/**
 * Adds a loop whose body stands there for several rounds: for `from`, `from + apart`, …, then the same from `from + step` on.
 *
 * @param kernel - where it is added.
 * @param steps - the loop; where some copies are beyond the limit, all that follow from the next step on are.
 * @param copies - how it is written out.
 * @param body - gets the name of the position; it is added more than once.
 */
export function forCopies(
  kernel: KernelBuilder,
  { name, from, below, step }: Steps,
  { count, apart, exact }: Copies,
  body: (position: string) => void,
): void {
  const round = (): void => {
    kernel.block("", () => body(name));
    for (let copy = 1; copy < count; copy++)
      kernel.block("", () => body(kernel.let(name, `${name} + ${copy * apart}`)));
  };
  const start = `var ${name} = ${bare(from)};`;
  const advance = `${name} += ${bare(step)}`;
  if (exact) kernel.block(`for (${start} ${name} < ${below}; ${advance})`, round);
  else {
    kernel.line(start);
    kernel.block(`for (; ${name} + ${(count - 1) * apart} < ${below}; ${advance})`, round);
    kernel.block(`for (; ${name} < ${below}; ${apart === 1 ? `${name}++` : `${name} += ${apart}`})`, () => body(name));
  }
}

/**
 * Adds a body that is run for `from`, `from + step`, … below a limit, in a loop only where there can be more than one round.
 *
 * @param kernel - where it is added.
 * @param prefix - of the variable's name.
 * @param from - u32; a number that is known is below the limit.
 * @param below - the limit.
 * @param step - u32.
 * @param body - gets the name of the position, u32.
 */
export function forStrided(
  kernel: KernelBuilder,
  prefix: string,
  from: string,
  below: number,
  step: string,
  body: (position: string) => void,
): void {
  const stride = numberOf(step);
  if (numberOf(from) !== null && stride !== null && numberOf(from)! + stride >= below) body(from);
  else if (stride !== null && stride >= below && /^\w+$/.test(from))
    kernel.block(`if (${from} < ${below})`, () => body(from));
  else forSteps(kernel, { name: kernel.fresh(prefix), from, below: String(below), step }, body);
}

/**
 * Adds a body that the threads of a team run for the numbers below a limit: neighbouring threads for neighbouring numbers.
 *
 * @param kernel - where it is added.
 * @param prefix - of the variable's name.
 * @param team - the threads.
 * @param below - the limit.
 * @param copies - how many rounds are written out; a workgroup does them for numbers that lie together.
 * @param body - gets the name of the number, u32.
 */
export function forPoints(
  kernel: KernelBuilder,
  prefix: string,
  { lane, lanes, group, groups, least }: Team,
  below: number,
  copies: number,
  body: (point: string) => void,
): void {
  if (group !== "0u" && least >= below) {
    const point = kernel.let(prefix, lane);
    kernel.block(`if (${point} < ${below})`, () => body(point));
    return;
  }
  if (copies === 1) {
    forStrided(kernel, prefix, lane, below, lanes, body);
    return;
  }
  const { workgroupSize } = kernel.capabilities;
  const size = workgroupSize * copies;
  const from = group === "0u" ? "lid" : `${group} * ${size}u + lid`;
  const step = groups === "1u" ? `${size}u` : `${groups} * ${size}u`;
  forCopies(
    kernel,
    { name: kernel.fresh(prefix), from, below: String(below), step },
    { count: copies, apart: workgroupSize, exact: below % size === 0 },
    body,
  );
}

/**
 * Adds the position along each axis of the point with a number.
 *
 * @param kernel - where the constants are added.
 * @param number - the row-major number of the point, u32: a name.
 * @param lengths - of the axes.
 * @param names - of the positions, which are i32.
 */
export function decompose(
  kernel: KernelBuilder,
  number: string,
  lengths: readonly number[],
  names: readonly string[],
): void {
  let below = 1;
  const lines: string[] = [];
  for (let axis = lengths.length - 1; axis >= 0; axis--) {
    const quotient = below === 1 ? number : `${number} / ${below}`;
    const position = axis === 0 ? quotient : `${quotient} % ${lengths[axis]!}`;
    lines.unshift(`let ${names[axis]!} = i32(${position});`);
    below *= lengths[axis]!;
  }
  for (const line of lines) kernel.line(line);
}
