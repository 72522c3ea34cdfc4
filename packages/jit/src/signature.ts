import { UsageError, type NDArray } from "@proj/array";
import {
  toArray,
  describeArray,
  isNDArray,
  typeOfNumber,
  abstractArray,
  namedAxes,
  type AbstractArray,
  type NamedAxis,
} from "@proj/array/core";
import { flatten, keyString, leavesWithPath, Static, type TreeDef } from "@proj/tree";

/** What a call looks like to the cache: the tree of its arguments with static ones as structure, and its arrays' types. */
export interface Signature {
  readonly tree: TreeDef;
  readonly types: readonly AbstractArray[];
  /** The named axes of enclosing vmaps, to whose sizes the function may refer. */
  readonly axes: string;
  readonly key: string;
}

/** A call's arrays and its {@link Signature}. */
export interface Call {
  readonly signature: Signature;
  readonly leaves: readonly (NDArray | number | boolean)[];
}

function typeOf(leaf: unknown): AbstractArray | null {
  if (isNDArray(leaf)) return leaf.aval;
  if (typeof leaf !== "number" && typeof leaf !== "boolean") return null;
  const { dtype } = typeOfNumber(leaf, null);
  return abstractArray([], dtype, typeof leaf === "number");
}

function rejectLeaf(name: string, args: readonly unknown[]): never {
  const [path, leaf] = leavesWithPath(args as unknown).find(([, value]) => typeOf(value) === null)!;
  throw new UsageError({
    operation: `jit(${name})`,
    received: `a ${typeof leaf === "object" ? (leaf?.constructor.name ?? "object") : typeof leaf} at args${keyString(path)}`,
    expected: "trees of arrays, numbers and booleans",
    remedy: "list the argument's position in staticArgnums, use filterJit of @proj/module, or close over the value",
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
  const axes = namedAxes().map(describeAxis).join();
  let key = `${axes}${tree.key}`;
  const types: AbstractArray[] = [];
  for (const leaf of leaves) {
    const type = typeOf(leaf) ?? rejectLeaf(name, marked);
    types.push(type);
    key += `|${describeArray(type)}`;
  }
  return { signature: { tree, types, axes, key }, leaves: leaves as readonly (NDArray | number | boolean)[] };
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

/** The leaves of a call as arrays. */
export function toArrays(leaves: readonly (NDArray | number | boolean)[]): NDArray[] {
  return leaves.map((leaf) => (typeof leaf === "object" ? leaf : toArray(leaf)));
}

/** Why a call did not find an earlier trace: the first difference from the latest one. */
export function differenceBetween(earlier: Signature, later: Signature): string {
  if (earlier.tree.key !== later.tree.key) {
    return `the structure of the arguments or a static argument changed: ${earlier.tree.toString()} became ${later.tree.toString()}`;
  }
  if (earlier.axes !== later.axes) {
    return `the named axes around the call changed: ${earlier.axes || "none"} became ${later.axes || "none"}`;
  }
  if (earlier.key === later.key) return "the earlier trace closed over arrays of a transformation under way";
  const position = later.types.findIndex((type, index) => describeArray(type) !== describeArray(earlier.types[index]!));
  const path = later.tree.paths()[position];
  return `args${path === undefined ? "" : keyString(path)} changed from ${describeArray(earlier.types[position]!)} to ${describeArray(later.types[position]!)}`;
}
