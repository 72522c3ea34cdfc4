import { UsageError, type DType, type TypedArray } from "@proj/array";
import {
  booleanOption,
  defect,
  dtypes,
  functionOption,
  integerOption,
  lazily,
  readOptions,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import type { Target } from "@proj/jit";
import { effortOf, visitSteps, type BufferId, type HostExecutable, type Program } from "@proj/jit/core";
import { assemble } from "./assembler/assemble.ts";
import type { ModuleBuilder } from "./assembler/module-builder.ts";
import { copyOf } from "./copy-of.ts";
import { isPacked } from "./codegen/steps/contract.ts";
import type { Float64InPairs } from "./codegen/float64-in-pairs.ts";
import { sortWorkspace } from "./codegen/steps/sort.ts";
import { callbackModule, emitProgram, profileModule } from "./codegen/program.ts";
import { isShared, threadsModule } from "./codegen/threads.ts";
import { bytesOf, type Layout } from "./codegen/layout.ts";
import { hasRelaxedSimd } from "./features.ts";
import { gemmWorkspace } from "./gemm/gemm.ts";
import { packedElements } from "./gemm/pack.ts";
import { hostModule } from "./math/math-library.ts";
import type { RolledLoops } from "./rolled-loops.ts";
import { SharedMemory } from "./shared-memory.ts";
import {
  availableThreads,
  canShareMemory,
  notIsolated,
  sayWhyAlone,
  team,
  type ThreadedProgram,
} from "./threads/team.ts";
import { tileRows } from "./tile-rows.ts";
import { webAssembly } from "./webassembly.ts";

/** Called after every step of a program with its name and how many milliseconds it took. */
type Profile = (step: string, milliseconds: number) => void;

/** Options of {@link wasm}. */
export interface WasmOptions {
  /**
   * Whether to emit fused multiply-add instructions (relaxed SIMD). Default: in programs that run for ten microseconds or more, if the
   * engine has them.
   */
  readonly relaxedSimd?: boolean;
  /**
   * `float64InPairs`: float64 arrays are computed two numbers at a time, many times faster. Default: one after the other, with the
   * functions of the engine.
   */
  readonly float64?: Float64InPairs;
  /** `rolledLoops`: loops that long programs write out are compiled as loops. Default: as they are written. */
  readonly loops?: RolledLoops;
  /**
   * Called after every step of a program with its name and how many milliseconds it took. Default: nothing is measured. Measuring
   * costs about a tenth of a microsecond a step.
   */
  readonly profile?: Profile;
  /**
   * How many threads run a program, the calling one included. Results do not depend on it. Default: as many as the machine has cores;
   * 1 on pages that are not cross-origin isolated, and with `profile`.
   */
  readonly threads?: number;
}

/** What the package exports for an option: an object with a certain field. */
const broughtOption =
  <T extends object>(name: string, field: keyof T & string): OptionReader<T> =>
  (value, place) => {
    if (typeof value === "object" && value !== null && field in value) return value as T;
    throw wrongOption(place, value, `${name} of @proj/jit-wasm`);
  };

const readers: OptionReaders<WasmOptions> = {
  relaxedSimd: booleanOption,
  float64: broughtOption("float64InPairs", "emitter"),
  loops: broughtOption("rolledLoops", "rollLoops"),
  profile: functionOption(),
  threads: integerOption(1),
};

/**
 * Makes the WebAssembly target: `jit` with it compiles every program to one module with 128-bit SIMD.
 *
 * All programs of a target share one memory, which grows to the largest program's arena and is never given back; a program's
 * results are copied out of it. Programs of one target therefore never run at the same time; one thread would not do that anyway.
 *
 * @param options - see {@link WasmOptions}; all optional.
 * @returns the target.
 * @throws UsageError if relaxed SIMD is asked for and the engine lacks it, and for options that do not exist or fit.
 *
 * @example
 * import { wasm } from "@proj/jit-wasm";
 * wasm().name; // → "wasm"
 */
export function wasm(options?: WasmOptions): Target {
  const given = readOptions("wasm", options, readers);
  if (given.relaxedSimd === true && !hasRelaxedSimd()) {
    throw new UsageError({
      operation: "wasm",
      received: "relaxedSimd: true, on an engine without relaxed SIMD",
      expected: "an engine that has the instructions asked for",
      remedy: "leave relaxedSimd out: multiplications and additions are then separate",
    });
  }
  const threads = lazily(() => (given.profile === undefined ? (given.threads ?? availableThreads()) : 1));
  const memory = new SharedMemory();
  return {
    name: "wasm",
    platforms: ["wasm", "cpu"],
    limits: {
      dtypes: Object.keys(dtypes) as DType[],
      packedResult: null,
      fuseMultiplyAdd: null,
      bytesOf,
      packedSize: (k, n, dtype) => (isPacked(n, dtype) ? packedElements(k, n) : null),
      // Either operand may turn out to be the one that is packed.
      contractWorkspace: (m, n, k, dtype) =>
        dtype === "float32" ? Math.max(gemmWorkspace(n, k), gemmWorkspace(m, k)) : 0,
      sortWorkspace: (_, length) => sortWorkspace(length),
      tileRows,
      bindings: 0,
      rollLoops: given.loops?.rollLoops ?? null,
      parallelism: null,
      threading: {
        leastEffort,
        leastIntensity: 4,
        pieces: 8,
        get atOnce() {
          return threads() > 1;
        },
      },
    },
    compile: (program) =>
      new WasmExecutable(program, {
        fused: given.relaxedSimd ?? (isLong(program) && hasRelaxedSimd()),
        float64: given.float64 ?? null,
        memory,
        profile: given.profile ?? null,
        threads,
        patience: given.threads === undefined ? defaultPatience : 0,
      }),
  };
}

/** Steps of this effort take two tenths of a millisecond, longer than it takes to wake a thread. */
const leastEffort = 2 ** 22;

/** Programs of this effort take ten microseconds. */
const effortOfLong = 2 ** 18;

/** True for programs that take long enough, or run steps of which nobody knows how often. */
function isLong({ steps }: Program): boolean {
  let effort = steps.reduce((sum, step) => sum + effortOf(step), 0);
  visitSteps(steps, ({ kind }) => {
    if (kind === "while" || kind === "cond") effort = Infinity;
  });
  return effort >= effortOfLong;
}

/** By default threads start after so many milliseconds that they could have helped in. */
const defaultPatience = 200;

/** What a program is compiled with. */
interface Compiling {
  readonly fused: boolean;
  readonly float64: Float64InPairs | null;
  readonly memory: SharedMemory;
  readonly profile: Profile | null;
  /** How many run a program that has steps for several. */
  readonly threads: () => number;
  readonly patience: number;
}

/** Whether a program has steps for several threads. */
function isForThreads(program: Program): boolean {
  let found = false;
  visitSteps(program.steps, (step) => {
    found ||= step.kind === "tiles" || isShared(step);
  });
  return found;
}

/** Milliseconds since some moment; every engine that this package runs on has the clock, but not every type library says so. */
function now(): number {
  return (globalThis as unknown as { readonly performance: { now(): number } }).performance.now();
}

const numbers = new WeakMap<TypedArray, number>();
let lastNumber = 0;

/** A number that no other array has: it can be remembered and keeps nothing alive. */
function numberOf(values: TypedArray): number {
  let number = numbers.get(values);
  if (number === undefined) numbers.set(values, (number = ++lastNumber));
  return number;
}

/** A program as a module with its memory. */
export class WasmExecutable implements HostExecutable {
  readonly byteSize: number;
  readonly #program: Program;
  readonly #compiling: Compiling;
  readonly #memory: SharedMemory;
  readonly #layout: Layout;
  readonly #kept: ReadonlySet<BufferId>;
  readonly #start: () => void;
  /** Bytes of memory that it uses. */
  readonly #bytes: number;
  #running = false;
  /** Views of the memory for inputs and outputs, and the buffer they look at. */
  #heap: ArrayBufferLike | null = null;
  #inputs: (TypedArray | null)[] = [];
  /** The number of the array that lies in the place of each large input; 0 for none. */
  readonly #lying: number[];
  #outputs: TypedArray[] = [];

  constructor(program: Program, compiling: Compiling) {
    this.#program = program;
    this.#compiling = compiling;
    const { fused, float64, profile } = compiling;
    const pays = isForThreads(program) && compiling.threads() > 1;
    if (pays && !canShareMemory()) sayWhyAlone(notIsolated);
    const threaded = pays && canShareMemory();
    const threads = threaded ? compiling.threads() : 1;
    const emitted = emitProgram(program, { fused, float64, profiled: profile !== null, threaded });
    const { module, layout, bytes, library, ownBytes, stepNames, callbacks } = emitted;
    this.#layout = layout;
    this.#bytes = bytes + (threads - 1) * ownBytes;
    this.#kept = new Set(program.arena.kept);
    this.#lying = program.inputs.map(() => 0);
    this.#memory = threads > 1 ? team().memory : compiling.memory;
    this.#memory.reserve(this.#bytes);
    const code = assemble(module);
    this.byteSize = code.length;
    const api = webAssembly();
    let begin = 0;
    const imports = {
      env: { memory: this.#memory.memory },
      [hostModule]: library.imported,
      [callbackModule]: {
        call: (callback: number) => {
          const step = callbacks[callback]!;
          step.function.callIn(step, (id) => this.#view(id));
        },
      },
      [profileModule]: {
        start: () => {
          begin = now();
        },
        end: (step: number) => {
          profile?.(stepNames[step] ?? "", now() - begin);
        },
      },
      [threadsModule]: {
        fork: (region: number, count: number) => {
          team().run(threadedProgram, region, count);
        },
      },
    };
    const compiled = new api.Module(code);
    const { exports } = new api.Instance(compiled, imports);
    this.#start = exports.run as () => void;
    const threadedProgram: ThreadedProgram = {
      module: compiled,
      ownBytes,
      threads: library.importsMathAlone ? threads : 1,
      patience: compiling.patience,
      piece: exports.piece as ThreadedProgram["piece"],
    };
  }

  run(inputs: readonly TypedArray[], outputs: readonly (TypedArray | null)[], areFixed = false): TypedArray[] {
    if (this.#running) {
      // Called by a function that it called itself. Its counters are in use, so another instance runs.
      const again = new WasmExecutable(this.#program, this.#compiling);
      return again.run(inputs, outputs);
    }
    this.#running = true;
    try {
      return this.#memory.use(this, this.#bytes, (isUntouched) => {
        if (!isUntouched) this.#lying.fill(0);
        return this.#run(inputs, outputs, areFixed);
      });
    } finally {
      this.#running = false;
    }
  }

  #run(inputs: readonly TypedArray[], outputs: readonly (TypedArray | null)[], areFixed: boolean): TypedArray[] {
    this.#look();
    this.#inputs.forEach((target, index) => {
      const source = inputs[index];
      if (target === null || source === undefined) return;
      const number = areFixed && this.#kept.has(this.#program.inputs[index]!) ? numberOf(source) : 0;
      if (number === 0 || number !== this.#lying[index]) target.set(source);
      this.#lying[index] = number;
    });
    this.#start();
    // A callback may have made the memory grow.
    this.#look();
    return this.#outputs.map((source, index) => {
      const output = outputs[index] ?? null;
      if (output === null) return copyOf(source);
      output.set(source);
      return output;
    });
  }

  /** The module for one thread, before it is encoded. */
  module(): ModuleBuilder {
    return emitProgram(this.#program, { ...this.#compiling, profiled: false, threaded: false }).module;
  }

  /** Growing the memory detaches all views of it. */
  #look(): void {
    const { buffer } = this.#memory.memory;
    if (this.#heap === buffer) return;
    this.#heap = buffer;
    this.#inputs = this.#program.inputs.map((id) => (id === null ? null : this.#view(id)));
    this.#outputs = this.#program.outputs.map((id) => this.#view(id));
  }

  #view(id: BufferId): TypedArray {
    const { buffer } = this.#memory.memory;
    const address = this.#layout.address(id);
    const size = this.#program.buffers[id]?.size ?? 0;
    switch (this.#layout.dtype(id)) {
      case "bool":
        return new Uint8Array(buffer, address, size);
      case "int64":
        return new BigInt64Array(buffer, address, size) as unknown as TypedArray;
      case "uint64":
        return new BigUint64Array(buffer, address, size) as unknown as TypedArray;
      case "int8":
      case "int16":
      case "uint8":
      case "uint16":
      case "int32":
        return new Int32Array(buffer, address, size);
      case "uint32":
        return new Uint32Array(buffer, address, size);
      case "bfloat16":
      case "float16":
      case "float32":
        return new Float32Array(buffer, address, size);
      case "float64":
        return new Float64Array(buffer, address, size);
      case "complex64":
      case "complex128":
        throw defect("complex numbers in a program");
    }
  }
}
