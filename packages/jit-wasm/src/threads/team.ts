/*
 * The threads of programs. A program's long steps are *regions*, cut in *pieces* that may run in any order and at once. The thread
 * that calls a program runs everything else; when it comes to a region it opens it, takes pieces until none is left, closes it and waits
 * for the pieces that others took. Others are workers, which run wasm-thread.js; they take pieces too if they have the program.
 *
 * Everybody shares one WebAssembly memory, and a few words by which they understand each other: while `open` is a program's number,
 * its region `region` has `count` pieces, of which `taken` were taken: in the lower half of the word from the front, and in the upper
 * half from the back, where every other thread begins, so that it finds near it what it left in the region before. A worker that says
 * it is `busy` and then finds the region open may take pieces, as the caller opens no other before nobody is busy. `epoch` counts what
 * happened; workers that saw nothing for a while sleep until it changes. Waking them takes so long that short regions run without
 * those that sleep. Programs come by messages, which a worker only gets when it is not waiting: `mail` counts them.
 *
 * A worker that does not start, or is slow, costs nothing but its help. So workers start when they would have been of use for some
 * time, and do not keep a process alive. One that is ended in the middle of a piece takes the results of the call along, which then
 * throws; the next call has a new one.
 */
import { defect } from "@proj/array/core";
import { UsageError } from "@proj/array";
import { SharedMemory } from "../shared-memory.ts";
import type { WasmModule } from "../webassembly.ts";

/** More threads than this gain nothing. */
const mostThreads = 64;

/** The places of the words. */
const at = {
  open: 0,
  region: 1,
  count: 2,
  taken: 3,
  limit: 4,
  epoch: 5,
  sleepers: 6,
  failed: 7,
  helped: 8,
  /** From here on one for each worker. */
  mail: 16,
  busy: 16 + mostThreads,
} as const;

/** Regions of more pieces are taken from the front alone. */
const mostFromBothEnds = 2 ** 15;

/** How long threads look for more to do before they sleep; waking one takes up to a tenth of a millisecond. */
const spinMilliseconds = 0.1;

/** For how many times as long as a worker kept it waiting the caller does without: there may be no core for both. */
const caution = 16;

/** How long a busy worker is waited for before it is asked whether it is still there. */
const patienceMilliseconds = 100;

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
  /** Of Node only: without an event, which the caller could not get while it waits, it says whether a worker has ended. */
  readonly performance?: { eventLoopUtilization(): { readonly idle: number; readonly active: number } };
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

/** A worker, how much mail it was sent, whether Node has told of its times, and whether it has ended. */
interface Member {
  readonly thread: Thread;
  readonly number: number;
  mails: number;
  isTimed: boolean;
  hasEnded: boolean;
}

/** What the team knows of a program: its number, which workers have it, and how many milliseconds its regions take one thread. */
interface Entry {
  readonly number: number;
  readonly told: Set<Member>;
  readonly alone: number[];
}

/** The memory and the workers that all programs with threads share. */
export class Team {
  readonly memory = new SharedMemory(true);
  readonly #words = new Int32Array(new SharedArrayBuffer(4 * (at.busy + mostThreads)));
  readonly #members: Member[] = [];
  readonly #entries = new WeakMap<ThreadedProgram, Entry>();
  readonly #dropped = new FinalizationRegistry<Entry>(({ number, told }) => {
    for (const member of told) this.#tell(member, { drop: number });
    this.#call();
  });
  #lastNumber = 0;
  #milliseconds = 0;
  /** Whether a worker could not start; others would not either. */
  #isAlone = false;
  readonly #mayWait = mayWait();
  /** Until when regions run without workers, which have kept the caller waiting. */
  #aloneUntil = 0;
  /** Regions of fewer milliseconds are not worth waking workers that sleep. */
  leastToWake = spinMilliseconds;

  /** How many pieces workers have run so far. */
  get helped(): number {
    return Atomics.load(this.#words, at.helped);
  }

  /** Whether a worker is in a region. */
  get hasBusyWorkers(): boolean {
    return this.#members.some(({ number }) => Atomics.load(this.#words, at.busy + number) !== 0);
  }

  /** Runs all pieces of a region. */
  run(program: ThreadedProgram, region: number, count: number): void {
    if (this.#milliseconds >= program.patience) this.#hire(program.threads - 1);
    const { number, told, alone } = this.#entryOf(program);
    const known = alone[region] ?? 0;
    const begin = now();
    const mayHelp = this.#members.length > 0 && program.threads > 1 && begin >= this.#aloneUntil;
    if (mayHelp && (!this.#sleep() || known >= this.leastToWake)) {
      const before = this.helped;
      this.#tellOf(program, number, told);
      const wait = this.#share(number, program, region, count);
      const taken = now() - begin;
      alone[region] = this.helped === before ? taken : Math.min(known, taken * program.threads);
      if (wait > spinMilliseconds) this.#aloneUntil = now() + caution * wait;
      return;
    }
    for (let position = 0; position < count; position++) program.piece(region, position, 0);
    alone[region] = now() - begin;
    this.#milliseconds += alone[region];
  }

  /** Whether a worker sleeps. */
  #sleep(): boolean {
    return Atomics.load(this.#words, at.sleepers) > 0;
  }

  /** Runs a region with others, and gives how many milliseconds longer than a piece takes they were waited for. */
  #share(number: number, program: ThreadedProgram, region: number, count: number): number {
    const words = this.#words;
    words[at.region] = region;
    words[at.count] = count;
    words[at.taken] = 0;
    words[at.limit] = program.threads;
    Atomics.store(words, at.open, number);
    this.#call();
    const begin = now();
    let own = 1;
    let end: number;
    try {
      for (;;) {
        const taken = Atomics.add(words, at.taken, 1);
        const [front, back] = count < mostFromBothEnds ? [taken & 0xffff, taken >>> 16] : [taken, 0];
        if (front + back >= count) break;
        program.piece(region, front, 0);
        own++;
      }
    } finally {
      end = now();
      Atomics.store(words, at.open, 0);
      this.#join();
    }
    if (Atomics.exchange(words, at.failed, 0) !== 0) throw defect("a thread of a program failed");
    return now() - end - (end - begin) / own;
  }

  /** Says that something happened. */
  #call(): void {
    Atomics.add(this.#words, at.epoch, 1);
    if (this.#sleep()) Atomics.notify(this.#words, at.epoch);
  }

  /** Waits until no worker is in a region. */
  #join(): void {
    const until = now() + spinMilliseconds;
    let isLost = false;
    for (const member of this.#members) {
      const busy = at.busy + member.number;
      while (Atomics.load(this.#words, busy) !== 0) {
        if (!this.#mayWait || now() < until) continue;
        // A worker that is about to end may still do its piece: so it is asked first, and then waited for.
        const isEnding = member.hasEnded || hasEnded(member);
        if (Atomics.wait(this.#words, busy, 1, patienceMilliseconds) !== "timed-out" || !isEnding) continue;
        Atomics.store(this.#words, busy, 0);
        member.hasEnded = true;
        isLost = true;
      }
    }
    if (isLost) {
      throw new UsageError({
        operation: "a compiled program",
        received: "the end of one of its worker threads in the middle of a call",
        expected: "workers that stay until the process or the page ends",
        remedy: "do not terminate workers that you did not start, and call again: there will be a new one",
      });
    }
  }

  #entryOf(program: ThreadedProgram): Entry {
    let entry = this.#entries.get(program);
    if (entry === undefined) {
      entry = { number: ++this.#lastNumber, told: new Set(), alone: [] };
      this.#entries.set(program, entry);
      this.#dropped.register(program, entry);
    }
    return entry;
  }

  /** Sends a program to the workers that do not have it, which find it in their mail. */
  #tellOf({ module, ownBytes }: ThreadedProgram, id: number, told: Set<Member>): void {
    for (const member of this.#members) {
      member.isTimed ||= isTimed(member);
      if (told.has(member)) continue;
      this.#tell(member, { id, module, ownBytes });
      told.add(member);
    }
  }

  #tell(member: Member, message: object): void {
    member.thread.postMessage(message);
    Atomics.store(this.#words, at.mail + member.number, ++member.mails);
  }

  /** Has as many workers as are wanted, new ones in the places of those that have ended. */
  #hire(wanted: number): void {
    for (let number = 0; number < wanted && !this.#isAlone; number++) {
      if (this.#members[number]?.hasEnded !== false) this.#start(number);
    }
  }

  #start(number: number): void {
    const thread = newThread(
      () => {
        this.#isAlone = true;
        sayWhyAlone(
          "no worker could start: keep the file wasm-thread.js beside the code, or ask for wasm({ threads: 1 }).",
        );
      },
      () => (member.hasEnded = true),
    );
    if (thread === null) return;
    const member: Member = { thread, number, mails: 0, isTimed: false, hasEnded: false };
    this.#members[number] = member;
    for (const place of [at.mail, at.busy]) Atomics.store(this.#words, place + number, 0);
    this.#tell(member, {
      words: this.#words,
      memory: this.memory.memory,
      thread: number + 1,
      at: { ...at, mail: at.mail + number, busy: at.busy + number },
      spinMilliseconds,
      mostFromBothEnds,
    });
  }
}

/** Whether Node tells of the times of a worker: not before the caller's own loop of events has turned. Browsers never do. */
function isTimed({ thread: { performance } }: Member): boolean {
  return performance !== undefined && performance.eventLoopUtilization().active > 0;
}

/** Whether a worker has ended, or is about to: then Node has no times of it any more. What was never timed is taken to be there. */
function hasEnded({ thread: { performance }, isTimed }: Member): boolean {
  return isTimed && performance !== undefined && performance.eventLoopUtilization().idle < 0;
}

/** A new worker; null where none can start, as from files of another origin. */
function newThread(onFailure: () => void, onExit: () => void): Thread | null {
  const node = nodeModule("node:worker_threads") as NodeThreads | undefined;
  try {
    if (node === undefined) {
      // Bundlers look for these very words.
      const worker = new Worker(new URL("./wasm-thread.js", import.meta.url), { type: "module" });
      worker.addEventListener("error", onFailure);
      return worker;
    }
    // Without the flags and the environment of the process, which may load what the worker does not need.
    const worker = new node.Worker(new URL("./wasm-thread.js", import.meta.url), { execArgv: [], env: {} });
    worker.on("error", onFailure);
    worker.on("exit", onExit);
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

/** The team, made when first asked for. */
export function team(): Team {
  return (made ??= new Team());
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
  "the page is not cross-origin isolated: serve it with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.";
