import type { NDArray } from "@proj/array";
import {
  anyOption,
  booleanOption,
  functionOption,
  isNDArray,
  listOption,
  numberOption,
  readOptions,
  UsageError,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { TreeRecord } from "../tree-record.ts";

/** What is saved at a time. */
export type SaveFunction<Y, Args, S> = (t: NDArray, y: Y, args: Args) => S;

/** Which values of the solution are kept, and what of them. */
export interface SubSaveAtOptions<Y, Args, S> {
  /** The initial state; default false. */
  readonly t0?: boolean;
  /** The final state; default false, or true when nothing else is asked for. */
  readonly t1?: boolean;
  /** Times between t0 and t1, in the order of integration, a list or a vector; their states are interpolated within steps. */
  readonly ts?: readonly number[] | NDArray | null;
  /** The end of each step (true) or of every n-th one; unused places at the end are infinite. Default false. */
  readonly steps?: boolean | number;
  /** What is kept of a state: a function of time, state and arguments to a tree of arrays. Default: the state. */
  readonly fn?: SaveFunction<Y, Args, S>;
}

/** Which values of the solution are kept. */
export interface SaveAtOptions<Y, Args, S> extends SubSaveAtOptions<Y, Args, S> {
  /** Several of them: a tree of {@link SubSaveAt}, instead of the options above. */
  readonly subs?: unknown;
  /** Whether the solution can be evaluated at any time. Default false. */
  readonly dense?: boolean;
  /** Whether the last state of the solver is part of the solution. Default false. */
  readonly solverState?: boolean;
  /** Whether the last state of the controller is part of the solution. Default false. */
  readonly controllerState?: boolean;
  /** Whether it is part of the solution if there was a jump at the end. Default false. */
  readonly madeJump?: boolean;
}

const timeList = listOption(numberOption);

/** Reads times from a list, or from a vector. */
const timesOption: OptionReader<readonly number[] | NDArray | null> = (value, place) => {
  if (value === null) return null;
  if (!isNDArray(value)) return Object.freeze(timeList(value, place));
  if (value.ndim === 1) return value;
  throw wrongOption(place, value, "a list of numbers, or a vector");
};

const isEmpty = (ts: readonly number[] | NDArray): boolean => (isNDArray(ts) ? ts.size : ts.length) === 0;

const stepsOption: OptionReader<boolean | number> = (value, place) => {
  if (typeof value === "boolean" || (Number.isInteger(value) && (value as number) >= 0))
    return value as boolean | number;
  throw wrongOption(place, value, "true, false, or every how many steps are saved");
};

const subReaders: OptionReaders<SubSaveAtOptions<unknown, unknown, unknown>> = {
  t0: booleanOption,
  t1: booleanOption,
  ts: timesOption,
  steps: stepsOption,
  fn: functionOption(),
};

const readers: OptionReaders<SaveAtOptions<unknown, unknown, unknown>> = {
  ...subReaders,
  subs: anyOption(),
  dense: booleanOption,
  solverState: booleanOption,
  controllerState: booleanOption,
  madeJump: booleanOption,
};

/**
 * One collection of saved values, where `SaveAt` has several.
 *
 * @typeParam S - what is saved at each time.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, ODETerm, SubSaveAt, Tsit5 } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * const subs = { end: new SubSaveAt({ t1: true }), sums: new SubSaveAt({ ts: [0.5, 1], fn: (_t, y: NDArray) => y.sum() }) };
 * const { ys } = diffeqsolve(decay, new Tsit5(), { t0: 0, t1: 1, dt0: 0.1, y0: array([1, 2]), saveat: { subs } });
 * ys.sums.toList(); // ≈ [1.8196, 1.1036]
 * ```
 */
export class SubSaveAt<S = unknown, Y = never, Args = never> extends TreeRecord {
  readonly t0: boolean;
  readonly t1: boolean;
  readonly ts: readonly number[] | NDArray | null;
  /** Every how many steps are saved; 0 for none. */
  readonly steps: number;
  readonly fn: SaveFunction<Y, Args, S> | null;

  /** @param options - what is saved; the final state where nothing is. */
  constructor(options: SubSaveAtOptions<Y, Args, S> = {}) {
    super();
    const read = readOptions("SubSaveAt", options, subReaders as OptionReaders<SubSaveAtOptions<Y, Args, S>>);
    const { t0 = false, ts = null, steps = 0, fn = null } = read;
    this.t0 = t0;
    this.ts = ts === null || isEmpty(ts) ? null : ts;
    this.steps = Number(steps);
    this.t1 = read.t1 ?? (!t0 && ts === null && this.steps === 0);
    this.fn = fn;
    if (!t0 && !this.t1 && this.ts === null && this.steps === 0) throw nothingSaved("SubSaveAt", ts);
    Object.freeze(this);
  }
}

/** What a tree of {@link SubSaveAt} saves of a state: for each what its function gives, or the state, stacked. */
export type SavedBy<Subs, Y> =
  Subs extends SubSaveAt<infer S> ? (unknown extends S ? Y : S) : { readonly [K in keyof Subs]: SavedBy<Subs[K], Y> };

/** The times of what a tree of {@link SubSaveAt} saves. */
export type TimesOf<Subs> = Subs extends SubSaveAt ? NDArray : { readonly [K in keyof Subs]: TimesOf<Subs[K]> };

/** Which values of a solution are kept, as an object of its own. */
export class SaveAt<S = unknown, Y = never, Args = never> extends TreeRecord {
  /** A tree of {@link SubSaveAt}. */
  readonly subs: unknown;
  readonly dense: boolean;
  readonly solverState: boolean;
  readonly controllerState: boolean;
  readonly madeJump: boolean;
  declare readonly saved: (t: NDArray, y: Y, args: Args) => S;

  /** @param options - what is saved; the final state where nothing is. */
  constructor(options: SaveAtOptions<Y, Args, S> = {}) {
    super();
    const read = readOptions("SaveAt", options, readers as OptionReaders<SaveAtOptions<Y, Args, S>>);
    const { subs, dense = false, solverState = false, controllerState = false, madeJump = false, ...own } = read;
    if (subs !== undefined && Object.keys(own).length > 0) throw bothGiven(Object.keys(own));
    this.subs = subs ?? (dense && savesNothing(own) ? null : new SubSaveAt(own));
    this.dense = dense;
    this.solverState = solverState;
    this.controllerState = controllerState;
    this.madeJump = madeJump;
    Object.freeze(this);
  }
}

/** Reads what is to be saved from its options, or takes it as it is. */
export const saveAtOption: OptionReader<SaveAt> = (value, { operation, name }) => {
  if (value instanceof SaveAt) return value as SaveAt;
  const place = `${operation} (${name})`;
  const read = readOptions<SaveAtOptions<unknown, unknown, unknown>>(place, value as object, readers);
  if (read.subs === undefined && read.dense !== true && savesNothing(read)) throw nothingSaved(place, read.ts);
  return new SaveAt(read);
};

/** Whether the final state, which is saved where nothing else is asked for, is refused as well. */
function savesNothing({
  t0,
  t1,
  ts,
  steps,
}: Pick<SubSaveAtOptions<never, never, unknown>, "t0" | "t1" | "ts" | "steps">): boolean {
  const noTimes = (ts ?? null) === null;
  const noEnd = t1 === false || (t1 === undefined && !noTimes);
  return noEnd && t0 !== true && (noTimes || isEmpty(ts!)) && Number(steps ?? 0) === 0;
}

function nothingSaved(operation: string, ts: readonly number[] | NDArray | null | undefined): UsageError {
  return new UsageError({
    operation,
    received: `${(ts ?? null) === null ? "t1: false" : "a list ts without times"}, and nothing else to save`,
    expected: "at least one of t0, t1, ts and steps",
    remedy: "leave t1 out to save the final state",
  });
}

function bothGiven(names: readonly string[]): UsageError {
  return new UsageError({
    operation: "SaveAt",
    received: `subs beside ${names.join(", ")}`,
    expected: "either",
    remedy: "put the options into a SubSaveAt among subs",
  });
}
