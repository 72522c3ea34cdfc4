import {
  isNDArray,
  isRecord,
  readNeededOptions,
  readPositionalOptions,
  UsageError,
  type OptionReader,
  type OptionReaders,
  wrongOption,
} from "@proj/array/core";

/*
 * How schedules read what they are made with: an object, or by position in Optax's order.
 */

/** Reads the arguments of a schedule, of which some cannot be left out. */
export function readSchedule<Options extends object>(
  operation: string,
  args: readonly unknown[],
  names: readonly (keyof Options & string)[],
  readers: OptionReaders<Options>,
  needed: readonly (keyof Options & string)[],
): Options {
  const isOptions = args.length <= 1 && !(typeof args[0] === "number" || isNDArray(args[0]));
  if (isOptions) return readNeededOptions(operation, args[0] as Options, readers, needed);
  const read = readPositionalOptions<Options>(operation, args, names, readers) as Options;
  return readNeededOptions(operation, read, readers, needed);
}

/** Reads the scales of a piecewise schedule: a factor for each step, none of them negative. */
export const scalesOption: OptionReader<Readonly<Record<number, number>>> = (value, place) => {
  const expected = "an object of factors, none of them negative, under their steps";
  if (!isRecord(value)) throw wrongOption(place, value, expected);
  for (const [step, factor] of Object.entries(value)) {
    if (Number.isFinite(Number(step)) && typeof factor === "number" && factor >= 0) continue;
    throw wrongOption({ ...place, name: `${place.name}[${step}]` }, factor, "a factor that is not negative");
  }
  return { ...value };
};

/** Steps and factors of a piecewise schedule, in order of steps. */
export const sortedScales = (scales: Readonly<Record<number, number>>): readonly (readonly [number, number])[] =>
  Object.entries(scales)
    .map(([step, factor]) => [Number(step), factor] as const)
    .sort(([a], [b]) => a - b);

/** A schedule has no shape without steps. */
export function noSteps(operation: string, received: string, expected: string): UsageError {
  return new UsageError({
    operation,
    received,
    expected,
    remedy: "give the schedule at least one step, or take constantSchedule",
  });
}
