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
 * True if the engine has the fused multiply-add of relaxed SIMD. Node 20 has it behind a flag which can still be set at run time;
 * this function sets it, once, before the first module that wants it.
 */
export function hasRelaxedSimd(): boolean {
  relaxed ??= probe() || (setNodeFlag() && probe());
  return relaxed;
}

function probe(): boolean {
  const module = new ModuleBuilder();
  module.function("probe", { x: "v128" }, "v128", (f, { x }) => {
    f.return(f32x4.relaxedMadd(x, x, x));
  });
  return webAssembly().validate(assemble(module));
}

function setNodeFlag(): boolean {
  const { process } = globalThis as { readonly process?: NodeProcess };
  const v8 = process?.getBuiltinModule?.("node:v8") as V8Module | undefined;
  if (v8 === undefined) return false;
  v8.setFlagsFromString("--experimental-wasm-relaxed-simd");
  return true;
}
