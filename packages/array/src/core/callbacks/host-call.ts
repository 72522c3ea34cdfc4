import { UsageError } from "@proj/tree/core";
import { HostStorage } from "../device/host-device.ts";
import type { HostArray } from "../evaluate/host-array.ts";
import type { CallbackParams } from "../primitives.ts";
import type { ConcreteArray } from "../../ndarray/concrete-array.ts";
import { Turn, turnsUnderWay } from "../turn.ts";

const valuesOf = async (x: ConcreteArray): Promise<HostArray> => ({
  shape: x.shape,
  dtype: x.dtype,
  data: await x.data(),
});

/** Calls a function of the host on arrays wherever they are. Where the values have to be waited for, it can only show them. */
export function callOnHost(arrays: readonly ConcreteArray[], params: CallbackParams): readonly HostArray[] {
  const { function: f, results, effect } = params;
  const away = arrays.find((x) => !(x.storage(f.name) instanceof HostStorage));
  if (effect === "debug" && (away !== undefined || turnsUnderWay())) {
    // Read as they are now.
    const values = Promise.all(arrays.map(valuesOf));
    const turn = new Turn();
    values.catch(() => undefined);
    void turn.do(async () => {
      f.call(await values, results);
    });
    turn.end();
    return [];
  }
  if (away === undefined)
    return f.call(
      arrays.map((x) => hostArray(x, f.name)),
      results,
    );
  throw new UsageError({
    operation: f.name,
    received: `an array ${away.describe()} on the device ${away.device.name}, whose values have to be waited for`,
    expected: "arrays on the host, or a call inside of a program that is compiled for the device",
    remedy: "wait for the values, await deviceGet(x), and call the function with them",
  });
}

const hostArray = (x: ConcreteArray, operation: string): HostArray => ({
  shape: x.shape,
  dtype: x.dtype,
  data: x.hostData(operation),
});
