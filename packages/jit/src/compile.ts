import { UsageError, type TypedArray } from "@proj/array";
import { compileFor, describeValue, dtypes, outputTypes, setHostExecutor, sizeOf, type Jaxpr } from "@proj/array/core";
import { runPasses, type Stages } from "./pipeline.ts";
import { foreignDType } from "./program/foreign-dtype.ts";
import type { Executable, HostExecutable, Target } from "./target.ts";

/** A function compiled for a target, with what every pass gave. */
export interface Compilation<E extends Executable = Executable> extends Stages {
  readonly executable: E;
}

/**
 * Compiles a Jaxpr for a target: runs every pass on it, and has the target emit code.
 *
 * @param name - the name in messages and in the program.
 * @param jaxpr - what tracing gave.
 * @param target - the code generator, such as `wasm()` of `@proj/jit-wasm`.
 * @returns the executable, with what every pass gave.
 * @throws UsageError when the program has an array of a dtype that the target lacks.
 * @example
 * import { array, makeJaxpr, type NDArray } from "@proj/array";
 * import { compile } from "@proj/jit/core";
 * import { wasm } from "@proj/jit-wasm";
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.mul(2).sum())(array([1, 2]));
 * const { executable } = compile("double", jaxpr, wasm());
 * const result = new Float32Array(1);
 * executable.run([Float32Array.of(1, 2)], [result]);
 * result; // → Float32Array [6]
 */
export function compile<E extends Executable>(name: string, jaxpr: Jaxpr, target: Target<E>): Compilation<E> {
  const stages = compileFor(target.platforms ?? [target.name], () => runPasses(name, jaxpr, target.limits));
  const foreign = foreignDType(stages.program, target.limits.dtypes);
  if (foreign !== null) {
    throw new UsageError({
      operation: `jit(${name})`,
      received: `an array of dtype ${foreign}`,
      expected: `one of the dtypes of the target ${target.name}: ${target.limits.dtypes.join(", ")}`,
      remedy: "convert the inputs with astype, or choose a target that has the dtype",
    });
  }
  return { ...stages, executable: target.compile(stages.program) };
}

const compilations = new WeakMap<Jaxpr, WeakMap<object, Compilation>>();

/**
 * The compilation of a Jaxpr for a target, made once.
 *
 * @param name - the name in messages and in the program.
 * @param jaxpr - what tracing gave.
 * @param target - the code generator.
 * @returns what `compile` gives.
 * @throws UsageError as `compile` does.
 * @example
 * import { array, makeJaxpr, type NDArray } from "@proj/array";
 * import { compilationOf } from "@proj/jit/core";
 * import { wasm } from "@proj/jit-wasm";
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.mul(2))(array([1, 2]));
 * const target = wasm();
 * compilationOf("double", jaxpr, target) === compilationOf("double", jaxpr, target); // → true
 */
export function compilationOf<E extends Executable>(name: string, jaxpr: Jaxpr, target: Target<E>): Compilation<E> {
  let byTarget = compilations.get(jaxpr);
  if (byTarget === undefined) compilations.set(jaxpr, (byTarget = new WeakMap()));
  let compilation = byTarget.get(target);
  if (compilation === undefined) byTarget.set(target, (compilation = compile(name, jaxpr, target)));
  return compilation as Compilation<E>;
}

/** From how many elements on the zeros of a new array take longer than a call. */
const largeResult = 4096;

/** Runs a program on host values, which nobody changes. */
export function execute(executable: HostExecutable, jaxpr: Jaxpr, inputs: readonly TypedArray[]): TypedArray[] {
  return executable.run(
    inputs,
    outputTypes(jaxpr).map(({ shape, dtype }) => {
      // Large results are better made by the target, which need not fill them with zeros first; narrow integers it holds as wide ones.
      const size = sizeOf(shape);
      return size >= largeResult && dtypes[dtype].bytes >= 4 ? null : dtypes[dtype].allocate(size);
    }),
    true,
  );
}

let warned = false;

/** Warns, once, that programs are slow without a target. */
export function warnAboutReferenceEvaluation(name: string): void {
  if (warned) return;
  warned = true;
  console.warn(
    `jit(${name}): no target is installed, so programs run by reference evaluation, correct but slow. Call setDefaultTarget(wasm()).`,
  );
}

/** Whether a value is a code generator. */
export function isTarget(value: unknown): value is Target {
  return typeof value === "object" && value !== null && "compile" in value && "limits" in value;
}

let defaultTarget: Target | null = null;

/**
 * Chooses the target of every `jit` on the host that names none.
 *
 * @param target - a code generator, such as `wasm()` of `@proj/jit-wasm`; null goes back to reference evaluation.
 * @example
 * import { setDefaultTarget } from "@proj/jit";
 * import { wasm } from "@proj/jit-wasm";
 * setDefaultTarget(wasm());
 */
export function setDefaultTarget(target: Target | null): void {
  if (target !== null && !isTarget(target)) {
    throw new UsageError({
      operation: "setDefaultTarget",
      received: describeValue(target),
      expected: "a target, or null for reference evaluation",
      remedy: 'call the function that makes one: setDefaultTarget(wasm()) with wasm from "@proj/jit-wasm"',
    });
  }
  defaultTarget = target;
  setHostExecutor(
    target === null
      ? null
      : (name, jaxpr, inputs) => execute(compilationOf(name, jaxpr, target).executable, jaxpr, inputs),
  );
}

/**
 * The target of every `jit` on the host that names none, or null.
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
