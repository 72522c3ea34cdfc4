import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inThisProcess, type Clock, type Run } from "./measure.ts";

/** What the prototype's modules export: each takes addresses. */
interface Prototype {
  readonly __stack_pointer: { value: number };
  /** Sizes: lanes of a tile, tiles, packed weights, workspace, parameters, and two sizes of stacks. */
  info(which: number): number;
  init(parameters: number, positions: number, mask: number): void;
  pack(parameters: number, packed: number): void;
  part(...args: number[]): void;
  adam(...args: number[]): void;
}

/** What is needed of WebAssembly, which no type library says that is read here. */
interface WebAssemblyApi {
  readonly Memory: new (pages: { initial: number; maximum: number; shared: boolean }) => object;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  validate(bytes: Uint8Array): boolean;
}

/** Pages of memory, which is made when it is touched. */
const pages = { initial: 8192, maximum: 65_536, shared: true };

const modules = ["gru-fma.wasm", "gru-muladd.wasm"];

/**
 * A training iteration of the limit prototype: what was written by hand for a gated recurrent unit of 50 units, a batch of 250 and 100
 * steps, gradient and Adam, on one thread.
 *
 * @param folder - where its modules are; the first that the engine takes runs.
 */
export function limitPrototype(folder: string, clock: Clock): Run {
  const api = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
  const bytes = modules.map((name) => readFileSync(join(folder, name))).find((code) => api.validate(code));
  if (bytes === undefined) throw new Error(`${folder}: the engine takes none of ${modules.join(", ")}`);
  const imports = { env: { memory: new api.Memory(pages) } };
  const exports = new api.Instance(new api.Module(bytes), imports).exports as Prototype;
  exports.__stack_pointer.value = 2 ** 18;
  const [lanes, tiles, packedBytes, workBytes, parameters, tileStack, stepStack] = [0, 1, 2, 3, 4, 5, 6].map((which) =>
    exports.info(which),
  ) as [number, number, number, number, number, number, number];
  let top = 2 ** 20;
  const allocate = (bytes: number): number => {
    const at = top;
    top = (top + bytes + 4096) & ~63;
    return at;
  };
  const [p, m, v, g] = [0, 1, 2, 3].map(() => allocate(4 * parameters)) as [number, number, number, number];
  const [packed, work, loss] = [allocate(packedBytes), allocate(workBytes), allocate(64)];
  const [positions, mask] = [allocate(4 * tiles * 6 * lanes), allocate(4 * tiles * lanes)];
  const stack = allocate(4 * (stepStack === 0 ? tileStack : stepStack * tiles));
  exports.init(p, positions, mask);
  let iteration = 0;
  return inThisProcess(() => {
    iteration++;
    exports.pack(p, packed);
    exports.part(packed, stack, work, positions, mask, 0, tiles, g, loss);
    exports.adam(p, m, v, g, 0, 1e-3, 1 / (1 - 0.9 ** iteration), 1 / (1 - 0.999 ** iteration));
  }, clock);
}
