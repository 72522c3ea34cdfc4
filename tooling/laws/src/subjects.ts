import type { DType } from "@proj/array";
import { interpreter, manyAtOnce } from "@proj/jit/core";
import { wasm } from "@proj/jit-wasm";
import { init } from "@proj/jit-webgpu";
import { init as startXla } from "@proj/xla";
import { useSoftwareGpu } from "@proj/devices/software-gpu";
import { deviceSubject, hostSubject, type Subject } from "./subject.ts";

/** Everything that computes without the dtype float64, as GPUs do. */
const withoutDoubles: readonly DType[] = [
  "bool",
  "int8",
  "int16",
  "int32",
  "uint8",
  "uint16",
  "uint32",
  "bfloat16",
  "float16",
  "float32",
  "complex64",
];

/**
 * Every way to run programs, by name: WebAssembly with and without relaxed SIMD, which fuses products and sums, the latter on three
 * threads, for which everything is cut that can be; the plain
 * meaning of programs as they are cut for a device that computes many things at once; and WebGPU, on a GPU made of software
 * where there is no other.
 */
export const subjects = {
  wasm: (): Promise<Subject> => Promise.resolve(hostSubject("wasm", wasm())),
  "wasm-unfused": (): Promise<Subject> => Promise.resolve(hostSubject("wasm-unfused", threadedWasm())),
  parallel: (): Promise<Subject> => Promise.resolve(hostSubject("parallel", parallelInterpreter())),
  webgpu: async (): Promise<Subject> => {
    useSoftwareGpu();
    return deviceSubject(await init({ default: false }));
  },
} satisfies Record<string, () => Promise<Subject>>;

/** The name of one of the {@link subjects}. */
export type SubjectName = keyof typeof subjects;

/** The names of all {@link subjects}. */
export const subjectNames = Object.keys(subjects) as SubjectName[];

/**
 * What takes more than Node: XLA, in a Python that has jax. It is held to the same tolerances as every other target, which already allow what
 * XLA does: a product and a sum are rounded once (they may be off by a rounding), and denormal numbers become zero (the least tolerance of a
 * float is larger than all of them). Exact results are exact there too: integers, booleans, and floats that no rounding reached.
 */
export const furtherSubjects = {
  xla: async (): Promise<Subject> => deviceSubject(await startXla({ platform: "cpu", default: false })),
} satisfies Record<string, () => Promise<Subject>>;

function threadedWasm() {
  const target = wasm({ relaxedSimd: false, threads: 3 });
  return {
    ...target,
    limits: { ...target.limits, threading: { leastEffort: 1, leastIntensity: 0, pieces: 16, atOnce: true } },
  };
}

function parallelInterpreter() {
  return interpreter({
    dtypes: withoutDoubles,
    bytesOf: () => 4,
    bindings: 7,
    tileRows: (rows) => (rows >= 4 ? 2 : null),
    parallelism: manyAtOnce({ privateBytes: 16384, width: 64, smallStep: 2000 }),
  });
}
