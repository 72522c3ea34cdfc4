import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as np from "@proj/array";
import { cpu, UsageError, type NDArray } from "@proj/array";
import { scan } from "@proj/array/lax";
import { grad, hessian, jvp, vmap } from "@proj/autodiff";
import { pythonWithJax } from "@proj/devices/python-with-jax";
import { jit } from "@proj/jit";
import { deserializeExported, init, type Exported, type XlaDevice } from "@proj/xla";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Exports functions into the folder that it is started in, and prints what JAX computes. */
const python = `
import json
import jax
import jax.numpy as jnp
from jax.export import export, symbolic_shape

jax.config.update("jax_enable_x64", True)

def model(p, x, *, scale):
    order = jnp.argsort(-x)
    return {"y": jnp.tanh(x @ p["w"]) * scale + p["b"][0], "first": order[0], "none": None}

p = {"w": jnp.array([[1.0, -2.0], [0.5, 0.25]], jnp.float32), "b": (jnp.float32(0.1), None)}
x = jnp.array([0.3, -0.4], jnp.float32)
cube = lambda x: jnp.sort(x)[::-1] ** 3
halves = lambda x: jax.nn.softmax(x)
S = jax.ShapeDtypeStruct

def write(name, exported, order):
    with open(name, "wb") as file:
        file.write(exported.serialize(vjp_order=order))

write("model", export(jax.jit(model))(p, x, scale=jnp.float32(2)), 1)
write("cube", export(jax.jit(cube), platforms=["cpu", "cuda"])(S((3,), "float32")), 2)
write("plain", export(jax.jit(lambda x: jnp.sort(x) + 1))(S((3,), "float32")), 0)
write("halves", export(jax.jit(halves))(S((3,), "bfloat16")), 1)
write("solve", export(jax.jit(jnp.linalg.solve))(S((2, 2), "float64"), S((2,), "float64")), 1)
write("constant", export(jax.jit(lambda: jnp.arange(3)))(), 0)
write("unknown", export(jax.jit(cube))(S(symbolic_shape("n"), "float32")), 0)
write("tpu", export(jax.jit(cube), platforms=["tpu"])(S((3,), "float32")), 0)
write("key", export(jax.jit(jax.random.uniform))(jax.random.key(0)), 0)

loss = lambda p, x: (model(p, x, scale=jnp.float32(2))["y"] ** 2).sum()
listed = lambda tree: jax.tree.map(lambda leaf: leaf.tolist(), tree)
print(json.dumps({
    "value": listed(model(p, x, scale=jnp.float32(2))),
    "gradient": listed(jax.grad(loss)(p, x)),
    "hessian": jax.hessian(lambda x: cube(x).sum())(jnp.array([1.0, 2.0, -3.0])).tolist(),
}))
`;

type Model = { readonly w: NDArray; readonly b: readonly [NDArray, null] };
type Outcome = { readonly y: NDArray; readonly first: NDArray; readonly none: null };

function errorOf(f: () => unknown): UsageError {
  try {
    f();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe.skipIf(pythonWithJax === null)("a function that JAX has exported", () => {
  const folder = mkdtempSync(join(tmpdir(), "exported-functions-"));
  let device: XlaDevice;
  let jax: { readonly value: { y: number[]; first: number }; gradient: { w: number[][]; b: [number, null] }; hessian: number[][] }; // prettier-ignore
  const read = <Args extends readonly unknown[] = [NDArray], R = NDArray>(name: string): Promise<Exported<Args, R>> =>
    deserializeExported(device, readFileSync(join(folder, name)));
  const on = <T>(tree: T): T => np.devicePut(tree, device);

  beforeAll(async () => {
    const env = { ...process.env, JAX_PLATFORMS: "cpu" };
    jax = JSON.parse(
      execFileSync(pythonWithJax!, ["-c", python], { cwd: folder, env, encoding: "utf8" }),
    ) as typeof jax;
    device = await init({ python: pythonWithJax!, platform: "cpu", default: false });
  }, 300_000);
  afterAll(() => {
    device.destroy();
    rmSync(folder, { recursive: true });
  });

  const given = () => on({ w: np.array([[1, -2], [0.5, 0.25]]), b: [np.array(0.1), null] as const }); // prettier-ignore

  test("takes and gives trees, with named arguments as an object behind the others", { timeout: 120_000 }, async () => {
    const model = await read<[Model, NDArray, { scale: NDArray | number }], Outcome>("model");
    expect([model.funName, model.platforms, model.vjpOrder]).toEqual(["model", ["cpu"], 1]);
    expect(model.inAvals.map(String)).toEqual(["float32[]", "float32[2,2]", "float32[2]", "float32[]"]);
    expect(model.outAvals.map(String)).toEqual(["int64[]", "float32[2]"]);
    const x = on(np.array([0.3, -0.4]));
    const { y, first, none } = await np.deviceGet(model.call(given(), x, { scale: 2 }));
    expect([Number(first.item()), none]).toEqual([jax.value.first, null]);
    (y.toList() as number[]).forEach((each, k) => expect(each).toBeCloseTo(jax.value.y[k]!, 6));
  });

  test(
    "is differentiated by what was exported with it, also compiled and for a batch",
    { timeout: 120_000 },
    async () => {
      const model = await read<[Model, NDArray, { scale: NDArray | number }], Outcome>("model");
      const loss = (p: Model, x: NDArray): NDArray => model.call(p, x, { scale: 2 }).y.pow(2).sum();
      const x = on(np.array([0.3, -0.4]));
      for (const gradient of [grad(loss), jit(grad(loss))]) {
        const { w, b } = await np.deviceGet(gradient(given(), x));
        expect(np.allclose(w, np.array(jax.gradient.w), { rtol: 1e-5 })).toBe(true);
        expect(b[0].item()).toBeCloseTo(jax.gradient.b[0], 5);
      }
      const perMember = jit(vmap(grad(loss), { inAxes: [null, 0] }));
      const { w } = await np.deviceGet(perMember(given(), np.stack([x, x.mul(0), x])));
      expect(w.shape).toEqual([3, 2, 2]);
      expect(np.allclose(w.at(2).get(), np.array(jax.gradient.w), { rtol: 1e-5 })).toBe(true);
      expect(np.allclose(w.at(1).get(), np.zeros([2, 2]), { atol: 0 })).toBe(true);
    },
  );

  test("is differentiated as often as its vjp_order says", { timeout: 120_000 }, async () => {
    const [cube, plain] = [await read("cube"), await read("plain")];
    const x = on(np.array([1, 2, -3]));
    const second = await np.deviceGet(jit((y: NDArray) => grad((v: NDArray) => grad((u: NDArray) => cube.call(u).sum())(v).sum())(y))(x)); // prettier-ignore
    (second.toList() as number[]).forEach((each, k) => expect(each).toBeCloseTo(jax.hessian[k]![k]!, 4));
    const third = errorOf(() => grad((w: NDArray) => grad((v: NDArray) => grad((u: NDArray) => cube.call(u).sum())(v).sum())(w).sum())(x)); // prettier-ignore
    expect([third.operation, third.remedy]).toEqual(["<lambda>''", expect.stringContaining("vjp_order")]);
    expect(errorOf(() => grad((y: NDArray) => plain.call(y).sum())(x)).remedy).toContain("vjp_order=1");
    expect(errorOf(() => np.deviceGet(jvp(cube.call, [x], [x]))).received).toContain("forward");
    expect(() => hessian((y: NDArray) => cube.call(y).sum())(x)).toThrow(UsageError);
  });

  test("stands among others in one program, in loops and on batches", { timeout: 120_000 }, async () => {
    const [cube, plain] = [await read("cube"), await read("plain")];
    const both = jit((x: NDArray) => [cube.call(plain.call(x)), vmap(plain.call)(np.stack([x, x.mul(2)])), scan((c: NDArray) => [plain.call(c), c.at(0).get()], x, null, { length: 3 })]); // prettier-ignore
    const [first, second, third] = await np.deviceGet(both(on(np.array([2, 0, 1]))));
    expect((first as NDArray).toList()).toEqual([27, 8, 1]);
    expect((second as NDArray).toList()).toEqual([[1, 2, 3], [1, 3, 5]]); // prettier-ignore
    expect((third as NDArray[]).map((each) => each.toList())).toEqual([[3, 4, 5], [2, 1, 2]]); // prettier-ignore
  });

  test("keeps its dtypes, calls libraries, and may be without arguments", { timeout: 120_000 }, async () => {
    const [halves, solve, constant] = [await read("halves"), await read<[NDArray, NDArray]>("solve"), await read<[]>("constant")]; // prettier-ignore
    const x = on(np.array([1, 2, 3], { dtype: "bfloat16" }));
    const softmax = await np.deviceGet(halves.call(x));
    expect(softmax.dtype).toBe("bfloat16");
    (softmax.toList() as number[]).forEach((each, k) => expect(each).toBeCloseTo([0.09, 0.2447, 0.6652][k]!, 2));
    expect((await np.deviceGet(grad((y: NDArray) => halves.call(y).at(0).get())(x))).dtype).toBe("bfloat16");
    const [a, b] = on([np.array([[2, 1], [0, 4]], { dtype: "float64" }), np.array([4, 8], { dtype: "float64" })] as const); // prettier-ignore
    expect((await np.deviceGet(solve.call(a, b))).toList()).toEqual([1, 2]);
    const sent = await np.deviceGet(grad((v: NDArray) => solve.call(a, v).sum())(b));
    expect(np.allclose(sent, np.array([0.5, 0.125], { dtype: "float64" }))).toBe(true);
    const program = jit((y: NDArray) => y.add(constant.call()));
    expect(await program(on(np.arange(3))).data()).toEqual(BigInt64Array.of(0n, 2n, 4n));
  });

  test("refuses what it was not exported for", { timeout: 120_000 }, async () => {
    const model = await read<unknown[]>("model");
    const x = on(np.array([0.3, -0.4]));
    const { w, b } = given();
    const cases: readonly (readonly [unknown[], string, string])[] = [
      [[{ w, b }, on(np.ones(3)), { scale: 2 }], "float32[3] at arguments[1]", "float32[2]"],
      [[{ w, b: [on(np.array(1, { dtype: "int32" })), null] }, x, { scale: 2 }], "int32[]", "float32[]"],
      [[{ w }, x, { scale: 2 }], "nothing at arguments[0]['b'][0]", "arguments[0]['w']"],
      [[{ w, b, c: x }, x, { scale: 2 }], "an array at arguments[0]['c']", "arguments[2]['scale']"],
      [[{ w, b }, x], "nothing at arguments[2]['scale']", "arguments[0]['b'][0]"],
      [[{ w, b }, x, { scale: "2" }], 'the text "2" at arguments[2]', "leaves are arrays"],
    ];
    for (const [args, received, expected] of cases) {
      const error = errorOf(() => model.call(...args));
      expect([error.operation, error.received, error.expected]).toEqual(["model", expect.stringContaining(received), expect.stringContaining(expected)]); // prettier-ignore
    }
  });

  test("runs on XLA alone", { timeout: 120_000 }, async () => {
    const plain = await read("plain");
    const x = np.devicePut(np.ones(3), cpu);
    for (const f of [plain.call, jit(plain.call)]) {
      expect(errorOf(() => f(x)).expected).toContain("a device of XLA");
    }
  });

  test.each([
    ["unknown", "unknown lengths"],
    ["tpu", "tpu"],
    ["key", "key<fry>"],
  ])("one of another kind is refused: %s", { timeout: 120_000 }, async (name, received) => {
    const error = await read(name).catch((reason: unknown) => reason as UsageError);
    expect((error as UsageError).operation).toBe("deserializeExported");
    expect((error as UsageError).received).toContain(received);
  });

  test("bytes of anything else, and devices of others, are refused", { timeout: 120_000 }, async () => {
    const wrong: readonly [unknown, unknown][] = [[device, Uint8Array.of(1, 2, 3)], [device, "text"], [cpu, new Uint8Array(8)]]; // prettier-ignore
    for (const [where, bytes] of wrong)
      await expect(deserializeExported(where as XlaDevice, bytes as Uint8Array)).rejects.toThrow(UsageError);
  });
});
