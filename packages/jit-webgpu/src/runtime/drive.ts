/**
 * Runs a generator to its end. When it yields a promise, waits for it and passes the outcome on. A generator that yields nothing
 * has finished when the call returns.
 */
export function drive(generator: Generator<Promise<unknown>, void, unknown>): void | Promise<void> {
  const first = generator.next();
  if (first.done !== true) return goOn(generator, first.value);
}

async function goOn(generator: Generator<Promise<unknown>, void, unknown>, first: Promise<unknown>): Promise<void> {
  let awaited = first;
  for (;;) {
    const step = generator.next(await awaited);
    if (step.done === true) return;
    awaited = step.value;
  }
}
