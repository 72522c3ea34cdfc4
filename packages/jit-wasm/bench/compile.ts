import { planMemory, type Loop, type Program } from "@proj/jit/core";
import { assemble } from "../src/assembler/assemble.ts";
import { emitProgram } from "../src/codegen/program.ts";
import { wasm } from "../src/index.ts";

const [rows, columns] = [250, 50];

/** A program of many kernels like those of a training step: fused gates, and sums over the batch. */
function manyKernels(count: number): Program {
  const buffers: { dtype: "float32"; size: number; role: "input" | "output" | "scratch" }[] = [
    { dtype: "float32", size: rows * columns, role: "input" },
  ];
  const view = (buffer: number, strides: readonly number[]) => ({ buffer, offset: 0, strides, dynamic: [] });
  const load = (buffer: number, strides: readonly number[]) =>
    ({ op: "load", dtype: "float32", view: view(buffer, strides) }) as const;
  const steps = Array.from({ length: count }, (_, kernel): Loop => {
    const source = buffers.length - 1;
    buffers.push({ dtype: "float32", size: rows * columns, role: kernel === count - 1 ? "output" : "scratch" });
    const common = { kind: "loop" as const, reductions: [] };
    if (kernel % 5 === 4) {
      const sum = { fold: "sum", value: 0, dtype: "float32" } as const;
      const stores = [{ view: view(source + 1, [1]), value: 0 }];
      return {
        ...common,
        parallel: [columns],
        reduced: [rows],
        expressions: [load(source, [1, columns])],
        reductions: [sum],
        stores,
      };
    }
    return {
      ...common,
      parallel: [rows, columns - (kernel % 7)],
      reduced: [],
      expressions: [
        load(source, [columns, 1]),
        load(0, [0, 1]),
        { op: "binary", dtype: "float32", name: "add", x: 0, y: 1 },
        { op: "unary", dtype: "float32", name: kernel % 3 === 0 ? "exp" : "tanh", x: 2 },
        { op: "binary", dtype: "float32", name: "mul", x: 3, y: 0 },
        { op: "constant", dtype: "float32", value: 0.5 + kernel },
        { op: "binary", dtype: "float32", name: "mul", x: 4, y: 5 },
        { op: "unary", dtype: "float32", name: "logistic", x: 6 },
      ],
      stores: [{ view: view(source + 1, [columns, 1]), value: 7 }],
    };
  });
  return planMemory(
    { stage: "scheduled", name: "bench", buffers, inputs: [0], outputs: [buffers.length - 1], steps, arena: null },
    wasm().limits,
  );
}

/** Milliseconds to emit, to assemble, to compile in all, and until the first result, of a program of `kernels` kernels. */
export function compileTimes(kernels: number, fused: boolean) {
  const program = manyKernels(kernels);
  const clock = <T>(run: () => T): [number, T] => {
    const start = performance.now();
    const result = run();
    return [performance.now() - start, result];
  };
  const [emit, { module }] = clock(() =>
    emitProgram(program, { fused, float64: null, profiled: false, threaded: false }),
  );
  const [assembly, bytes] = clock(() => assemble(module));
  const target = wasm({ relaxedSimd: fused });
  const [compile, executable] = clock(() => target.compile(program));
  const data = [new Float32Array(rows * columns)];
  const [first] = clock(() => {
    executable.run(data, [new Float32Array(rows * columns)]);
  });
  return { emit, assembly, compile, first, bytes: bytes.length };
}
