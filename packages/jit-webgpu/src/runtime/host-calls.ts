import type { TypedArray } from "@proj/array";
import { dtypes, type Turn } from "@proj/array/core";
import type { BufferId, Callback, Program } from "@proj/jit/core";
import { fromSingleWords, toSingleWords } from "./elements.ts";
import type { Engine } from "./engine.ts";
import type { Block } from "./memory.ts";
import type { GpuBuffer } from "./webgpu-api.ts";

/** Where a program's buffers are in one run. */
export type Places = (id: BufferId) => { readonly buffer: GpuBuffer; readonly offset: number };

/**
 * The functions of the host that one run of a program calls.
 *
 * What they are given is copied where the program is at that point, and they are called when the copies are there. So a function
 * without results, such as that of `debug.print`, holds nothing up; for one with results the recording waits.
 */
export class HostCalls {
  readonly #engine: Engine;
  readonly #program: Program;
  readonly #turn: Turn | null;

  /** @param turn - of the effects of this run; null if there are none. */
  constructor(engine: Engine, program: Program, turn: Turn | null) {
    this.#engine = engine;
    this.#program = program;
    this.#turn = turn;
  }

  /**
   * Begins a call.
   *
   * @param operation - what the user called.
   * @param wanted - the word of the arena that says whether it is made; null if it is in any case.
   * @returns resolves when its results are there; null if it has none.
   */
  begin(operation: string, step: Callback, wanted: number | null, arena: Block, places: Places): Promise<void> | null {
    const { recorder } = this.#engine;
    const ordered = step.hasToken ? 1 : 0;
    const operands = step.operands.slice(ordered).map(({ buffer }) => buffer);
    const results = step.results.slice(ordered).map(({ buffer }) => buffer);
    const copies = Promise.all([
      wanted === null ? null : recorder.read(arena.buffer, 4 * wanted, 4),
      ...operands.map((id) => {
        const { buffer, offset } = places(id);
        const { size } = this.#program.buffers[id]!;
        return size === 0 ? new ArrayBuffer(0) : recorder.read(buffer, offset, 4 * size);
      }),
    ]);
    copies.catch(() => undefined);
    const call = async (): Promise<void> => {
      const [flag, ...words] = await copies.catch(async (error: unknown) => {
        throw await this.#engine.whyUnread(operation, error);
      });
      if (flag !== null && new Uint32Array(flag)[0] === 0) return;
      const values = new Map<BufferId, TypedArray>();
      const dtypeOf = (id: BufferId) => this.#program.buffers[id]!.dtype;
      operands.forEach((id, k) => values.set(id, fromSingleWords(words[k]!, dtypeOf(id))));
      for (const id of results) values.set(id, dtypes[dtypeOf(id)].allocate(this.#program.buffers[id]!.size));
      step.function.callIn(step, (id) => values.get(id)!);
      for (const id of results) {
        const { buffer, offset } = places(id);
        recorder.write(toSingleWords(values.get(id)!, dtypeOf(id)), buffer, offset);
      }
    };
    if (ordered === 0) return call();
    const turn = this.#turn!;
    const done = turn.do(call);
    if (results.length === 0) return null;
    return done.then(() => {
      if (turn.failure !== null) throw turn.failure;
    });
  }
}
