import { array, devicePut, zeros } from "@proj/array";
import { makeMesh, NamedSharding, P, virtualDevices } from "@proj/array/sharding";
import { anything, argument, fn, list, options } from "../arguments.ts";
import type { Call } from "../calls.ts";

const devices = virtualDevices(2);
const mesh = makeMesh([2], ["i"], { devices });
const along = new NamedSharding(mesh, P("i"));
const takesAnything = (reason: string): Call => ({ takesAnything: reason });

const sharding = argument(along, "i", 3, null, undefined, {}, mesh, array(1));
const placement = argument(along, "i", 3, null, undefined, {}, mesh, array(1), P("i"));
const lengths = argument([4], [-1], [0.5], "text", 3, null, undefined, {}, ["4"], 10n);
const platform = argument(devices[0]!.device, "cpu", 3, null, {}, devices[0], mesh);
const square = (x: unknown): unknown => x;

const names = (words: string, call: Call): Record<string, Call> =>
  Object.fromEntries(words.split(" ").map((name) => [name, call]));

/** The functions of `@proj/array/sharding`. */
export const shardingCalls: Record<string, Call> = {
  P: [argument("i", 3, undefined, {}, [3], 10n, Symbol("i"))],
  ...names("defaultBackend getMesh getAbstractMesh", takesAnything("it has no arguments")),
  ...names("devices deviceCount localDevices localDeviceCount processIndex processIndices processCount", [platform]),
  virtualDevices: [argument(2, 0, -1, 1.5, "2", null, undefined, {}, 10n)],
  makeSingleDeviceSharding: [argument(devices[0], "cpu", 3, null, undefined, {}, mesh)],
  makeMesh: [
    argument([2], [0], [1.5], "text", 3, null, undefined, {}, ["2"], [64]),
    argument(["i"], [3], "text", 3, null, undefined, {}, ["i", "j"]),
    options({ devices, axisTypes: ["Auto"] }),
  ],
  setMesh: [argument(null, "i", 3, undefined, {}, along)],
  useMesh: [argument(mesh, "i", 3, undefined, {}, along), fn(square)],
  useAbstractMesh: [argument(mesh.abstractMesh, "i", 3, undefined, {}, along), fn(square)],
  reshard: [anything(array([1, 2])), sharding],
  makeArrayFromCallback: [lengths, placement, fn(() => zeros(2))],
  makeArrayFromSingleDeviceArrays: [lengths, placement, list(devices.map((device) => devicePut(zeros(2), device)))],
  makeArrayFromProcessLocalData: [
    placement,
    argument(zeros(4), "text", null, undefined, {}, [1, [2]]),
    argument([4], [-1], "text", 3, null, {}),
  ],
  inspectArraySharding: [anything(array([1, 2])), options({ callback: () => undefined })],
  visualizeSharding: [placement, lengths],
  visualizeArraySharding: [argument(array([1, 2]), "text", 3, null, undefined, {})],
};

/** Those of `@proj/autodiff`. */
export const deviceCalls: Record<string, Call> = {
  pmap: [
    fn(square),
    argument("i", 3, null, 10n, { axisNames: "i" }),
    options({ inAxes: 0, outAxes: 0, devices, axisSize: 2, staticBroadcastedArgnums: [1], donateArgnums: [0] }),
  ],
  smap: [fn(square), options({ inAxes: 0, outAxes: 0, axisName: "i" })],
  autoAxes: [fn(square), options({ axes: "i", outSharding: along })],
  explicitAxes: [fn(square), options({ axes: ["i"], inSharding: along })],
};

export const groups = { axisIndexGroups: [[0, 1]] };
