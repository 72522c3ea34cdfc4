import { defect } from "@proj/array/core";
import {
  countersOfView,
  isComputeStep,
  isEmpty,
  readsOfElement,
  writtenBuffers,
  type Callback,
  type Carry,
  type Cond,
  type Group,
  type Program,
  type Scan,
  type Step,
  type While,
} from "@proj/jit/core";
import { Addresses } from "../wgsl/address.ts";
import type { Capabilities } from "../capabilities.ts";
import { carryWorkgroups, emitCarries, movedCarries } from "../steps/carries.ts";
import type { Command } from "../device-program.ts";
import { emitDispatch, workgroupsOf, type Arrangement, type CounterWords } from "./dispatch.ts";
import { guardCondition, guardCounters, type Guard } from "./guard.ts";
import type { KernelBuilder } from "../wgsl/kernel-builder.ts";
import type { KernelTable } from "./kernel-table.ts";
import type { Layout } from "../wgsl/layout.ts";
import type { Scope } from "../threads/scope.ts";
import { taskOf, type Task } from "./task.ts";

/*
 * The steps of a program outside tiles, as commands. A step that computes is a dispatch. Loops and branches are what the device
 * can record without knowing any value: a scan is its body as often as it is long, and counts in a word of the arena; the kernels
 * of a loop with a condition, and those of a branch, do nothing unless a word of the arena says so.
 */

/** What surrounds steps. */
interface Surroundings {
  readonly guards: readonly Guard[];
  readonly words: CounterWords;
}

/** Tasks that could share a dispatch with what stands before and after them, and finished commands. */
type Item = Task | Command;

const isTask = (item: Item): item is Task => "emit" in item;

/**
 * Tasks that share a kernel. Compilers of shaders take more than linear time for long ones, and WGSL allows no more than 127
 * branches in a chain.
 */
const mostInKernel = 64;

/** Makes commands from steps, and kernels on the way. */
export class CommandEmitter {
  readonly #layout: Layout;
  readonly #capabilities: Capabilities;
  readonly #table: KernelTable;

  constructor(layout: Layout, capabilities: Capabilities, table: KernelTable) {
    this.#layout = layout;
    this.#capabilities = capabilities;
    this.#table = table;
  }

  /** The commands of a program. */
  emit(program: Program): readonly Command[] {
    const outside: Surroundings = { guards: [], words: new Map() };
    return this.#commands(this.#items(program.steps, outside), outside);
  }

  #items(steps: readonly Step[], around: Surroundings): readonly Item[] {
    return steps.flatMap((step) => this.#item(step, around));
  }

  #item(step: Step, around: Surroundings): readonly Item[] {
    if (step.kind === "callback") return this.#call(step, around);
    if (isComputeStep(step)) return isEmpty(step) ? [] : [taskOf(step, around.guards, this.#capabilities)];
    switch (step.kind) {
      case "tiles":
        return step.count === 0 ? [] : [taskOf(step, around.guards, this.#capabilities)];
      case "group":
        return this.#group(step, around);
      case "scan":
        return this.#scan(step, around);
      case "while":
        return this.#while(step, around);
      case "cond":
        return this.#cond(step, around);
    }
  }

  /** Dispatches of tasks; those of a single workgroup that follow each other become one. */
  #commands(items: readonly Item[], { words }: Surroundings): readonly Command[] {
    const commands: Command[] = [];
    let run: Task[] = [];
    const flush = (): void => {
      if (run.length > 0) commands.push(...this.#dispatch(run, "one after the other", words));
      run = [];
    };
    for (const item of items) {
      const continues =
        isTask(item) &&
        item.workgroups === 1 &&
        run.length < mostInKernel &&
        (run[0]?.guards ?? item.guards) === item.guards;
      if (!continues) flush();
      if (!isTask(item)) commands.push(item);
      else if (item.workgroups === 1) run.push(item);
      else commands.push(...this.#dispatch([item], "side by side", words));
    }
    flush();
    return commands;
  }

  /** One dispatch of tasks, or one of each if their memory does not fit into one kernel. */
  #dispatch(tasks: readonly Task[], arrangement: Arrangement, words: CounterWords): readonly Command[] {
    const code = emitDispatch(tasks, arrangement, this.#layout, this.#capabilities, words);
    if (code === null) {
      if (tasks.length > 1) return tasks.flatMap((task) => this.#dispatch([task], arrangement, words));
      throw defect(
        `${this.#layout.program.name}: ${tasks[0]!.label} takes more than the ${this.#capabilities.workgroupBytes} bytes of workgroup memory that the device has`,
      );
    }
    const label = tasks.map(({ label }) => label).join(arrangement === "side by side" ? " | " : "; ");
    const kernel = this.#table.add(label, code);
    return [{ kind: "dispatch", kernel, workgroups: workgroupsOf(tasks, arrangement) }];
  }

  /** One dispatch for the steps that can share one, and what the others take. */
  #group({ steps }: Group, around: Surroundings): readonly Item[] {
    const items = this.#items(steps, around);
    const tasks = items.filter(isTask);
    const shared: Item[] = [];
    for (let from = 0; from < tasks.length; from += mostInKernel) {
      const some = tasks.slice(from, from + mostInKernel);
      shared.push(...(some.length > 1 ? this.#dispatch(some, "side by side", around.words) : some));
    }
    return [...shared, ...items.filter((item) => !isTask(item))];
  }

  #scan({ counter, length, reverse, carries, body }: Scan, around: Surroundings): readonly Item[] {
    if (length === 0) return [];
    const word = this.#layout.reserveWord();
    const inside: Surroundings = { ...around, words: new Map(around.words).set(counter, word) };
    const start = reverse ? length - 1 : 0;
    const items = [
      ...this.#items(body, inside),
      this.#advance(carries, inside, (kernel) =>
        kernel.storeWord(word, `${kernel.loadWord(word)} ${reverse ? "-" : "+"} 1`),
      ),
    ];
    return [
      this.#bookkeeping(`start t${counter}`, around.guards, (kernel) => kernel.storeWord(word, String(start))),
      { kind: "repeat", times: length, body: this.#commands(items, inside) },
    ];
  }

  #while({ carries, condition, predicate, body }: While, around: Surroundings): readonly Item[] {
    const flag = this.#layout.reserveWord();
    const inside: Surroundings = { ...around, guards: [{ kind: "flag", word: flag }] };
    // The flag knows what is around the loop, so that the kernels inside need not.
    const start: Task = {
      ...this.#bookkeeping("start while", [], (kernel, scope) => {
        const condition = around.guards.length === 0 ? "1" : `u32(${guardCondition(kernel, around.guards, scope)})`;
        kernel.storeWord(flag, condition);
      }),
      counters: guardCounters(around.guards),
    };
    const decide = this.#bookkeeping("test", inside.guards, (kernel) =>
      kernel.storeWord(flag, `u32(${kernel.load(predicate, "")})`),
    );
    const conditionItems = [...this.#items(condition, inside), decide];
    const moves = movedCarries(carries).length > 0 ? [this.#advance(carries, inside, null)] : [];
    return [
      start,
      {
        kind: "while",
        flag,
        condition: this.#commands(conditionItems, inside),
        body: this.#commands([...this.#items(body, inside), ...moves], inside),
      },
    ];
  }

  #cond({ index, branches }: Cond, around: Surroundings): readonly Item[] {
    const last = branches.length - 1;
    if (last === 0) return this.#items(branches[0]!, around);
    const written = writtenBuffers(branches.flat());
    const guarded = (guardOf: (branch: number) => Guard): readonly Item[] =>
      branches.flatMap((steps, branch) =>
        this.#items(steps, { ...around, guards: [...around.guards, guardOf(branch)] }),
      );
    if (!readsOfElement(index).some(({ buffer }) => written.has(buffer)))
      return guarded((branch) => ({ kind: "branch", index, last, branch }));
    // A branch may change what chose it.
    const word = this.#layout.reserveWord();
    const choose: Task = {
      ...this.#bookkeeping("choose", around.guards, (kernel, scope) => {
        const value = new Addresses(kernel, scope, [index]).load(index, []);
        kernel.storeWord(word, `u32(clamp(${value}, 0, ${last}))`);
      }),
      counters: new Set(countersOfView(index)),
    };
    return [choose, ...guarded((branch) => ({ kind: "chosen", word, branch }))];
  }

  /** A call of the host, after a word that says whether what surrounds it gets there. */
  #call(step: Callback, { guards }: Surroundings): readonly Item[] {
    if (guards.length === 0) return [{ kind: "call", step, wanted: null }];
    const word = this.#layout.reserveWord();
    const decide: Task = {
      ...this.#bookkeeping("call", [], (kernel, scope) =>
        kernel.storeWord(word, `u32(${guardCondition(kernel, guards, scope)})`),
      ),
      counters: guardCounters(guards),
    };
    return [decide, { kind: "call", step, wanted: word }];
  }

  /** The task that makes next values current, and then what one thread writes. */
  #advance(carries: readonly Carry[], { guards }: Surroundings, count: ((kernel: KernelBuilder) => void) | null): Task {
    return {
      label: "advance",
      workgroups: carryWorkgroups(carries, this.#layout, this.#capabilities),
      counters: new Set(),
      guards,
      emit(kernel, scope) {
        emitCarries(kernel, carries, scope.team);
        if (count === null) return;
        const first = scope.team.groups === "1u" ? "lid == 0" : "group == 0 && lid == 0";
        kernel.block(`if (${first})`, () => count(kernel));
      },
    };
  }

  /** The task of one thread that writes a word. */
  #bookkeeping(label: string, guards: readonly Guard[], write: (kernel: KernelBuilder, scope: Scope) => void): Task {
    return {
      label,
      workgroups: 1,
      counters: new Set(),
      guards,
      emit: (kernel, scope) => kernel.block("if (lid == 0)", () => write(kernel, scope)),
    };
  }
}
