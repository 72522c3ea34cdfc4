import { ShapeDtypeStruct, UsageError, type ArrayLike } from "@proj/array";
import { describeValue, formatShape, functionOption, isNDArray, readArgument, toArray } from "@proj/array/core";
import {
  flatten,
  keyString,
  leaves,
  leavesWithPath,
  map,
  mapUntil,
  treeNode,
  type NodeRule,
  type NodeType,
  type treeType,
} from "@proj/tree";
import { isStateIndex, takenOut, type StateIndex } from "./state-index.ts";

type Values = ReadonlyMap<StateIndex<unknown>["marker"], unknown>;

/**
 * The values that a model changes from call to call. It is a tree of arrays, so it goes through `jit`, `grad`, `vmap` and
 * `scan`, as an argument of the model and as a result.
 *
 * Each change gives a new state and spends the old one: reading an old state is nearly always a mistake, and an error.
 *
 * @example
 * import { array } from "@proj/array";
 * import { makeWithState, StateIndex } from "@proj/module";
 * const [index, state] = makeWithState(() => StateIndex.init(array(0)))();
 * const next = state.set(index, array(3));
 * next.get(index).item(); // → 3
 * state.get(index); // throws State.get received a state that has been changed since
 */
export class State {
  declare readonly [treeType]: NodeType;
  #values: Values | null;

  /** @param values - the values by the markers of their places; {@link makeWithState} gives them. */
  constructor(values: Values) {
    this.#values = values;
  }

  /**
   * The value at a place.
   *
   * @throws UsageError if the state has been changed since, or has no such place.
   */
  get<T>(index: StateIndex<T>): T {
    return this.#valueAt("State.get", this.#current("State.get"), index) as T;
  }

  /**
   * The state with another value at a place. This one is spent.
   *
   * @throws UsageError if the state has been changed since, has no such place, or has a value of another structure, shape or
   * dtype there.
   */
  set<T>(index: StateIndex<T>, value: NoInfer<T>): State {
    const operation = "State.set";
    const values = this.#current(operation);
    const old = this.#valueAt(operation, values, index);
    const given = asArrays(operation, value);
    if (describeTypes(old) !== describeTypes(given)) throw otherType(index, old, given);
    this.#values = null;
    return new State(new Map(values).set(index.marker, given));
  }

  /**
   * The part of the state that belongs to a part of the model. This one is not spent.
   *
   * @param part - a tree with places of this state.
   * @throws UsageError if the state has been changed since, or lacks one of the places.
   */
  substate(part: unknown): State {
    const values = this.#current("State.substate");
    const indices = indicesIn(part);
    return new State(new Map(indices.map((index) => [index.marker, this.#valueAt("State.substate", values, index)])));
  }

  /**
   * The state with the values of a part of it, as {@link substate} gave it and as it was changed since. This one is spent.
   *
   * @throws UsageError if one of the states has been changed since, or the other one is not a part of this one.
   */
  update(part: State): State {
    const operation = "State.update";
    const values = this.#current(operation);
    if (!(part instanceof State)) throw notState(operation, part);
    const changes = part.#current(operation);
    for (const marker of changes.keys()) if (!values.has(marker)) throw noPlace(operation, marker, values);
    this.#values = null;
    return new State(new Map([...values, ...changes]));
  }

  /** The state as text. */
  toString(): string {
    const values = this.#values;
    if (values === null) return "State { spent }";
    return `State { ${[...values].map(([marker, value]) => `${textOf(marker)}: ${describeTypes(value)}`).join(", ")} }`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  get [treeNode](): NodeRule<State> {
    return State.#rule;
  }

  static readonly #rule: NodeRule<State> = {
    flatten(state) {
      const values = state.#current("flatten of State");
      const markers = [...values.keys()];
      return { children: [...values.values()], keys: markers.map(textOf), aux: markers };
    },
    unflatten(markers, children) {
      return new State(new Map((markers as readonly string[]).map((marker, i) => [marker, children[i]])));
    },
  };

  #current(operation: string): Values {
    if (this.#values !== null) return this.#values;
    throw new UsageError({
      operation,
      received: "a state that has been changed since",
      expected: "the state that the last change gave",
      remedy:
        "hand on what each call returns: [y, state] = layer.call(x, state). To use a state twice, copy it first with map((leaf) => leaf, state)",
    });
  }

  #valueAt(operation: string, values: Values, index: StateIndex<unknown>): unknown {
    if (!isStateIndex(index)) {
      throw new UsageError({
        operation,
        received: `index: ${describeValue(index)}`,
        expected: "a StateIndex, the place of a value",
        remedy: "give the field of the model that holds the place",
      });
    }
    if (!values.has(index.marker)) throw noPlace(operation, index.marker, values);
    return values.get(index.marker);
  }
}

/** A place by name; places that were not made by {@link makeWithState} have none. */
const textOf = (marker: StateIndex<unknown>["marker"]): string => (typeof marker === "string" ? marker : "unnamed");

/**
 * Makes a function that builds a model into one that gives the model and its initial state.
 *
 * @param make - builds a model whose parts hold their places as {@link StateIndex}es.
 * @returns a function of the same arguments, to `[model, state]`. Places are named by their paths in the model, so the same
 *   model made again goes with states of the first.
 * @example
 * import { BatchNorm, makeWithState } from "@proj/module";
 * const [norm, state] = makeWithState(() => BatchNorm.init(3, "batch", { mode: "batch" }))();
 * String(state); // → "State { BatchNorm.batchCounter: int32[], BatchNorm.batchStateIndex: [float32[3], float32[3]] }"
 */
export function makeWithState<Args extends readonly unknown[], Model>(
  make: (...args: Args) => Model,
): (...args: Args) => [model: Model, state: State] {
  readArgument("makeWithState", "make", make, functionOption());
  return (...args) => {
    const model = make(...args);
    const root = typeof model === "object" && model !== null ? model.constructor.name : "";
    const values = new Map<string, unknown>();
    const found = leavesWithPath(model as unknown, { isLeaf: isStateIndex }).filter(([, leaf]) => isStateIndex(leaf));
    const markers = found.map(([path, leaf]) => {
      const marker = `${root}${keyString(path)}`;
      values.set(marker, asArrays("makeWithState", (leaf as StateIndex<unknown>).init));
      return marker;
    });
    let place = 0;
    const named = (leaf: unknown): unknown =>
      isStateIndex(leaf) ? leaf.with({ marker: markers[place++]!, init: takenOut }) : leaf;
    return [mapUntil(isStateIndex, named, model as unknown) as Model, new State(values)];
  };
}

/**
 * A model without the initial values of its state, which {@link makeWithState} has taken out of what it makes already.
 *
 * @param model - any tree.
 * @example
 * import { array } from "@proj/array";
 * import { deleteInitState, StateIndex } from "@proj/module";
 * deleteInitState(StateIndex.init(array(1))).init; // → null
 */
export function deleteInitState<Model>(model: Model): Model {
  const taken = (leaf: unknown): unknown => (isStateIndex(leaf) ? leaf.with({ init: takenOut }) : leaf);
  return mapUntil(isStateIndex, taken, model as unknown) as Model;
}

/** Refuses what is no state, in the name of the layer that needs one. */
export function checkState(operation: string, state: unknown): asserts state is State {
  if (!(state instanceof State)) throw notState(operation, state);
}

function indicesIn(tree: unknown): readonly StateIndex<unknown>[] {
  return leaves(tree, { isLeaf: isStateIndex }).filter(isStateIndex);
}

/** A tree of arrays, in which numbers may stand for arrays. Weak types would change from call to call. */
function asArrays(operation: string, value: unknown): unknown {
  return map((leaf: unknown) => {
    if (leaf instanceof ShapeDtypeStruct) return leaf;
    const x = toArray(leaf as ArrayLike, operation);
    return x.weakType ? x.astype(x.dtype) : x;
  }, value);
}

/** Structure, shapes and dtypes of a value. */
function describeTypes(value: unknown): string {
  const [found, structure] = flatten(value, undefined);
  const types = found.map((leaf) => (isNDArray(leaf) ? `${leaf.dtype}${formatShape(leaf.shape)}` : String(leaf)));
  let place = 0;
  return String(structure)
    .replace(/^PyTreeDef\((.*)\)$/s, "$1")
    .replace(/\*/g, () => types[place++] ?? "*");
}

function otherType({ marker }: StateIndex<unknown>, old: unknown, value: unknown): UsageError {
  return new UsageError({
    operation: "State.set",
    received: `${describeTypes(value)} for ${textOf(marker)}`,
    expected: describeTypes(old),
    remedy: "keep structure, shapes and dtypes as they are in the initial state; convert with astype",
  });
}

function noPlace(operation: string, marker: StateIndex<unknown>["marker"], values: Values): UsageError {
  const known = [...values.keys()].map(textOf);
  return new UsageError({
    operation,
    received: `the place ${textOf(marker)}, which the state has not`,
    expected: known.length === 0 ? "no place: the state is empty" : `one of ${known.join(", ")}`,
    remedy: "make model and state together: const [model, state] = makeWithState(Model.init)(…)",
  });
}

function notState(operation: string, state: unknown): UsageError {
  return new UsageError({
    operation,
    received: state === undefined ? "no state" : `state: ${describeValue(state)}`,
    expected: "the state of the model, behind its input",
    remedy:
      "make it with the model, [model, state] = makeWithState(Model.init)(…), and hand it on: [y, state] = model.call(x, state)",
  });
}
