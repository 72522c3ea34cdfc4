import { abstractEval } from "./abstract-eval/index.ts";
import { abstractArray, type AbstractArray } from "./abstract-array.ts";
import type { Device, Storage } from "./device.ts";
import type { DType, TypedArray } from "./dtype.ts";
import { UsageError } from "./errors.ts";
import type { HostArray } from "./evaluate/host-array.ts";
import { evaluate } from "./evaluate/index.ts";
import { cpu, HostStorage } from "./host-device.ts";
import { NDArray, type NestedList } from "./ndarray.ts";
import { placeTogether } from "./placement.ts";
import type { Operands, Params, PrimitiveName, Results } from "./primitives.ts";
import { formatArray, inspectArray } from "./printing.ts";
import type { Shape } from "./shape.ts";
import { singleEquation } from "./single-equation.ts";
import { installBaseTrace, type BaseTrace } from "./trace.ts";

/** An array with values, which live on a device. */
export class ConcreteArray extends NDArray {
  override readonly aval: AbstractArray;
  override readonly trace = null;
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
  }

  /** The values where they are, for packages that run programs on them. */
  storage(operation: string): Storage {
    if (this.#storage !== null) return this.#storage;
    throw new UsageError({
      operation,
      received: `an array ${this.describe()} whose memory was given to ${this.#lostTo}`,
      expected: "an array that has not been donated or disposed of",
      remedy: `use the result of ${this.#lostTo} instead, or do not list this argument in its donate option`,
    });
  }

  override get device(): Device {
    return this.storage("device").device;
  }

  /** True when operations must run where this array is; values on the host that nobody placed may be copied elsewhere. */
  get placed(): boolean {
    return this.#placedOnHost || !(this.#storage instanceof HostStorage);
  }

  /** The values themselves, not a copy, for packages that only read them. */
  hostData(operation: string): TypedArray {
    const storage = this.storage(operation);
    if (storage instanceof HostStorage) return storage.data;
    throw new UsageError({
      operation,
      received: `an array ${this.describe()} on the device ${storage.device.name}`,
      expected: "an array on the host, whose values can be read without waiting",
      remedy: `wait for them: await x.data(); or copy whole trees to the host: await deviceGet(x)`,
    });
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

  override knownScalar(): number | null {
    return this.ndim === 0 && this.#storage instanceof HostStorage ? this.#storage.data[0]! : null;
  }

  override data(): Promise<TypedArray> {
    return Promise.resolve().then(() => this.storage("data").read());
  }

  override dataSync(): TypedArray {
    return this.hostData("dataSync").slice();
  }

  override item(): number {
    if (this.size === 1) return this.hostData("item")[0]!;
    throw new UsageError({
      operation: "item",
      received: this.describe(),
      expected: "an array with exactly one element",
      remedy: "reduce or index it first, or read all values with dataSync() or toList()",
    });
  }

  override toList(): NestedList {
    return nest(this.hostData("toList"), this.shape, this.dtype);
  }

  override toString(): string {
    return this.#storage instanceof HostStorage ? formatArray(toHost(this, "toString")) : this.inspect();
  }

  override inspect(): string {
    if (this.#storage === null) return `${this.describe()} (its memory was given to ${this.#lostTo})`;
    if (this.#storage instanceof HostStorage) return inspectArray(toHost(this, "inspect"));
    return `${this.describe()} on ${this.#storage.device.name}`;
  }
}

function nest(data: TypedArray, shape: Shape, dtype: DType): NestedList {
  let next = 0;
  const build = (axis: number): NestedList => {
    if (axis === shape.length) {
      const value = data[next++]!;
      return dtype === "bool" ? value !== 0 : value;
    }
    return Array.from({ length: shape[axis]! }, () => build(axis + 1));
  };
  return build(0);
}

/** An array that must be concrete here. */
export function concrete(x: NDArray, operation: string): ConcreteArray {
  if (x instanceof ConcreteArray) return x;
  throw new Error(`${operation}: a traced array reached evaluation; this is a defect of the library, please report it`);
}

/** A concrete array as the reference evaluator takes it. */
export function toHost(x: NDArray, operation: string): HostArray {
  return { shape: x.shape, dtype: x.dtype, data: concrete(x, operation).hostData(operation) };
}

const evaluation: BaseTrace = {
  wrap: (data, aval) => new ConcreteArray(new HostStorage(data), aval),
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
    const { device, storages } = placeTogether(primitive, arrays);
    let outputs: readonly Storage[];
    if (primitive === "jit") {
      const { name, jaxpr } = params as Params<"jit">;
      outputs = device.run(name, jaxpr, storages);
    } else if (device === cpu) {
      const values = arrays.map((array) => toHost(array, primitive)) as unknown as Operands<P, HostArray>;
      const computed = evaluate(primitive, values, params, results) as readonly HostArray[];
      outputs = computed.map(({ data }) => new HostStorage(data));
    } else outputs = device.run(primitive, singleEquation(primitive, avals, params, results), storages);
    const placed = arrays.some((array) => array.placed);
    return outputs.map((storage, index) => new ConcreteArray(storage, results[index]!, placed)) as unknown as Results<
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
