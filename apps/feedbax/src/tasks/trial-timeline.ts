import { array, arange, isNDArray, logicalAnd, UsageError, where, type NDArray } from "@proj/array";
import { Module } from "@proj/module";

/** What {@link TrialTimeline.init} is told. */
export interface TrialTimelineOptions {
  /** Names of the epochs, in order. */
  readonly epochNames: readonly string[];
  /** Steps at which something happens, by name. Default none. */
  readonly events?: Readonly<Record<string, NDArray | number>>;
}

/**
 * The epochs of a trial: where each begins and ends, and at which steps something happens. Bounds may be traced.
 *
 * @example
 * import { TrialTimeline } from "@proj/feedbax";
 * const timeline = TrialTimeline.init([0, 5, 12, 20], { epochNames: ["hold", "targetOn", "movement"], events: { go: 15 } });
 * timeline.epochIdxAt(11).item(); // → 1
 * timeline.epochBoundsOf("movement").toList(); // → [12, 20]
 */
export class TrialTimeline extends Module<{
  /** The first step of each epoch, and the end of the last, int32[epochs + 1]. */
  readonly epochBounds: NDArray;
  readonly epochNames: readonly string[];
  readonly events: Readonly<Record<string, NDArray | number>>;
}> {
  /**
   * @param epochBounds - the first step of each epoch, such as `extra.epochStartIdxs` has them, and the end of the last, int32[epochs + 1].
   * @param options - `epochNames` at least; see {@link TrialTimelineOptions}.
   * @throws UsageError when there is not one name for each epoch.
   */
  static init(epochBounds: NDArray | readonly number[], options: TrialTimelineOptions): TrialTimeline {
    const bounds = isNDArray(epochBounds) ? epochBounds : array([...epochBounds], { dtype: "int32" });
    const { epochNames, events = {} } = options;
    if (bounds.ndim !== 1 || bounds.size !== epochNames.length + 1) {
      throw new UsageError({
        operation: "TrialTimeline.init",
        received: `bounds of shape [${bounds.shape.join(", ")}] for the epochs ${epochNames.join(", ")}`,
        expected: `${epochNames.length + 1} bounds: where each epoch begins, and where the last ends`,
        remedy: "give a name to each epoch, and the end of the trial as the last bound",
      });
    }
    return new TrialTimeline({ epochBounds: bounds, epochNames, events });
  }

  /** The number of the epoch in which a step is; −1 after the last. */
  epochIdxAt(step: NDArray | number): NDArray {
    const begun = this.epochBounds.le(step).sum().astype("int32").sub(1);
    return where(begun.ge(this.epochNames.length), array(-1, { dtype: "int32" }), begun);
  }

  /** Where an epoch begins and ends, int32[2]. */
  epochBoundsOf(name: string): NDArray {
    const index = this.#indexOf("TrialTimeline.epochBoundsOf", name);
    return this.epochBounds.get(`${index}:${index + 2}`);
  }

  /**
   * Which steps are in an epoch, bool[nSteps].
   *
   * @param nSteps - the steps that are asked about, from the first.
   */
  epochMask(name: string, nSteps: number): NDArray {
    const index = this.#indexOf("TrialTimeline.epochMask", name);
    const steps = arange(nSteps);
    return logicalAnd(steps.ge(this.epochBounds.get(index)), steps.lt(this.epochBounds.get(index + 1)));
  }

  #indexOf(operation: string, name: string): number {
    const index = this.epochNames.indexOf(name);
    if (index >= 0) return index;
    throw new UsageError({
      operation,
      received: `the epoch ${JSON.stringify(name)}`,
      expected: `one of ${this.epochNames.join(", ")}`,
      remedy: "write one of these names",
    });
  }
}
