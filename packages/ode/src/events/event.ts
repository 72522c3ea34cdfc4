import type { ArrayLike, NDArray } from "@proj/array";
import {
  anyOption,
  functionOption,
  nullableOption,
  objectOption,
  readArgument,
  readOptions,
  UsageError,
  wrongOption,
  type OptionReaders,
} from "@proj/array/core";
import { flatten, keyString, prefixMismatches } from "@proj/tree";
import type { StepSizeController } from "../controllers/step-size-controller.ts";
import type { RootFinder } from "../root-finders/root-finder.ts";
import type { SaveAt } from "../saving/save-at.ts";
import type { Solver } from "../solver.ts";
import { TreeRecord } from "../tree-record.ts";

/** What a condition may look at besides time, state and arguments. Times are those of the user. */
export interface EventContext {
  readonly terms: unknown;
  readonly solver: Solver;
  readonly stepsizeController: StepSizeController;
  readonly t0: NDArray;
  readonly t1: NDArray;
  readonly dt0: NDArray | null;
  readonly saveat: SaveAt;
  readonly maxSteps: number | null;
}

/**
 * When an event takes place: where a float changes its sign, or at the end of the first step after which a boolean is true.
 *
 * @typeParam Y - the state.
 */
export type EventCondition<Y = never, Args = never> = (
  t: NDArray,
  y: Y,
  args: Args,
  context: EventContext,
) => ArrayLike;

/** Whether a float has to rise through zero (true), to fall (false), or either (null). */
export type EventDirection = boolean | null;

/** Options of {@link Event}. */
export interface EventOptions {
  /**
   * How to find the time at which a float is zero, such as `new Newton({ rtol: 1e-5, atol: 1e-5 })`; the integration ends there.
   * Default null: it ends with the step in which the event took place.
   */
  readonly rootFinder?: RootFinder | null;
  /** For all conditions, or a tree of them like that of the conditions; default null. */
  readonly direction?: unknown;
}

const readers: OptionReaders<EventOptions> = {
  rootFinder: nullableOption(objectOption<RootFinder>("a root finder, such as new Newton({ rtol, atol })", "find")),
  direction: anyOption(),
};

const condition = functionOption<EventCondition>();
const isDirection = (value: unknown): value is EventDirection => value === null || typeof value === "boolean";
const isNone = (value: unknown): boolean => value === null;

/**
 * Ends an integration before t1, when something happens.
 *
 * @typeParam Conditions - a condition, or a tree of them: the first of the tree that takes place ends the integration.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Event, Newton, ODETerm, Tsit5 } from "@proj/ode";
 * const ball = new ODETerm((_t, { v }: { x: NDArray; v: NDArray }) => ({ x: v, v: array(-8) }));
 * const hitsGround = new Event((_t: NDArray, { x }: { x: NDArray; v: NDArray }) => x, {
 *   rootFinder: new Newton({ rtol: 1e-5, atol: 1e-5 }),
 * });
 * const { ts, ys } = diffeqsolve(ball, new Tsit5(), {
 *   t0: 0,
 *   t1: 100,
 *   dt0: 0.1,
 *   y0: { x: array(10), v: array(0) },
 *   event: hitsGround,
 * });
 * ts.toList(); // ≈ [1.5811]
 * ys.v.toList(); // ≈ [-12.649]
 * ```
 */
export class Event<Conditions = EventCondition> extends TreeRecord {
  readonly condFn: Conditions;
  readonly rootFinder: RootFinder | null;
  /** A tree like that of the conditions. */
  readonly direction: unknown;

  /**
   * @param condFn - a function of time, state, arguments and an {@link EventContext} that gives a boolean or a float scalar; or a
   *   tree of such functions.
   * @param options - see {@link EventOptions}.
   * @throws UsageError for a tree with anything but functions, or a direction that does not fit to it.
   */
  constructor(condFn: Conditions, options: EventOptions = {}) {
    super();
    const { rootFinder = null, direction = null } = readOptions("Event", options, readers);
    const [conditions, treedef] = flatten(condFn as unknown);
    if (conditions.length === 0) throw wrongOption({ operation: "Event", name: "condFn" }, condFn, "a function");
    for (const leaf of conditions) readArgument("Event", "condFn", leaf, condition);
    this.condFn = condFn;
    this.rootFinder = rootFinder;
    if (isDirection(direction)) this.direction = treedef.unflatten(conditions.map(() => direction));
    else {
      const mismatch = prefixMismatches(treedef, direction)[0];
      if (mismatch !== undefined) throw otherStructure(keyString(mismatch.path), mismatch.reason);
      const wrong = flatten(direction, { isLeaf: isNone })[0].find((leaf) => !isDirection(leaf));
      if (wrong !== undefined)
        throw wrongOption({ operation: "Event", name: "direction" }, wrong, "true, false or null");
      this.direction = direction;
    }
    Object.freeze(this);
  }
}

/** The conditions of an event, in the order of the tree, each with its direction. */
export function conditionsOf(
  event: Event<unknown>,
): readonly (readonly [EventCondition<unknown, unknown>, EventDirection])[] {
  const directions = flatten(event.direction, { isLeaf: isNone })[0] as readonly EventDirection[];
  return (flatten(event.condFn)[0] as readonly EventCondition<unknown, unknown>[]).map((one, index) => [
    one,
    directions[index] ?? null,
  ]);
}

function otherStructure(path: string, reason: string): UsageError {
  return new UsageError({
    operation: "Event",
    received: `a direction whose structure differs from that of condFn at ${path || "its root"}: ${reason}`,
    expected: "true, false or null for every condition, or one for all",
    remedy: "give direction the structure of condFn",
  });
}
