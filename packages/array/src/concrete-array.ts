import { abstractEval } from "./abstract-eval/index.ts";
import { abstractArray, type AbstractArray } from "./abstract-array.ts";
import type { DType, TypedArray } from "./dtype.ts";
import { UsageError } from "./errors.ts";
import type { HostArray } from "./evaluate/host-array.ts";
import { evaluate } from "./evaluate/index.ts";
import { NDArray, type NestedList } from "./ndarray.ts";
import type { Operands, Params, PrimitiveName, Results } from "./primitives.ts";
import { formatArray, inspectArray } from "./printing.ts";
import type { Shape } from "./shape.ts";
import { installBaseTrace, jaxprExecutor, type BaseTrace } from "./trace.ts";

/** An array with values, which live in host memory and are reclaimed by the garbage collector like any other object. */
export class ConcreteArray extends NDArray {
  override readonly aval: AbstractArray;
  override readonly trace = null;
  #data: TypedArray | null;
  #lostTo = "";

  /** Takes over `data`; nobody else may write to it afterwards. */
  constructor(data: TypedArray, aval: AbstractArray) {
    super();
    this.aval = aval;
    this.#data = data;
  }

  /** The values themselves, not a copy, for packages that only read them. */
  hostData(operation: string): TypedArray {
    if (this.#data !== null) return this.#data;
    throw new UsageError({
      operation,
      received: `an array ${this.describe()} whose memory was given to ${this.#lostTo}`,
      expected: "an array that has not been donated",
      remedy: `use the result of ${this.#lostTo} instead, or do not list this argument in its donate option`,
    });
  }

  /** Gives the memory away; any later use of this array is an error that names `receiver`. */
  donate(receiver: string): TypedArray {
    const data = this.hostData(receiver);
    this.#data = null;
    this.#lostTo = receiver;
    return data;
  }

  override knownScalar(): number | null {
    return this.ndim === 0 ? this.hostData("a traced function")[0]! : null;
  }

  override data(): Promise<TypedArray> {
    return Promise.resolve().then(() => this.dataSync());
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
    return formatArray(toHost(this, "toString"));
  }

  override inspect(): string {
    return this.#data === null
      ? `${this.describe()} (its memory was given to ${this.#lostTo})`
      : inspectArray(toHost(this, "inspect"));
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

/** A concrete array as the reference evaluator takes it. */
export function toHost(x: NDArray, operation: string): HostArray {
  if (!(x instanceof ConcreteArray))
    throw new Error(
      `${operation}: a traced array reached evaluation; this is a defect of the library, please report it`,
    );
  return { shape: x.shape, dtype: x.dtype, data: x.hostData(operation) };
}

const evaluation: BaseTrace = {
  wrap: (data, aval) => new ConcreteArray(data, aval),
  process<P extends PrimitiveName>(
    primitive: P,
    operands: Operands<P, NDArray>,
    params: Params<P>,
  ): Results<P, NDArray> {
    const avals = (operands as readonly NDArray[]).map((operand) => operand.aval) as unknown as Operands<
      P,
      AbstractArray
    >;
    const results = abstractEval(primitive, avals, params) as readonly AbstractArray[];
    const run = jaxprExecutor();
    if (primitive === "jit" && run !== null)
      return run((params as Params<"jit">).jaxpr, operands) as Results<P, NDArray>;
    const values = (operands as readonly NDArray[]).map((operand) => toHost(operand, primitive)) as unknown as Operands<
      P,
      HostArray
    >;
    const outputs = evaluate(primitive, values, params, results) as readonly HostArray[];
    return outputs.map(({ data }, index) => new ConcreteArray(data, results[index]!)) as unknown as Results<P, NDArray>;
  },
};
installBaseTrace(evaluation);

/** A concrete array of the given shape and dtype over `data`, which is taken over without a copy. */
export function fromHostData(data: TypedArray, shape: Shape, dtype: DType): ConcreteArray {
  return new ConcreteArray(data, abstractArray(shape, dtype));
}
