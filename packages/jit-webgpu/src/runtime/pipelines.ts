import type { Kernel } from "../codegen/device-program.ts";
import type { Counters } from "./statistics.ts";
import { computeStage, type GpuBindGroupLayout, type GpuComputePipeline, type GpuDevice } from "./webgpu-api.ts";

/** The form of a program's bind group: the arena, and for each bound buffer whether kernels write to it. */
export interface BindingForm {
  readonly key: string;
  readonly layout: GpuBindGroupLayout;
}

/** A kernel on its way through the compiler. */
export interface CompiledKernel {
  readonly label: string;
  readonly done: Promise<void>;
  /** What can be dispatched, once `done` and if it compiles. */
  pipeline: GpuComputePipeline | null;
  /** What the compiler said, once `done` and if it does not compile. */
  messages: string | null;
}

/** The kernels of one device, compiled off the main thread, once for each text. */
export class Pipelines {
  readonly #gpu: GpuDevice;
  readonly #counters: Counters;
  readonly #forms = new Map<string, BindingForm>();
  readonly #kernels = new Map<string, CompiledKernel>();

  constructor(gpu: GpuDevice, counters: Counters) {
    this.#gpu = gpu;
    this.#counters = counters;
  }

  /**
   * The form of a bind group: binding 0 is the arena, the others follow.
   *
   * @param writable - for each bound buffer, whether kernels write to it.
   */
  form(writable: readonly boolean[]): BindingForm {
    const key = writable.map((written) => (written ? "w" : "r")).join("");
    let form = this.#forms.get(key);
    if (form === undefined) {
      const entries = [true, ...writable].map((written, binding) => ({
        binding,
        visibility: computeStage,
        buffer: { type: written ? ("storage" as const) : ("read-only-storage" as const) },
      }));
      form = { key, layout: this.#gpu.createBindGroupLayout({ entries }) };
      this.#forms.set(key, form);
    }
    return form;
  }

  /** Compiles a kernel, unless that was done before. */
  compile(kernel: Kernel, form: BindingForm): CompiledKernel {
    const key = `${form.key}\n${kernel.code}`;
    let compiled = this.#kernels.get(key);
    if (compiled === undefined) this.#kernels.set(key, (compiled = this.#compile(kernel, form)));
    return compiled;
  }

  #compile({ label, code }: Kernel, { layout }: BindingForm): CompiledKernel {
    this.#counters.pipelines++;
    // Errors of the module come again, in more detail, with the pipeline.
    this.#gpu.pushErrorScope("validation");
    const module = this.#gpu.createShaderModule({ label, code });
    const pipelineLayout = this.#gpu.createPipelineLayout({ bindGroupLayouts: [layout] });
    this.#gpu.popErrorScope().catch(() => null);
    const descriptor = { label, layout: pipelineLayout, compute: { module, entryPoint: "main" } };
    const done = this.#gpu.createComputePipelineAsync(descriptor).then(
      (pipeline) => {
        compiled.pipeline = pipeline;
      },
      async (error: unknown) => {
        const info = await module.getCompilationInfo().catch(() => ({ messages: [] }));
        const said = info.messages.filter(({ type }) => type === "error");
        compiled.messages =
          said.length > 0
            ? said.map(({ lineNum, message }) => `line ${lineNum}: ${message}`).join("; ")
            : String(error instanceof Error ? error.message : error);
      },
    );
    const compiled: CompiledKernel = { label, done, pipeline: null, messages: null };
    return compiled;
  }
}
