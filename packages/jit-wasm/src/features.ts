import { ModuleBuilder } from "./assembler/module-builder.ts";
import { assemble } from "./assembler/assemble.ts";
import { f32x4 } from "./assembler/instructions.ts";
import { webAssembly } from "./webassembly.ts";

interface V8Module {
  setFlagsFromString(flags: string): void;
}

interface NodeProcess {
  getBuiltinModule?(name: string): unknown;
}

let relaxed: boolean | null = null;

/**
 * True if the engine has the multiply-add of relaxed SIMD and the processor fuses it (one rounding). The first to ask waits for a
 * millisecond; in Node 20, which has the instruction behind a flag that can be set at run time, for three more.
 */
export function hasRelaxedSimd(): boolean {
  return (relaxed ??= probe() || (setNodeFlag() && probe()));
}

/** x · x − y rounds to 0 in two steps and to 2⁻²⁴ in one, for x = 1 + 2⁻¹² and y = 1 + 2⁻¹¹. */
function probe(): boolean {
  const module = new ModuleBuilder();
  const fused = module.function("fused", { x: "f32", y: "f32" }, "f32", (f, { x, y }) => {
    const vector = f.let(f32x4.splat(x));
    f.return(f32x4.extractLane(0, f32x4.relaxedMadd(vector, vector, f32x4.neg(f32x4.splat(y)))));
  });
  module.export("fused", fused);
  const bytes = assemble(module);
  const api = webAssembly();
  if (!api.validate(bytes)) return false;
  const run = new api.Instance(new api.Module(bytes)).exports.fused as (x: number, y: number) => number;
  return run(1 + 2 ** -12, 1 + 2 ** -11) === 2 ** -24;
}

function setNodeFlag(): boolean {
  const { process } = globalThis as { readonly process?: NodeProcess };
  const v8 = process?.getBuiltinModule?.("node:v8") as V8Module | undefined;
  if (v8 === undefined) return false;
  v8.setFlagsFromString("--experimental-wasm-relaxed-simd");
  return true;
}
