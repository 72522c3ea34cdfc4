import { Buffer } from "node:buffer";
import type { Device, DType, TypedArray } from "@proj/array";
import {
  bytesOfValues,
  compileFor,
  defect,
  dtypes,
  outputTypes,
  remote,
  UsageError,
  type AbstractArray,
  type Jaxpr,
  type Storage,
  type Turn,
} from "@proj/array/core";
import { MeshDevice, SingleDeviceSharding, type Sharding } from "@proj/array/sharding";
import { placementKey, placementOf, shardingText } from "./placement.ts";
import { answerCall, notingCalls, writtenCall, type CalledFunction } from "./host-calls.ts";
import { stableHlo } from "./stable-hlo.ts";
import { notComputed, turnsOf, WorkerStorage } from "./storage.ts";
import type { Message } from "./worker/messages.ts";
import type { Worker } from "./worker/worker.ts";

/** The version of StableHLO that modules are written for: what every jax that the worker accepts can read. */
export const stableHloVersion = "1.9.0";

/** What a worker found when it started. */
export interface XlaInfo {
  /** The version of jax. */
  readonly jax: string;
  /** The version of Python. */
  readonly python: string;
  /** What jax calls the platform: `"cpu"`, `"gpu"`, `"tpu"`. */
  readonly platform: string;
  /** What the maker calls a device. */
  readonly kind: string;
  /** How many devices there are, those of other processes included. */
  readonly devices: number;
  /** The process that feeds each device. */
  readonly processes: readonly number[];
  /** The number of this process. */
  readonly process: number;
}

/**
 * XLA as a device, in a process of its own; `init` makes it.
 *
 * @example
 * import { array, devicePut } from "@proj/array";
 * import { init, type XlaDevice } from "@proj/xla";
 * const device: XlaDevice = await init({ default: false });
 * const x = devicePut(array([1, 2, 3]), device);
 * await x.add(x).data(); // → Float32Array [2, 4, 6]
 * device.destroy();
 */
export interface XlaDevice extends Device {
  readonly name: "xla";
  /** Its devices, for meshes: `makeMesh([4, 2], ["data", "model"], { devices: device.members })`. */
  readonly members: readonly MeshDevice[];
  /** What the worker process runs. */
  readonly info: XlaInfo;
  /** The number of the worker process. */
  readonly pid: number;
  /** The bytes of the arrays that the worker process holds on the devices of this process. */
  bytesInUse(): Promise<number>;
  /**
   * Ends the worker process: its arrays cannot be read any more, and what runs fails. Of a run of several processes it ends when the
   * others have come as far, while this one goes on.
   */
  destroy(): void;
}

/** What the worker knows by a number: a program for arguments that lie in one way. */
interface Program {
  readonly id: number;
  /** The types of the results. */
  readonly types: readonly AbstractArray[];
  /** Where they lie. */
  readonly outs: readonly (Sharding | null)[];
  /** The functions of this process that it calls, by their numbers. */
  readonly calls: readonly CalledFunction[];
}

/** The latest call of a program. Training loops make calls that are all alike. */
interface LatestCall {
  readonly shardings: readonly (Sharding | null)[];
  readonly donated: readonly number[];
  readonly program: Program;
}

/** Whether arguments lie as those of the latest call did. */
const isLike = (latest: LatestCall, inputs: readonly Storage[], donated: readonly number[]): boolean =>
  donated.length === latest.donated.length &&
  donated.every((place, k) => place === latest.donated[k]) &&
  inputs.every(({ sharding = null }, k) => sharding === latest.shardings[k]);

/** How many handles that nobody has any more are given back together. */
const fullBag = 64;

/** Arrays of so many bytes do not wait for others. */
const largeBytes = 1 << 20;

/** Types as the worker reads them. */
const parameterTypes = (avals: readonly AbstractArray[]): unknown[] => avals.map(({ shape, dtype }) => [shape, dtype]);

/** See {@link XlaDevice}. */
export class WorkerDevice implements XlaDevice {
  readonly name = "xla";
  readonly dtypes = Object.keys(dtypes) as DType[];
  readonly remote = remote;
  readonly info: XlaInfo;
  readonly members: readonly MeshDevice[];
  readonly processIndex: number;
  readonly #worker: Worker;
  readonly #programs = new WeakMap<Jaxpr, Map<string, Program>>();
  readonly #latest = new WeakMap<Jaxpr, LatestCall>();
  readonly #forgottenPrograms = new FinalizationRegistry<number>((id) => this.#worker.send({ do: "forget", id }));
  readonly #handles = new FinalizationRegistry<number>((handle) => this.#giveBack(handle));
  #unused: number[] = [];
  #next = 1;

  constructor(worker: Worker, info: XlaInfo) {
    this.#worker = worker;
    this.info = info;
    this.members = info.processes.map((processIndex, id) => new MeshDevice(id, this, processIndex));
    this.processIndex = info.process;
  }

  get lost(): string | null {
    return this.#worker.ended;
  }

  get pid(): number {
    return this.#worker.pid!;
  }

  upload(data: TypedArray, aval: AbstractArray): Storage {
    return this.#put(data, aval, null);
  }

  place(data: TypedArray, aval: AbstractArray, sharding: Sharding): Storage {
    return this.#put(data, aval, sharding);
  }

  placeParts(parts: TypedArray, aval: AbstractArray, sharding: Sharding): Storage {
    return this.#put(parts, aval, sharding, "put_parts");
  }

  move(from: Storage, aval: AbstractArray, sharding: Sharding): Storage {
    this.#mustWork("devicePut");
    const storage = this.#storage("devicePut", aval, sharding);
    const command = { do: "move", from: this.#own(from).handle, sharding: shardingText(sharding) };
    this.#worker.send({ ...command, id: storage.handle });
    return storage;
  }

  /** The part of one device. */
  shard(from: WorkerStorage, aval: AbstractArray, device: MeshDevice): Storage {
    this.#mustWork("addressableShards");
    const storage = this.#storage("addressableShards", aval, new SingleDeviceSharding(device));
    this.#worker.send({ do: "shard", from: from.handle, place: device.id, id: storage.handle });
    return storage;
  }

  #put(data: TypedArray, aval: AbstractArray, sharding: Sharding | null, what: "put" | "put_parts" = "put"): Storage {
    this.#mustWork("devicePut");
    const bytes = bytesOfValues(aval.dtype, data);
    // The caller may change the values as soon as this returns.
    const own = bytes.buffer === data.buffer ? bytes.slice() : bytes;
    const storage = this.#storage("devicePut", aval, sharding);
    const where = sharding === null ? null : shardingText(sharding);
    this.#worker.send({ do: what, id: storage.handle, dtype: aval.dtype, shape: aval.shape, sharding: where }, own);
    return storage;
  }

  run(name: string, jaxpr: Jaxpr, inputs: readonly Storage[], donated: readonly number[] = []): readonly Storage[] {
    this.#mustWork(name);
    const program = this.#programOf(name, jaxpr, inputs, donated);
    const { id, types, outs, calls } = program;
    const given = inputs.map((input) => this.#own(input));
    const ins = given.map(({ handle }) => handle);
    const requires = turnsOf(given);
    const first = this.#next;
    const results = types.map((aval, k) => this.#storage(name, aval, outs[k]!));
    if (calls.length === 0) this.#worker.run(id, first, ins);
    const turns = calls.length === 0 ? requires : [this.#runCalling(name, program, { first, ins }, requires)];
    if (turns.length > 0) for (const result of results) result.turns = turns;
    return results;
  }

  /** Runs a program that calls functions of this process. Its turn is over when it has run. */
  #runCalling(
    name: string,
    { id, calls }: Program,
    handles: { readonly first: number; readonly ins: readonly number[] },
    requires: readonly Turn[],
  ): Turn {
    const turn = calls[0]!.function.takeTurn(requires);
    const worker = this.#worker;
    const call = (message: Message): void => {
      void answerCall(calls, turn, message).then((answer) => {
        if (message.header["waits"] === true) worker.reply(answer);
      });
    };
    worker
      .ask({ do: "run_calling", program: id, ...handles }, null, call)
      .then(({ header }) => {
        if ("error" in header && turn.failure === null)
          turn.fail(notComputed(name, "a program", String(header["error"])));
      })
      .catch((error: unknown) => turn.fail(this.#lostWorker(name, this.lost ?? String(error))))
      .finally(() => turn.end());
    return turn;
  }

  /** Asks the worker, and says in words of the user when it is gone. */
  async ask(operation: string, command: object, payload: Uint8Array | null = null): Promise<Message> {
    this.#mustWork(operation);
    try {
      return await this.#worker.ask(command, payload);
    } catch (error) {
      throw this.#lostWorker(operation, this.lost ?? String(error));
    }
  }

  /** A module in the bytes that StableHLO promises to read in years. */
  async portableArtifact(text: string): Promise<Uint8Array> {
    const { header, payload } = await this.ask(
      "serialize",
      { do: "serialize", version: stableHloVersion },
      Buffer.from(text),
    );
    if (!("error" in header)) return payload.slice();
    throw new Error(`the worker cannot read the module: ${String(header["error"])}; please report it`);
  }

  async bytesInUse(): Promise<number> {
    const { header } = await this.ask("bytesInUse", { do: "bytes_in_use" });
    return Number(header["bytes"]);
  }

  /** Takes a handle back whose array was given up, at once where it is large. */
  forget(storage: WorkerStorage, bytes: number): void {
    if (this.#handles.unregister(storage)) this.#giveBack(storage.handle, bytes >= largeBytes);
  }

  destroy(): void {
    const reason = "it was given up with destroy()";
    if (this.isOneOfSeveral) this.#worker.leave(reason);
    else this.#worker.close(reason);
  }

  /** Whether other processes compute together with this one. */
  get isOneOfSeveral(): boolean {
    return this.info.processes.some((process) => process !== this.processIndex);
  }

  #programOf(name: string, jaxpr: Jaxpr, inputs: readonly Storage[], donated: readonly number[]): Program {
    const latest = this.#latest.get(jaxpr);
    if (latest !== undefined && isLike(latest, inputs, donated)) return latest.program;
    let known = this.#programs.get(jaxpr);
    if (known === undefined) this.#programs.set(jaxpr, (known = new Map<string, Program>()));
    const key = `${placementKey(jaxpr, inputs)};${donated.join()}`;
    let program = known.get(key);
    if (program === undefined) known.set(key, (program = this.#compile(name, jaxpr, inputs, donated)));
    this.#latest.set(jaxpr, { shardings: inputs.map(({ sharding }) => sharding ?? null), donated, program });
    return program;
  }

  #compile(name: string, jaxpr: Jaxpr, inputs: readonly Storage[], donated: readonly number[]): Program {
    const shardings = inputs.map(({ sharding }) => sharding ?? null);
    const { outs, spread } = placementOf(name, jaxpr, shardings);
    const calls: CalledFunction[] = [];
    const callHost = notingCalls(this.info, calls);
    const text = Buffer.from(
      compileFor([this.info.platform, "xla"], () => stableHlo(name, jaxpr, spread, [], callHost)),
    );
    const id = this.#next++;
    const types = outputTypes(jaxpr);
    this.#worker.send(
      {
        do: "compile",
        id,
        ins: parameterTypes(jaxpr.binders.map(({ aval }) => aval)),
        outs: parameterTypes(types),
        spread: spread === null ? null : [spread.ins.map(shardingText), spread.outs.map(shardingText)],
        donated,
        calls: calls.map(writtenCall),
        version: stableHloVersion,
      },
      text,
    );
    this.#forgottenPrograms.register(jaxpr, id);
    return { id, types, outs, calls };
  }

  #storage(operation: string, aval: AbstractArray, sharding: Sharding | null): WorkerStorage {
    const storage = new WorkerStorage(this, operation, this.#next++, aval, sharding);
    this.#handles.register(storage, storage.handle, storage);
    return storage;
  }

  #own(storage: Storage): WorkerStorage {
    if (storage instanceof WorkerStorage && storage.device === this) return storage;
    throw defect(`values of ${storage.device.name} on xla`);
  }

  #giveBack(handle: number, atOnce = false): void {
    this.#unused.push(handle);
    if (this.#unused.length < fullBag && !atOnce) return;
    this.#worker.send({ do: "free", ids: this.#unused });
    this.#unused = [];
  }

  #mustWork(operation: string): void {
    if (this.lost !== null) throw this.#lostWorker(operation, this.lost);
  }

  /** The error for a worker process that has ended. */
  #lostWorker(operation: string, reason: string): UsageError {
    const again =
      "start a new one with init of @proj/xla, and make the arrays anew there, from a checkpoint or from host values";
    return new UsageError({
      operation,
      received: `the device xla, whose worker process is gone: ${reason}`,
      expected: this.isOneOfSeveral ? "processes of one run that all go on" : "a worker process that runs",
      remedy: this.isOneOfSeveral
        ? "start all processes of the run again, and go on from the latest checkpoint"
        : again,
    });
  }
}
