import type { Device, DType, TypedArray } from "@proj/array";
import {
  describeArray,
  dtypes as allDTypes,
  evaluateJaxpr,
  inputTypes,
  outputTypes,
  remote,
  type AbstractArray,
  type Jaxpr,
  type Storage,
} from "@proj/array/core";

/*
 * A device that keeps its values to itself, as a GPU does: programs are started at once and computed later, in order, by
 * reference evaluation, and values can be read with `await` alone. What a GPU would answer with corrupted memory is an error
 * here: values of another device, and values that were freed.
 */

/** How a {@link fakeDevice} is. */
export interface FakeDeviceOptions {
  /** For messages. Default `"fake"`. */
  readonly name?: string;
  /** The dtypes of arrays that can live there. Default all but float64, as on WebGPU. */
  readonly dtypes?: readonly DType[];
  /** Milliseconds that a program takes. Default 0: it is done when the event loop comes round. */
  readonly delay?: number;
}

/**
 * A device without hardware.
 *
 * @example
 * import { array, devicePut } from "@proj/array";
 * import { fakeDevice } from "@proj/devices/fake-device";
 * const device = fakeDevice();
 * await devicePut(array([1, 2]), device).mul(2).data(); // → Float32Array [2, 4]
 */
export function fakeDevice(options: FakeDeviceOptions = {}): FakeDevice {
  return new FakeDevice(options);
}

/** See {@link fakeDevice}. */
export class FakeDevice implements Device {
  readonly name: string;
  readonly dtypes: readonly DType[];
  readonly remote = remote;
  readonly #delay: number;
  #lost: string | null = null;

  /** The names of the programs that were run, in order. */
  readonly runs: string[] = [];
  /** Each Jaxpr that was run: a compiler would have compiled it once. */
  readonly programs = new Set<Jaxpr>();
  /** How many arrays were copied from the host. */
  uploads = 0;
  /** How many arrays were copied to the host. */
  reads = 0;
  /** How many arrays live here that were not given back. */
  live = 0;

  constructor({ name = "fake", dtypes, delay = 0 }: FakeDeviceOptions) {
    this.name = name;
    this.dtypes = dtypes ?? (Object.keys(allDTypes) as DType[]).filter((dtype) => dtype !== "float64");
    this.#delay = delay;
  }

  get lost(): string | null {
    return this.#lost;
  }

  /** Takes the device away: what is under way never ends. */
  lose(reason = "the fake GPU was unplugged"): void {
    this.#lost = reason;
  }

  upload(data: TypedArray, aval: AbstractArray): Storage {
    this.#check([aval]);
    this.uploads++;
    return new FakeStorage(this, aval, Promise.resolve(data.slice()));
  }

  run(name: string, jaxpr: Jaxpr, inputs: readonly Storage[]): readonly Storage[] {
    const results = outputTypes(jaxpr);
    this.#check([...inputTypes(jaxpr), ...results]);
    this.runs.push(name);
    this.programs.add(jaxpr);
    // Taken now: the values outlive their arrays, which may be given back as soon as the program is started.
    const values = inputs.map((input, index) => this.#own(input, jaxpr, index).values);
    const outputs = this.#compute(jaxpr, Promise.all(values));
    return results.map((aval, index) => {
      const output = outputs.then((computed) => computed[index]!.slice());
      // Whoever reads the values learns of a failure; nobody has to.
      output.catch(() => undefined);
      return new FakeStorage(this, aval, output);
    });
  }

  async #compute(jaxpr: Jaxpr, inputs: Promise<readonly TypedArray[]>): Promise<readonly TypedArray[]> {
    const values = await inputs;
    await new Promise((resolve) => (this.#delay === 0 ? setImmediate(resolve) : setTimeout(resolve, this.#delay)));
    if (this.#lost !== null) throw new Error(`the device was lost: ${this.#lost}`);
    const args = inputTypes(jaxpr).map(({ shape, dtype }, index) => ({ shape, dtype, data: values[index]! }));
    return evaluateJaxpr(jaxpr, args).map(({ data }) => data);
  }

  #own(storage: Storage, jaxpr: Jaxpr, index: number): FakeStorage {
    if (!(storage instanceof FakeStorage) || storage.device !== this)
      throw new Error(`input ${index} does not live on ${this.name}`);
    if (storage.isFree) throw new Error(`input ${index} of ${this.name} was given back`);
    const [expected, received] = [jaxpr.binders[index]!.aval, storage.aval];
    if (describeArray({ ...expected, weakType: false }) === describeArray({ ...received, weakType: false }))
      return storage;
    throw new Error(`input ${index} is ${describeArray(received)}, not ${describeArray(expected)}`);
  }

  #check(types: readonly AbstractArray[]): void {
    if (this.#lost !== null) throw new Error(`${this.name} is lost and was used: ${this.#lost}`);
    const lacking = types.find(({ dtype }) => !this.dtypes.includes(dtype));
    if (lacking !== undefined) throw new Error(`${this.name} has no ${lacking.dtype}`);
  }
}

class FakeStorage implements Storage {
  readonly device: FakeDevice;
  readonly aval: AbstractArray;
  readonly values: Promise<TypedArray>;
  isFree = false;

  constructor(device: FakeDevice, aval: AbstractArray, values: Promise<TypedArray>) {
    this.device = device;
    this.aval = aval;
    this.values = values;
    device.live++;
  }

  async read(): Promise<TypedArray> {
    if (this.isFree) throw new Error("read after it was given back");
    this.device.reads++;
    const values = await this.values;
    if (this.device.lost !== null) throw new Error(`the device was lost: ${this.device.lost}`);
    return values.slice();
  }

  free(): void {
    if (this.isFree) throw new Error("given back twice");
    this.isFree = true;
    this.device.live--;
  }
}
