import { asarray, type ArrayLike, type NDArray } from "@proj/array";
import { Module } from "@proj/module";

import { anyOption, readOptions, type OptionReaders } from "@proj/tree/core";

interface TargetFields {
  /** Where the state should be, [T, features] or anything that broadcasts to it; null leaves it open. */
  readonly value: NDArray | null;
  /** The times that count, positions in the trajectory; negative ones count from its end. Null for all. */
  readonly timeIdxs: readonly ArrayLike[] | null;
  /** What the loss at each time is multiplied by, [T]; null for 1. */
  readonly discount: NDArray | null;
}

const readers: OptionReaders<Partial<TargetFields>> = {
  value: anyOption(),
  timeIdxs: anyOption(),
  discount: anyOption(),
};

/**
 * What a part of the state should be, when, and how much that matters.
 * @example
 * import { targetFinalState, targetZero } from "@proj/feedbax";
 * targetZero().or(targetFinalState()).timeIdxs; // → [-1]
 */
export class TargetSpec extends Module<TargetFields> {
  /** @param fields - what is left out stays open, for another specification to say. */
  static init(fields?: Partial<TargetFields>): TargetSpec {
    const { value = null, timeIdxs = null, discount = null } = readOptions("TargetSpec.init", fields, readers);
    return new TargetSpec({ value, timeIdxs, discount });
  }

  /** This specification, with what it leaves open taken from another. */
  or(other: TargetSpec): TargetSpec {
    return new TargetSpec({
      value: this.value ?? other.value,
      timeIdxs: this.timeIdxs ?? other.timeIdxs,
      discount: this.discount ?? other.discount,
    });
  }
}

/**
 * Zero, all the time.
 *
 * @example
 * import { targetZero } from "@proj/feedbax";
 * targetZero().value?.item(); // → 0
 */
export function targetZero(): TargetSpec {
  return TargetSpec.init({ value: asarray(0) });
}

/**
 * Whatever the target is, at the last step alone.
 *
 * @example
 * import { targetFinalState } from "@proj/feedbax";
 * targetFinalState().timeIdxs; // → [-1]
 */
export function targetFinalState(): TargetSpec {
  return TargetSpec.init({ timeIdxs: [-1] });
}
