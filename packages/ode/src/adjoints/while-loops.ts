import { cond, scan, type NDArray } from "@proj/array";

/** Repeats a function while a condition holds, for a bounded number of steps, all of which are kept for the way back. */
export function boundedWhileLoop<State>(
  condition: (state: State) => NDArray,
  body: (state: State) => State,
  init: State,
  { maxSteps }: { readonly maxSteps: number },
): State {
  const [last] = scan(
    (state: State, _: null): readonly [State, null] => [
      cond(condition(state), body, (same: State) => same, state),
      null,
    ],
    init,
    null,
    { length: maxSteps },
  );
  return last;
}

/** The same, for a loop whose number of steps has a bound. */
export function checkpointedWhileLoop<State>(
  condition: (state: State) => NDArray,
  body: (state: State) => State,
  init: State,
  { maxSteps }: { readonly maxSteps: number | null; readonly checkpoints?: number },
): State {
  return boundedWhileLoop(condition, body, init, { maxSteps: maxSteps! });
}
