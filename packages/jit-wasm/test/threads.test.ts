import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";
import * as np from "@proj/array";
import { matmul, scan, tanh, whileLoop, type NDArray, type TypedArray } from "@proj/array";
import { linalg } from "@proj/array/lax";
import { abstractArray, evaluateJaxpr, outputTypes, stage, toHost, type AbstractArray } from "@proj/array/core";
import type { Target } from "@proj/jit";
import { compile } from "@proj/jit/core";
import { wasm } from "@proj/jit-wasm";
import { randomProgram } from "@proj/generators/random-programs";
import { bundled } from "@proj/repo/bundle";
import { describe, expect, test, vi } from "vitest";
import { assemble } from "../src/assembler/assemble.ts";
import { i32 } from "../src/assembler/instructions.ts";
import { ModuleBuilder } from "../src/assembler/module-builder.ts";
import { mostPages, webAssembly } from "../src/webassembly.ts";
import { sayWhyAlone, Team, team, type ThreadedProgram } from "../src/threads/team.ts";

/** A target that cuts whatever it can, as if it took long. */
function target(threads: number): Target {
  const made = wasm({ threads });
  const threading = { ...made.limits.threading!, leastEffort: 1, leastIntensity: 0 };
  return { ...made, limits: { ...made.limits, threading } };
}

// Regions of these tests are short.
team().leastToWake = 0;

const targets = [1, 2, 3, 7].map((threads) => target(threads));

/** What a function gives on all targets, each a few times, and by its meaning. */
function resultsOf(
  apply: (args: readonly NDArray[]) => readonly NDArray[],
  types: readonly AbstractArray[],
  inputs: readonly TypedArray[],
): { readonly all: (readonly TypedArray[])[]; readonly expected: readonly TypedArray[] } {
  const { jaxpr, consts } = stage(apply, types, "program");
  const constants = consts.map((x) => toHost(x, "test"));
  const args = [...constants, ...types.map(({ shape, dtype }, n) => ({ shape, dtype, data: inputs[n]! }))];
  const expected = evaluateJaxpr(jaxpr, args).map(({ data }) => data);
  const all = targets.flatMap((one) => {
    const { executable } = compile("program", jaxpr, one);
    const outputs = outputTypes(jaxpr).map(() => null);
    return [0, 1, 2].map(() =>
      executable.run(
        args.map(({ data }) => data),
        outputs,
      ),
    );
  });
  return { all, expected };
}

/** Bits as text, which compares faster than many numbers. */
const bits = (results: readonly TypedArray[]): string[] =>
  results.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString("latin1"));

const arraysOf = (result: unknown): NDArray[] =>
  Array.isArray(result) ? result.flatMap(arraysOf) : [result as NDArray];

const floats = (size: number, seed = 0): Float32Array =>
  Float32Array.from({ length: size }, (_, n) => (((n + seed) * 7919) % 1009) / 504 - 1);

/** Functions of matrices a (40 × 48) and b (48 × 40), which together have every kind of step that is cut. */
const programs: Readonly<Record<string, (a: NDArray, b: NDArray) => unknown>> = {
  "elementwise work": (a, b) => [tanh(a.mul(2)).add(b.transpose()), np.arange(1920).reshape(40, 48).mul(a)],
  "a softmax": (a) => np.exp(a).div(np.exp(a).sum({ axis: 1, keepdims: true })),
  "folds to few results": (a, b) => [a.sum(), b.max({ axis: 0 }), a.mean({ axis: 1 }), np.argmax(b, 1)],
  products: (a, b) => [matmul(a, b), matmul(b, a), matmul(a.transpose(), b.transpose())],
  "sorts and running sums": (a, b) => [np.sort(a), np.cumsum(b, 1), np.argsort(b)],
  "sorts of one line, with elements that are equal": (a, b) => {
    const line = np.floor(np.pad(np.concatenate([a.ravel(), b.ravel()]), [[3, 4]]).mul(20));
    return [np.sort(line), np.argsort(line), np.lexsort([line, np.flip(line, 0)])];
  },
  "routines of many members": (a, b) => {
    const members = np.concatenate([a.reshape([30, 8, 8]), b.reshape([30, 8, 8])]);
    const definite = matmul(members, np.swapaxes(members, 1, 2)).add(np.eye(8).mul(4));
    const columns = np.ones([60, 8, 3]);
    return [
      np.linalg.cholesky(definite),
      np.linalg.solve(definite, columns),
      np.linalg.qr(definite),
      np.linalg.svdvals(members),
      np.linalg.inv(definite.reshape([3, 20, 8, 8])),
    ];
  },
  "routines of one large matrix": (a, b) => {
    const large = np.pad(np.tile(matmul(a, b), [4, 4]).div(10), [[0, 1], [0, 1]]).add(np.eye(161).mul(8)); // prettier-ignore
    const definite = large.add(large.transpose()).add(np.eye(161).mul(20));
    return [
      np.linalg.cholesky(np.tile(definite, [2, 2]).add(np.eye(322).mul(40))),
      np.linalg.solve(large, np.ones([161, 50])),
      np.linalg.qr(np.tile(b, [4, 4]).add(np.eye(192, 160).mul(8))),
      np.linalg.eigvalsh(definite),
      np.linalg.svdvals(large),
    ];
  },
  // Pivots stand in the other order of rows.
  "exchanges of rows of large matrices": (a, b) => {
    const large = np.tile(matmul(a, b).div(10), [4, 4]).add(np.eye(160).mul(8));
    const corners = [large, large.get(":", ":90"), large.get(":90")];
    return corners.flatMap((corner) => linalg.lu(np.flip(corner, 0)));
  },
  // From 65 rows on, rotations of vectors are shared. Vectors may have either sign.
  "vectors of one large matrix": (a, b) => {
    const large = np
      .tile(matmul(a, b), [5, 5])
      .get(":168", ":168")
      .mul(0.001)
      .add(np.diag(np.arange(168, { dtype: "float32" })))
      .div(64);
    return [...np.linalg.eigh(large.add(large.transpose())), ...np.linalg.svd(large)].map((x) => np.abs(x));
  },
  "gathers and scatters": (a, b) => {
    const places = np
      .arange(4000)
      .mul(37)
      .mod(1920 - 20);
    const updates = np.arange(4000).astype("float32").mul(0.1);
    return [
      np.take(a, np.arange(39, -1, -1), 0),
      a.at(3).add(1),
      a.ravel().at(places).add(updates),
      a.ravel().at(places).set(updates),
      b.at(places.mod(48), places.mod(40)).max(updates.mul(1e-3)),
      b.at(places.reshape([8, 500]).mod(45)).add(b.at(0).get()),
    ];
  },
  "a recurrence whose rows go together": (a, b) =>
    scan(
      (h: NDArray) => {
        const next = tanh(matmul(matmul(h, b), np.ones([40, 48])).mul(0.1));
        return [next, next.sum({ axis: 1 })];
      },
      a,
      null,
      { length: 5 },
    ),
  "a recurrence of many loops that are alike": (a, b) =>
    scan(
      (h: NDArray) => {
        const next = Array.from({ length: 20 }).reduce<NDArray>(
          (x) => tanh(matmul(matmul(x, b), a).mul(0.01)).add(x.mul(0.5)),
          h,
        );
        return [next, next.sum({ axis: 1 })];
      },
      a,
      null,
      { length: 3 },
    ),
  "sums over the rows and steps of a recurrence": (a, b) => {
    const step = (h: NDArray): readonly [NDArray, readonly NDArray[]] => {
      const next = tanh(
        matmul(matmul(h, b), np.ones([40, 48]))
          .mul(0.1)
          .add(a),
      );
      return [next, [next, np.sin(h)]];
    };
    const [x, y] = scan(step, a, null, { length: 24 })[1] as readonly [NDArray, NDArray];
    const flat = (stack: NDArray): NDArray => stack.reshape(24 * 40, 48);
    return [matmul(flat(x).transpose(), flat(y)), x.mul(y).sum({ axis: [0, 1] }), x.mul(a).sum()];
  },
  "a recurrence of swapped rows": (a, b) =>
    scan(
      ([x, y]: readonly [NDArray, NDArray], row: NDArray) => [[y.mul(0.5).add(row), np.flip(x, 0)] as const, x.sum()],
      [a, a.add(1)] as const,
      b.transpose(),
    ),
  "a loop of unknown length": (a, b) =>
    whileLoop(
      ([x]: readonly [NDArray, NDArray]) => np.max(np.abs(x)).gt(0.01),
      ([x, y]: readonly [NDArray, NDArray]) => [x.mul(0.5), matmul(x, b).add(y)] as const,
      [a, np.zeros([40, 40])] as const,
    ),
};

describe("on 1, 2, 3 and 7 threads, the same bits come out of", () => {
  test.each(Object.keys(programs))("%s", (name) => {
    const types = [abstractArray([40, 48], "float32"), abstractArray([48, 40], "float32")];
    const { all, expected } = resultsOf(([a, b]) => arraysOf(programs[name]!(a!, b!)), types, [
      floats(1920),
      floats(1920, 5),
    ]);
    for (const results of all) expect(bits(results)).toEqual(bits(all[0]!));
    all[0]!.forEach((result, index) =>
      result.forEach((value, place) => {
        expect(Math.abs(value - expected[index]![place]!)).toBeLessThan(1e-3);
      }),
    );
  });

  test("random programs", () => {
    for (let seed = 0; seed < 25; seed++) {
      const { apply, operands, types } = randomProgram(seed);
      const inputs = operands().map((x) => toHost(x, "test").data);
      const { all } = resultsOf(apply, types, inputs);
      for (const results of all) expect(bits(results), `program ${seed}`).toEqual(bits(all[0]!));
    }
  });
});

test("workers come to help, and what they do is what the calling thread would have done", async () => {
  const { jaxpr } = stage(([x]) => [tanh(x!)], [abstractArray([1 << 16], "float32")], "long");
  const { executable } = compile("long", jaxpr, targets[2]!);
  const alone = bits(compile("long", jaxpr, targets[0]!).executable.run([floats(1 << 16)], [null]));
  const input = floats(1 << 16);
  const before = team().helped;
  for (let round = 0; round < 2000 && team().helped < before + 20; round++) {
    expect(bits(executable.run([input], [null]))).toEqual(alone);
    if (round % 50 === 49) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(team().helped).toBeGreaterThan(before);
});

/** A program whose piece, on any worker, never ends: `(func (export "piece") (param i32 i32 i32) (loop (br 0)))`. */
const endless = new (webAssembly().Module)(
  // prettier-ignore
  Uint8Array.of(
    0, 97, 115, 109, 1, 0, 0, 0, // a module
    1, 7, 1, 96, 3, 127, 127, 127, 0, // of one type,
    3, 2, 1, 0, // of one function,
    7, 9, 1, 5, 112, 105, 101, 99, 101, 0, 0, // exported as "piece",
    10, 9, 1, 7, 0, 3, 64, 12, 0, 11, 11, // a loop that goes on
  ),
);

/** A program that counts how often each of its pieces has run; `slowly` is run before each on the calling thread. */
function countingProgram(own: Team, slowly: () => void): { program: ThreadedProgram; counts: Int32Array } {
  const builder = new ModuleBuilder();
  builder.importMemory("env", "memory", 1, mostPages);
  const parameters = { region: "i32", position: "i32", own: "i32" } as const;
  const piece = builder.function("piece", parameters, "void", (f, { position }) => {
    const place = i32.mul(position, 4);
    f.run(i32.store(place, i32.add(i32.load(place), 1)));
  });
  builder.export("piece", piece);
  own.memory.reserve(2 ** 18);
  const { memory } = own.memory;
  const module = new (webAssembly().Module)(assemble(builder));
  const { exports } = new (webAssembly().Instance)(module, { env: { memory } });
  const run = exports.piece as ThreadedProgram["piece"];
  const program: ThreadedProgram = {
    module,
    ownBytes: 0,
    threads: 3,
    patience: 0,
    piece: (...place) => {
      slowly();
      run(...place);
    },
  };
  return { program, counts: new Int32Array(memory.buffer) };
}

const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

test("every piece of a region runs once, whoever runs it", async () => {
  const own = new Team();
  own.leastToWake = 0;
  const { program, counts } = countingProgram(own, () => undefined);
  for (const count of [1, 2, 7, 1000, 2 ** 15 - 1, 2 ** 15, 60_000]) {
    const before = own.helped;
    for (let round = 0; round < 2000 && (round < 5 || (count >= 1000 && own.helped === before)); round++) {
      counts.fill(0);
      own.run(program, 0, count);
      expect(counts.subarray(0, count).every((times) => times === 1)).toBe(true);
      expect(counts.subarray(count).every((times) => times === 0)).toBe(true);
      await breathe();
    }
    if (count >= 1000) expect(own.helped).toBeGreaterThan(before);
  }
});

test("workers that sleep are woken for long regions alone", async () => {
  const own = new Team();
  const { program } = countingProgram(own, () => {
    const until = performance.now() + 1;
    while (performance.now() < until);
  });
  const helpedBy = (): number => {
    const before = own.helped;
    own.run(program, 0, 40);
    return own.helped - before;
  };
  for (const [leastToWake, isHelped] of [
    [0, true],
    [Infinity, false],
    [0, true],
  ] as const) {
    own.leastToWake = leastToWake;
    let rounds = 0;
    for (; rounds < 200 && helpedBy() > 0 !== isHelped; rounds++) await breathe();
    expect(rounds).toBeLessThan(200);
  }
});

test("a worker that is ended in the middle of a call ends the call with an error, and the next has another", async () => {
  const threads = process.getBuiltinModule("node:worker_threads");
  const started: Worker[] = [];
  const start = vi.spyOn(threads, "Worker").mockImplementation(function (...args) {
    start.mockRestore();
    const worker = new threads.Worker(...args);
    started.push(worker);
    return worker;
  });
  const own = new Team();
  own.leastToWake = 0;
  const program: ThreadedProgram = { module: endless, ownBytes: 0, threads: 2, patience: 0, piece: () => undefined };
  // It starts a worker, which takes no piece before it has its mail.
  own.run(program, 0, 1);
  do await new Promise((resolve) => setTimeout(resolve, 100));
  while (started[0]!.performance.eventLoopUtilization().active === 0);
  const whileWorkerIsIn = {
    ...program,
    piece: (_region: number, position: number) => {
      if (position !== 0) return;
      const until = performance.now() + 5000;
      while (!own.hasBusyWorkers && performance.now() < until);
      void started[0]!.terminate();
    },
  };
  expect(() => own.run(whileWorkerIsIn, 0, 100)).toThrow(/the end of one of its worker threads[\s\S]*to fix:/);
  let pieces = 0;
  own.run({ ...program, threads: 1, piece: () => (pieces += 1) }, 0, 10);
  expect(pieces).toBe(10);
});

/** Its piece counts the number of the region down: from 2²⁹ for some tenths of a second. */
const slow = new (webAssembly().Module)(
  // `(func (export "piece") (param i32 i32 i32) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))`
  // prettier-ignore
  Uint8Array.of(
    0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 3, 127, 127, 127, 0, 3, 2, 1, 0, 7, 9, 1, 5, 112, 105, 101, 99, 101, 0, 0,
    10, 16, 1, 14, 0, 3, 64, 32, 0, 65, 1, 107, 34, 0, 13, 0, 11, 11,
  ),
);

test("a worker that takes long for a piece is waited for, also where the caller's events never come", () => {
  const own = new Team();
  own.leastToWake = 0;
  let hasHelped = false;
  const until = performance.now() + 20_000;
  const program: ThreadedProgram = {
    module: slow,
    ownBytes: 0,
    threads: 2,
    patience: 0,
    piece: () => {
      while (!hasHelped && !own.hasBusyWorkers && performance.now() < until);
      hasHelped ||= own.hasBusyWorkers;
    },
  };
  own.run(program, 1 << 29, 2);
  expect(hasHelped).toBe(true);
});

test("a worker that has kept the caller waiting is not asked for a while", async () => {
  const own = new Team();
  own.leastToWake = 0;
  /** Gives the worker half a second to take a piece. */
  const piece = (): void => {
    const until = performance.now() + 500;
    while (!own.hasBusyWorkers && performance.now() < until);
  };
  const program: ThreadedProgram = { module: slow, ownBytes: 0, threads: 2, patience: 0, piece };
  for (let rounds = 0; own.helped === 0 && rounds < 100; rounds++) {
    own.run(program, 1 << 30, 2);
    await breathe();
  }
  expect(own.helped).toBe(1);
  own.run(program, 1, 2);
  expect(own.helped).toBe(1);
});

test("a process ends when it has nothing more to do, and at once when told to in the middle of a call", async () => {
  const program = await bundled(fileURLToPath(new URL("threads/ends-in-a-call.ts", import.meta.url)));
  const { status, stderr } = spawnSync(process.execPath, [program], { timeout: 60_000, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(7);
});

test.each([0, -1, 1.5, NaN])("threads: %d is refused", (threads) => {
  expect(() => wasm({ threads })).toThrow("threads: an integer of at least 1");
});

test("it is said once why there is one thread only", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  sayWhyAlone("no worker could start");
  sayWhyAlone("no worker could start");
  expect(warn.mock.calls).toEqual([["@proj/jit-wasm: programs run on one thread, since no worker could start"]]);
  warn.mockRestore();
});
