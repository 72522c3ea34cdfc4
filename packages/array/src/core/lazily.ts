/** What is made when it is first asked for: modules load sooner, and programs that never ask never make it. */
export function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
