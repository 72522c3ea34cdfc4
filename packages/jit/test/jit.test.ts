import {
  makeJaxpr,
  array,
  cond,
  cpu,
  deviceGet,
  devicePut,
  foriLoop,
  scan,
  setDefaultDevice,
  tanh,
  whileLoop,
  type NDArray,
} from "@proj/array";
import { axisIndex, axisSize, pmean } from "@proj/array/lax";
import { grad, hessian, jvp, vmap } from "@proj/autodiff";
import { fakeDevice } from "@proj/devices/fake-device";
import { jit, setDefaultTarget } from "@proj/jit";
import { explain, formatProgram, interpreter } from "@proj/jit/core";
import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from "vitest";

beforeEach(() => setDefaultTarget(interpreter()));
afterEach(() => setDefaultTarget(null));

describe("jit", () => {
  test("computes what the function computes, over trees", () => {
    const f = jit(({ x, y }: { x: NDArray; y: NDArray }) => ({ sum: x.add(y), parts: [x, y.mul(2)] as const }));
    const { sum, parts } = f({ x: array([1, 2]), y: array([3, 4]) });
    expect(sum.toList()).toEqual([4, 6]);
    expect(parts.map((part) => part.toList())).toEqual([
      [1, 2],
      [6, 8],
    ]);
  });

  test("keeps the types of the function", () => {
    const f = jit((x: NDArray, scale: number) => ({ y: x.mul(scale) }), { staticArgnums: [1] });
    expectTypeOf(f).parameters.toEqualTypeOf<[NDArray, number]>();
    expectTypeOf(f).returns.toEqualTypeOf<{ y: NDArray }>();
    // @ts-expect-error the second argument is a number
    expect(() => f(array([1]), "2")).toBeDefined();
  });

  test("traces numbers, so that another number needs no new trace", () => {
    const f = jit((x: NDArray, y: number) => x.mul(y));
    expect(f(array([1]), 2).toList()).toEqual([2]);
    expect(f(array([1]), 3).toList()).toEqual([3]);
    expect(f.traces).toHaveLength(1);
  });

  test("takes numbers for what they are beside the arrays of the function", () => {
    const f = jit((x: NDArray, y: number) => x.add(y));
    expect(f(array([1], "int32"), 16777217).toList()).toEqual([16777218]);
    expect(f(array([1], "int32"), 16777217).dtype).toBe("int32");
    expect(f(array([1], "int32"), 0.5).dtype).toBe("float32");
    expect(f(array([1], "float64"), 0.1).toList()).toEqual([1.1]);
    expect(() => f(array([1], "int32"), 2 ** 31)).toThrow("add received the number 2147483648 where an int32 belongs");
    expect(f.traces.map(({ reason }) => reason)).toEqual([
      "first call",
      "args[1] changed from an integer to a fraction",
      "args[0] changed from int32[1] to float64[1]",
    ]);
    const nested = jit((x: NDArray, y: number) => f(x, y).mul(2));
    expect(nested(array([1], "int32"), 16777217).toList()).toEqual([33554436]);
    const inLoop = jit((x: NDArray, y: number) => scan((c: NDArray) => [c.mul(y), null], x, null, { length: 2 })[0]);
    expect(inLoop(array(1, "float64"), 0.1).item()).toBe(0.1 * 0.1);
    const inBranch = jit((x: NDArray, y: number) =>
      cond(
        x.gt(0),
        (n: number) => x.add(n),
        () => x,
        y,
      ),
    );
    expect(inBranch(array(1, "float64"), 0.1).item()).toBe(1.1);
    expect(jit((x: NDArray, i: number) => x.get(i))(array([5, 6, 7]), -1).item()).toBe(7);
    const differentiated = jit((x: NDArray, y: number) => grad((z: NDArray) => z.mul(y).sum())(x));
    expect(differentiated(array([1], "float64"), 0.1).toList()).toEqual([0.1]);
  });

  test("traces once for each signature and says why", () => {
    const f = jit((x: NDArray | { x: NDArray }) => ("shape" in x ? x : x.x).mul(2));
    f(array([1, 2]));
    f(array([3, 4]));
    f(array([1, 2, 3]));
    f(array([1, 2, 3], { dtype: "int32" }));
    f({ x: array([1]) });
    expect(f.traces.map(({ reason }) => reason)).toMatchInlineSnapshot(`
      [
        "first call",
        "args[0] changed from float32[2] to float32[3]",
        "args[0] changed from float32[3] to int32[3]",
        "the structure or a static argument changed: PyTreeDef([*]) became PyTreeDef([{'x': *}])",
      ]
    `);
    f.clearCache();
    f(array([1, 2]));
    expect(f.traces).toHaveLength(5);
  });

  test("takes an argument as it is when it is static, once for each value", () => {
    const f = jit(
      (x: NDArray, mode: unknown) =>
        typeof mode === "function" ? (mode as (x: NDArray) => NDArray)(x) : x.mul(Number.isNaN(mode) ? 0 : 2),
      { staticArgnums: [1] },
    );
    const double = (x: NDArray): NDArray => x.mul(2);
    const negate = (x: NDArray): NDArray => x.neg();
    expect(f(array([3]), double).toList()).toEqual([6]);
    expect(f(array([3]), negate).toList()).toEqual([-3]);
    expect(f(array([3]), double).toList()).toEqual([6]);
    expect(f(array([3]), Number.NaN).toList()).toEqual([0]);
    expect(f(array([3]), Number.NaN).toList()).toEqual([0]);
    expect(f(array([3]), { a: [1] }).toList()).toEqual([6]);
    expect(f(array([3]), { a: [1] }).toList()).toEqual([6]);
    expect(f.traces).toHaveLength(4);
  });

  test("takes arrays that the function closes over", () => {
    const w = array([2, 3]);
    const f = jit((x: NDArray) => x.mul(w));
    expect(f(array([1, 1])).toList()).toEqual([2, 3]);
  });

  test("compiles control flow as loops and branches", () => {
    const f = jit((x: NDArray) => {
      const [carry, ys] = scan((c: NDArray, v: NDArray) => [tanh(c.add(v)), c.mul(v)] as const, x.sum(), x);
      const doubled = whileLoop(
        (v: NDArray) => v.sum().lt(100),
        (v: NDArray) => v.mul(2),
        x,
      );
      return [
        carry,
        ys,
        doubled,
        foriLoop(0, 3, (i, v: NDArray) => v.add(i), x),
        cond(
          x.sum().gt(0),
          (v: NDArray) => v,
          (v: NDArray) => v.neg(),
          x,
        ),
      ];
    });
    const run = (x: NDArray): readonly unknown[] => f(x).map((y) => y.toList());
    const x = array([1, 2, 3]);
    expect(run(x)).toEqual([
      Math.fround(Math.tanh(Math.fround(Math.tanh(Math.fround(Math.tanh(7)) + 2)) + 3)),
      expect.anything(),
      [32, 64, 96],
      [4, 5, 6],
      [1, 2, 3],
    ]);
    expect(run(array([-1, 101, -3]))[4]).toEqual([-1, 101, -3]);
  });

  test("nests with every transformation, inside and outside", () => {
    const f = jit((x: NDArray) => tanh(x).mul(x).sum());
    const plain = (x: NDArray): NDArray => tanh(x).mul(x).sum();
    const x = array([0.1, 0.5, -0.3]);
    const close = (a: NDArray, b: NDArray): void =>
      a.dataSync().forEach((value, index) => expect(value).toBeCloseTo(b.dataSync()[index]!, 6));
    close(jit(grad(f))(x), grad(plain)(x));
    close(jit(grad((y: NDArray) => grad(f)(y).sum()))(x), grad((y: NDArray) => grad(plain)(y).sum())(x));
    close(hessian(f)(x), hessian(plain)(x));
    close(
      jit(vmap(jit(grad(f))))(
        array([
          [0.1, 0.2, 0.3],
          [1, 2, 3],
        ]),
      ),
      vmap(grad(plain))(
        array([
          [0.1, 0.2, 0.3],
          [1, 2, 3],
        ]),
      ),
    );
    close(jvp(f, [x], [x])[1], jvp(plain, [x], [x])[1]);
  });

  test("is not confused by a call inside a transformation that has ended", () => {
    const scaleBy = (s: NDArray): NDArray => jit((x: NDArray) => x.mul(s))(array([1, 2])).sum();
    expect(grad(scaleBy)(array(3)).item()).toBe(3);
    const shared = { s: array(1) };
    const f = jit((x: NDArray) => x.mul(shared.s));
    grad((s: NDArray) => {
      shared.s = s;
      return f(array([1, 2])).sum();
    })(array(3));
    shared.s = array(5);
    expect(f(array([1, 2])).toList()).toEqual([5, 10]);
  });

  test("gives weak types back as the function does", () => {
    const f = jit((x: number) => x);
    expect(f(2) as unknown as NDArray).toMatchObject({ weakType: true, dtype: "float32" });
  });

  test("takes the memory of donated arguments", () => {
    const f = jit((x: NDArray, y: NDArray) => x.add(y), { donateArgnums: [0], name: "accumulate" });
    const [x, y] = [array([1, 2]), array([3, 4])];
    expect(f(x, y).toList()).toEqual([4, 6]);
    expect(y.toList()).toEqual([3, 4]);
    expect(() => x.toList()).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: toList received an array float32[2] whose memory was given to jit(accumulate)
        expected: an array that has not been donated
        to fix:   use the result of jit(accumulate) instead, or do not donate this argument]
    `);
    expect(() => f(x, y)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: jit(accumulate) received an array float32[2] whose memory was given to jit(accumulate)
        expected: an array that has not been donated
        to fix:   use the result of jit(accumulate) instead, or do not donate this argument]
    `);
  });

  test("leaves an array alone that is donated and passed once more", () => {
    const f = jit((x: NDArray, y: NDArray) => x.add(y), { donateArgnums: [0] });
    const x = array([1, 2]);
    f(x, x);
    expect(x.toList()).toEqual([1, 2]);
  });
});

describe("a vmap with a named axis around a staged function", () => {
  test("ties it to their vmap, also where no argument does", () => {
    const place = jit((x: NDArray) => x.add(axisIndex("i")));
    expect(vmap(() => place(array(0)), { axisName: "i", axisSize: 3 })().toList()).toEqual([0, 1, 2]);
  });

  test("has it traced again for another size, or without them", () => {
    const f = jit((x: NDArray) => pmean(x, "i").mul(axisSize("i")));
    const sum = (...values: number[]) => vmap(f, { axisName: "i", outAxes: null })(array(values)).item();
    expect([sum(1, 2), sum(1, 2, 3), sum(4, 5)]).toEqual([3, 6, 9]);
    expect(f.traces.map(({ reason }) => reason)).toEqual([
      "first call",
      'the named axes around the call changed: "i" of 2 became "i" of 3',
    ]);
    expect(() => f(array(1))).toThrow('pmean received the axis name "i", which no enclosing vmap has');
  });
});

describe("jit refuses", () => {
  test("arguments that are not arrays", () => {
    expect(() => jit((x: { name: string }) => x.name.length, { name: "f" })({ name: "a" }))
      .toThrowErrorMatchingInlineSnapshot(`
        [UsageError: jit(f) received the text "a" at args[0]['name']
          expected: trees of arrays, numbers and booleans
          to fix:   list its position in staticArgnums, use filterJit of @proj/module, or close over the value]
      `);
  });
  test("results that are not arrays", () => {
    expect(() => jit((x: NDArray) => ({ x, name: "a" }), { name: "f" })(array([1])))
      .toThrowErrorMatchingInlineSnapshot(`
        [UsageError: jit(f) received the text "a" at result['name']
          expected: a synchronous function that returns a tree of arrays and numbers
          to fix:   return only arrays; use filterJit of @proj/module to pass other values through]
      `);
  });
  test("asynchronous functions", () => {
    expect(() => jit((x: NDArray) => Promise.resolve(x), { name: "f" })(array([1])))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: jit(f) received a promise: the function is asynchronous at result
        expected: a synchronous function that returns a tree of arrays and numbers
        to fix:   return only arrays; use filterJit of @proj/module to pass other values through]
    `);
  });
  test("decisions by the value of a traced array", () => {
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- the mistake under test
    expect(() => jit((x: NDArray) => (x.gt(0) ? x : x.neg()), { name: "f" })(array(1)))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: jit(f) received an array, the result of "gt", as the condition of an if, a while, && or ?:
        expected: control flow that does not depend on arrays: to JavaScript every object is true
        to fix:   use where, cond or whileLoop, or mark the argument as static]
    `);
    expect(() => jit((x: NDArray) => ((x as unknown as number) > 0 ? x : x.neg()), { name: "f" })(array(1))).toThrow(
      /where, cond or whileLoop/,
    );
  });
  test("to lower without a target", () => {
    setDefaultTarget(null);
    expect(() => jit((x: NDArray) => x, { name: "f" }).lower(array([1]))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: jit(f).lower received no target
        expected: a target to lower for
        to fix:   install one with setDefaultTarget(wasm()), or pass { target: wasm() } to jit]
    `);
  });
});

describe("without a target", () => {
  test("programs run by reference evaluation, which is said once", async () => {
    // The packages as a new process loads them: in this one it may have been said.
    vi.resetModules();
    const [{ jit }, { array }] = await Promise.all([import("@proj/jit"), import("@proj/array")]);
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const f = jit((x: NDArray) => x.mul(2));
    expect([f(array([1])).toList(), f(array([2])).toList()]).toEqual([[2], [4]]);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});

describe("inspection", () => {
  test("shows a reduction fused with the work before it", () => {
    const f = jit((x: NDArray, y: NDArray) => x.mul(y).add(1).sum(), { name: "f" });
    const lowered = f.lower(array([1, 2, 3]), array([4, 5, 6]));
    expect(formatProgram(lowered.program)).toMatchInlineSnapshot(`
      "program f
        %0: f32[3] input
        %1: f32[3] input
        %2: f32[1] output
      loop 1 folding 3
        e0 = %0[i0]:f32
        e1 = %1[i0]:f32
        e2 = mul e0 e1
        e3 = 1:f32
        e4 = add e2 e3
        %2[0] ← sum e4"
    `);
    expect(explain(lowered.program)).toMatchInlineSnapshot(`
      "f: 1 steps, 0.000 Mop, 0.000 MB moved, arena 0.000 MB
      loop 1 folding 3, 5 expressions, 1 stores: 0.000 Mop, 0.000 MB"
    `);
  });

  test("shows a scan that reads and writes its slices in place", () => {
    const f = jit(
      (x: NDArray, w: NDArray) =>
        scan((h: NDArray, v: NDArray) => [tanh(h.dot(w).add(v)), h] as const, x.sum({ axis: 0 }), x),
      { name: "rnn" },
    );
    const { program } = f.lower(
      array([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      array([
        [1, 0],
        [0, 1],
      ]),
    );
    expect(formatProgram(program)).toMatchInlineSnapshot(`
      "program rnn
        %0: f32[6] input
        %1: f32[4] input
        %2: f32[2] output, taken over from %5
        %3: f32[6] output
        %4: f32[2] scratch
        %5: f32[2] scratch, taken over from %4
        %6: f32[2] scratch
        %7: f32[2] scratch
      loop 2 folding 3
        e0 = %0[i0 + 2·i1]:f32
        %4[i0] ← sum e0
      scan t0 over 3, carrying %5←%6
        loop 2 folding 2
          e0 = %5[i1]:f32
          e1 = %1[i0 + 2·i1]:f32
          e2 = mul e0 e1
          %7[i0] ← sum e2
        loop 2
          e0 = %5[i0]:f32
          %3[i0 + 2·t0] ← e0
        loop 2
          e0 = %7[i0]:f32
          e1 = %0[i0 + 2·t0]:f32
          e2 = add e0 e1
          e3 = tanh e2
          %6[i0] ← e3"
    `);
  });
});

describe("on a device", () => {
  afterEach(() => setDefaultDevice(cpu));
  const double = (x: NDArray): NDArray => x.mul(2).add(1);

  test("a function is one program, which runs where its arguments live", async () => {
    const device = fakeDevice();
    const f = jit(double);
    const y = f(devicePut(array([1, 2]), device));
    expect(y.device).toBe(device);
    expect(device.runs).toEqual(["double"]);
    expect(await y.data()).toEqual(Float32Array.of(3, 5));
    expect(f(array([1, 2])).toList()).toEqual([3, 5]);
    expect(f.traces).toHaveLength(1);
  });

  test("the default device takes host arguments, and numbers, and copies each once", async () => {
    const device = fakeDevice();
    setDefaultDevice(device);
    const [f, x] = [jit((a: NDArray, b: number) => a.mul(b)), array([1, 2])];
    f(x, 2);
    expect(await f(x, 2).data()).toEqual(Float32Array.of(2, 4));
    expect(device.uploads).toBe(2);
    expect(device.programs.size).toBe(1);
  });

  test("arrays that the function closes over come along, or decide where it runs", async () => {
    const device = fakeDevice();
    const [host, there] = [array([1, 2]), devicePut(array([10, 20]), device)];
    const f = jit((x: NDArray) => x.add(host).add(there));
    const y = f(array([0, 0]));
    expect(y.device).toBe(device);
    expect(await y.data()).toEqual(Float32Array.of(11, 22));
    const other = devicePut(array([0, 0]), fakeDevice({ name: "other" }));
    expect(() => f(other)).toThrow("jit(anonymous) received an array float32[2] on the device fake");
  });

  test("donated arguments are given back as soon as the program is started", async () => {
    const device = fakeDevice({ delay: 2 });
    const f = jit(double, { donateArgnums: [0] });
    let x = devicePut(array([1, 2]), device);
    for (let i = 0; i < 10; i++) x = f(x);
    expect(device.live).toBe(1);
    expect(await x.data()).toEqual(Float32Array.of(2047, 3071));
  });

  test("a target for the host keeps a function on the host", async () => {
    const device = fakeDevice();
    const f = jit(double, { target: interpreter() });
    setDefaultDevice(device);
    expect(f(array([1, 2])).toList()).toEqual([3, 5]);
    const x = devicePut(array([1, 2]), device);
    expect(() => f(x)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: jit(double) received a program for the device cpu, and an array float32[2] on the device fake
        expected: all arrays of one call on one device
        to fix:   move them together first: await deviceGet(x) copies to the host, and devicePut(x, device) from the host to a device]
    `);
    expect(f(await deviceGet(x)).toList()).toEqual([3, 5]);
  });

  test("there is something to look at only if the device compiles", () => {
    const device = fakeDevice();
    const x = devicePut(array([1, 2]), device);
    expect(() => jit(double).lower(x)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: jit(double).lower received the device fake, which compiles nothing
        expected: a target to lower for
        to fix:   pass arrays of the host and { target: wasm() }, or lower for a device that compiles]
    `);
    const target = interpreter();
    const { program } = jit(double).lower(devicePut(array([1, 2]), Object.assign(fakeDevice(), { target })));
    expect(formatProgram(program)).toContain("mul");
    expect(device.runs).toEqual([]);
  });

  test("the reason of an error is said when the values are waited for", async () => {
    const device = fakeDevice({ delay: 2 });
    const y = jit(double)(devicePut(array([1, 2]), device));
    device.lose();
    await expect(y.data()).rejects.toThrow("on the device fake, which is lost");
  });
});

describe("options of jit", () => {
  test("that do not exist are errors that name the nearest", () => {
    const misspelt = { static_argnums: [0] } as object;
    expect(() => jit((x: NDArray) => x, misspelt)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: jit received an option "static_argnums", which it does not know
        expected: any of staticArgnums, donateArgnums, name, target, inline
        to fix:   write staticArgnums instead of static_argnums]
    `);
  });

  test("take one position or several", () => {
    const repeat = jit((x: NDArray, times: number) => (times > 1 ? x.mul(times) : x), { staticArgnums: 1 });
    expect(repeat(array([1, 2]), 3).toList()).toEqual([3, 6]);
  });

  test("inline: the operations themselves stand in the program of another function", () => {
    const double = jit((x: NDArray) => x.mul(2), { inline: true });
    expect(String(makeJaxpr((x: NDArray) => double(x))(array(1)))).not.toContain("jit");
    expect(double(array(3)).item()).toBe(6);
  });

  test("arguments of an arrow without annotations are arrays", () => {
    const f = jit((x, y) => x.add(y).sum());
    expectTypeOf(f).parameters.toExtend<NDArray[]>();
    expectTypeOf(f).returns.toEqualTypeOf<NDArray>();
    expect(f(array([1, 2]), array([3, 4])).item()).toBe(10);
  });
});
