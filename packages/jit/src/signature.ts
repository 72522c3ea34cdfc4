import { UsageError, type ArrayLike, type NDArray } from "@proj/array";
import {
  abstractArraysEqual,
  argumentType,
  describeArray,
  describeValue,
  isNDArray,
  modes,
  namedAxes,
  toArray,
  type AbstractArray,
  type NamedAxis,
  type NumberType,
  type StagedFunction,
} from "@proj/array/core";
import { flatten, keyString, leavesWithPath, Static, type TreeDef } from "@proj/tree";

/** What a call looks like to the cache: the tree of its arguments with static ones as structure, and its arrays' types. */
export class Signature {
  readonly tree: TreeDef;
  readonly types: readonly (AbstractArray | NumberType)[];
  /** The named axes of enclosing vmaps, to whose sizes the function may refer. */
  readonly axes: string;
  /** Whether results are checked, for which equations have to know their lines. */
  readonly checked = modes().numberCheck !== null;

  constructor(tree: TreeDef, types: readonly (AbstractArray | NumberType)[], axes: string) {
    this.tree = tree;
    this.types = types;
    this.axes = axes;
  }

  /** A string that two signatures share exactly if they are equal. */
  get key(): string {
    let key = `${this.checked ? "checked " : ""}${this.axes}${this.tree.key}`;
    for (const type of this.types) key += `|${describeType(type)}`;
    return key;
  }

  /** Whether the keys are equal, found without writing them: most calls look like the one before. */
  equals(other: Signature): boolean {
    const { types } = this;
    if (this.axes !== other.axes || this.checked !== other.checked || types.length !== other.types.length) return false;
    for (let i = 0; i < types.length; i++) {
      const one = types[i]!;
      const two = other.types[i]!;
      if (one === two || ("number" in one && "number" in two)) continue;
      if ("number" in one || "number" in two || !abstractArraysEqual(one, two)) return false;
    }
    return this.tree.equals(other.tree);
  }
}

/** A call's arrays and its {@link Signature}. */
export interface Call {
  readonly signature: Signature;
  readonly arrays: readonly NDArray[];
}

const isArrayLike = (leaf: unknown): leaf is ArrayLike =>
  isNDArray(leaf) || typeof leaf === "number" || typeof leaf === "boolean";

/** A type in words; whether a number is an integer matters to few functions only. */
function describeType(type: AbstractArray | NumberType, closely = false): string {
  if (!("number" in type)) return describeArray(type);
  return closely ? (type.number.integral ? "an integer" : "a fraction") : "a number";
}

function rejectLeaf(name: string, args: readonly unknown[]): never {
  const [path, leaf] = leavesWithPath(args as unknown).find(([, value]) => !isArrayLike(value))!;
  throw new UsageError({
    operation: `jit(${name})`,
    received: `${describeValue(leaf)} at args${keyString(path)}`,
    expected: "trees of arrays, numbers and booleans",
    remedy: "list its position in staticArgnums, use filterJit of @proj/module, or close over the value",
  });
}

const describeAxis = ({ name, size }: NamedAxis): string => `${JSON.stringify(name)} of ${size}`;

/** The arrays of a call and its signature. Throws where a leaf is neither an array nor a number nor a boolean. */
export function callOf(name: string, args: readonly unknown[], staticPositions: ReadonlySet<number>): Call {
  const marked =
    staticPositions.size === 0
      ? args
      : args.map((arg, position) => (staticPositions.has(position) ? new Static(arg) : arg));
  const [leaves, tree] = flatten(marked as unknown, undefined);
  const named = namedAxes();
  const axes = named.length === 0 ? "" : named.map(describeAxis).join();
  const types: (AbstractArray | NumberType)[] = [];
  const arrays: NDArray[] = [];
  for (const leaf of leaves) {
    const array = isArrayLike(leaf) ? toArray(leaf) : rejectLeaf(name, marked);
    arrays.push(array);
    types.push(argumentType(array));
  }
  return { signature: new Signature(tree, types, axes), arrays };
}

/** The values of the binders of a staged function that follow its constants. */
export function binderValues(arrays: readonly NDArray[], { numbers }: StagedFunction): readonly NDArray[] {
  if (numbers.length === 0) return arrays;
  return [...arrays, ...numbers.map(({ argument, valueOf }) => valueOf(arrays[argument]!.numberForms()!))];
}

/** Whether a staged function holds for these arrays, which have the types for which it was staged. */
export function holdsFor(arrays: readonly NDArray[], { integral }: StagedFunction): boolean {
  for (const [argument, was] of integral) if (arrays[argument]!.numberForms()!.integral !== was) return false;
  return true;
}

/** The arguments of the user's function, from one value per leaf. */
export function argumentsOf(
  tree: TreeDef,
  leaves: readonly unknown[],
  staticPositions: ReadonlySet<number>,
): unknown[] {
  const args = tree.unflatten(leaves) as unknown[];
  return args.map((arg, position) =>
    staticPositions.has(position) && arg instanceof Static ? (arg.value as unknown) : arg,
  );
}

/** Why a call did not find an earlier trace: the first difference from the latest one. */
export function differenceBetween(earlier: Signature, later: Signature): string {
  if (!earlier.tree.equals(later.tree)) {
    return `the structure or a static argument changed: ${earlier.tree.toString()} became ${later.tree.toString()}`;
  }
  if (earlier.axes !== later.axes) {
    return `the named axes around the call changed: ${earlier.axes || "none"} became ${later.axes || "none"}`;
  }
  if (earlier.checked !== later.checked) return `debugNans or debugInfs was switched ${later.checked ? "on" : "off"}`;
  const closely = earlier.equals(later);
  const [before, after] = [earlier, later].map(({ types }) => types.map((type) => describeType(type, closely)));
  const position = after!.findIndex((type, index) => type !== before![index]);
  if (position < 0) return "the earlier trace closed over traced arrays";
  const path = later.tree.paths()[position];
  return `args${path === undefined ? "" : keyString(path)} changed from ${before![position]!} to ${after![position]!}`;
}
