import type { KernelBuilder } from "./kernel-builder.ts";
import { bare } from "./text.ts";

/** The value of a WGSL expression that is a plain number, or null. */
function numberOf(expression: string): number | null {
  return /^\d+u?$/.test(expression) ? Number.parseInt(expression, 10) : null;
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
  else {
    const name = kernel.fresh(prefix);
    kernel.block(`for (var ${name} = ${bare(from)}; ${name} < ${below}; ${name} += ${bare(step)})`, () => body(name));
  }
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
