import { ShapeDtypeStruct, UsageError, type DType, type NDArray } from "@proj/array";
import {
  abstractArray,
  applyRoutine,
  bind,
  cannotRun,
  convert,
  describeArray,
  dtypes,
  flattenArrays,
  isInexact,
  leafName,
  linearMapRules,
  Routine,
  scalar,
  shapesEqual,
  wrongOption,
  zeros,
  type AbstractArray,
  type NoParams,
  type RoutineJvp,
} from "@proj/array/core";
import { WorkerDevice, type XlaDevice } from "./device.ts";
import { StableHloFunction } from "./emit/stable-hlo-function.ts";
import { inOrderOfJax, leafPaths, numberedTree, withLeaves, type JsonTree } from "./export-tree.ts";

/** Shape and dtype, as the worker writes them. */
type WrittenType = readonly [shape: readonly number[], dtype: string];

/** What the worker tells of a function that jax has exported. */
interface Description {
  readonly name: string;
  readonly platforms: readonly string[];
  /** Those of the positional and the named arguments, and of the result; leaves are numbers. */
  readonly trees: readonly [
    ins: readonly [args: readonly JsonTree<number>[], named: JsonTree<number>],
    outs: JsonTree<number>,
  ];
  /** The function, and the derivatives that came with it: of it, of that, and so on. */
  readonly stages: readonly {
    readonly ins: readonly WrittenType[];
    readonly outs: readonly WrittenType[];
    readonly module: string;
  }[];
}

const operation = "deserializeExported";

/**
 * A function that JAX has exported, as an operation of programs: under `jit` and `grad`, in loops, and member by member under `vmap`.
 *
 * @example
 * import { type Exported } from "@proj/xla";
 * const describe = ({ funName, inAvals, outAvals }: Exported) => `${funName}: ${inAvals.join()} -> ${outAvals.join()}`;
 * typeof describe; // → "function"
 */
export class Exported<Args extends readonly unknown[] = readonly unknown[], Result = unknown> {
  /** What it was called in Python. */
  readonly funName: string;
  /** The types of the arguments' leaves, in JAX's order: entries of dictionaries by their sorted keys. */
  readonly inAvals: readonly ShapeDtypeStruct[];
  /** The types of the result's leaves. */
  readonly outAvals: readonly ShapeDtypeStruct[];
  /** What it was exported for, in JAX's words: `"cpu"`, `"cuda"`. */
  readonly platforms: readonly string[];
  /** How often it can be differentiated: its `vjp_order`. */
  readonly vjpOrder: number;
  readonly #routine: Routine<NoParams>;
  readonly #ins: JsonTree<number>;
  readonly #outs: JsonTree<number>;

  constructor({ name, platforms, trees: [[args, named], outs], stages }: Description) {
    this.funName = name;
    this.platforms = platforms;
    this.vjpOrder = stages.length - 1;
    this.#ins = inOrderOfJax(named).length === 0 ? args : [...args, named];
    this.#outs = outs;
    [this.inAvals, this.outAvals] = [structs(name, stages[0]!.ins), structs(name, stages[0]!.outs)];
    this.#routine = stages.reduceRight<Routine<NoParams> | null>(
      (derivative, { ins, outs: results, module }, order) =>
        routineOf(`${name}${"'".repeat(order)}`, structs(name, ins), structs(name, results), module, derivative),
      null,
    )!;
  }

  /**
   * Calls it. Under `vmap` it runs for one member after the other; `grad` and `vjp` need an export with `vjp_order`.
   *
   * @param args - trees of arrays with the shapes and dtypes that it was exported for; plain numbers take the dtype that is wanted. What
   *   Python passes by name is an object behind the others.
   * @returns a tree like the result in Python: dictionaries are objects, tuples are lists, `None` is null.
   * @throws UsageError for trees, shapes or dtypes that are others, for a derivative that was not exported, and for programs on other
   *   devices than those of XLA.
   */
  readonly call = (...args: Args): Result => {
    const { arrays, treedef } = flattenArrays(this.funName, "arguments", args);
    const given = numberedTree(treedef);
    this.#checkPaths(leafPaths(given));
    const operands = inOrderOfJax(given).map((leaf, k) =>
      this.#argument(arrays[leaf]!, k, leafName("arguments", treedef, leaf)),
    );
    // A routine has an operand at least, which tells the batch.
    const results = applyRoutine(this.#routine, operands.length === 0 ? [scalar(0, "int32")] : operands, {});
    return withLeaves(this.#outs, (leaf) => results[leaf]!) as Result;
  };

  #checkPaths(given: readonly string[]): void {
    const wanted = leafPaths(this.#ins);
    const missing = wanted.find((path) => !given.includes(path));
    const unknown = given.find((path) => !wanted.includes(path));
    if (missing === undefined && unknown === undefined) return;
    throw new UsageError({
      operation: this.funName,
      received: unknown === undefined ? `nothing at arguments${missing!}` : `an array at arguments${unknown}`,
      expected: `arrays at ${wanted.map((path) => `arguments${path}`).join(", ") || "no place"}`,
      remedy: "pass the trees that the function has in Python; entries of a dictionary by their names",
    });
  }

  #argument(given: NDArray, k: number, place: string): NDArray {
    const { shape, dtype } = this.inAvals[k]!;
    const x = takes(dtype, given) ? convert(given, dtype) : given;
    if (x.dtype === dtype && shapesEqual(x.shape, shape)) return x;
    throw new UsageError({
      operation: this.funName,
      received: `${describeArray(given.aval)} at ${place}`,
      expected: `${dtype}[${shape.join()}], as it was exported`,
      remedy:
        "convert or reshape the argument, apply the function to members of a batch with vmap, or export it anew for these types",
    });
  }
}

/** Whether a plain number may stand for an array of a dtype. */
const takes = (dtype: DType, { weakType, dtype: own }: NDArray): boolean =>
  weakType && dtype !== "bool" && (isInexact(dtype) || !isInexact(own));

function structs(name: string, types: readonly WrittenType[]): readonly ShapeDtypeStruct[] {
  return types.map(([shape, dtype]) => {
    if (dtype in dtypes) return new ShapeDtypeStruct(shape, dtype as DType);
    throw new UsageError({
      operation,
      received: `the function ${name}, which has an array of ${dtype}`,
      expected: `arrays of ${Object.keys(dtypes).join(", ")}`,
      remedy: "export a function of such arrays; pass keys of random numbers as jax.random.key_data",
    });
  });
}

/** One stage as an operation. */
function routineOf(
  name: string,
  ins: readonly ShapeDtypeStruct[],
  outs: readonly ShapeDtypeStruct[],
  module: string,
  derivative: Routine<NoParams> | null,
): Routine<NoParams> {
  const foreign = new StableHloFunction(name, ins.length, module);
  const routine: Routine<NoParams> = new Routine({
    name,
    operandRanks: ins.length === 0 ? [0] : ins.map(({ shape }) => shape.length),
    types: () => outs.map(({ shape, dtype }): AbstractArray => ({ shape, dtype, weakType: false })),
    evaluate: (operands) => {
      throw cannotRun(name, foreign, "a call on the host", operands);
    },
    jvp: (primals, tangents) => derivativeOf(routine, derivative, primals, tangents),
    transpose: { nonlinear: "nothing is known of a function that JAX has exported but its derivative" },
    procedure: { foreign },
  });
  return routine;
}

/** What was exported is the transpose of the derivative, which takes the arguments and the cotangents of floats. */
function derivativeOf(
  routine: Routine<NoParams>,
  derivative: Routine<NoParams> | null,
  primals: readonly NDArray[],
  tangents: readonly (NDArray | null)[],
): ReturnType<RoutineJvp<NoParams>> {
  if (derivative === null) {
    throw new UsageError({
      operation: routine.name,
      received: "its derivative, which was not exported",
      expected: "a function that was exported with as many derivatives as are taken",
      remedy: "export it with jax.export.export(f)(…).serialize(vjp_order=1), or 2 for derivatives of derivatives",
    });
  }
  const results = applyRoutine(routine, primals, {});
  const inFloats = primals.flatMap(({ dtype }, k) => (isInexact(dtype) ? [k] : []));
  const linear = bind("customLinear", [...primals, ...inFloats.map((k) => tangents[k] ?? zeros(primals[k]!))], {
    name: routine.name,
    numResiduals: primals.length,
    results: results.filter(({ dtype }) => isInexact(dtype)).map(({ shape, dtype }) => abstractArray(shape, dtype)),
    forward: null,
    backward: (saved, cotangents) => applyRoutine(derivative, [...saved, ...cotangents], {}),
    rules: linearMapRules,
  });
  let next = 0;
  return [results, results.map(({ dtype }) => (isInexact(dtype) ? linear[next++]! : null))];
}

/**
 * Reads a function that JAX has exported and serialised, with the derivatives that came along. The worker needs the package
 * `flatbuffers` beside jax.
 *
 * @param device - the worker that reads it; the function is translated for its platform, and runs on devices like it.
 * @param serialized - the bytes that `jax.export.export(jax.jit(f))(…).serialize(vjp_order=1)` gave.
 * @returns the function; its type arguments say what it takes and gives, which bytes do not tell.
 * @throws UsageError for bytes that jax does not read, for a function of another platform, of several devices, of shapes that are
 *   unknown or of dtypes that are not there, and for a device that `init` did not give.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { deserializeExported, type XlaDevice } from "@proj/xla";
 * async function load(device: XlaDevice, bytes: Uint8Array) {
 *   const f = await deserializeExported<[x: NDArray], NDArray>(device, bytes);
 *   return f.call(array([1, 2, 3]));
 * }
 * typeof load; // → "function"
 */
export async function deserializeExported<Args extends readonly unknown[] = readonly unknown[], Result = unknown>(
  device: XlaDevice,
  serialized: Uint8Array,
): Promise<Exported<Args, Result>> {
  if (!(device instanceof WorkerDevice)) {
    throw wrongOption({ operation, name: "device" }, device, "a device that init of @proj/xla gave");
  }
  if (!(serialized instanceof Uint8Array)) {
    throw wrongOption({ operation, name: "serialized" }, serialized, "the bytes of a file, a Uint8Array");
  }
  const { header, payload } = await device.ask(operation, { do: "deserialize_exported" }, serialized);
  if ("error" in header) throw unreadable(String(header["error"]));
  return new Exported(JSON.parse(new TextDecoder().decode(payload)) as Description);
}

function unreadable(error: string): UsageError {
  const lacks = error.startsWith("ImportError");
  return new UsageError({
    operation,
    received: `bytes that jax does not read: ${error}`,
    expected: "what `serialize` of jax.export gave, for one device of this platform, of arrays whose lengths are known",
    remedy: lacks
      ? "install what is missing: `pip install flatbuffers`"
      : "export the function anew: jax.export.export(jax.jit(f), platforms=[…])(…).serialize(vjp_order=1)",
  });
}
