import type { BenchOptions } from "./options.ts";
import type { Profile } from "./profile.ts";
import { loadPrototype } from "./prototype.ts";

/** A training iteration to be timed. */
export interface Subject {
  readonly name: string;
  /** One iteration; the loss before its update can be read from the result. */
  readonly step: () => { item(): number };
}

/**
 * Prints the time of the first call, then of steady iterations, each followed by one of the prototype: so both meet the
 * same disturbances.
 */
export function measure(
  { name, step }: Subject,
  { iterations, prototype: folder, profile: isProfiled }: BenchOptions,
  profile: Profile,
): void {
  const began = performance.now();
  const loss = step().item();
  console.log(
    `${name}: first call ${(performance.now() - began).toFixed(0)} ms (trace, compile, run), loss ${loss.toFixed(4)}`,
  );
  const prototype = folder === null ? null : loadPrototype(folder);
  prototype?.step();
  for (let warmUp = 1; warmUp < 6; warmUp++) {
    step();
    prototype?.step();
  }
  const [own, limit]: [number[], number[]] = [[], []];
  let last = loss;
  profile.clear();
  for (let iteration = 0; iteration < iterations; iteration++) {
    own.push(timed(() => (last = step().item())));
    if (prototype !== null) limit.push(timed(prototype.step));
  }
  console.log(`${name}: ${summary(own)}, loss ${last.toFixed(4)}`);
  if (isProfiled) profile.print(iterations);
  if (prototype === null) return;
  console.log(`limit prototype: ${summary(limit)}, loss ${prototype.loss().toFixed(4)}`);
  console.log(
    `ratio: median ${(median(own) / median(limit)).toFixed(2)}, best ${(Math.min(...own) / Math.min(...limit)).toFixed(2)}`,
  );
}

/** Prints the resident memory after so many iterations: in a loop that never awaits, then in one that does. */
export async function measureMemory({ name, step }: Subject, { memory }: BenchOptions): Promise<void> {
  for (const awaits of [false, true]) {
    for (let iteration = 1; iteration <= Math.max(0, ...memory); iteration++) {
      step();
      if (awaits) await new Promise((resolve) => setImmediate(resolve));
      if (!memory.includes(iteration)) continue;
      const megabytes = process.memoryUsage().rss / 2 ** 20;
      console.log(
        `${name}: ${megabytes.toFixed(0)} MiB resident after ${iteration} iterations, ${awaits ? "awaiting" : "never awaiting"}`,
      );
    }
  }
}

function timed(action: () => void): number {
  const began = performance.now();
  action();
  return performance.now() - began;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1]!;
}

function summary(times: readonly number[]): string {
  return `median ${median(times).toFixed(2)} ms, best ${Math.min(...times).toFixed(2)} ms of ${times.length} iterations`;
}
