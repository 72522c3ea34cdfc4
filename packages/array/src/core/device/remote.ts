import { eagerProgram, identityProgram } from "./eager-program.ts";
import { lacksDtype, lostDevice, mixedDevices, notOnHost } from "./errors.ts";

/*
 * What arrays need that live elsewhere than on the host: programs of one operation, and the errors of which devices are the cause.
 * Each such device brings it, so who stays on the host is loaded without it.
 */

/** What devices other than the host bring. */
export interface Remote {
  readonly eagerProgram: typeof eagerProgram;
  readonly identityProgram: typeof identityProgram;
  readonly lacksDtype: typeof lacksDtype;
  readonly lostDevice: typeof lostDevice;
  readonly mixedDevices: typeof mixedDevices;
  readonly notOnHost: typeof notOnHost;
}

/**
 * The field `remote` of every device but the host.
 *
 * @example
 * import { cpu } from "@proj/array";
 * import { remote } from "@proj/array/core";
 * import { virtualDevices } from "@proj/array/sharding";
 * virtualDevices(2)[1]!.device.remote === remote; // → true
 * cpu.remote; // → null
 */
export const remote: Remote = { eagerProgram, identityProgram, lacksDtype, lostDevice, mixedDevices, notOnHost };
