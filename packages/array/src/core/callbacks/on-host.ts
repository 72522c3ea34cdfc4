import { allocate } from "../evaluate/host-array.ts";
import type { Composed, RoutineOptions } from "../routine.ts";
import { bind } from "../trace.ts";
import { HostFunction, type HostCall } from "./host-function.ts";

/** The algorithm of a routine that nobody writes down for targets: their programs call back, and the host evaluates it. */
export const onHost: Composed<RoutineOptions> = {
  composed: (operands, options, routine) => {
    const results = routine.resultTypes(
      operands.map(({ aval }) => aval),
      options,
    );
    const call: HostCall = (values, types) => {
      const arrays = types.map(allocate);
      routine.computeInto(arrays, values, options);
      return arrays;
    };
    const f = new HostFunction(routine.name, call);
    return bind("callback", operands, { function: f, results, effect: "none", vmapMethod: null, hasToken: false });
  },
};
