/**
 * Runs a generator to its end; when it yields a promise, waits and passes on what comes of it. A generator that yields nothing is
 * through when the call returns.
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
