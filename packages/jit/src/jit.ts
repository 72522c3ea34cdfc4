import { cpu, UsageError, type Device, type NDArray } from "@proj/array";
import {
  bind,
  booleanOption,
  concrete,
  ConcreteArray,
  constrainedDevice,
  describeValue,
  deviceOf,
  functionOption,
  HostStorage,
  hostStorage,
  hostValues,
  isNDArray,
  modes,
  outputTypes,
  placeTogether,
  positionsOption,
  readArgument,
  readOptions,
  refersToNamedAxis,
  stage,
  stagingTrace,
  textOption,
  toArray,
  toHost,
  wrongOption,
  type Jaxpr,
  type StagedFunction,
  type OptionReader,
  type OptionReaders,
  type Placement,
  type Storage,
} from "@proj/array/core";
import { flatten, keyString, leavesWithPath, type TreeDef } from "@proj/tree";
import { compilationOf, execute, getDefaultTarget, isTarget, warnAboutReferenceEvaluation } from "./compile.ts";
import { timesCleared } from "./clear-caches.ts";
import type { Program } from "./program/program.ts";
import {
  argumentsOf,
  binderValues,
  callOf,
  differenceBetween,
  holdsFor,
  type Call,
  type Signature,
} from "./signature.ts";
import type { CompilingDevice, Executable, Target } from "./target.ts";

/** Options of {@link jit}. */
export interface JitOptions {
  /** Positions of arguments that are not traced: the function is staged once for each of their values. Default none. */
  readonly staticArgnums?: number | readonly number[];
  /** Positions of arguments whose memory the call may take: their arrays cannot be used afterwards. Default none. */
  readonly donateArgnums?: number | readonly number[];
  /** The name in messages and programs; by default the function's. */
  readonly name?: string;
  /**
   * A code generator for the host, which then computes whatever the default device. Default: the arguments' device decides; on
   * the host the target of `setDefaultTarget`.
   */
  readonly target?: Target;
  /** Whether a transformation or another staged function takes the operations one by one, as if this was not staged. Default false. */
  readonly inline?: boolean;
}

const positions = positionsOption(0);

const target: OptionReader<Target> = (value, place) => {
  if (isTarget(value)) return value;
  throw wrongOption(place, value, "a target, such as wasm() of @proj/jit-wasm");
};

const readers: OptionReaders<JitOptions> = {
  staticArgnums: positions,
  donateArgnums: positions,
  name: textOption,
  target,
  inline: booleanOption,
};

/** One time that a staged function was traced. */
export interface TraceRecord {
  /** What made it necessary: `"first call"`, or how the call differed from the one traced before. */
  readonly reason: string;
}

/** A staged function for arguments of certain types, for inspection. */
export interface Lowered {
  /** The traced function. */
  readonly jaxpr: Jaxpr;
  /** The same function after simplification. */
  readonly simplified: Jaxpr;
  /** Buffers and steps: what the target compiled. `formatProgram` and `explain` of `@proj/jit/core` print it. */
  readonly program: Program;
  /** The code generator. */
  readonly target: Target<Executable>;
  /** The compiled artefact. `moduleText` of `@proj/jit-wasm` and `kernelText` of `@proj/jit-webgpu` print theirs. */
  readonly executable: Executable;
  /** Bytes of the compiled artefact. */
  readonly byteSize: number;
  /** Bytes of working memory, arguments and results included. */
  readonly arenaBytes: number;
}

/** A function that is staged once for each signature of its arguments, and then runs compiled. */
export interface JitFunction<Args extends readonly unknown[], Result> {
  (...args: Args): Result;
  /** Stages and compiles for these arguments without running. */
  lower(...args: Args): Lowered;
  /** Every trace so far, with its reason. */
  readonly traces: readonly TraceRecord[];
  /** Forgets every trace. */
  clearCache(): void;
}

/** A function traced for one signature. */
interface Staged extends StagedFunction {
  /** Where its constraints place values; null without any. */
  readonly device: Device | null;
  readonly outputTree: TreeDef;
}

function describeLeaf(leaf: unknown): string {
  return leaf instanceof Promise ? "a promise: the function is asynchronous" : describeValue(leaf);
}

function traceFunction(
  name: string,
  f: (...args: never[]) => unknown,
  { tree, types }: Signature,
  staticPositions: ReadonlySet<number>,
): Staged {
  let outputTree: TreeDef | null = null;
  const staged = stage(
    (tracers) => {
      const result = f(...(argumentsOf(tree, tracers, staticPositions) as never[]));
      const [leaves, resultTree] = flatten(result, undefined);
      // Traced twice, it returned another structure the second time: so `stage` learns that it decided by what it compared.
      if (outputTree?.equals(resultTree) === false) throw new Error("the structure of the result changed");
      outputTree = resultTree;
      return leaves.map((leaf, index) => {
        if (isNDArray(leaf) || typeof leaf === "number" || typeof leaf === "boolean") return toArray(leaf);
        throw new UsageError({
          operation: `jit(${name})`,
          received: `${describeLeaf(leaf)} at result${keyString(leavesWithPath(result)[index]![0])}`,
          expected: "a synchronous function that returns a tree of arrays and numbers",
          remedy: "return only arrays; use filterJit of @proj/module to pass other values through",
        });
      });
    },
    types,
    `jit(${name})`,
  );
  return { ...staged, device: constrainedDevice(staged.jaxpr), outputTree: outputTree! };
}

/**
 * Stages a function: it is traced once for each signature of its arguments (tree structure, shapes, dtypes, static values)
 * and from then on runs as one compiled program.
 *
 * Inside other transformations, or while another function is staged, the call becomes one equation of theirs.
 *
 * @param f - a pure function of trees of arrays; JavaScript numbers are traced too, as weakly typed scalars.
 * @param options - static arguments, donation, name and target.
 * @returns the staged function, with `lower` for inspection and `traces` for the reasons of each trace.
 * @throws UsageError when an argument or result is not a tree of arrays, or when the function asks for traced values.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { jit } from "@proj/jit";
 * const f = jit((x: NDArray) => x.mul(x).sum());
 * f(array([1, 2, 3])).item(); // → 14
 */
export function jit<Args extends readonly unknown[] = NDArray[], Result = unknown>(
  f: (...args: Args) => Result,
  options?: JitOptions,
): JitFunction<Args, Result> {
  readArgument("jit", "f", f, functionOption());
  const read = readOptions("jit", options, readers);
  const { name = f.name === "" ? "anonymous" : f.name, target = null, inline = false } = read;
  const staticPositions = new Set([read.staticArgnums ?? []].flat());
  const donated = new Set([read.donateArgnums ?? []].flat());
  const cache = new Map<string, readonly Staged[]>();
  const traces: TraceRecord[] = [];
  let latestTraced: Signature | null = null;
  let latest: { readonly signature: Signature; readonly known: readonly Staged[] } | null = null;

  let cleared = timesCleared();

  const stagedFor = ({ signature, arrays }: Call): Staged => {
    if (cleared !== timesCleared()) {
      clearCache();
      cleared = timesCleared();
    }
    if (latest === null || !latest.signature.equals(signature)) {
      latest = { signature, known: cache.get(signature.key) ?? [] };
    }
    const { known } = latest;
    const fitting = known.find((staged) => holdsFor(arrays, staged));
    if (fitting !== undefined) return fitting;
    const reason = latestTraced === null ? "first call" : differenceBetween(latestTraced, signature);
    const staged = traceFunction(name, f, signature, staticPositions);
    latestTraced = signature;
    traces.push({ reason });
    // A trace that closes over the tracers of a running transformation is of no use after it.
    if (staged.consts.every((constant) => constant.tracing === null)) {
      const { key } = signature;
      latest = { signature, known: [...(cache.get(key) ?? []), staged] };
      cache.set(key, latest.known);
    }
    return staged;
  };

  const wanted = target === null ? null : cpu;

  const run = ({ jaxpr }: Staged, { device, storages }: Placement, given: readonly number[]): readonly Storage[] => {
    if (device === cpu && target !== null) {
      const { executable } = compilationOf(name, jaxpr, target);
      const values = storages.map((storage) => hostStorage(storage).values);
      return execute(executable, jaxpr, values).map((data) => new HostStorage(data, true));
    }
    if (device === cpu && getDefaultTarget() === null) warnAboutReferenceEvaluation(name);
    return device.run(name, jaxpr, storages, given);
  };

  const call = (...args: Args): Result => {
    if ((inline && isTraced(args)) || modes().jitDisabled) return f(...args);
    const current = callOf(name, args, staticPositions);
    const staged = stagedFor(current);
    const inputs = [...staged.consts, ...binderValues(current.arrays, staged)];
    let outputs: readonly NDArray[];
    const traced = stagingTrace() !== null || inputs.some((input) => input.tracing !== null);
    if (traced || refersToNamedAxis(staged.jaxpr)) {
      outputs = bind("jit", inputs, { name, jaxpr: staged.jaxpr });
    } else {
      const arrays = inputs.map((input) => concrete(input, name));
      const types = outputTypes(staged.jaxpr);
      const placed = staged.device !== null || arrays.some((array) => array.placed);
      const placement = placeTogether(`jit(${name})`, arrays, wanted ?? staged.device);
      const { numberCheck } = modes();
      const taken =
        donated.size === 0 ? none : donatedArrays(current.signature.tree, arrays, staged.consts.length, donated);
      // The check for numbers reads the arguments once more.
      const isGiven = numberCheck === null && taken.size > 0 && placement.device !== cpu;
      const given = isGiven ? placesOf(name, taken, arrays, placement) : noPlaces;
      const results = run(staged, placement, given);
      if (numberCheck !== null && placement.device !== cpu)
        numberCheck.checkLater(`jit(${name})`, staged.jaxpr, placement.storages, results);
      else if (numberCheck !== null) {
        const given = arrays.map((array) => toHost(array, name));
        const values = results.map((storage, k) => ({ ...types[k]!, data: hostValues(storage) }));
        numberCheck.checkProgram(`jit(${name})`, staged.jaxpr, given, values);
      }
      outputs = results.map((storage, index) => new ConcreteArray(storage, types[index]!, placed));
      for (const array of taken) array.donate(`jit(${name})`);
    }
    return staged.outputTree.unflatten(outputs) as Result;
  };

  const lower = (...args: Args): Lowered => {
    const current = callOf(name, args, staticPositions);
    const staged = stagedFor(current);
    const operation = `jit(${name}).lower`;
    const arrays = [...staged.consts, ...binderValues(current.arrays, staged)].map((input) =>
      concrete(input, operation),
    );
    const compiler = targetOf(operation, deviceOf(operation, arrays, wanted), target);
    const { jaxpr, simplified, program, executable } = compilationOf(name, staged.jaxpr, compiler);
    return {
      jaxpr,
      simplified,
      program,
      target: compiler,
      executable,
      byteSize: executable.byteSize,
      arenaBytes: program.arena.bytes,
    };
  };

  const clearCache = (): void => {
    cache.clear();
    latestTraced = null;
    latest = null;
  };

  // What Node's console prints.
  const inspect = { value: () => `jit(${name})`, enumerable: false };
  Object.defineProperty(call, Symbol.for("nodejs.util.inspect.custom"), inspect);
  return Object.assign(call, { lower, traces, clearCache });
}

/** True while another function is staged, and where an argument holds a traced array. */
function isTraced(args: readonly unknown[]): boolean {
  if (stagingTrace() !== null) return true;
  return flatten(args as unknown, undefined)[0].some((leaf) => isNDArray(leaf) && leaf.tracing !== null);
}

/** The code generator of a device. */
function targetOf(operation: string, device: Device, wanted: Target | null): Target<Executable> {
  if ("target" in device) return (device as CompilingDevice).target;
  const target = device === cpu ? (wanted ?? getDefaultTarget()) : null;
  if (target !== null) return target;
  throw new UsageError({
    operation,
    received: device === cpu ? "no target" : `the device ${device.name}, which compiles nothing`,
    expected: "a target to lower for",
    remedy:
      device === cpu
        ? "install one with setDefaultTarget(wasm()), or pass { target: wasm() } to jit"
        : "pass arrays of the host and { target: wasm() }, or lower for a device that compiles",
  });
}

const none: ReadonlySet<ConcreteArray> = new Set();
const noPlaces: readonly number[] = [];

/** The arrays of donated arguments that no other argument has. Those of the first argument begin at `first`. */
function donatedArrays(
  args: TreeDef,
  arrays: readonly ConcreteArray[],
  first: number,
  donated: ReadonlySet<number>,
): ReadonlySet<ConcreteArray> {
  const given = new Set<ConcreteArray>();
  const kept: ConcreteArray[] = [];
  let next = first;
  args.children().forEach(({ numLeaves }, position) => {
    for (const end = next + numLeaves; next < end; next++) {
      if (donated.has(position)) given.add(arrays[next]!);
      else kept.push(arrays[next]!);
    }
  });
  for (const array of kept) given.delete(array);
  return given;
}

/** Where arrays stand that are given away: those that lie on the device themselves, for copies of host values are kept there, and stand once. */
function placesOf(
  name: string,
  given: ReadonlySet<ConcreteArray>,
  arrays: readonly ConcreteArray[],
  { storages }: Placement,
): number[] {
  const times = new Map<Storage, number>();
  for (const storage of storages) times.set(storage, (times.get(storage) ?? 0) + 1);
  const isGiven = (storage: Storage, array: ConcreteArray): boolean =>
    given.has(array) && times.get(storage) === 1 && array.storage(name) === storage;
  return [...storages.keys()].filter((k) => isGiven(storages[k]!, arrays[k]!));
}
