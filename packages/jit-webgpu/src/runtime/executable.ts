import type { HostFunction, Turn } from "@proj/array/core";
import type { BufferId, Callback, Executable, Program } from "@proj/jit/core";
import type { Command, DeviceProgram } from "../codegen/device-program.ts";
import { drive } from "./drive.ts";
import type { Elements } from "./elements.ts";
import type { Engine } from "./engine.ts";
import { doesNotCompile } from "./errors.ts";
import { HostCalls, type Places } from "./host-calls.ts";
import type { Block } from "./memory.ts";
import type { BindingForm, CompiledKernel } from "./pipelines.ts";
import { turnsOf, Value } from "./value.ts";
import type { GpuBindGroup, GpuBuffer } from "./webgpu-api.ts";

/** The most iterations of a loop between two reads of its flag: those after its end are recorded in vain. */
const longestChunk = 256;
/** The same for a loop that calls the host: for iterations after its end values are copied in vain. */
const longestChunkOfCalls = 32;
/** Bind groups that a program remembers: buffers come from a pool and return after a few calls. */
const rememberedGroups = 32;

/** What belongs to one run of a program. */
interface Run {
  readonly operation: string;
  readonly arena: Block;
  readonly group: GpuBindGroup;
  readonly values: ReadonlyMap<BufferId, Value>;
  readonly calls: HostCalls;
}

/** A program on a device: its kernels, and what is recorded when it runs. */
export class WebGpuExecutable implements Executable {
  readonly byteSize: number;
  /** How each result lies in memory. */
  readonly resultTypes: readonly Elements[];
  readonly #engine: Engine;
  readonly #program: Program;
  /** What the device does. */
  readonly code: DeviceProgram;
  readonly #form: BindingForm;
  #kernels: readonly CompiledKernel[] | null = null;
  #ready = false;
  /** A function with an effect that the program calls, or null. */
  readonly #effect: HostFunction | null;
  readonly #groups = new Map<string, GpuBindGroup>();

  /**
   * @param program - a planned program.
   * @param code - what the code generator made of it.
   */
  constructor(engine: Engine, program: Program, code: DeviceProgram) {
    this.#engine = engine;
    this.#program = program;
    this.code = code;
    this.resultTypes = program.outputs.map((id) => {
      const { size, dtype } = program.buffers[id]!;
      return { shape: [size], dtype };
    });
    this.#effect = firstEffect(code.commands);
    this.byteSize = code.kernels.reduce((sum, kernel) => sum + kernel.code.length, 0);
    this.#form = engine.pipelines.form(program.arena.bound.map((id) => program.buffers[id]!.role === "output"));
  }

  /**
   * Starts the program.
   *
   * @param operation - what the user called.
   * @param inputs - one per argument.
   * @returns one per result, each with one holder.
   */
  run(operation: string, inputs: readonly Value[]): readonly Value[] {
    const { buffers, inputs: inputIds, outputs: outputIds } = this.#program;
    const values = new Map<BufferId, Value>();
    inputIds.forEach((id, index) => {
      if (id !== null) values.set(id, inputs[index]!);
    });
    const fresh: Value[] = [];
    const results = outputIds.map((id) => {
      const known = values.get(id);
      known?.hold();
      if (known !== undefined) return known;
      const value = new Value(operation, 4 * buffers[id]!.size, this.#engine.memory);
      values.set(id, value);
      fresh.push(value);
      return value;
    });
    // Started now, so that kernels of programs that wait for each other are compiled side by side.
    void this.#compile();
    // Taken now, so that effects come in the order of the calls.
    const requires = turnsOf(inputs);
    const turn = this.#effect?.takeTurn(requires) ?? null;
    for (const value of fresh) value.turns = turn === null ? requires : [turn];
    this.#engine.queue.add({
      operation,
      inputs,
      outputs: fresh,
      prepare: () => this.#compile(),
      record: () => this.#record(operation, values, turn),
      fail: (error) => {
        // The queue marks the results.
        turn?.fail(error);
        turn?.end();
      },
    });
    return results;
  }

  #compile(): Promise<unknown> | null {
    if (this.#ready) return null;
    this.#kernels ??= this.code.kernels.map((kernel) => this.#engine.pipelines.compile(kernel, this.#form));
    const unfinished = this.#kernels.filter(({ pipeline, messages }) => pipeline === null && messages === null);
    this.#ready = unfinished.length === 0;
    return this.#ready ? null : Promise.all(unfinished.map(({ done }) => done));
  }

  #record(operation: string, values: ReadonlyMap<BufferId, Value>, turn: Turn | null): void | Promise<void> {
    const refused = this.#kernels!.find(({ messages }) => messages !== null);
    if (refused !== undefined) throw doesNotCompile(operation, refused.label, refused.messages!);
    const { memory, counters } = this.#engine;
    const arena = memory.arena(operation, Math.max(4, this.code.arenaBytes));
    const group = this.#group(
      arena,
      this.#program.arena.bound.map((id) => values.get(id)!),
    );
    counters.programs++;
    const calls = new HostCalls(this.#engine, this.#program, turn);
    return drive(this.#perform({ operation, arena, group, values, calls }, turn));
  }

  *#perform(run: Run, turn: Turn | null): Generator<Promise<unknown>, void, unknown> {
    const { arena, values } = run;
    const { recorder } = this.#engine;
    const { inputs, outputs } = this.#program;
    for (const id of new Set(inputs))
      if (id !== null && this.#isCopied(id)) {
        const { block, bytes } = values.get(id)!;
        recorder.copy(block.buffer, 0, arena.buffer, this.#program.arena.offsets[id]!, bytes);
      }
    yield* this.#commands(this.code.commands, run);
    for (const id of new Set(outputs))
      if (this.#isCopied(id) && !inputs.includes(id)) {
        const { block, bytes } = values.get(id)!;
        recorder.copy(arena.buffer, this.#program.arena.offsets[id]!, block.buffer, 0, bytes);
      }
    turn?.end();
  }

  *#commands(commands: readonly Command[], run: Run): Generator<Promise<unknown>, void, unknown> {
    const { arena, group } = run;
    const { recorder, faults } = this.#engine;
    for (const command of commands) {
      // The queue has told everyone; there is no use in recording more.
      if (faults.lost !== null) return;
      switch (command.kind) {
        case "dispatch":
          if (command.workgroups === 0) break;
          if (recorder.full) yield recorder.room();
          recorder.dispatch(this.#kernels![command.kernel]!.pipeline!, group, command.workgroups);
          break;
        case "repeat":
          for (let time = 0; time < command.times; time++) yield* this.#commands(command.body, run);
          break;
        case "while": {
          const { condition, body, flag } = command;
          const longest = longestChunkOf([...condition, ...body]);
          yield* this.#commands(condition, run);
          for (let chunk = 1; ; chunk = Math.min(2 * chunk, longest)) {
            for (let iteration = 0; iteration < chunk; iteration++) {
              yield* this.#commands(body, run);
              yield* this.#commands(condition, run);
            }
            const contents = (yield recorder.read(arena.buffer, 4 * flag, 4)) as ArrayBuffer;
            if (new Uint32Array(contents)[0] === 0) break;
          }
          break;
        }
        case "call": {
          if (recorder.full) yield recorder.room();
          const places: Places = (id) => this.#place(id, run);
          const results = run.calls.begin(run.operation, command.step, command.wanted, arena, places);
          if (results !== null) yield results;
          break;
        }
      }
    }
  }

  #place(id: BufferId, { arena, values }: Run): { readonly buffer: GpuBuffer; readonly offset: number } {
    if (this.#isCopied(id)) return { buffer: arena.buffer, offset: this.#program.arena.offsets[id]! };
    return { buffer: values.get(id)!.block.buffer, offset: 0 };
  }

  /** Whether kernels reach an argument or a result in the arena only. */
  #isCopied(id: BufferId): boolean {
    return !this.#program.arena.bound.includes(id);
  }

  #group(arena: Block, bound: readonly Value[]): GpuBindGroup {
    const blocks = [arena, ...bound.map(({ block }) => block)];
    const key = blocks.map(({ id }) => id).join();
    let group = this.#groups.get(key);
    if (group !== undefined) return group;
    if (this.#groups.size >= rememberedGroups) this.#groups.delete(this.#groups.keys().next().value!);
    const sizes = [arena.bytes, ...bound.map(({ bytes }) => Math.max(4, bytes))];
    const entries = blocks.map(({ buffer }, binding) => ({ binding, resource: { buffer, size: sizes[binding]! } }));
    group = this.#engine.gpu.createBindGroup({ layout: this.#form.layout, entries });
    this.#groups.set(key, group);
    return group;
  }
}

/** Every command among these, in loops too. */
function flattened(commands: readonly Command[]): readonly Command[] {
  return commands.flatMap((command) => {
    switch (command.kind) {
      case "dispatch":
      case "call":
        return [command];
      case "repeat":
        return [command, ...flattened(command.body)];
      case "while":
        return [command, ...flattened([...command.condition, ...command.body])];
    }
  });
}

/** The most iterations of a loop around these commands between two reads of its flag. */
function longestChunkOf(commands: readonly Command[]): number {
  const all = flattened(commands);
  // A loop inside has to read its own flag anyway, and a call with results those.
  if (all.some((command) => command.kind === "while" || (command.kind === "call" && waitsFor(command.step)))) return 1;
  return all.some(({ kind }) => kind === "call") ? longestChunkOfCalls : longestChunk;
}

/** Whether a program needs the results of a call. */
const waitsFor = ({ results, hasToken }: Callback): boolean => results.length > (hasToken ? 1 : 0);

/** The function of the first call whose place in the order of effects matters; null if there is none. */
function firstEffect(commands: readonly Command[]): HostFunction | null {
  const call = flattened(commands).find((command) => command.kind === "call" && command.step.hasToken);
  return call?.kind === "call" ? call.step.function : null;
}
