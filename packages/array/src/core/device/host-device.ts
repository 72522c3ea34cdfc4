import { defect } from "@proj/tree/core";
import type { AbstractArray } from "../types/abstract-array.ts";
import type { Device, Storage } from "./device.ts";
import type { DType, TypedArray } from "../types/dtype.ts";
import { dtypes } from "../types/dtype.ts";
import { readElement } from "../types/element.ts";
import { scalarKey } from "../types/scalar-value.ts";
import { evaluateJaxpr } from "../evaluate/index.ts";
import { inputTypes, type Jaxpr } from "../jaxpr/jaxpr.ts";
import { RecentMap } from "../least-recently-used.ts";
import { keepSpare } from "./spare-memory.ts";

/** Values in host memory, reclaimed by the garbage collector like any other object. */
export class HostStorage implements Storage {
  /** The values, for who reads them now and keeps nothing of them. */
  readonly values: TypedArray;
  #isOwn: boolean;
  #copies: WeakMap<Device, Storage> | null = null;

  /**
   * Takes over `data`; nobody else may write to it afterwards.
   *
   * @param isOwn - whether nobody else has it at all, so that its memory can serve others once it is free.
   */
  constructor(data: TypedArray, isOwn = false) {
    this.values = data;
    this.#isOwn = isOwn;
  }

  /** The values, for who may keep them: then this storage has them no longer alone. */
  get data(): TypedArray {
    this.#isOwn = false;
    return this.values;
  }

  get device(): Device {
    return cpu;
  }

  read(): Promise<TypedArray> {
    return Promise.resolve(this.values.slice());
  }

  /** The garbage collector does it, but for memory that nobody else has had. */
  free(): void {
    const { buffer, byteLength } = this.values;
    if (this.#isOwn && buffer.byteLength === byteLength) keepSpare(buffer);
    this.#isOwn = false;
  }

  /** The same values on another device, copied there once. */
  on(device: Device, aval: AbstractArray): Storage {
    if (aval.shape.length === 0) return scalarOn(device, this.values, aval);
    this.#copies ??= new WeakMap();
    let copy = this.#copies.get(device);
    if (copy === undefined) this.#copies.set(device, (copy = device.upload(this.values, aval)));
    return copy;
  }
}

/**
 * The values of a storage that is known to be the host's; not a copy.
 *
 * @throws Error for a storage of another device.
 * @example
 * import { array } from "@proj/array";
 * import { concrete, hostValues } from "@proj/array/core";
 * hostValues(concrete(array([1, 2]), "read").storage("read")); // → Float32Array [1, 2]
 */
export function hostValues(storage: Storage): TypedArray {
  return hostStorage(storage).data;
}

/**
 * A storage that is known to be the host's.
 *
 * @throws Error for a storage of another device.
 * @example
 * import { array } from "@proj/array";
 * import { concrete, hostStorage } from "@proj/array/core";
 * hostStorage(concrete(array([1, 2]), "read").storage("read")).values; // → Float32Array [1, 2]
 */
export function hostStorage(storage: Storage): HostStorage {
  if (storage instanceof HostStorage) return storage;
  throw defect(`values of ${storage.device.name} on the host`);
}

const scalars = new WeakMap<Device, RecentMap<string, Storage>>();

/** Frees a copy when the call that is under way has surely been given what it asked for. */
function freeLater(copy: Storage): void {
  void Promise.resolve().then(() => {
    copy.free();
  });
}

/** A number on a device. Programs use the same few numbers over and over, in ever new arrays: equal ones share a copy. */
function scalarOn(device: Device, data: TypedArray, aval: AbstractArray): Storage {
  let copies = scalars.get(device);
  if (copies === undefined) scalars.set(device, (copies = new RecentMap(256, freeLater)));
  const key = `${aval.dtype} ${scalarKey(readElement(data, 0, aval.dtype))}`;
  return copies.getOrMake(key, () => device.upload(data, aval));
}

/** Runs a Jaxpr on host values, of which it keeps nothing; nobody else has the results. */
export type HostExecutor = (name: string, jaxpr: Jaxpr, inputs: readonly TypedArray[]) => readonly TypedArray[];

let executor: HostExecutor | null = null;

/**
 * Chooses how the host runs staged functions; `setDefaultTarget` of `@proj/jit` does so with a compiler.
 *
 * @param run - gives the values of the results for those of the arguments; null restores evaluation, equation by equation.
 * @example
 * import { setHostExecutor } from "@proj/array/core";
 * setHostExecutor(null);
 */
export function setHostExecutor(run: HostExecutor | null): void {
  executor = run;
}

function evaluateOnHost(jaxpr: Jaxpr, inputs: readonly TypedArray[]): readonly TypedArray[] {
  const args = inputTypes(jaxpr).map(({ shape, dtype }, index) => ({ shape, dtype, data: inputs[index]! }));
  return evaluateJaxpr(jaxpr, args).map(({ data }) => data);
}

/**
 * The host as a device: every array starts here, and can always be read at once.
 *
 * @example
 * import { array, cpu } from "@proj/array";
 * array([1, 2]).device === cpu; // → true
 */
export const cpu: Device = {
  name: "cpu",
  dtypes: Object.keys(dtypes) as DType[],
  lost: null,
  remote: null,
  upload: (data) => new HostStorage(data.slice()),
  run: (name, jaxpr, inputs) => {
    if (executor === null) return evaluateOnHost(jaxpr, inputs.map(hostValues)).map((data) => new HostStorage(data));
    const values = inputs.map((input) => hostStorage(input).values);
    return executor(name, jaxpr, values).map((data) => new HostStorage(data, true));
  },
};
