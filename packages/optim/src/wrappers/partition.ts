import {
  anyOption,
  describeValue,
  isRecord,
  readArgument,
  readNeededOptions,
  readOptions,
  UsageError,
  wrongOption,
  type OptionReader,
} from "@proj/array/core";
import { broadcast, flattenWithPath, keyString } from "@proj/tree";
import { isTrainable, mapLeaves } from "../arrays.ts";
import { transformationOption } from "../hyperparameters.ts";
import type { EmptyState, GradientTransformation } from "../transformation.ts";
import { maskOf, type Mask } from "../transforms/mask.ts";
import { setToZero } from "../transforms/set-to-zero.ts";
import { maskedReaders, restricted, type MaskedOptions, type MaskedState } from "./masked.ts";

/** The states of the transformations of a {@link partition}, each under its label. */
export interface PartitionState<States> {
  readonly innerStates: { readonly [Label in keyof States]: MaskedState<States[Label]> };
}

const transformationsOption: OptionReader<object> = (value, place) => {
  if (!isRecord(value)) throw wrongOption(place, value, "an object of gradient transformations");
  for (const [name, entry] of Object.entries(value))
    transformationOption(entry, { ...place, name: `${place.name}.${name}` });
  return value;
};

/** Checks that each label is that of a transformation. */
function checkLabels(operation: string, labels: unknown, known: readonly string[]): void {
  for (const [path, label] of flattenWithPath(labels)[0]) {
    if (typeof label === "string" && known.includes(label)) continue;
    throw new UsageError({
      operation,
      received: `${typeof label === "string" ? JSON.stringify(label) : describeValue(label)} at paramLabels${keyString(path)}`,
      expected: `one of the labels ${known.map((name) => JSON.stringify(name)).join(", ")}`,
      remedy: "give a transformation for each label, or correct the label",
    });
  }
}

/** Which arrays of a tree have a label. */
const labelled =
  (operation: string, labelsOf: (tree: unknown) => unknown, label: string) =>
  (tree: unknown): readonly boolean[] => {
    const found: boolean[] = [];
    const labels: unknown = broadcast(labelsOf(tree), tree, { operation, name: "paramLabels" });
    mapLeaves(operation, (leaf, own) => (isTrainable(leaf) ? found.push(own === label) : null), tree, {
      paramLabels: labels,
    });
    return found;
  };

/**
 * Another transformation for each group of parameters.
 *
 * @param transforms - the transformations under the labels of their groups.
 * @param paramLabels - a prefix tree of labels, or a function of the parameters that makes one.
 * @param options - `maskCompatibleExtraArgs` (default false), as for {@link masked}.
 * @throws UsageError where a label has no transformation, naming the place.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { partition, scale, setToZero } from "@proj/optim";
 * const { init, update } = partition({ fast: scale(-1), none: setToZero() }, { w: "fast", b: "none" });
 * const gradients = { w: array([1]), b: array([1]) };
 * const [updates] = update(gradients, init(gradients));
 * updates.w.toList(); // → [-1]
 * updates.b.toList(); // → [0]
 * ```
 */
export function partition<const States extends Readonly<Record<string, unknown>>>(
  transforms: { readonly [Label in keyof States]: GradientTransformation<States[Label]> },
  paramLabels: unknown,
  options?: MaskedOptions,
): GradientTransformation<PartitionState<States>> {
  readArgument("partition", "transforms", transforms, transformationsOption);
  return grouped<States>("partition", transforms, paramLabels, readOptions("partition", options, maskedReaders));
}

export { partition as multiTransform };

function grouped<States extends Readonly<Record<string, unknown>>>(
  operation: string,
  transforms: { readonly [Label in keyof States]: GradientTransformation<States[Label]> },
  paramLabels: unknown,
  options: MaskedOptions,
): GradientTransformation<PartitionState<States>> {
  const names = Object.keys(transforms);
  if (paramLabels === undefined || paramLabels === null) checkLabels(operation, ["nothing"], names);
  if (typeof paramLabels !== "function") checkLabels(operation, paramLabels, names);
  const labelsOf = (tree: unknown): unknown => {
    if (typeof paramLabels !== "function") return paramLabels;
    const labels = (paramLabels as (tree: unknown) => unknown)(tree);
    checkLabels(operation, labels, names);
    return labels;
  };
  const parts = names.map((label) => {
    const inner: GradientTransformation<unknown> = transforms[label]!;
    return [label, restricted(operation, inner, labelled(operation, labelsOf, label), options)] as const;
  });
  // Labels and states belong together, which the mapped type says and a loop cannot.
  type Inner = PartitionState<States>["innerStates"];
  return {
    init: (params) => ({
      innerStates: Object.fromEntries(parts.map(([label, { init }]) => [label, init(params)])) as Inner,
    }),
    update(updates, { innerStates }, params, extra) {
      const next: [string, unknown][] = [];
      let current = updates;
      for (const [label, { update }] of parts) {
        const [changed, state] = update(current, innerStates[label]!, params, extra);
        current = changed;
        next.push([label, state]);
      }
      return [current, { innerStates: Object.fromEntries(next) as Inner }];
    },
  };
}

/** Options of {@link selectiveTransform}. */
export interface SelectiveTransformOptions {
  /** A prefix tree of booleans, or a function of the parameters that makes one: true where parameters are frozen. */
  readonly freezeMask: Mask;
}

/**
 * An optimiser that leaves some parameters as they are.
 *
 * @param optimizer - for the parameters that are not frozen.
 * @param options - `freezeMask`.
 * @throws UsageError as {@link masked} does.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { selectiveTransform, sgd } from "@proj/optim";
 * const { init, update } = selectiveTransform(sgd(0.5), { freezeMask: { w: true, b: false } });
 * const gradients = { w: array([1]), b: array([1]) };
 * const [updates] = update(gradients, init(gradients));
 * updates.w.toList(); // → [0]
 * updates.b.toList(); // → [-0.5]
 * ```
 */
export function selectiveTransform<Inner>(
  optimizer: GradientTransformation<Inner>,
  options: SelectiveTransformOptions,
): GradientTransformation<PartitionState<{ readonly train: Inner; readonly freeze: EmptyState }>> {
  const operation = "selectiveTransform";
  readArgument(operation, "optimizer", optimizer, transformationOption);
  const readers = { freezeMask: anyOption<Mask>() };
  const { freezeMask } = readNeededOptions<SelectiveTransformOptions>(operation, options, readers, ["freezeMask"]);
  if (freezeMask === undefined) throw wrongOption({ operation, name: "freezeMask" }, freezeMask, "a tree of booleans");
  const frozen = maskOf(operation, freezeMask);
  const trained = restricted(operation, optimizer, (tree) => frozen(tree).map((isFrozen) => !isFrozen), {});
  const still = restricted(operation, setToZero(), frozen, {});
  return {
    init: (params) => ({ innerStates: { train: trained.init(params), freeze: still.init(params) } }),
    update(updates, { innerStates }, params, extra) {
      const [changed, train] = trained.update(updates, innerStates.train, params, extra);
      const [step, freeze] = still.update(changed, innerStates.freeze, params, extra);
      return [step, { innerStates: { train, freeze } }];
    },
  };
}
