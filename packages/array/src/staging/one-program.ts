import { isNDArray } from "../core/types/array-brand.ts";
import { ConcreteArray } from "../ndarray/concrete-array.ts";
import { getDefaultDevice } from "../core/device/default-device.ts";
import { sharedJaxpr } from "../core/device/eager-program.ts";
import { cpu } from "../core/device/host-device.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { stage } from "./stage.ts";
import { bind, onBehalfOfLibrary, stagingTrace } from "../core/trace.ts";

/** True when operations on these arrays run on a device other than the host. */
function runsOnDevice(arrays: readonly NDArray[]): boolean {
  // What is no array is for the function itself to refuse.
  if (stagingTrace() !== null || !arrays.every(isNDArray)) return false;
  const placed = arrays.find((array): array is ConcreteArray => array instanceof ConcreteArray && array.placed);
  return (placed?.device ?? getDefaultDevice()) !== cpu;
}

/**
 * Runs a function as one program where its operations would be sent to a device one by one; elsewhere it is just called.
 *
 * For packages whose functions are made of many small operations. A program is compiled for each set of types and of numbers
 * that `f` closes over; what changes from call to call is best among the arguments.
 *
 * @param name - the name of the program, in messages.
 * @param f - from arrays to an array, or to a list of arrays; pure.
 * @param args - its arguments.
 * @returns what `f` returns.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { asOneProgram } from "@proj/array/core";
 * asOneProgram("norm", (x: NDArray) => x.mul(x).sum(), array([3, 4])).item(); // → 25
 */
export function asOneProgram<const Args extends readonly NDArray[], Result extends NDArray | readonly NDArray[]>(
  name: string,
  f: (...args: Args) => Result,
  ...args: Args
): Result {
  if (!runsOnDevice(args)) return f(...args);
  let made: unknown;
  const { jaxpr, consts } = onBehalfOfLibrary(() =>
    stage(
      (tracers) => {
        const result = f(...(tracers as unknown as Args));
        made = result;
        return isNDArray(result) ? [result] : result;
      },
      args.map(({ aval }) => aval),
      name,
    ),
  );
  const results = bind("jit", [...consts, ...args], { name, jaxpr: sharedJaxpr(jaxpr) });
  return (isNDArray(made) ? results[0] : results) as Result;
}
