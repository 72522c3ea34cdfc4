import type { TypedArray } from "@proj/array";
import type { Storage } from "@proj/array/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { printDeviceProgram } from "../src/codegen/print.ts";
import type { WebGpuExecutable } from "../src/runtime/executable.ts";
import { blockBytes } from "../src/runtime/memory.ts";
import {
  assemble,
  dispatch,
  increment,
  kernel,
  openDevice,
  turn,
  upload,
  type HandWritten,
  type OpenDevice,
} from "./hand-written.ts";

let open: OpenDevice;
beforeAll(async () => {
  open = await openDevice();
});
afterAll(() => open.device.destroy());
beforeEach(() => {
  open.device.statistics({ reset: true });
});

const run = (executable: WebGpuExecutable, ...inputs: Storage[]): Storage =>
  open.device.execute("test", executable, inputs)[0]!;
const count = (from: number, length: number): Uint32Array => Uint32Array.from({ length }, (_, index) => from + index);

/** A program that is not compiled yet when it is first run. */
const copying = (size: number): HandWritten => ({
  inputs: [["uint32", size]],
  outputs: [["uint32", size]],
  kernels: [kernel(`// ${size} words\n  if (i < ${size}) { bound1[i] = bound0[i] + 1u; }`)],
  commands: [dispatch(0, size)],
});

describe("values", () => {
  it.each<TypedArray>([
    Float32Array.of(1.5, -0, NaN, Infinity, 1e-40),
    Int32Array.of(-1, 2 ** 31 - 1),
    Uint32Array.of(2 ** 32 - 1, 0),
    Uint8Array.of(1, 0, 1),
    new Float32Array(0),
    new Uint8Array(0),
    Float32Array.from({ length: 100_000 }, (_, index) => index),
  ])("come back as they were sent", async (values) => {
    const storage = upload(open.device, values);
    const read = await storage.read();
    expect(read.constructor).toBe(values.constructor);
    expect(read).toEqual(values);
    expect(await storage.read()).toEqual(values);
    storage.free();
  });

  it("are those at the time of the upload, whatever the sender writes afterwards", async () => {
    const values = Float32Array.of(1, 2, 3);
    const slow = increment(open.engine, 5);
    const waiting = run(slow, upload(open.device, count(0, 5)));
    const storage = upload(open.device, values);
    values.fill(0);
    expect(await storage.read()).toEqual(Float32Array.of(1, 2, 3));
    expect(await waiting.read()).toEqual(count(1, 5));
  });

  it("do not overtake programs that still read what was in the same memory", async () => {
    for (const size of [50, 50_000]) {
      const [compiled, slow] = [increment(open.engine, size), assemble(open.engine, copying(size)).executable];
      await run(compiled, upload(open.device, count(0, size))).read();
      for (const program of [compiled, slow]) {
        const first = upload(open.device, count(0, size));
        const result = run(program, first);
        first.free();
        const others = [1, 2, 3].map((n) => upload(open.device, count(1000 * n, size)));
        expect(await result.read()).toEqual(count(1, size));
        for (const [index, other] of others.entries())
          expect(await other.read()).toEqual(count(1000 * (index + 1), size));
      }
    }
  });

  it("of views of larger arrays are the view's", async () => {
    const view = count(0, 100).subarray(10, 13);
    expect(await upload(open.device, view).read()).toEqual(Uint32Array.of(10, 11, 12));
  });

  it("that are read together come with one read-back", async () => {
    const storages = Array.from({ length: 50 }, (_, index) => upload(open.device, count(index, 3)));
    const values = await Promise.all(storages.map((storage) => storage.read()));
    expect(values).toEqual(storages.map((_, index) => count(index, 3)));
    expect(open.device.statistics()).toMatchObject({ uploads: 50, readBacks: 1, submissions: 1, readBytes: 600 });
  });

  it("that are too many for one staging buffer come as well", async () => {
    const storages = Array.from({ length: 20 }, (_, index) => upload(open.device, count(index, 5000)));
    const values = await Promise.all(storages.map((storage) => storage.read()));
    expect(values).toEqual(storages.map((_, index) => count(index, 5000)));
  });
});

describe("programs", () => {
  it("run in order, whatever waits for compilation", async () => {
    let values = upload(open.device, count(0, 7));
    for (let n = 0; n < 200; n++) {
      const before = values;
      values = run(increment(open.engine, 7), before);
      before.free();
    }
    expect(await values.read()).toEqual(count(200, 7));
    const { programs, dispatches, pipelines } = open.device.statistics();
    expect({ programs, dispatches, pipelines }).toEqual({ programs: 200, dispatches: 200, pipelines: 0 });
  });

  it("are handed over in few submissions", async () => {
    const program = increment(open.engine, 7);
    const start = upload(open.device, count(0, 7));
    await run(program, start).read();
    open.device.statistics({ reset: true });
    let values = start;
    for (let n = 0; n < 500; n++) values = run(program, values);
    expect(await values.read()).toEqual(count(500, 7));
    expect(open.device.statistics().submissions).toBeLessThanOrEqual(500 / 128 + 1);
  });

  it("take memory only as they run, however many are started without waiting", async () => {
    const program = increment(open.engine, 100);
    let values = upload(open.device, count(0, 100));
    await values.read();
    const { liveBytes } = open.device.memory();
    for (let n = 0; n < 5000; n++) {
      const before = values;
      values = run(program, before);
      before.free();
    }
    expect(open.device.memory().liveBytes - liveBytes).toBeLessThan(10 * blockBytes(400));
    expect(await values.read()).toEqual(count(5000, 100));
  });

  it("wait while the GPU has enough to do", async () => {
    let held: (() => void)[] | null = [];
    const busy = await openDevice(({ queue }) => {
      const done = queue.onSubmittedWorkDone.bind(queue);
      Object.assign(queue, {
        onSubmittedWorkDone: async () => {
          await done();
          if (held !== null) await new Promise<void>((resolve) => held?.push(resolve));
        },
      });
    });
    const program = increment(busy.engine, 3);
    let values = upload(busy.device, count(0, 3));
    const submissions: number[] = [];
    for (let n = 0; n < 60; n++) {
      values = busy.device.execute("test", program, [values])[0]!;
      await turn();
      submissions.push(busy.device.statistics().submissions);
    }
    expect(submissions.at(-1)).toBe(16);
    const reading = values.read();
    for (const release of held.splice(0)) release();
    held = null;
    expect(await reading).toEqual(count(60, 3));
    busy.device.destroy();
  });

  it("share a kernel with the same text", async () => {
    const size = 11;
    await run(increment(open.engine, size), upload(open.device, count(0, size))).read();
    open.device.statistics({ reset: true });
    await run(increment(open.engine, size), upload(open.device, count(0, size))).read();
    expect(open.device.statistics().pipelines).toBe(0);
  });

  it("reach more workgroups than one dimension has", async () => {
    const size = 70_001;
    const values = run(increment(open.engine, size), upload(open.device, count(0, size)));
    expect(await values.read()).toEqual(count(1, size));
  });

  it("take one array as two arguments", async () => {
    const { executable } = assemble(open.engine, {
      inputs: [
        ["uint32", 3],
        ["uint32", 3],
      ],
      outputs: [["uint32", 3]],
      kernels: [kernel("bound2[i] = bound0[i] + bound1[i];")],
      commands: [dispatch(0, 3)],
    });
    const values = upload(open.device, count(1, 3));
    expect(await run(executable, values, values).read()).toEqual(Uint32Array.of(2, 4, 6));
  });

  it("copy arguments and results through the arena where they are not bound", async () => {
    const { executable } = assemble(open.engine, {
      inputs: [
        ["uint32", 3],
        ["uint32", 20],
      ],
      outputs: [
        ["uint32", 3],
        ["uint32", 20],
      ],
      bound: false,
      kernels: [kernel("if (i < 3) { arena[48 + i] = arena[i] * 2; }\n  arena[64 + i] = arena[16 + i] * 3;")],
      commands: [dispatch(0, 20)],
    });
    const [doubled, tripled] = open.device.execute("test", executable, [
      upload(open.device, count(0, 3)),
      upload(open.device, count(0, 20)),
    ]);
    expect(await doubled!.read()).toEqual(count(0, 3).map((value) => 2 * value));
    expect(await tripled!.read()).toEqual(count(0, 20).map((value) => 3 * value));
  });

  it("pass empty arrays through", async () => {
    expect(await run(increment(open.engine, 0), upload(open.device, new Uint32Array())).read()).toEqual(
      new Uint32Array(),
    );
  });

  it("have an arena that grows, with programs of other sizes under way", async () => {
    const fill = (words: number): WebGpuExecutable =>
      assemble(open.engine, {
        inputs: [["uint32", 1]],
        outputs: [["uint32", 1]],
        words,
        kernels: [kernel(`arena[${words - 1}] = bound0[0];`), kernel(`bound1[0] = arena[${words - 1}] + 1u;`)],
        commands: [dispatch(0), dispatch(1)],
      }).executable;
    let values = upload(open.device, Uint32Array.of(0));
    for (const words of [100, 10_000, 50, 1_000_000, 20_000]) values = run(fill(words), values);
    expect(await values.read()).toEqual(Uint32Array.of(5));
  });

  it("are shown as text, kernels and commands", () => {
    const { executable } = assemble(open.engine, {
      inputs: [],
      outputs: [["uint32", 1]],
      kernels: ["fn main() {}"],
      commands: [
        dispatch(0, 2),
        { kind: "repeat", times: 3, body: [dispatch(0)] },
        { kind: "while", flag: 7, condition: [dispatch(0)], body: [dispatch(0)] },
      ],
    });
    expect(printDeviceProgram(executable.code)).toMatchInlineSnapshot(`
      "// kernel 0 by 2 workgroups: kernel 0
      // 3 times
      //   kernel 0 by a workgroup: kernel 0
      // while word 7 of the arena, after
      //   kernel 0 by a workgroup: kernel 0
      // do
      //   kernel 0 by a workgroup: kernel 0

      // kernel 0

      @group(0) @binding(0) var<storage, read_write> arena: array<u32>;
      @group(0) @binding(1) var<storage, read_write> bound0: array<u32>;
      fn main() {}"
    `);
  });
});

describe("loops", () => {
  it("repeat what is recorded", async () => {
    const { executable } = assemble(open.engine, {
      inputs: [["uint32", 4]],
      outputs: [["uint32", 4]],
      kernels: [kernel("bound1[i] = bound0[i];"), kernel("bound1[i] += 1u;")],
      commands: [
        dispatch(0, 4),
        { kind: "repeat", times: 10, body: [dispatch(1, 4), { kind: "repeat", times: 30, body: [dispatch(1, 4)] }] },
      ],
    });
    expect(await run(executable, upload(open.device, count(0, 4))).read()).toEqual(count(310, 4));
    expect(open.device.statistics()).toMatchObject({ dispatches: 311, readBacks: 1 });
  });

  /** Counts from 0 to its argument, as a loop whose end only the device knows. */
  const counting = (): WebGpuExecutable =>
    assemble(open.engine, {
      inputs: [["uint32", 1]],
      outputs: [["uint32", 1]],
      kernels: [
        kernel("bound1[0] = 0u; arena[0] = 1u;"),
        kernel("if (arena[0] == 0u) { return; }\n  arena[0] = select(0u, 1u, bound1[0] < bound0[0]);"),
        kernel("if (arena[0] == 0u) { return; }\n  bound1[0] += 1u;"),
      ],
      commands: [dispatch(0), { kind: "while", flag: 0, condition: [dispatch(1)], body: [dispatch(2)] }],
    }).executable;

  it.each([
    [0, 1],
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [100, 7],
    [1000, 11],
  ])("of %i iterations look at their flag %i times", async (iterations, looks) => {
    const counted = run(counting(), upload(open.device, Uint32Array.of(iterations)));
    const after = run(increment(open.engine, 1), counted);
    const early = [await after.read(), await counted.read()];
    expect(early).toEqual([Uint32Array.of(iterations + 1), Uint32Array.of(iterations)]);
    expect(open.device.statistics().readBacks).toBe(looks + 2);
  });

  it("of loops whose ends only the device knows are right", async () => {
    // For a from 0 to the argument: for b from 0 to a: count.
    const { executable } = assemble(open.engine, {
      inputs: [["uint32", 1]],
      outputs: [["uint32", 1]],
      kernels: [
        kernel("bound1[0] = 0u; arena[0] = 1u; arena[2] = 0u;"),
        kernel("if (arena[0] == 0u) { return; }\n  arena[0] = select(0u, 1u, arena[2] < bound0[0]);"),
        kernel("if (arena[0] == 0u) { return; }\n  arena[3] = 0u; arena[1] = 1u;"),
        kernel("if (arena[0] == 0u || arena[1] == 0u) { return; }\n  arena[1] = select(0u, 1u, arena[3] < arena[2]);"),
        kernel("if (arena[0] == 0u || arena[1] == 0u) { return; }\n  arena[3] += 1u; bound1[0] += 1u;"),
        kernel("if (arena[0] == 0u) { return; }\n  arena[2] += 1u;"),
      ],
      commands: [
        dispatch(0),
        {
          kind: "while",
          flag: 0,
          condition: [dispatch(1)],
          body: [dispatch(2), { kind: "while", flag: 1, condition: [dispatch(3)], body: [dispatch(4)] }, dispatch(5)],
        },
      ],
    });
    expect(await run(executable, upload(open.device, Uint32Array.of(6))).read()).toEqual(Uint32Array.of(15));
  });

  it("hold up what comes later, in order", async () => {
    const storages = [];
    for (let n = 0; n < 10; n++) {
      storages.push(run(counting(), upload(open.device, Uint32Array.of(n))), upload(open.device, Uint32Array.of(n)));
    }
    const values = await Promise.all(storages.map((storage) => storage.read()));
    expect(values.map(([value]) => value)).toEqual(Array.from({ length: 20 }, (_, index) => Math.floor(index / 2)));
  });
});

describe("memory", () => {
  it("has four sizes an octave, each a multiple of 64 bytes", () => {
    expect([1, 256, 257, 320, 321, 512, 513, 4096, 5000].map(blockBytes)).toEqual([
      256, 256, 320, 320, 384, 512, 640, 4096, 5120,
    ]);
  });

  it("that is given back is taken again", async () => {
    const program = increment(open.engine, 3000);
    let values = upload(open.device, count(0, 3000));
    values = run(program, values);
    await values.read();
    const before = open.device.memory();
    for (let n = 0; n < 50; n++) {
      const old = values;
      values = run(program, old);
      old.free();
    }
    const after = open.device.memory();
    expect(after.liveBytes).toBe(before.liveBytes);
    expect(after.liveBuffers + after.pooledBuffers).toBeLessThanOrEqual(before.liveBuffers + before.pooledBuffers + 1);
    expect(await values.read()).toEqual(count(51, 3000));
  });

  it("can be given back before the program that reads it has run", async () => {
    const slow = increment(open.engine, 13);
    const start = upload(open.device, count(0, 13));
    const result = run(slow, start);
    start.free();
    const other = upload(open.device, count(500, 13));
    expect(await result.read()).toEqual(count(1, 13));
    expect(await other.read()).toEqual(count(500, 13));
  });

  it("is not given back twice", () => {
    const storage = upload(open.device, count(0, 3));
    const { liveBuffers } = open.device.memory();
    storage.free();
    storage.free();
    expect(open.device.memory().liveBuffers).toBe(liveBuffers - 1);
  });

  it("of handles that nobody has any more comes back", async () => {
    await collected();
    const before = open.device.memory().liveBuffers;
    const make = (): void => {
      for (let n = 0; n < 100; n++) upload(open.device, count(n, 1000));
    };
    make();
    expect(open.device.memory().liveBuffers).toBe(before + 100);
    await collected();
    expect(open.device.memory().liveBuffers).toBeLessThanOrEqual(before);
  });

  it("of the device makes the garbage collector run, though the host's is hardly used", async () => {
    const before = open.device.memory().liveBytes;
    let most = 0;
    for (let n = 0; n < 300; n++) {
      upload(open.device, new Float32Array(250_000));
      most = Math.max(most, open.device.memory().liveBytes - before);
      await turn();
    }
    expect(most).toBeLessThan(200e6);
  });

  it("kept for later is bounded", () => {
    const storages = Array.from({ length: 30 }, (_, n) => upload(open.device, new Float32Array(1e6 + 1e5 * n)));
    expect(open.device.memory().liveBytes).toBeGreaterThan(2 ** 28);
    for (const storage of storages) storage.free();
    expect(open.device.memory().pooledBytes).toBeLessThanOrEqual(2 ** 27);
  });
});

/** Lets the garbage collector find what nobody has any more. */
async function collected(): Promise<void> {
  for (let n = 0; n < 5; n++) {
    (globalThis as unknown as { gc(): void }).gc();
    await turn();
  }
}
