import { dtypes } from "@proj/array/core";
import { planMemory, type Expression, type Loop, type Program } from "@proj/jit/core";
import { wasm } from "../src/index.ts";
import { best } from "./machine.ts";

/** A loop over float32 arrays: how many elements it loads and stores in all, and what it computes. */
export interface LoopBench {
  readonly name: string;
  readonly loop: (inputs: readonly number[], output: number) => Loop;
  /** Elements of each input. */
  readonly inputs: readonly number[];
  readonly output: number;
}

const flat = (buffer: number, strides: readonly number[], offset = 0) => ({ buffer, offset, strides, dynamic: [] });

function elementwise(name: string, arity: number, size: number, body: readonly Expression[]): LoopBench {
  return {
    name,
    inputs: Array.from({ length: arity }, () => size),
    output: size,
    loop: (inputs, output) => ({
      kind: "loop",
      parallel: [size],
      reduced: [],
      expressions: [
        ...inputs.map((buffer): Expression => ({ op: "load", dtype: "float32", view: flat(buffer, [1]) })),
        ...body,
      ],
      reductions: [],
      stores: [{ view: flat(output, [1]), value: inputs.length + body.length - 1 }],
    }),
  };
}

function reduction(name: string, parallel: number[], reduced: number[], strides: number[], size: number): LoopBench {
  return {
    name,
    inputs: [size],
    output: parallel.reduce((a, b) => a * b, 1),
    loop: (inputs, output) => ({
      kind: "loop",
      parallel,
      reduced,
      expressions: [{ op: "load", dtype: "float32", view: flat(inputs[0] ?? 0, strides) }],
      reductions: [{ fold: "sum", value: 0, dtype: "float32" }],
      stores: [
        {
          view: flat(
            output,
            parallel.map((_, axis) => parallel.slice(axis + 1).reduce((a, b) => a * b, 1)),
          ),
          value: 0,
        },
      ],
    }),
  };
}

const f = (name: "mul" | "add" | "sub", x: number, y: number): Expression => ({
  op: "binary",
  dtype: "float32",
  name,
  x,
  y,
});

/** The loops that the table shows. */
export const loopBenches: readonly LoopBench[] = [
  elementwise("x · y + x, 4096", 2, 4096, [f("mul", 0, 1), f("add", 2, 0)]),
  elementwise("x · y + x, 4095", 2, 4095, [f("mul", 0, 1), f("add", 2, 0)]),
  elementwise("x · y + x, 4 Mi", 2, 1 << 22, [f("mul", 0, 1), f("add", 2, 0)]),
  elementwise("(x − y)·(x − y)·z + x, 4096", 3, 4096, [f("sub", 0, 1), f("mul", 3, 3), f("mul", 4, 2), f("add", 5, 0)]),
  reduction("sum of 4096", [], [4096], [1], 4096),
  reduction("sum of 4 Mi", [], [1 << 22], [1], 1 << 22),
  reduction("sum over rows of 250×150", [150], [250], [1, 150], 250 * 150),
  reduction("sum over columns of 250×150", [250], [150], [150, 1], 250 * 150),
];

/** GB/s of a loop, repeated inside the module so that nothing but the loop is timed. */
export function loopSpeed({ loop, inputs, output }: LoopBench, fused: boolean): number {
  const elements = inputs.reduce((a, b) => a + b, 0) + output;
  const rounds = Math.max(1, Math.round(2e6 / elements));
  const ids = inputs.map((_, id) => id);
  const program: Program = planMemory(
    {
      stage: "scheduled",
      name: "bench",
      buffers: [...inputs, output].map((size, id) => ({
        dtype: "float32",
        size,
        role: id < inputs.length ? "input" : "output",
      })),
      inputs: ids,
      outputs: [],
      steps: [
        { kind: "scan", counter: 0, length: rounds, reverse: false, carries: [], body: [loop(ids, inputs.length)] },
      ],
      arena: null,
    },
    wasm().limits,
  );
  const executable = wasm({ relaxedSimd: fused }).compile({ ...program, inputs: ids.map(() => null) });
  const none = ids.map(() => dtypes.float32.allocate(0));
  const time = best(() => {
    executable.run(none, []);
  });
  return (4 * elements * rounds) / time;
}
