/** A map that keeps the entries used of late, and forgets the one unused for longest when it is full. */
export class RecentMap<Key, Value> {
  readonly #capacity: number;
  // Maps remember the order of insertion: the first entry is the one unused for longest.
  readonly #entries = new Map<Key, Value>();

  /** @param capacity - how many entries it keeps. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The value of a key; made, if there is none. */
  getOrMake(key: Key, make: () => Value): Value {
    const known = this.#entries.get(key);
    const value = known ?? make();
    if (known !== undefined) this.#entries.delete(key);
    else if (this.#entries.size === this.#capacity) this.#entries.delete(this.#entries.keys().next().value!);
    this.#entries.set(key, value);
    return value;
  }

  get size(): number {
    return this.#entries.size;
  }
}
