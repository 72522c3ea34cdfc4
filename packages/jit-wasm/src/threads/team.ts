/*
 * The threads of programs. A program's long steps are *regions*, cut in *pieces* that may run in any order and at once. The thread
 * that calls a program runs everything else; when it comes to a region it opens it, takes pieces until none is left, closes it and waits
 * for the pieces that others took. Others are workers, which run worker.js; they take pieces too if they have the program.
 *
 * Everybody shares one WebAssembly memory, and a few words by which they understand each other: while `open` is a program's number,
 * its region `region` has `count` pieces, of which `next` is the next; `active` workers are in it. Whoever becomes active and then finds
 * the region open may take pieces, as the caller opens no other before nobody is active. `epoch` counts what happened; workers that saw
 * nothing for a while sleep until it changes. Programs come by messages, which a worker only gets when it is not waiting: `mail` counts
 * them.
 *
 * A worker that does not start, or is slow, costs nothing but its help. So workers start when they would have been of use for some
 * time, and do not keep a process alive. A worker that ends while it has a piece never says so: the caller waits much longer than its own
 * pieces took, then gives up the team, with its workers and its memory, into which a late worker may still write. The next call makes
 * another.
 */
import { UsageError } from "@proj/array";
import { SharedMemory } from "../shared-memory.ts";
import type { WasmModule } from "../webassembly.ts";

/** The places of the words. */
const at = {
  open: 0,
  region: 1,
  count: 2,
  next: 3,
  active: 4,
  limit: 5,
  epoch: 6,
  sleepers: 7,
  failed: 8,
  helped: 9,
  /** One for each worker. */
  mail: 16,
} as const;

/** More threads than this gain nothing. */
const mostThreads = 64;

/** How long threads look for more to do before they sleep; waking one takes up to a tenth of a millisecond. */
const spinMilliseconds = 0.1;

/** How long the caller waits for others at least, and for how many of its own longest pieces. */
const leastWait = 10_000;
const mostPieces = 100;
/** How long one wait takes at most: only these count, so that a machine that was asleep is not taken for a dead worker. */
const waitMilliseconds = 100;

/** A program with regions. */
export interface ThreadedProgram {
  readonly module: WasmModule;
  readonly ownBytes: number;
  /** How many threads may work at once. */
  readonly threads: number;
  /** Workers start when the regions of all programs have taken so many milliseconds: a program that runs once does without. */
  readonly patience: number;
  /** Runs a piece on the calling thread. */
  readonly piece: (region: number, position: number, own: number) => void;
}

/** What is used of workers, which browsers and Node spell differently. */
interface Thread {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

interface NodeThread extends Thread {
  unref(): void;
  on(event: "error" | "exit", listen: () => void): void;
}

interface NodeThreads {
  readonly Worker: new (url: URL, options: Readonly<Record<string, unknown>>) => NodeThread;
}

interface BrowserWorker extends Thread {
  addEventListener(event: "error", listen: () => void): void;
}

declare const Worker: new (url: URL, options: { readonly type: "module" }) => BrowserWorker;

/** A module of Node; undefined elsewhere. */
export function nodeModule(name: string): unknown {
  const { process } = globalThis as { readonly process?: { getBuiltinModule?(name: string): unknown } };
  return process?.getBuiltinModule?.(name);
}

const now = (): number => (globalThis as unknown as { readonly performance: { now(): number } }).performance.now();

/** A worker, and how much mail it was sent. */
interface Member {
  readonly thread: Thread;
  mails: number;
}

/** What the team knows of a program: its number, and how many of the workers have it. */
interface Entry {
  readonly number: number;
  told: number;
}

/** The memory and the workers that all programs with threads share. */
export class Team {
  readonly memory = new SharedMemory(true);
  readonly #words = new Int32Array(new SharedArrayBuffer((at.mail + mostThreads) * Int32Array.BYTES_PER_ELEMENT));
  readonly #members: Member[] = [];
  readonly #entries = new WeakMap<ThreadedProgram, Entry>();
  readonly #dropped = new FinalizationRegistry<Entry>(({ number, told }) => {
    for (const member of this.#members.slice(0, told)) this.#tell(member, { drop: number });
    this.#call();
  });
  #lastNumber = 0;
  #milliseconds = 0;
  /** Whether a worker could not start; others would not either. */
  #isAlone = false;
  readonly #mayWait = mayWait();
  readonly #leastWait: number;
  #isLost = false;

  /**
   * @param wait - how many milliseconds the caller waits for a worker at least.
   */
  constructor(wait = leastWait) {
    this.#leastWait = wait;
  }

  /** Whether a worker ended, and the memory is not to be used any more. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** How many pieces workers have run so far. */
  get helped(): number {
    return Atomics.load(this.#words, at.helped);
  }

  /** Runs all pieces of a region. */
  run(program: ThreadedProgram, region: number, count: number): void {
    if (this.#milliseconds >= program.patience) this.#hire(program.threads - 1);
    if (this.#members.length > 0 && program.threads > 1) {
      this.#share(program, region, count);
      return;
    }
    const begin = now();
    for (let position = 0; position < count; position++) program.piece(region, position, 0);
    this.#milliseconds += now() - begin;
  }

  #share(program: ThreadedProgram, region: number, count: number): void {
    const words = this.#words;
    words[at.region] = region;
    words[at.count] = count;
    words[at.next] = 0;
    words[at.limit] = program.threads;
    Atomics.store(words, at.open, this.#numberOf(program));
    this.#call();
    let longest = 0;
    try {
      for (;;) {
        const position = Atomics.add(words, at.next, 1);
        if (position >= count) break;
        const begin = now();
        program.piece(region, position, 0);
        longest = Math.max(longest, now() - begin);
      }
    } finally {
      Atomics.store(words, at.open, 0);
      this.#join(longest);
    }
    if (Atomics.exchange(words, at.failed, 0) !== 0)
      throw new Error("a thread of a program failed; this is a defect of the library, please report it");
  }

  /** Says that something happened. */
  #call(): void {
    Atomics.add(this.#words, at.epoch, 1);
    if (Atomics.load(this.#words, at.sleepers) > 0) Atomics.notify(this.#words, at.epoch);
  }

  /** Waits until no worker is in a region; `longest` is how long the longest piece of the caller took. */
  #join(longest: number): void {
    const words = this.#words;
    const begin = now();
    const most = this.#leastWait + mostPieces * longest;
    let waited = 0;
    for (;;) {
      const active = Atomics.load(words, at.active);
      if (active === 0) return;
      const spun = now() - begin;
      if (this.#mayWait && spun >= spinMilliseconds) {
        if (Atomics.wait(words, at.active, active, waitMilliseconds) === "timed-out") waited += waitMilliseconds;
      } else waited = spun;
      if (waited <= most) continue;
      this.lose();
      throw new UsageError({
        operation: "jit",
        received: `a worker that has not finished its part of a program for ${(waited / 1000).toFixed(0)} s and seems to have ended`,
        expected: "that workers finish what they begin",
        remedy:
          "call the function again, which starts new workers; if something ends workers in this process, ask for one thread: wasm({ threads: 1 })",
      });
    }
  }

  /** Gives the team up: its workers end, and nobody uses its memory any more. */
  lose(): void {
    this.#isLost = true;
    for (const { thread } of this.#members) thread.terminate();
    this.#members.length = 0;
  }

  /** The number of a program that all workers have or will find in their mail. */
  #numberOf(program: ThreadedProgram): number {
    let entry = this.#entries.get(program);
    if (entry === undefined) {
      entry = { number: ++this.#lastNumber, told: 0 };
      this.#entries.set(program, entry);
      this.#dropped.register(program, entry);
    }
    const { number } = entry;
    for (; entry.told < this.#members.length; entry.told++)
      this.#tell(this.#members[entry.told]!, { id: number, module: program.module, ownBytes: program.ownBytes });
    return number;
  }

  #tell(member: Member, message: object): void {
    member.thread.postMessage(message);
    Atomics.store(this.#words, at.mail + this.#members.indexOf(member), ++member.mails);
  }

  #hire(wanted: number): void {
    while (this.#members.length < wanted && !this.#isAlone) {
      const number = this.#members.length;
      const thread = newThread(
        () => {
          this.#isAlone = true;
          sayWhyAlone(
            "no worker could start. Keep the package's file worker.js where its code finds it, or ask for one thread: wasm({ threads: 1 }).",
          );
        },
        () => {
          if (!this.#isAlone) this.lose();
        },
      );
      if (thread === null) return;
      const member: Member = { thread, mails: 0 };
      this.#members.push(member);
      this.#tell(member, {
        words: this.#words,
        memory: this.memory.memory,
        thread: number + 1,
        at: { ...at, mail: at.mail + number },
        spinMilliseconds,
      });
    }
  }
}

/** A new worker; null where none can start, as from files of another origin. */
function newThread(onFailure: () => void, onEnd: () => void): Thread | null {
  const node = nodeModule("node:worker_threads") as NodeThreads | undefined;
  try {
    if (node === undefined) {
      // Bundlers look for these very words.
      const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
      worker.addEventListener("error", onFailure);
      return worker;
    }
    // Without the flags and the environment of the process, which may load what the worker does not need.
    const worker = new node.Worker(new URL("./worker.js", import.meta.url), { execArgv: [], env: {} });
    worker.on("error", onFailure);
    worker.on("exit", onEnd);
    worker.unref();
    return worker;
  } catch {
    onFailure();
    return null;
  }
}

/** Whether this thread may sleep: the main thread of a page may not. */
function mayWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}

let made: Team | null = null;

/** The team, made when first asked for, and anew when it was lost. */
export function team(): Team {
  if (made === null || made.isLost) made = new Team();
  return made;
}

/** Whether threads can share memory: pages must be isolated from others for that. */
export function canShareMemory(): boolean {
  const { crossOriginIsolated, SharedArrayBuffer: shared } = globalThis as {
    readonly crossOriginIsolated?: boolean;
    readonly SharedArrayBuffer?: unknown;
  };
  return shared !== undefined && crossOriginIsolated !== false;
}

/** How many threads the machine runs at once. */
export function availableThreads(): number {
  const os = nodeModule("node:os") as { availableParallelism(): number } | undefined;
  const { navigator } = globalThis as { readonly navigator?: { readonly hardwareConcurrency?: number } };
  return Math.min(mostThreads, os?.availableParallelism() ?? navigator?.hardwareConcurrency ?? 1);
}

let isSaid = false;

/** Says, once, why programs run on one thread though more were asked for. */
export function sayWhyAlone(reason: string): void {
  if (isSaid) return;
  isSaid = true;
  console.warn(`@proj/jit-wasm: programs run on one thread, since ${reason}`);
}

/** Pages share no memory by themselves. */
export const notIsolated =
  "this page is not cross-origin isolated. Serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp to use all cores.";
