import { UsageError } from "@proj/tree/core";
import { HostStorage } from "../device/host-device.ts";
import type { HostArray } from "../evaluate/host-array.ts";
import type { CallbackParams } from "../primitives.ts";
import type { ConcreteArray } from "../../ndarray/concrete-array.ts";

/** Calls that wait for values of a device; null if there are none. */
let waiting: Promise<void> | null = null;

/**
 * Waits until everything has been shown that `debug.print` and `debug.callback` were given before. Only values on a device, such as a GPU, are
 * shown later than the program comes by.
 *
 * @returns when all is shown.
 * @throws whatever a callback throws.
 * @example
 * import { array, debug, effectsBarrier } from "@proj/array";
 * debug.print("{}", array([1, 2]));
 * await effectsBarrier();
 */
export async function effectsBarrier(): Promise<void> {
  await waiting;
}

function inTurn(body: () => Promise<void>): void {
  const turn = (waiting ?? Promise.resolve()).then(body);
  waiting = turn;
  const done = (): void => {
    if (waiting === turn) waiting = null;
  };
  // Whoever waits for the barrier gets the error; nobody else could.
  turn.then(done, () => undefined);
}

const valuesOf = async (x: ConcreteArray): Promise<HostArray> => ({
  shape: x.shape,
  dtype: x.dtype,
  data: await x.data(),
});

/** Calls a function of the host on arrays wherever they are. Where the values have to be waited for, it can only show them. */
export function callOnHost(arrays: readonly ConcreteArray[], params: CallbackParams): readonly HostArray[] {
  const { function: f, results, effect } = params;
  const away = arrays.find((x) => !(x.storage(f.name) instanceof HostStorage));
  if (effect === "debug" && (away !== undefined || waiting !== null)) {
    inTurn(async () => {
      f.call(await Promise.all(arrays.map(valuesOf)), results);
    });
    return [];
  }
  if (away === undefined)
    return f.call(
      arrays.map((x) => hostArray(x, f.name)),
      results,
    );
  throw new UsageError({
    operation: f.name,
    received: `an array ${away.describe()} on the device ${away.device.name}, whose programs cannot call the host`,
    expected: "arrays on the host",
    remedy: "wait for the values, await deviceGet(x), and call the function with them outside of compiled programs",
  });
}

const hostArray = (x: ConcreteArray, operation: string): HostArray => ({
  shape: x.shape,
  dtype: x.dtype,
  data: x.hostData(operation),
});
