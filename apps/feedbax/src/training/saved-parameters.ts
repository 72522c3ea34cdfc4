import { stack, type NDArray } from "@proj/array";
import { isArray } from "@proj/module";
import { map } from "@proj/tree";

/** Parameters as they were after chosen batches. */
export class SavedParameters<Model> {
  readonly #batches: ReadonlySet<number>;
  #kept: Model[] = [];

  constructor(batches: Iterable<number>) {
    this.#batches = new Set(batches);
  }

  /** Whether parameters are kept after a batch. */
  has(batch: number): boolean {
    return this.#batches.has(batch);
  }

  /** Keeps parameters; they are on the host. */
  add(parameters: Model): void {
    this.#kept.push(parameters);
  }

  /** What is kept, one after the other along the first axis of each leaf. */
  stacked(like: Model): Model {
    return map(
      (first: unknown, ...others: readonly unknown[]) =>
        isArray(first) ? stack([first, ...(others as NDArray[])]).get("1:") : first,
      like as unknown,
      ...(this.#kept as unknown[]),
    ) as Model;
  }

  /** As if parameters of so many batches were kept, whatever they are. */
  stackedLike(like: Model, end: number): Model {
    const done = [...this.#batches].filter((batch) => batch < end).length;
    const repeated = new SavedParameters<Model>([]);
    for (let index = 0; index < done; index++) repeated.add(like);
    return repeated.stacked(like);
  }

  /** Takes over what was kept before a batch. */
  restore(stacked: Model, end: number): void {
    const done = [...this.#batches].filter((batch) => batch < end).length;
    this.#kept = Array.from(
      { length: done },
      (_, index) => map((leaf: unknown) => (isArray(leaf) ? leaf.get(index) : leaf), stacked as unknown) as Model,
    );
  }
}
