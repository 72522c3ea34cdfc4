import { describeValue } from "./describe-value.ts";
import { nearestName } from "./nearest-name.ts";
import { UsageError } from "./usage-error.ts";

/*
 * One reader for the options of every function. A function says once which options it knows and how each is read; what
 * it does not know, or cannot read, is an error in four parts, also in plain JavaScript.
 */

/**
 * Reads one option: what came in, if it is right.
 *
 * @param value - what the caller gave; never `undefined`, which counts as not given.
 * @param place - the option and its function, for messages.
 */
export type OptionReader<T> = (value: unknown, place: OptionPlace) => T;

/** Where an option stands, for messages. */
export interface OptionPlace {
  /** The function that the user called. */
  readonly operation: string;
  /** The option's name. */
  readonly name: string;
}

/** A reader for each option that a function knows. */
export type OptionReaders<Options extends object> = {
  readonly [Name in keyof Options]-?: OptionReader<Exclude<Options[Name], undefined>>;
};

/** The error for an option whose value does not fit. */
export function wrongOption({ operation, name }: OptionPlace, value: unknown, expected: string): UsageError {
  return new UsageError({
    operation,
    received: `${name}: ${describeValue(value)}`,
    expected: `${name}: ${expected}`,
    remedy: `pass ${name} as ${expected}`,
  });
}

/**
 * Reads the options of a call.
 *
 * @param operation - the function that the user called, for messages.
 * @param options - what the caller gave; `undefined` for none.
 * @param readers - a reader for each option that the function knows.
 * @returns the options as their readers gave them; those that were not given, or `undefined`, are absent.
 * @throws UsageError when the options are no plain object, when one is unknown (naming the nearest that exists), and when a
 * reader refuses a value.
 * @example
 * import { booleanOption, readOptions } from "@proj/tree/core";
 * readOptions<{ keepdims?: boolean }>("sum", { keepdims: true }, { keepdims: booleanOption }); // → { keepdims: true }
 */
export function readOptions<Options extends object>(
  operation: string,
  options: Options | undefined,
  readers: OptionReaders<Options>,
): Partial<Options> {
  if (options === undefined) return {};
  if (!isRecord(options)) throw notOptions(operation, options, readers);
  const read: Partial<Options> = {};
  for (const name of Object.keys(options) as (keyof Options & string)[]) {
    if (!Object.hasOwn(readers, name)) throw unknownOption(operation, name, Object.keys(readers));
    const value = options[name];
    if (value !== undefined) read[name] = readers[name](value, { operation, name });
  }
  return read;
}

/**
 * Reads options of which some cannot be left out.
 *
 * @param operation - the function that the user called, for messages.
 * @param options - what the caller gave.
 * @param readers - a reader for each option that the function knows.
 * @param needed - the options that have to be there; their readers refuse `undefined`.
 * @returns the options as their readers gave them.
 * @throws UsageError as {@link readOptions} does, and when a needed option is absent.
 * @example
 * import { numberOption, readNeededOptions } from "@proj/tree/core";
 * const readers = { initValue: numberOption };
 * readNeededOptions("schedule", { initValue: 1 }, readers, ["initValue"]); // → { initValue: 1 }
 */
export function readNeededOptions<Options extends object>(
  operation: string,
  options: Options,
  readers: OptionReaders<Options>,
  needed: readonly (keyof Options & string)[],
): Options {
  if (!isRecord(options)) throw notOptions(operation, options, readers);
  const read = readOptions<Options>(operation, options, readers);
  for (const name of needed) if (!(name in read)) readers[name](undefined, { operation, name });
  // What is needed is there now, and nothing else is promised.
  return read as Options;
}

/**
 * Reads one argument as an option is read.
 *
 * @param operation - the function that the user called, for messages.
 * @param name - what the function calls its argument.
 * @param value - what the caller gave.
 * @param reader - refuses what does not fit.
 * @returns what the reader gave.
 * @throws UsageError when the reader refuses the value; `undefined` included.
 * @example
 * import { functionOption, readArgument } from "@proj/tree/core";
 * readArgument("grad", "f", Math.sin, functionOption()) === Math.sin; // → true
 */
export function readArgument<T>(operation: string, name: string, value: unknown, reader: OptionReader<T>): T {
  return reader(value, { operation, name });
}

/**
 * Reads what a constructor keeps as it is: an object with these fields.
 *
 * @param operation - the class, for messages.
 * @param fields - what the caller gave; it may have more fields than these.
 * @param names - the fields that cannot be left out.
 * @returns what the caller gave.
 * @throws UsageError for anything else.
 * @example
 * import { readFields } from "@proj/tree/core";
 * readFields("Interval", { from: 0, to: 1 }, "from", "to"); // → { from: 0, to: 1 }
 * readFields<{ from?: number }>("Interval", {}, "from"); // throws an object with from
 */
export function readFields<T extends object>(operation: string, fields: T, ...names: readonly (keyof T & string)[]): T {
  return readArgument(operation, "fields", fields, objectOption<T>(`an object with ${names.join(", ")}`, ...names));
}

/**
 * Reads options as Python reads arguments: the first by position, the others by name, in an object behind them.
 *
 * @param operation - the function that the user called, for messages.
 * @param args - what the user gave, in the order of `names`; the last that is not `undefined` may be options instead.
 * @param names - the options that can be given by position, in their order.
 * @param readers - a reader for each option that the function knows.
 * @returns the options as their readers gave them; those that were not given, or `undefined`, are absent.
 * @throws UsageError as {@link readOptions} does; and when one is given twice, or more is given than there are names.
 * @example
 * import { integerOption, readPositionalOptions } from "@proj/tree/core";
 * const readers = { n: integerOption(), m: integerOption() };
 * const read = (...args: unknown[]) => readPositionalOptions<{ n?: number; m?: number }>("eye", args, ["n", "m"], readers);
 * read(3, 4); // → { n: 3, m: 4 }
 * read(3, { m: 4 }); // → { n: 3, m: 4 }
 * read(3, 4, {}, 5); // throws at most n, m and an object of options
 */
export function readPositionalOptions<Options extends object>(
  operation: string,
  args: readonly unknown[],
  names: readonly (keyof Options & string)[],
  readers: OptionReaders<Options>,
): Partial<Options> {
  const read: Partial<Options> = {};
  const last = args.findLastIndex((arg) => arg !== undefined);
  for (let place = 0; place <= last; place++) {
    const arg = args[place];
    if (place === last && (isRecord(arg) || place >= names.length)) {
      const options = readOptions<Options>(operation, arg as Options, readers);
      const twice = Object.keys(options).find((name) => Object.hasOwn(read, name));
      if (twice !== undefined) throw givenTwice(operation, twice);
      return { ...read, ...options };
    }
    if (arg === undefined) continue;
    const name = names[place];
    if (name === undefined) throw tooMany(operation, args[last], names);
    read[name] = readers[name](arg, { operation, name });
  }
  return read;
}

function tooMany(operation: string, extra: unknown, names: readonly string[]): UsageError {
  return new UsageError({
    operation,
    received: `${describeValue(extra)} behind all that it takes`,
    expected: `at most ${names.join(", ")} and an object of options`,
    remedy: "leave it out, or name it among the options",
  });
}

function givenTwice(operation: string, name: string): UsageError {
  return new UsageError({
    operation,
    received: `${name} twice, by position and among its options`,
    expected: "each option once",
    remedy: `leave ${name} out of the options`,
  });
}

/**
 * Whether a value is a plain object, as options are.
 *
 * @example
 * import { isRecord } from "@proj/tree/core";
 * [{}, [], null, new Map()].map(isRecord); // → [true, false, false, false]
 */
export function isRecord(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function notOptions(operation: string, options: unknown, readers: object): UsageError {
  const known = Object.keys(readers);
  return new UsageError({
    operation,
    received: `${describeValue(options)} as its options`,
    expected: `an object with any of ${known.join(", ")}`,
    remedy: `write { ${known[0] ?? ""}: … }`,
  });
}

function unknownOption(operation: string, name: string, known: readonly string[]): UsageError {
  const nearest = nearestName(name, known);
  return new UsageError({
    operation,
    received: `an option ${JSON.stringify(name)}, which it does not know`,
    expected: known.length === 0 ? "no options" : `any of ${known.join(", ")}`,
    remedy: nearest === null ? `leave ${name} out` : `write ${nearest} instead of ${name}`,
  });
}

/** Reads `true` or `false`. */
export const booleanOption: OptionReader<boolean> = (value, place) => {
  if (typeof value === "boolean") return value;
  throw wrongOption(place, value, "true or false");
};

/** Reads any number. */
export const numberOption: OptionReader<number> = (value, place) => {
  if (typeof value === "number") return value;
  throw wrongOption(place, value, "a number");
};

/** Reads a text. */
export const textOption: OptionReader<string> = (value, place) => {
  if (typeof value === "string") return value;
  throw wrongOption(place, value, "a text");
};

/** A reader of integers that are not below `least`. */
export function integerOption(least = -Infinity): OptionReader<number> {
  const expected =
    least === -Infinity ? "an integer" : least === 0 ? "a non-negative integer" : `an integer of at least ${least}`;
  return (value, place) => {
    if (typeof value === "number" && Number.isInteger(value) && value >= least) return value;
    throw wrongOption(place, value, expected);
  };
}

/** A reader of one of several texts. */
export function choiceOption<const Choice extends string | number>(
  ...choices: readonly Choice[]
): OptionReader<Choice> {
  const isChoice = (value: unknown): value is Choice => (choices as readonly unknown[]).includes(value);
  return (value, place) => {
    if (isChoice(value)) return value;
    throw wrongOption(place, value, choices.map((choice) => JSON.stringify(choice)).join(" or "));
  };
}

/** Reads a function of the given type, whose arguments cannot be checked here. */
export function functionOption<F extends (...args: never) => unknown>(): OptionReader<F> {
  return (value, place) => {
    if (typeof value === "function") return value as F;
    throw wrongOption(place, value, "a function");
  };
}

/** Reads an object by its members, as far as these can be told at run time; `expected` says what it is. */
export function objectOption<T extends object>(
  expected: string,
  ...members: readonly (keyof T & string)[]
): OptionReader<T> {
  return (value, place) => {
    if (typeof value === "object" && value !== null && members.every((member) => member in value)) return value as T;
    throw wrongOption(place, value, expected);
  };
}

/** A reader of lists whose elements another reader takes. */
export function listOption<T>(element: OptionReader<T>): OptionReader<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) throw wrongOption(place, value, "a list");
    const entries: T[] = [];
    // Holes are elements that are not there, which `map` would pass by.
    for (let index = 0; index < value.length; index++)
      entries.push(element(value[index], new ElementPlace(place, index)));
    return entries;
  };
}

/** The place of an element of a list, whose name is written only where something is wrong with it. */
class ElementPlace implements OptionPlace {
  readonly operation: string;
  readonly #list: OptionPlace;
  readonly #index: number;

  constructor(list: OptionPlace, index: number) {
    this.operation = list.operation;
    this.#list = list;
    this.#index = index;
  }

  get name(): string {
    return `${this.#list.name}[${this.#index}]`;
  }
}

/**
 * Reads one position, or a list of positions.
 *
 * @param least - the lowest that is right; default: any, as negative ones count from the end.
 */
export function positionsOption(least?: number): OptionReader<number | readonly number[]> {
  const position = integerOption(least);
  const list = listOption(position);
  return (value, place) => {
    if (typeof value === "number") return position(value, place);
    if (Array.isArray(value)) return list(value, place);
    throw wrongOption(place, value, "an integer, or a list of integers");
  };
}

/** Takes whatever came in; for options that the function itself checks, because what is right depends on other arguments. */
export function anyOption<T>(): OptionReader<T> {
  return (value) => value as T;
}

/** A reader of `null` or what another reader takes. */
export function nullableOption<T>(reader: OptionReader<T>): OptionReader<T | null> {
  return (value, place) => (value === null ? null : reader(value, place));
}
