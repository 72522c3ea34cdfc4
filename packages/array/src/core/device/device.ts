import type { Turn } from "../turn.ts";
import type { AbstractArray } from "../types/abstract-array.ts";
import type { DType, TypedArray } from "../types/dtype.ts";
import type { Jaxpr } from "../jaxpr/jaxpr.ts";
import type { Remote } from "./remote.ts";
import type { MeshDevice } from "../sharding/mesh-device.ts";
import type { Sharding } from "../sharding/sharding.ts";

/*
 * A device keeps the values of arrays and runs programs on them.
 *
 * The host is the device `cpu`; packages with a runtime of their own make others. An array's values are a *storage*; a
 * program takes storages of its device and gives new ones at once, while the values may still be under way.
 *
 * A device may be several that run one program together (a platform): its arrays are spread over the members as their sharding
 * says.
 */

/** The values of one array on a device. */
export interface Storage {
  readonly device: Device;
  /** How the values are spread over the members of the device; absent where it is one, and for values that all may have. */
  readonly sharding?: Sharding | null;
  /** The part of one of the members, by its place in the sharding; on devices with several members. */
  readonly shard?: (place: number, aval: AbstractArray) => Storage;
  /** A copy of the values on the host, once they are computed. */
  read(): Promise<TypedArray>;
  /** Makes what is read from here on fail, here and in what is computed from it, if the turn does; absent where nothing comes later. */
  require?(turn: Turn): void;
  /** Gives the memory back; programs that were started before still see the values. */
  free(): void;
}

/** A place where arrays live and programs run. */
export interface Device {
  /** For people and messages: `"cpu"`, `"webgpu"`. */
  readonly name: string;
  /** The dtypes of arrays that can live here. */
  readonly dtypes: readonly DType[];
  /** Why the device cannot be used any more, or null. */
  readonly lost: string | null;
  /** What its arrays need: `remote` of `@proj/array/core`; null for the host, whose arrays need nothing. */
  readonly remote: Remote | null;
  /** The devices that this one consists of, those of other processes included; absent where it is one. */
  readonly members?: readonly MeshDevice[];
  /** The process that this one is, where several feed the members; absent where it is one. */
  readonly processIndex?: number;
  /** Copies host values to members, each its part; on devices with several members. `data` is only read. */
  readonly place?: (data: TypedArray, aval: AbstractArray, sharding: Sharding) => Storage;
  /**
   * Copies the parts of this process's members to them, which come one after the other in the sharding's order; on devices that several
   * processes feed.
   */
  readonly placeParts?: (parts: TypedArray, aval: AbstractArray, sharding: Sharding) => Storage;
  /** Values of this device spread in another way; on devices with several members. */
  readonly move?: (storage: Storage, aval: AbstractArray, sharding: Sharding) => Storage;
  /** Copies host values here; `data` is only read, before the call returns. */
  upload(data: TypedArray, aval: AbstractArray): Storage;
  /**
   * Runs a Jaxpr on values that live here.
   *
   * @param name - what the user called, for messages.
   * @param jaxpr - the program; devices remember what they compiled for it.
   * @param inputs - one storage of this device for each binder.
   * @param donated - the places of inputs that nobody uses any more: the results may take their memory. Default none.
   * @returns one storage for each output.
   */
  run(name: string, jaxpr: Jaxpr, inputs: readonly Storage[], donated?: readonly number[]): readonly Storage[];
}

/** What arrays on a device other than the host need. */
export function remoteOf({ name, remote }: Device): Remote {
  if (remote) return remote;
  throw new Error(`the device ${name} has no field remote`);
}
