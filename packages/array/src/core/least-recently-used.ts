/** A map that keeps the entries used of late, and forgets the one unused for longest when it is full. */
export class RecentMap<Key, Value> {
  readonly #capacity: number;
  readonly #forget: (value: Value) => void;
  // Maps remember the order of insertion: the first entry is the one unused for longest.
  readonly #entries = new Map<Key, Value>();

  /**
   * @param capacity - how many entries it keeps.
   * @param forget - called with the value of an entry that has to go. Default: nothing is done.
   */
  constructor(capacity: number, forget: (value: Value) => void = () => undefined) {
    this.#capacity = capacity;
    this.#forget = forget;
  }

  /** The value of a key; made, if there is none. */
  getOrMake(key: Key, make: () => Value): Value {
    const known = this.#entries.get(key);
    const value = known ?? make();
    if (known !== undefined) this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#capacity) {
      const [oldest, forgotten] = this.#entries.entries().next().value!;
      this.#entries.delete(oldest);
      this.#forget(forgotten);
    }
    return value;
  }

  get size(): number {
    return this.#entries.size;
  }
}
