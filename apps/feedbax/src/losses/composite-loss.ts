import { array, UsageError, type NDArray } from "@proj/array";
import { isRecord, readOptions, textOption, wrongOption, type OptionReaders } from "@proj/tree/core";
import { Printed } from "../printed.ts";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";
import { LossDict } from "./loss-dict.ts";
import type { Loss } from "./loss.ts";

/** A weight as it changes in the course of training, from its progress: 0 at the first batch, up to 1. */
export type WeightSchedule = (progress: NDArray) => NDArray;

/** Options of {@link CompositeLoss}. */
export interface CompositeLossOptions {
  /** A weight for each term, by its name, or a function of the progress of the training. Default: 1 each. */
  readonly weights?: Readonly<Record<string, number | WeightSchedule>>;
  /** The name under which it becomes part of another loss. Default `""`. */
  readonly label?: string;
}

const readers: OptionReaders<CompositeLossOptions> = {
  weights: (value, place) => {
    if (isRecord(value) && Object.values(value).every(isWeight))
      return value as Readonly<Record<string, number | WeightSchedule>>;
    throw wrongOption(place, value, "an object of numbers, or of functions of the progress of the training");
  },
  label: textOption,
};

/**
 * A weighted sum of losses by name. Losses that are sums themselves are flattened: their terms are named
 * `parent_child`, with the product of the weights.
 *
 * @example
 * import { CompositeLoss, TargetStateLoss, targetZero, type SimpleFeedbackState } from "@proj/feedbax";
 * const effort = new TargetStateLoss<SimpleFeedbackState>("effort", { where: (s) => s.efferent.output, spec: targetZero() });
 * new CompositeLoss({ effort }, { weights: { effort: 0.5 } }).weights; // → { effort: 0.5 }
 */
export class CompositeLoss<State> extends Printed implements Loss<State> {
  readonly label: string;
  /** The terms by name; none of them is a sum itself. */
  readonly terms: Readonly<Record<string, Loss<State>>>;
  /** A weight for each term. */
  readonly weights: Readonly<Record<string, number | WeightSchedule>>;

  /**
   * @param terms - losses by name.
   * @param options - `weights` by the same names (default 1 each), each a number or a function of the progress of the training, which is
   *   validated with the weights of its end; `label`.
   * @throws UsageError when a weight belongs to no term.
   */
  constructor(terms: Readonly<Record<string, Loss<State>>>, options?: CompositeLossOptions) {
    super();
    const { weights = {}, label = "" } = readOptions("CompositeLoss", options, readers);
    const stray = Object.keys(weights).filter((name) => !(name in terms));
    if (stray.length > 0) {
      throw new UsageError({
        operation: "CompositeLoss",
        received: `weights for ${stray.join(", ")}`,
        expected: `weights for some of the terms ${Object.keys(terms).join(", ")}`,
        remedy: "name weights as the terms are named",
      });
    }
    const flat = Object.entries(terms).flatMap(([name, term]) => flattenTerm(name, term, weights[name] ?? 1));
    this.label = label;
    this.terms = Object.fromEntries(flat.map(({ name, term }) => [name, term]));
    this.weights = Object.fromEntries(flat.map(({ name, weight }) => [name, weight]));
  }

  get termNames(): readonly string[] {
    return Object.keys(this.terms);
  }

  call(trajectory: State, trial: TaskTrialSpec<State>, model: unknown, progress: NDArray | null = null): LossDict {
    const weightOf = (name: string): number | NDArray => {
      const weight = this.weights[name]!;
      return typeof weight === "number" ? weight : weight(progress ?? array(1));
    };
    const weighted = Object.entries(this.terms).map(([name, term]): [string, NDArray] => [
      name,
      term.call(trajectory, trial, model, progress).total.mul(weightOf(name)),
    ]);
    return new LossDict({ terms: Object.fromEntries(weighted) });
  }
}

interface WeightedTerm<State> {
  readonly name: string;
  readonly term: Loss<State>;
  readonly weight: number | WeightSchedule;
}

function isWeight(value: unknown): boolean {
  return typeof value === "number" || typeof value === "function";
}

/** The product of two weights. */
function product(a: number | WeightSchedule, b: number | WeightSchedule): number | WeightSchedule {
  if (typeof a === "number") return typeof b === "number" ? a * b : (progress) => b(progress).mul(a);
  return (progress) => a(progress).mul(typeof b === "number" ? b : b(progress));
}

function flattenTerm<State>(name: string, term: Loss<State>, weight: number | WeightSchedule): WeightedTerm<State>[] {
  if (!(term instanceof CompositeLoss)) return [{ name, term, weight }];
  const { terms, weights } = term as CompositeLoss<State>;
  return Object.entries(terms).map(([child, childTerm]) => ({
    name: `${name}_${child}`,
    term: childTerm,
    weight: product(weight, weights[child]!),
  }));
}

/**
 * The sum of losses, each by a factor; terms are named by their labels, numbered where labels repeat.
 * @example
 * import { simpleReachLoss, ModelLoss, sumOfLosses, type ReachState } from "@proj/feedbax";
 * import { array } from "@proj/array";
 * const bias = new ModelLoss("bias", () => array(1));
 * sumOfLosses<ReachState>([1, simpleReachLoss()], [0.5, bias]).weights["bias"]; // → 0.5
 */
export function sumOfLosses<State>(
  ...summands: readonly (readonly [weight: number, loss: Loss<State>])[]
): CompositeLoss<State> {
  const terms: Record<string, Loss<State>> = {};
  const weights: Record<string, number | WeightSchedule> = {};
  for (const [weight, loss] of summands) {
    const parts =
      loss instanceof CompositeLoss
        ? Object.entries((loss as CompositeLoss<State>).terms)
        : [[loss.label, loss] as const];
    for (const [name, term] of parts) {
      const unique = uniqueName(name, terms);
      terms[unique] = term;
      weights[unique] = product(weight, loss instanceof CompositeLoss ? loss.weights[name]! : 1);
    }
  }
  return new CompositeLoss(terms, { weights });
}

function uniqueName(name: string, taken: Readonly<Record<string, unknown>>): string {
  if (!(name in taken)) return name;
  let number = 0;
  while (`${name}_${number}` in taken) number += 1;
  return `${name}_${number}`;
}
