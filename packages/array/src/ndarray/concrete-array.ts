import { modes } from "../core/modes.ts";
import { abstractEval } from "../core/abstract-eval/index.ts";
import { abstractArray, describeArray, type AbstractArray } from "../core/types/abstract-array.ts";
import { remoteOf, type Device, type Storage } from "../core/device/device.ts";
import { cannotBeCloned } from "../core/types/array-brand.ts";
import type { DType, TypedArray } from "../core/types/dtype.ts";
import { defect, UsageError } from "@proj/tree/core";
import { readElement } from "../core/types/element.ts";
import type { HostArray } from "../core/evaluate/host-array.ts";
import { evaluate } from "../core/evaluate/index.ts";
import { cpu, HostStorage } from "../core/device/host-device.ts";
import { NDArray } from "./ndarray.ts";
import type { NestedList } from "./nested-list.ts";
import type { Shard } from "./shard.ts";
import { membersOf } from "../core/sharding/mesh-device.ts";
import { SingleDeviceSharding, type Sharding } from "../core/sharding/sharding.ts";
import { placeTogether, type Placement } from "../core/device/placement.ts";
import type { Operands, Params, PrimitiveName, Results } from "../core/primitives.ts";
import { formatArray, inspectArray } from "./print.ts";
import type { Complex, ScalarValue } from "../core/types/scalar-value.ts";
import type { Shape } from "../core/types/shape.ts";
import { installBaseTrace, type BaseTrace } from "../core/trace.ts";
import { noteRead } from "../core/truth-values.ts";
import type { NumberConversion, NumberForms } from "../core/number-forms.ts";
import { numberScalar } from "../core/operands.ts";

/** An array with values, which live on a device. */
export class ConcreteArray extends NDArray {
  override readonly aval: AbstractArray;
  override readonly tracing = null;
  /** Refuses `structuredClone` and `postMessage`. Send what `data()` gives, and the shape. */
  readonly cloning = cannotBeCloned;
  #storage: Storage | null;
  readonly #placedOnHost: boolean;
  #lostTo = "";

  /**
   * @param storage - the values; the array owns them.
   * @param placed - whether values on the host are to stay there, instead of going along to other operands' device.
   */
  constructor(storage: Storage, aval: AbstractArray, placed = false) {
    super();
    this.aval = aval;
    this.#storage = storage;
    this.#placedOnHost = placed;
    modes().arrayRegister?.note(this);
  }

  /** Whether it was neither disposed of nor donated. */
  get hasValues(): boolean {
    return this.#storage !== null;
  }

  /** The values where they are, for packages that run programs on them. */
  storage(operation: string): Storage {
    noteRead(this);
    if (this.#storage !== null) return this.#storage;
    const wasDisposed = this.#lostTo === "dispose";
    throw new UsageError({
      operation,
      received: `an array ${this.describe()} ${this.#fate}`,
      expected: `an array that has not been ${wasDisposed ? "disposed of" : "donated"}`,
      remedy: wasDisposed
        ? "dispose of arrays after their last use, or never, which is garbage collection"
        : `use the result of ${this.#lostTo} instead, or do not donate this argument`,
    });
  }

  /** What became of the values. */
  get #fate(): string {
    return this.#lostTo === "dispose" ? "that was disposed of" : `whose memory was given to ${this.#lostTo}`;
  }

  override get device(): Device {
    return this.storage("device").device;
  }

  override get sharding(): Sharding {
    const { device, sharding = null } = this.storage("sharding");
    return sharding ?? new SingleDeviceSharding(membersOf(device)[0]!);
  }

  override get addressableShards(): readonly Shard[] {
    const storage = this.storage("addressableShards");
    const { sharding } = this;
    const own = new Set(sharding.addressableDevices);
    return sharding.places(this.shape).flatMap(({ spans, replicaId }, place) => {
      const device = sharding.devices[place]!;
      if (!own.has(device)) return [];
      if (storage.shard === undefined) return [{ device, index: spans, replicaId, data: this }];
      const aval = abstractArray(sharding.shardShape(this.shape), this.dtype, this.weakType);
      const data = new ConcreteArray(storage.shard(place, aval), aval, true);
      return [{ device, index: spans, replicaId, data }];
    });
  }

  /** True when operations must run where this array is; values on the host that nobody placed may be copied elsewhere. */
  get placed(): boolean {
    return this.#placedOnHost || !(this.#storage instanceof HostStorage);
  }

  /**
   * The values themselves, not a copy, for packages that only read them.
   *
   * @param remedy - what to do if they are not on the host; default: to wait for them.
   * @throws UsageError when they are on another device.
   */
  hostData(operation: string, remedy?: string): TypedArray {
    return this.#hostStorage(operation, remedy).data;
  }

  #hostStorage(operation: string, remedy?: string): HostStorage {
    const storage = this.storage(operation);
    if (storage instanceof HostStorage) return storage;
    const { device } = storage;
    const { lostDevice, notOnHost } = remoteOf(device);
    throw device.lost === null
      ? notOnHost(operation, this.aval, device, remedy)
      : lostDevice(operation, this.aval, device);
  }

  /** Gives the memory away; any later use of this array is an error that names `receiver`. */
  donate(receiver: string): void {
    this.storage(receiver).free();
    this.#storage = null;
    this.#lostTo = receiver;
  }

  override dispose(): void {
    if (this.#storage !== null) this.donate("dispose");
  }

  override copy(): ConcreteArray {
    const storage = this.storage("copy");
    if (storage instanceof HostStorage) {
      return new ConcreteArray(new HostStorage(storage.values.slice()), this.aval, this.#placedOnHost);
    }
    const { device } = storage;
    const { identityProgram, lostDevice } = remoteOf(device);
    if (device.lost !== null) throw lostDevice("copy", this.aval, device);
    const [copied] = device.run("copy", identityProgram(this.aval), [storage]);
    return new ConcreteArray(copied!, this.aval);
  }

  override knownScalar(): ScalarValue | null {
    return this.ndim === 0 && this.#storage instanceof HostStorage
      ? readElement(this.#storage.values, 0, this.dtype)
      : null;
  }

  override async data(): Promise<TypedArray> {
    const storage = this.storage("data");
    const { device } = storage;
    const isLost = (): boolean => device.lost !== null;
    if (isLost()) throw remoteOf(device).lostDevice("data", this.aval, device);
    try {
      return await storage.read();
    } catch (error) {
      throw isLost() ? remoteOf(device).lostDevice("data", this.aval, device, { cause: error }) : error;
    }
  }

  override dataSync(): TypedArray {
    return this.#hostStorage("dataSync").values.slice();
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as in the class above
  override item<Value extends number | boolean | bigint | Complex = number>(): Value {
    if (this.size === 1) {
      const value = readElement(this.#hostStorage("item").values, 0, this.dtype);
      return (this.dtype === "bool" ? value !== 0 : value) as Value;
    }
    throw new UsageError({
      operation: "item",
      received: this.describe(),
      expected: "an array with exactly one element",
      remedy: "reduce or index it first, or read all values with dataSync() or toList()",
    });
  }

  override toList(): NestedList {
    return nest(this.#hostStorage("toList").values, this.shape, this.dtype);
  }

  override toString(): string {
    return this.#storage instanceof HostStorage ? formatArray(toHost(this, "toString")) : this.inspect();
  }

  override inspect(): string {
    if (this.#storage === null) return `${this.describe()} ${this.#fate}`;
    if (this.#storage instanceof HostStorage) return inspectArray(toHost(this, "inspect"));
    const { name, lost } = this.#storage.device;
    return `${this.describe()} on ${name}${lost === null ? "" : `, which is lost: ${lost}`}`;
  }
}

function nest(data: TypedArray, shape: Shape, dtype: DType): NestedList {
  let next = 0;
  const build = (axis: number): NestedList => {
    if (axis === shape.length) {
      const value = readElement(data, next++, dtype);
      return dtype === "bool" ? value !== 0 : value;
    }
    return Array.from({ length: shape[axis]! }, () => build(axis + 1));
  };
  return build(0);
}

/**
 * An array that must be concrete here, for packages that run programs.
 *
 * @param operation - what the user called.
 * @throws Error for a traced array.
 * @example
 * import { array } from "@proj/array";
 * import { concrete } from "@proj/array/core";
 * concrete(array([1, 2]), "add").placed; // → false
 */
export function concrete(x: NDArray, operation: string): ConcreteArray {
  if (x instanceof ConcreteArray) return x;
  throw defect(`${operation}: a traced array reached evaluation`);
}

/** A concrete array as the reference evaluator takes it. */
export function toHost(x: NDArray, operation: string): HostArray {
  return { shape: x.shape, dtype: x.dtype, data: concrete(x, operation).hostData(operation) };
}

/**
 * Another dtype or shape makes no difference to where host values are: what nobody placed stays on the host, as if it had been
 * made in that form.
 */
function changesForm(primitive: PrimitiveName, arrays: readonly ConcreteArray[]): boolean {
  return (primitive === "convertElementType" || primitive === "reshape") && !arrays[0]!.placed;
}

function run<P extends PrimitiveName>(
  primitive: P,
  arrays: readonly ConcreteArray[],
  params: Params<P>,
  results: readonly AbstractArray[],
  { device, storages }: Placement,
): readonly Storage[] {
  if (primitive === "jit") {
    const { name, jaxpr } = params as Params<"jit">;
    return device.run(name, jaxpr, storages);
  }
  if (device === cpu) {
    const values = arrays.map((array) => toHost(array, primitive)) as unknown as Operands<P, HostArray>;
    const computed = evaluate(primitive, values, params, results) as readonly HostArray[];
    return computed.map(({ data }) => new HostStorage(data));
  }
  const avals = arrays.map((array) => array.aval);
  const { jaxpr, numbers } = remoteOf(device).eagerProgram(primitive, avals, params, results);
  const further = numbers.map((number) =>
    new HostStorage(Int32Array.of(number)).on(device, abstractArray([], "int32")),
  );
  const operands = [...storages, ...further];
  const computed = device.run(primitive, jaxpr, operands);
  modes().numberCheck?.checkLater(primitive, jaxpr, operands, computed);
  return computed;
}

/** What engines throw where a typed array is longer than they allow, or finds no memory. */
const isOutOfMemory = (error: unknown): error is RangeError =>
  error instanceof RangeError && /array length|array buffer|allocation/i.test(error.message);

function tooLarge(primitive: PrimitiveName, results: readonly AbstractArray[], cause: RangeError): UsageError {
  return new UsageError(
    {
      operation: primitive,
      received: `a result ${results.map(describeArray).join(", ")}, for which there is no memory (${cause.message})`,
      expected: "results that fit in memory",
      remedy: "make the arrays smaller, or compute them in parts",
    },
    { cause },
  );
}

const numberType = abstractArray([], "float32", true);

/** A scalar that was made of a JavaScript number, and knows its digits. */
class NumberArray extends ConcreteArray implements NumberForms {
  readonly #value: number;
  readonly integral: boolean;

  constructor(value: number, integral: boolean) {
    super(new HostStorage(Float32Array.of(value)), numberType);
    this.#value = value;
    this.integral = integral;
  }

  override numberForms(): NumberForms {
    return this;
  }

  as(operation: string, dtype: DType, weakType: boolean, conversion: NumberConversion): NDArray {
    return numberScalar(operation, this.#value, dtype, weakType, conversion);
  }
}

const wrapped = (data: TypedArray, aval: AbstractArray): ConcreteArray =>
  new ConcreteArray(new HostStorage(data), aval);

const evaluation: BaseTrace = {
  wrap: wrapped,
  wrapNumber: (value, integral) => new NumberArray(value, integral),
  process<P extends PrimitiveName>(
    primitive: P,
    operands: Operands<P, NDArray>,
    params: Params<P>,
  ): Results<P, NDArray> {
    const avals = (operands as readonly NDArray[]).map((operand) => operand.aval);
    const results = abstractEval(
      primitive,
      avals as unknown as Operands<P, AbstractArray>,
      params,
    ) as readonly AbstractArray[];
    const arrays = (operands as readonly NDArray[]).map((operand) => concrete(operand, primitive));
    if (primitive === "callback") {
      const callback = params as Params<"callback">;
      const values = callback.function.callOn(arrays, callback);
      return values.map(({ data }, index) => wrapped(data, results[index]!)) as unknown as Results<P, NDArray>;
    }
    const placement = placeTogether(primitive, arrays, changesForm(primitive, arrays) ? cpu : null);
    const lacking = results.find(({ dtype }) => !placement.device.dtypes.includes(dtype));
    if (lacking !== undefined) throw remoteOf(placement.device).lacksDtype(primitive, lacking, placement.device);
    const placed = arrays.some((array) => array.placed);
    let storages: readonly Storage[];
    try {
      storages = run(primitive, arrays, params, results, placement);
    } catch (error) {
      throw isOutOfMemory(error) ? tooLarge(primitive, results, error) : error;
    }
    return storages.map((storage, index) => new ConcreteArray(storage, results[index]!, placed)) as unknown as Results<
      P,
      NDArray
    >;
  },
};
installBaseTrace(evaluation);

/** A concrete array of the given shape and dtype over `data`, which is taken over without a copy. */
export function fromHostData(data: TypedArray, shape: Shape, dtype: DType): ConcreteArray {
  return new ConcreteArray(new HostStorage(data), abstractArray(shape, dtype));
}
