import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The numbers that the prototype computes with: one batch and the parameters to begin with. */
interface PrototypeExports {
  info(which: number): number;
  init(parameters: number, x0: number, mask: number): void;
  pack(parameters: number, packed: number): void;
  part(
    packed: number,
    stack: number,
    work: number,
    x0: number,
    mask: number,
    from: number,
    to: number,
    gradient: number,
    loss: number,
  ): void;
  adam(parameters: number, m: number, v: number, g0: number, g1: number, rate: number, c1: number, c2: number): void;
  readonly __stack_pointer: { value: number };
}

/** What is used of the engine's WebAssembly, which the type library of Node leaves out. */
interface Engine {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: object };
  Memory: new (options: object) => { readonly buffer: SharedArrayBuffer };
}

const engine = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;

/** The limit prototype: training iterations as the best compiler could emit them. */
export interface Prototype {
  /** One iteration: gradient and Adam. */
  readonly step: () => void;
  /** The loss of the last iteration, before its update. */
  readonly loss: () => number;
}

/** Loads the prototype from its folder: with fused multiply-add if the engine has it. */
export function loadPrototype(folder: string): Prototype {
  const modules = ["gru-fma.wasm", "gru-muladd.wasm"].map((name) => readFileSync(join(folder, name)));
  const bytes = modules.find((module) => engine.validate(module));
  if (bytes === undefined) throw new Error(`No WebAssembly module in ${folder} runs on this engine.`);
  const memory = new engine.Memory({ initial: 8192, maximum: 65536, shared: true });
  const instance = new engine.Instance(new engine.Module(bytes), { env: { memory } });
  const wasm = instance.exports as unknown as PrototypeExports;
  wasm.__stack_pointer.value = 262144;
  const [rows, tiles, packedBytes, workBytes, parameterCount, tileFloats, tileStride] = [0, 1, 2, 3, 4, 5, 6].map((k) =>
    wasm.info(k),
  ) as [number, number, number, number, number, number, number];
  let top = 1 << 20;
  const allocate = (size: number): number => {
    const start = top;
    top = (top + size + 4096) & ~63;
    return start;
  };
  const [p, m, v, g] = [0, 1, 2, 3].map(() => allocate(parameterCount * 4)) as [number, number, number, number];
  const packed = allocate(packedBytes);
  const x0 = allocate(tiles * 6 * rows * 4);
  const mask = allocate(tiles * rows * 4);
  const work = allocate(workBytes);
  const loss = allocate(64);
  const stack = allocate(4 * (tileStride > 0 ? tileStride * tiles : tileFloats));
  wasm.init(p, x0, mask);
  let count = 0;
  return {
    step: () => {
      count += 1;
      wasm.pack(p, packed);
      wasm.part(packed, stack, work, x0, mask, 0, tiles, g, loss);
      wasm.adam(p, m, v, g, 0, 1e-3, 1 / (1 - 0.9 ** count), 1 / (1 - 0.999 ** count));
    },
    loss: () => new Float32Array(memory.buffer)[loss >> 2]!,
  };
}
