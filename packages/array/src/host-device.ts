import type { AbstractArray } from "./abstract-array.ts";
import type { Device, Storage } from "./device.ts";
import type { DType, TypedArray } from "./dtype.ts";
import { dtypes } from "./dtype.ts";
import { evaluateJaxpr } from "./evaluate/index.ts";
import { inputTypes, type Jaxpr } from "./jaxpr.ts";

/** Values in host memory, reclaimed by the garbage collector like any other object. */
export class HostStorage implements Storage {
  readonly data: TypedArray;
  readonly #copies = new WeakMap<Device, Storage>();

  /** Takes over `data`; nobody else may write to it afterwards. */
  constructor(data: TypedArray) {
    this.data = data;
  }

  get device(): Device {
    return cpu;
  }

  read(): Promise<TypedArray> {
    return Promise.resolve(this.data.slice());
  }

  /** The garbage collector does it. */
  free(): void {}

  /** The same values on another device, copied there once. */
  on(device: Device, aval: AbstractArray): Storage {
    let copy = this.#copies.get(device);
    if (copy === undefined) this.#copies.set(device, (copy = device.upload(this.data, aval)));
    return copy;
  }
}

/** Runs a Jaxpr on host values. */
export type HostExecutor = (name: string, jaxpr: Jaxpr, inputs: readonly TypedArray[]) => readonly TypedArray[];

let executor: HostExecutor | null = null;

/** Chooses how the host runs staged functions; `null` restores evaluation one equation after the other. */
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
  upload: (data) => new HostStorage(data.slice()),
  run: (name, jaxpr, inputs) => {
    const values = (inputs as readonly HostStorage[]).map(({ data }) => data);
    const results = executor === null ? evaluateOnHost(jaxpr, values) : executor(name, jaxpr, values);
    return results.map((data) => new HostStorage(data));
  },
};
