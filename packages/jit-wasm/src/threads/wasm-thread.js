/* global performance */
/*
 * What a thread of a team runs: it takes pieces of the region that is open, and sleeps while none is. It is JavaScript without imports,
 * so that it is the same file in the sources, in the package and for bundlers, which find it by its URL. team.ts explains the words.
 */

/**
 * @typedef {import("../webassembly.ts").WasmMemory} WasmMemory
 * @typedef {import("../webassembly.ts").WasmModule} WasmModule
 * @typedef {import("../webassembly.ts").WasmInstance} WasmInstance
 */

/**
 * @typedef {object} WebAssemblyApi
 * @property {new (module: WasmModule, imports: object) => WasmInstance} Instance
 * @property {{ imports(module: WasmModule): readonly { module: string, name: string, kind: string }[] }} Module
 */

/**
 * @typedef {object} Program
 * @property {(region: number, position: number, own: number) => void} piece - runs one piece.
 * @property {number} ownBytes - how much memory each thread has to itself.
 */

/**
 * @typedef {object} Message
 * @property {Int32Array} [words] - in the first message only, with the memory, the thread's number and the places of the words.
 * @property {WasmMemory} memory
 * @property {number} thread
 * @property {Readonly<Record<string, number>>} at
 * @property {number} spinMilliseconds
 * @property {number} mostFromBothEnds
 * @property {number} [drop] - a program that is not needed any more.
 * @property {number} [id] - a new program, with its module.
 * @property {WasmModule} module
 * @property {number} ownBytes
 */

/**
 * What is used of the engine, which Node and browsers spell differently.
 *
 * @typedef {object} Engine
 * @property {WebAssemblyApi} WebAssembly
 * @property {{ getBuiltinModule?: (name: string) => unknown }} [process]
 * @property {(event: "message", listen: (event: { data: Message }) => void) => void} addEventListener
 */

const engine = /** @type {Engine} */ (/** @type {unknown} */ (globalThis));
const { WebAssembly: webAssembly, process } = engine;

/** @type {Map<number, Program>} */
const programs = new Map();
let received = 0;
/** @type {Int32Array} */
let words;
/** @type {WasmMemory} */
let memory;
/** @type {Readonly<Record<string, number>>} */
let at;
let thread = 0;
let spinMilliseconds = 0;
/** How long the end of a region is looked for beyond that, by what came of it. */
let tail = 0;
let mostFromBothEnds = 0;

/** @param {Message} message */
function receive(message) {
  received++;
  if (message.words !== undefined) ({ words, memory, at, thread, spinMilliseconds, mostFromBothEnds } = message);
  else if (message.drop !== undefined) programs.delete(message.drop);
  else if (message.id !== undefined) {
    // Chromium takes the memory for as small as it was when its buffer was last looked at.
    void memory.buffer;
    const { exports } = new webAssembly.Instance(message.module, importsOf(message.module));
    const piece = /** @type {Program["piece"]} */ (exports.piece);
    programs.set(message.id, { piece, ownBytes: message.ownBytes });
  }
  serve();
}

/**
 * Only the calling thread opens regions and calls the host.
 *
 * @param {WasmModule} module
 */
function importsOf(module) {
  /** @type {Record<string, Record<string, unknown>>} */
  const imports = {};
  for (const { module: from, name, kind } of webAssembly.Module.imports(module)) {
    const mathematics = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (Math));
    const value = kind === "memory" ? memory : from === "math" ? mathematics[name] : () => undefined;
    (imports[from] ??= {})[name] = value;
  }
  return imports;
}

/** Until there is mail, which only comes in when this function returns. */
function serve() {
  const { mail = 0, epoch = 0, sleepers = 0, open = 0 } = at;
  while (Atomics.load(words, mail) === received) {
    const seen = Atomics.load(words, epoch);
    help();
    const begin = performance.now();
    let [time, last] = [begin, begin];
    while (Atomics.load(words, epoch) === seen && time < last + spinMilliseconds) {
      time = performance.now();
      // While others have pieces to do, the next region is near.
      if (Atomics.load(words, open) !== 0 && time < begin + tail) last = time;
    }
    // Where there is no core for both, the others do not come on meanwhile.
    if (Atomics.load(words, epoch) !== seen) tail = Math.min(2 * tail + spinMilliseconds, 10 * spinMilliseconds);
    else if (Atomics.load(words, open) !== 0) tail = 0;
    Atomics.add(words, sleepers, 1);
    // Returns at once if the epoch is another one by now.
    Atomics.wait(words, epoch, seen);
    Atomics.sub(words, sleepers, 1);
  }
}

function help() {
  const { open = 0, busy = 0, limit = 0, region = 0, taken = 0, count = 0, failed = 0, helped = 0 } = at;
  if (Atomics.load(words, open) === 0 || thread >= Atomics.load(words, limit)) return;
  Atomics.store(words, busy, 1);
  try {
    // Asked again: the caller waits for those who are busy, so that the region stays open as long as it takes.
    const program = programs.get(Atomics.load(words, open));
    if (program === undefined || thread >= Atomics.load(words, limit)) return;
    const [which, all] = [Atomics.load(words, region), Atomics.load(words, count)];
    const isTwoSided = all < mostFromBothEnds;
    const fromBack = isTwoSided && thread % 2 === 1;
    for (;;) {
      const before = Atomics.add(words, taken, fromBack ? 0x10000 : 1);
      const [front, back] = isTwoSided ? [before & 0xffff, before >>> 16] : [before, 0];
      if (front + back >= all) return;
      program.piece(which, fromBack ? all - 1 - back : front, thread * program.ownBytes);
      Atomics.add(words, helped, 1);
    }
  } catch {
    Atomics.store(words, failed, 1);
  } finally {
    Atomics.store(words, busy, 0);
    Atomics.notify(words, busy);
  }
}

const node =
  /** @type {{ parentPort: { on(event: "message", listen: (message: Message) => void): void } } | undefined} */ (
    process?.getBuiltinModule?.("node:worker_threads")
  );
if (node === undefined) {
  engine.addEventListener("message", ({ data }) => receive(data));
} else {
  node.parentPort.on("message", receive);
}

export {};
