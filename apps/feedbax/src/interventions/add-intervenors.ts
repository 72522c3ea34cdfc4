import { UsageError } from "@proj/array";
import { NodePath, treeAt, type Where } from "@proj/module";
import { mapUntil } from "@proj/tree";
import { booleanOption, nullableOption, readOptions, textOption, type OptionReaders } from "@proj/tree/core";
import { fixedPrefix, postFinalStage, preFirstStage, type Intervenor, type Intervenors } from "../models/intervenor.ts";
import { isStagedModel, type StagedModel } from "../models/staged-model.ts";

/** Where intervenors go, and under which name. */
export interface AddIntervenorOptions {
  /** The stage after which they run. Default null: before the first. */
  readonly stageName?: string | null;
  /** The name of the intervenor. Default: that of its class. */
  readonly label?: string;
  /** Whether those that the model has stay. Default true. */
  readonly keepExisting?: boolean;
}

const readers: OptionReaders<AddIntervenorOptions> = {
  stageName: nullableOption(textOption),
  label: textOption,
  keepExisting: booleanOption,
};

/** A node of a model that has stages, with the state that intervenors at its stages change. */
export type StagedNode<State> = StagedModel<never, State>;

/**
 * A model with an intervenor that always acts, with its own settings.
 *
 * @param model - stays as it is.
 * @param where - points at the part of it between whose stages the intervenor acts.
 * @param intervenor - what changes the state there. One with the same label is replaced.
 * @param options - `stageName`: the stage after which it acts (default null: before the first); `label` (default: its class).
 * @throws UsageError when that part has no such stage.
 * @example
 * import { addFixedIntervenor, CurlField, pointMassNNSimpleReaches } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const { model } = pointMassNNSimpleReaches({ key: key(0) });
 * const pushed = addFixedIntervenor(model, (m) => m.step.mechanics, CurlField.init({ amplitude: -0.5 }));
 * Object.keys(pushed.step.mechanics.intervenors["_preFirstStage"]!); // → ["FIXED_CurlField"]
 */
export function addFixedIntervenor<Model extends object, State>(
  model: Model,
  where: Where<Model, StagedNode<State>>,
  intervenor: Intervenor<NoInfer<State>>,
  options?: AddIntervenorOptions,
): Model {
  const { stageName = null, label, keepExisting } = readOptions("addFixedIntervenor", options, readers);
  const labelled = { [`${fixedPrefix}_${label ?? intervenor.constructor.name}`]: intervenor };
  return addLabelled("addFixedIntervenor", model, where, { [stageName ?? preFirstStage]: labelled }, keepExisting);
}

/**
 * A model with intervenors that always act, each with its own settings: a list for one stage, or lists by stages.
 *
 * @param model - stays as it is.
 * @param where - points at the part of it between whose stages they act.
 * @param intervenors - what changes the state there, in order.
 * @param options - `stageName` for a list (default null: before the first stage); `keepExisting`: whether those that are there stay
 *   (default true).
 * @throws UsageError when that part has no such stage.
 * @example
 * import { array } from "@proj/array";
 * import { addIntervenors, NetworkClamp, pointMassNNSimpleReaches } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const { model } = pointMassNNSimpleReaches({ hiddenSize: 2, key: key(0) });
 * const clamp = NetworkClamp.init({ unitSpec: array([NaN, 1]) });
 * const clamped = addIntervenors(model, (m) => m.step.net, { hidden: [clamp] });
 * Object.keys(clamped.step.net.intervenors); // → ["hidden"]
 */
export function addIntervenors<Model extends object, State>(
  model: Model,
  where: Where<Model, StagedNode<State>>,
  intervenors: readonly Intervenor<NoInfer<State>>[] | Readonly<Record<string, readonly Intervenor<NoInfer<State>>[]>>,
  options?: Omit<AddIntervenorOptions, "label">,
): Model {
  const { label: _, ...known } = readers;
  const { stageName = null, keepExisting } = readOptions("addIntervenors", options, known as typeof readers);
  const byStage = Array.isArray(intervenors)
    ? { [stageName ?? preFirstStage]: intervenors as readonly Intervenor<State>[] }
    : (intervenors as Readonly<Record<string, readonly Intervenor<State>[]>>);
  const labelled = Object.entries(byStage).map(([stage, list]) => [
    stage,
    Object.fromEntries(list.map((one) => [`${fixedPrefix}_${one.constructor.name}`, one])),
  ]);
  const added = Object.fromEntries(labelled) as Intervenors<State>;
  return addLabelled("addIntervenors", model, where, added, keepExisting);
}

/** {@link addIntervenors} for intervenors with labels. */
export function addLabelled<Model extends object, State>(
  operation: string,
  model: Model,
  where: Where<Model, StagedNode<State>>,
  added: Intervenors<State>,
  keepExisting = true,
): Model {
  const path = NodePath.of(where, { operation });
  const node: unknown = path.get(model);
  if (!isStagedModel(node)) {
    throw new UsageError({
      operation,
      received: `where that points at ${path.toString() || "the model"}, which has no stages`,
      expected: "a part of the model that has stages",
      remedy: "point for example at (model) => model.step.mechanics",
    });
  }
  const places = [preFirstStage, ...Object.keys(node.modelSpec), postFinalStage];
  const unknown = Object.keys(added).find((stage) => !places.includes(stage));
  if (unknown !== undefined) {
    throw new UsageError({
      operation,
      received: `stage ${JSON.stringify(unknown)} of ${path.toString() || "the model"}`,
      expected: `one of ${places.join(", ")}`,
      remedy: "print the stages with formatModelSpec, or leave stageName out to act before the first",
    });
  }
  const intervenors: Record<string, Readonly<Record<string, Intervenor<unknown>>>> = keepExisting
    ? { ...node.intervenors }
    : {};
  for (const [stage, labelled] of Object.entries(added))
    intervenors[stage] = { ...intervenors[stage], ...(labelled as Readonly<Record<string, Intervenor<unknown>>>) };
  return treeAt(path, model, withIntervenors(node, intervenors) as never, { operation });
}

function withIntervenors(node: StagedModel<unknown, unknown>, intervenors: Intervenors<unknown>): unknown {
  return (node as unknown as { with(fields: object): unknown }).with({ intervenors });
}

/**
 * A model without the intervenors of one of its parts.
 *
 * @param model - stays as it is.
 * @param where - points at the part.
 * @param options - `keepFixed`: whether those that always act stay (default true).
 * @example
 * import { addFixedIntervenor, CurlField, pointMassNNSimpleReaches, removeIntervenors } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const { model } = pointMassNNSimpleReaches({ key: key(0) });
 * const where = (m: typeof model) => m.step.mechanics;
 * const pushed = addFixedIntervenor(model, where, CurlField.init());
 * removeIntervenors(pushed, where, { keepFixed: false }).step.mechanics.intervenors; // → {}
 */
export function removeIntervenors<Model extends object, State>(
  model: Model,
  where: Where<Model, StagedNode<State>>,
  options?: { readonly keepFixed?: boolean },
): Model {
  const { keepFixed = true } = readOptions("removeIntervenors", options, { keepFixed: booleanOption });
  const path = NodePath.of(where, { operation: "removeIntervenors" });
  const node = path.get(model) as unknown as StagedModel<unknown, unknown>;
  const kept = keepFixed ? onlyFixed(node.intervenors) : {};
  return treeAt(path, model, withIntervenors(node, kept) as never, { operation: "removeIntervenors" });
}

/**
 * A model without intervenors in any of its parts.
 *
 * @param model - stays as it is.
 * @param options - `scheduledOnly`: whether those that always act stay (default false).
 * @example
 * import { addFixedIntervenor, CurlField, pointMassNNSimpleReaches, removeAllIntervenors } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const { model } = pointMassNNSimpleReaches({ key: key(0) });
 * const pushed = addFixedIntervenor(model, (m) => m.step.mechanics, CurlField.init());
 * removeAllIntervenors(pushed).step.mechanics.intervenors; // → {}
 */
export function removeAllIntervenors<Model>(model: Model, options?: { readonly scheduledOnly?: boolean }): Model {
  const { scheduledOnly = false } = readOptions("removeAllIntervenors", options, { scheduledOnly: booleanOption });
  const strip = (tree: unknown): unknown => {
    const bare = isStagedModel(tree) ? withIntervenors(tree, scheduledOnly ? onlyFixed(tree.intervenors) : {}) : tree;
    const isInner = (value: unknown): boolean => value !== bare && isStagedModel(value);
    return mapUntil(isInner, (leaf: unknown) => (isInner(leaf) ? strip(leaf) : leaf), bare);
  };
  return strip(model) as Model;
}

/** Those that always act, at the stages that have some. */
function onlyFixed(intervenors: Intervenors<unknown>): Intervenors<unknown> {
  const kept = Object.entries(intervenors).map(([stage, labelled]) => [
    stage,
    Object.fromEntries(Object.entries(labelled).filter(([label]) => label.startsWith(fixedPrefix))),
  ]);
  return Object.fromEntries(kept.filter(([, labelled]) => Object.keys(labelled!).length > 0)) as Intervenors<unknown>;
}
