import { functionOption, readArgument, UsageError } from "@proj/tree/core";
import { scalar, type ArrayLike } from "../core/operands.ts";
import { currentPlatform } from "../core/platform.ts";
import { applyRoutine, Routine } from "../core/routine.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { flattenArrays } from "../staging/array-leaves.ts";
import { asOneProgram } from "../staging/one-program.ts";
import { switchCase } from "./cond.ts";
import { knownValue } from "./unstaged.ts";

/** The names of the branches, in their order, as one text. */
interface Names extends Readonly<Record<string, string>> {
  readonly names: string;
}

const separator = " ";

/** The place of the branch for the platform that is compiled for. */
function ownPlace({ names }: Names): number {
  const known = names.split(separator);
  const platform = currentPlatform();
  const place = [...platform, "default"].map((name) => known.indexOf(name)).find((index) => index >= 0);
  if (place !== undefined) return place;
  throw new UsageError({
    operation: "platformDependent",
    received: `the platform ${platform.join(" or ")}, and functions for ${known.join(", ")}`,
    expected: "a function for every platform on which the program runs",
    remedy: "add one under its name, or under `default`",
  });
}

/** The place of the branch, as a number that becomes known when a program is compiled. */
const platformIndex: Routine<Names> = new Routine<Names>({
  name: "platformIndex",
  operandRanks: [0],
  types: (operands) => operands,
  evaluate: (_, [result], names) => {
    result!.data[0] = ownPlace(names);
  },
  jvp: ([zero], _, names) => [applyRoutine(platformIndex, [zero!], names), [null]],
  transpose: { nonlinear: "the place of a function is a constant" },
  procedure: { composed: (_, names) => [scalar(ownPlace(names), "int32")] },
});

/**
 * Applies the function for the platform on which it runs.
 *
 * The platform is known when a program is compiled: traced programs hold all functions, compiled ones the one that is chosen.
 * Platforms are `cpu` (the host, with a compiler or without), `wasm` (the host with a compiler; goes before `cpu`), `webgpu`, `xla`,
 * and what jax says that XLA computes on: `cpu`, `gpu`, `tpu`. Derivatives and batches are those of `switchCase`.
 *
 * @param branches - functions by the names of platforms, each from the operands to a tree of arrays, all of the same structure,
 *   shapes and dtypes; `default` is for platforms without a function of their own.
 * @param operands - trees of arrays.
 * @returns what the function of the platform returns.
 * @throws UsageError when there is none for the platform; and where results differ, as `switchCase` does.
 * @example
 * import { array } from "@proj/array";
 * import { platformDependent } from "@proj/array/lax";
 * platformDependent({ webgpu: (x) => x.mul(2), default: (x) => x.add(1) }, array(5)).item(); // → 6
 */
export function platformDependent<Operands extends readonly unknown[]>(
  branches: { readonly [platform: string]: (...operands: Operands) => ArrayLike },
  ...operands: Operands
): NDArray;
export function platformDependent<Operands extends readonly unknown[], R>(
  branches: { readonly [platform: string]: (...operands: Operands) => R },
  ...operands: Operands
): R;
export function platformDependent(
  branches: { readonly [platform: string]: (...operands: readonly unknown[]) => unknown },
  ...operands: readonly unknown[]
): unknown {
  const operation = "platformDependent";
  const functions = readArgument(operation, "branches", branches, (value, place) => {
    if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
      return Object.entries(value).map(([name, f]) => [name, functionOption()(f, { ...place, name })] as const);
    }
    throw new UsageError({
      operation,
      received: value === null ? "null" : `branches of type ${typeof value}, with no function`,
      expected: "an object of functions, by the names of platforms",
      remedy: "write { cpu: f, default: g }",
    });
  });
  const names = { names: functions.map(([name]) => name).join(separator) };
  const { arrays, treedef } = flattenArrays(operation, "operands", operands);
  let result = treedef;
  const apply = (...leaves: readonly NDArray[]): readonly NDArray[] => {
    const given = treedef.unflatten(leaves) as readonly unknown[];
    const index = applyRoutine(platformIndex, [scalar(0, "int32")], names)[0]!;
    const place = knownValue(index);
    const calls = functions.map(([, f]) => f as (...operands: readonly unknown[]) => unknown);
    const tree = place === null ? switchCase(index, calls, ...given) : calls[place]!(...given);
    const flat = flattenArrays(operation, "result", tree);
    result = flat.treedef;
    return flat.arrays;
  };
  const results = asOneProgram(operation, apply, ...arrays);
  return result.unflatten(results);
}
