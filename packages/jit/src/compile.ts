import {
  ConcreteArray,
  dtypes,
  evaluateJaxpr,
  outputTypes,
  setJaxprExecutor,
  sizeOf,
  UsageError,
  type Jaxpr,
  type NDArray,
  type TypedArray,
} from "@proj/array";
import { lower } from "./lower/lower.ts";
import { plan } from "./plan.ts";
import type { Program } from "./program.ts";
import { simplify } from "./simplify/simplify.ts";
import type { Executable, Target } from "./target.ts";

/** A function staged for a target, at every stage of the way. */
export interface Compilation {
  /** What tracing gave. */
  readonly jaxpr: Jaxpr;
  readonly simplified: Jaxpr;
  readonly program: Program;
  readonly executable: Executable;
}

/**
 * Compiles a Jaxpr for a target: simplifies, lowers and plans it, and has the target emit code.
 *
 * @param name - the name in messages and in the program.
 * @param jaxpr - what tracing gave.
 * @param target - the code generator, such as `wasm()` of `@proj/jit-wasm`.
 * @returns the function at every stage of the way.
 * @throws UsageError when the program has an array of a dtype that the target lacks.
 * @example
 * import { array, makeJaxpr, type NDArray } from "@proj/array";
 * import { compile } from "@proj/jit";
 * import { wasm } from "@proj/jit-wasm";
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.mul(2).sum())(array([1, 2]));
 * const { executable } = compile("double", jaxpr, wasm());
 * const result = new Float32Array(1);
 * executable.run([Float32Array.of(1, 2)], [result]);
 * result; // → Float32Array [6]
 */
export function compile(name: string, jaxpr: Jaxpr, target: Target): Compilation {
  const simplified = simplify(jaxpr);
  const program = plan(lower(name, simplified, target.limits));
  const foreign = program.buffers.find(({ dtype }) => !target.limits.dtypes.includes(dtype));
  if (foreign !== undefined) {
    throw new UsageError({
      operation: `jit(${name})`,
      received: `an array of dtype ${foreign.dtype}`,
      expected: `one of the dtypes of the target ${target.name}: ${target.limits.dtypes.join(", ")}`,
      remedy: "convert the inputs with astype, or choose a target that has the dtype",
    });
  }
  return { jaxpr, simplified, program, executable: target.compile(program) };
}

/** The host values of concrete arrays. */
export function hostData(args: readonly NDArray[], operation: string): TypedArray[] {
  return args.map((arg) => {
    if (arg instanceof ConcreteArray) return arg.hostData(operation);
    throw new Error(
      `${operation}: a traced array reached a compiled program; this is a defect of the library, please report it`,
    );
  });
}

/** Runs a compiled program on concrete arrays. */
export function execute(executable: Executable, jaxpr: Jaxpr, inputs: readonly TypedArray[]): NDArray[] {
  const types = outputTypes(jaxpr);
  const outputs = types.map(({ shape, dtype }) => dtypes[dtype].allocate(sizeOf(shape)));
  executable.run(inputs, outputs);
  return outputs.map((data, index) => new ConcreteArray(data, types[index]!));
}

let warned = false;

/** Runs a Jaxpr by reference evaluation, and says once that this is slow. */
export function evaluateByReference(name: string, jaxpr: Jaxpr, args: readonly NDArray[]): NDArray[] {
  if (!warned) {
    warned = true;
    console.warn(
      `jit(${name}): no target is installed, so programs run by reference evaluation, correct but slow. Install one: setDefaultTarget(wasm()) with wasm from "@proj/jit-wasm".`,
    );
  }
  const types = outputTypes(jaxpr);
  const values = hostData(args, `jit(${name})`).map((data, index) => ({
    data,
    shape: args[index]!.shape,
    dtype: args[index]!.dtype,
  }));
  return evaluateJaxpr(jaxpr, values).map(({ data }, index) => new ConcreteArray(data, types[index]!));
}

let defaultTarget: Target | null = null;
const compilations = new WeakMap<Jaxpr, { readonly target: Target; readonly compilation: Compilation }>();

/**
 * Chooses the target of every `jit` that names none.
 *
 * @param target - a code generator, such as `wasm()` of `@proj/jit-wasm`; null goes back to reference evaluation.
 * @example
 * import { setDefaultTarget } from "@proj/jit";
 * import { wasm } from "@proj/jit-wasm";
 * setDefaultTarget(wasm());
 */
export function setDefaultTarget(target: Target | null): void {
  defaultTarget = target;
  setJaxprExecutor(target === null ? null : (jaxpr, args) => runCompiled("jit", jaxpr, target, args));
}

/**
 * The target of every `jit` that names none, or null.
 *
 * @example
 * import { getDefaultTarget, setDefaultTarget } from "@proj/jit";
 * import { wasm } from "@proj/jit-wasm";
 * setDefaultTarget(wasm());
 * getDefaultTarget()?.name; // → "wasm"
 */
export function getDefaultTarget(): Target | null {
  return defaultTarget;
}

/** The compilation of a Jaxpr for a target, made once. */
export function compilationOf(name: string, jaxpr: Jaxpr, target: Target): Compilation {
  const known = compilations.get(jaxpr);
  if (known?.target === target) return known.compilation;
  const compilation = compile(name, jaxpr, target);
  compilations.set(jaxpr, { target, compilation });
  return compilation;
}

function runCompiled(name: string, jaxpr: Jaxpr, target: Target, args: readonly NDArray[]): readonly NDArray[] {
  return execute(compilationOf(name, jaxpr, target).executable, jaxpr, hostData(args, name));
}
