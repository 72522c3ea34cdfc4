import type { Storage } from "@proj/array/core";
import { afterEach, describe, expect, it } from "vitest";
import type { ErrorFilter, GpuDevice, GpuError } from "../src/runtime/webgpu-api.ts";
import { assemble, dispatch, increment, kernel, openDevice, turn, upload, type OpenDevice } from "./hand-written.ts";

let open: OpenDevice;
afterEach(() => open.device.destroy());

const message = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => `no error, but ${JSON.stringify(value)}`,
    (error: unknown) => (error instanceof Error ? error.message : "no Error"),
  );

describe("a lost device", () => {
  /** A loop without end. */
  const endless = ({ engine, device }: OpenDevice): Storage => {
    const { executable } = assemble(engine, {
      inputs: [["uint32", 1]],
      outputs: [["uint32", 1]],
      kernels: [kernel("arena[0] = 1u;"), kernel("bound1[0] += 1u;")],
      commands: [dispatch(0), { kind: "while", flag: 0, condition: [dispatch(0)], body: [dispatch(1)] }],
    });
    return device.execute("jit(endless)", executable, [upload(device, Uint32Array.of(0))])[0]!;
  };

  it("fails what is under way, and says why", async () => {
    open = await openDevice();
    const values = upload(open.device, Uint32Array.of(1, 2));
    await values.read();
    const first = values.read();
    const pending = Promise.all([
      message(endless(open).read()),
      message(open.device.execute("jit(later)", increment(open.engine, 2), [values])[0]!.read()),
    ]);
    expect(await first).toEqual(Uint32Array.of(1, 2));
    await turn();
    open.device.destroy();
    expect(open.device.lost).toMatchInlineSnapshot(`"it was given up with destroy()"`);
    expect(await pending).toMatchInlineSnapshot(`
      [
        "reading the result of jit(endless) received a computation on the device webgpu, which is lost: it was given up with destroy()
        expected: a device that works until its results are read
        to fix:   get a new device (init of @proj/jit-webgpu gives one), and make the arrays anew there, from a checkpoint or from host values",
        "reading the result of jit(later) received a computation on the device webgpu, which is lost: it was given up with destroy()
        expected: a device that works until its results are read
        to fix:   get a new device (init of @proj/jit-webgpu gives one), and make the arrays anew there, from a checkpoint or from host values",
      ]
    `);
  });

  it("fails reads whose values are on their way", async () => {
    open = await openDevice();
    const result = open.device.execute("jit(f)", increment(open.engine, 2), [
      upload(open.device, Uint32Array.of(1, 2)),
    ])[0]!;
    const reading = message(result.read());
    await Promise.resolve();
    open.device.destroy();
    expect(await reading).toMatch(/^reading the result of jit\(f\) received .*it was given up with destroy\(\)/);
  });

  it("fails a program of a million kernels, of which it records no more", async () => {
    open = await openDevice();
    const { executable } = assemble(open.engine, {
      inputs: [],
      outputs: [["uint32", 1]],
      kernels: [kernel("bound0[0] += 1u;")],
      commands: [{ kind: "repeat", times: 1_000_000, body: [dispatch(0)] }],
    });
    const reading = message(open.device.execute("jit(long)", executable, [])[0]!.read());
    while (open.device.statistics().dispatches === 0) await turn();
    open.device.destroy();
    expect(await reading).toMatch(/jit\(long\).*lost/);
    await turn();
    const { dispatches } = open.device.statistics();
    expect(dispatches).toBeLessThan(100_000);
    await turn();
    expect(open.device.statistics().dispatches).toBe(dispatches);
  });

  it("is noticed when the GPU goes away by itself", async () => {
    open = await openDevice();
    const pending = message(endless(open).read());
    await turn();
    open.gpu.destroy();
    expect(await pending).toMatch(/which is lost: /);
    expect(open.device.lost).not.toBeNull();
    expect(() => upload(open.device, Uint32Array.of(1))).toThrow(/which is lost/);
  });

  it("gives back handles without complaint", async () => {
    open = await openDevice();
    const values = upload(open.device, Uint32Array.of(1, 2));
    open.device.destroy();
    values.free();
    expect(await message(values.read())).toMatch(/lost/);
  });
});

describe("a kernel that does not compile", () => {
  it("fails its results and what is computed from them, with the compiler's words, and nothing else", async () => {
    open = await openDevice();
    const { device, engine } = open;
    const broken = assemble(engine, {
      inputs: [["uint32", 2]],
      outputs: [["uint32", 2]],
      kernels: [kernel("bound1[i] = bound0[i];"), kernel("bound1[i] = nowhere[i];")],
      commands: [dispatch(0, 2), dispatch(1, 2)],
    }).executable;
    const start = upload(device, Uint32Array.of(1, 2));
    const spoilt = device.execute("jit(broken)", broken, [start])[0]!;
    const dependent = device.execute("jit(dependent)", increment(engine, 2), [spoilt])[0]!;
    const other = device.execute("jit(other)", increment(engine, 2), [start])[0]!;
    const text = await message(spoilt.read());
    expect(text).toMatchInlineSnapshot(`
      "jit(broken) received the kernel "kernel 1" of its program, which this WebGPU implementation refuses: line 7: unresolved value 'nowhere'
        expected: a kernel that compiles
        to fix:   this is a defect of @proj/jit-webgpu or of the driver: please report it with kernelText(jit(f).lower(…)), update the driver or the browser, or compute on the host: setDefaultDevice(cpu)"
    `);
    expect(await message(dependent.read())).toBe(text);
    expect(await other.read()).toEqual(Uint32Array.of(2, 3));
    expect(device.lost).toBeNull();
    // It fails again, at once.
    expect(await message(device.execute("jit(broken)", broken, [start])[0]!.read())).toBe(text);
  });
});

describe("the memory of the GPU", () => {
  /** Makes the GPU lack memory for blocks of at least that size, as long as `isShort()`. */
  const shortOfMemory =
    (bytes: number, isShort: () => boolean) =>
    (gpu: GpuDevice): void => {
      const createBuffer = gpu.createBuffer.bind(gpu);
      const push = gpu.pushErrorScope.bind(gpu);
      const pop = gpu.popErrorScope.bind(gpu);
      const scopes: { filter: string; error: GpuError | null }[] = [];
      Object.assign(gpu, {
        pushErrorScope(filter: ErrorFilter) {
          scopes.push({ filter, error: null });
          push(filter);
        },
        async popErrorScope() {
          const { error } = scopes.pop()!;
          const reported = await pop();
          return error ?? reported;
        },
        createBuffer(descriptor: { size: number; usage: number }) {
          if (descriptor.size < bytes || !isShort()) return createBuffer(descriptor);
          scopes.findLast(({ filter }) => filter === "out-of-memory")!.error = { message: "no memory" };
          // A buffer that commands cannot use, as the GPU gives.
          return createBuffer({ ...descriptor, usage: 0 });
        },
      });
    };

  it("may be too small: the arrays concerned say so, and others can still be made", async () => {
    let short = true;
    open = await openDevice(shortOfMemory(1_000_000, () => short));
    const { device, engine } = open;
    const small = upload(device, Uint32Array.of(1, 2));
    await small.read();
    const large = upload(device, new Uint32Array(300_000));
    const result = device.execute("jit(f)", increment(engine, 300_000), [large])[0]!;
    expect(await message(large.read())).toMatchInlineSnapshot(`
      "devicePut received an array of 1.3 MiB, while arrays on the device take 1.3 MiB: the GPU is out of memory
        expected: arrays that fit into the GPU's memory together
        to fix:   give back arrays that are not needed any more (x.dispose(), or the donate option of jit), work on smaller batches, or compute on the host: setDefaultDevice(cpu)"
    `);
    expect(await message(result.read())).toMatch(/out of memory/);
    expect(await small.read()).toEqual(Uint32Array.of(1, 2));
    short = false;
    large.free();
    result.free();
    expect(device.memory()).toMatchObject({ liveBuffers: 1 });
    const again = upload(device, new Uint32Array(300_000).fill(3));
    expect((await device.execute("jit(f)", increment(engine, 300_000), [again])[0]!.read())[7]).toBe(4);
  });

  it("may be too small for working memory: the program's results say so, and it works once there is more", async () => {
    let short = true;
    open = await openDevice(shortOfMemory(1_000_000, () => short));
    const { device, engine } = open;
    const { executable } = assemble(engine, {
      inputs: [["uint32", 1]],
      outputs: [["uint32", 1]],
      words: 300_000,
      kernels: [kernel("arena[200000] = bound0[0]; bound1[0] = arena[200000];")],
      commands: [dispatch(0)],
    });
    const start = upload(device, Uint32Array.of(7));
    expect(await message(device.execute("jit(f)", executable, [start])[0]!.read())).toMatch(
      /^jit\(f\).*working memory of 1\.3 MiB.*out of memory/,
    );
    short = false;
    const anew = upload(device, Uint32Array.of(7));
    expect(await device.execute("jit(f)", executable, [anew])[0]!.read()).toEqual(Uint32Array.of(7));
  });

  it("has a largest array", async () => {
    open = await openDevice();
    const { executable } = assemble(open.engine, {
      inputs: [],
      outputs: [["float32", 2 ** 33]],
      kernels: [],
      commands: [],
    });
    expect(() => open.device.execute("jit(f)", executable, [])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: jit(f) received an array of 32 GiB
        expected: at most 1 GiB, which is what this GPU can address as one array
        to fix:   split it (smaller batches, for example), or compute on the host: setDefaultDevice(cpu)]
    `);
  });
});

describe("an error that the GPU reports", () => {
  it("spoils what was computed meanwhile even if it belongs to no batch", async () => {
    let report: (event: { readonly error: GpuError }) => void = () => {};
    open = await openDevice((gpu) => {
      Object.assign(gpu, {
        addEventListener: (_: string, listener: typeof report) => {
          report = listener;
        },
      });
    });
    const { device, engine } = open;
    const before = upload(device, Uint32Array.of(1, 2));
    // Once compiled, a program is recorded when it is called.
    await device.execute("jit(f)", increment(engine, 2), [before])[0]!.read();
    await turn();
    const spoilt = device.execute("jit(f)", increment(engine, 2), [before])[0]!;
    report({ error: { message: "the driver had a hiccup" } });
    expect(await message(spoilt.read())).toMatch(/the driver had a hiccup/);
    expect(await before.read()).toEqual(Uint32Array.of(1, 2));
  });

  it("spoils what was computed meanwhile, and neither what was before nor what comes later", async () => {
    let wrong = false;
    open = await openDevice((gpu) => {
      const createBuffer = gpu.createBuffer.bind(gpu);
      Object.assign(gpu, {
        createBuffer: (descriptor: { size: number; usage: number }) =>
          createBuffer(wrong && descriptor.size === 448 ? { ...descriptor, usage: 0 } : descriptor),
      });
    });
    const { device, engine } = open;
    const start = upload(device, new Uint32Array(110).fill(5));
    const before = device.execute("jit(before)", increment(engine, 110), [start])[0]!;
    await before.read();
    wrong = true;
    const spoilt = device.execute("jit(spoilt)", increment(engine, 110), [before])[0]!;
    const dependent = device.execute("jit(dependent)", increment(engine, 110), [spoilt])[0]!;
    expect(await message(dependent.read())).toMatchInlineSnapshot(`
      "webgpu received values that were computed while the GPU reported an error: Buffer usages must not be 0.
       - While calling [Device].CreateBuffer([BufferDescriptor ""an array of jit(spoilt)""]).
        expected: work that the GPU accepts
        to fix:   this is a defect of @proj/jit-webgpu or of the driver: please report it, update the driver or the browser, or compute on the host: setDefaultDevice(cpu)"
    `);
    expect(await message(spoilt.read())).toBe(await message(dependent.read()));
    wrong = false;
    expect((await before.read())[0]).toBe(6);
    spoilt.free();
    dependent.free();
    const fresh = upload(device, new Uint32Array(120).fill(5));
    expect((await device.execute("jit(later)", increment(engine, 120), [fresh])[0]!.read())[0]).toBe(6);
  });
});
