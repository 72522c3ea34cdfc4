import { argmax, array, concatenate, devicePut, full, scan, zeros, type NDArray } from "@proj/array";
import { bind, fromHalfBits } from "@proj/array/core";
import { jit } from "@proj/jit";
import { init, type WebGpuDevice } from "@proj/jit-webgpu";
import { useSoftwareGpu } from "@proj/devices/software-gpu";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { caseOf } from "../src/case.ts";
import { canRun } from "../src/compare.ts";
import { reference, type Subject } from "../src/subject.ts";
import { subjectNames, subjects } from "../src/subjects.ts";

/*
 * Halves have so few values that all of them can be tried, and results are to be the same to the last bit.
 */

const halves = (values: ArrayLike<number>): NDArray => array(Float32Array.from(values), { dtype: "float16" });

/** All 65536 of them, NaN of every kind included. */
const every = Float32Array.from({ length: 1 << 16 }, (_, bits) => fromHalfBits(bits));

/** Where rounding decides: the middle between neighbours, and what lies just below and above. */
function aroundMiddles(step: number): number[] {
  const finite = every.slice(0, 0x7c00);
  const middles = Array.from(finite, (half, bits) => (half + (finite[bits + 1] ?? 65536)) / 2);
  const positive = middles.flatMap((middle) => [middle * (1 - step), middle, middle * (1 + step)]);
  return [...positive, ...positive.map((x) => -x), NaN, Infinity, -Infinity, 1e30, 1e-30, -0];
}

const permuted = every.map((_, k) => every[(k * 7919) & 0xffff]!);
const few = (count: number, first = 1): NDArray =>
  halves(Array.from({ length: count }, (_, k) => ((first + k) * 37 - 90) / 16));

const programs: Readonly<
  Record<string, readonly [(args: readonly NDArray[]) => readonly NDArray[], readonly NDArray[]]>
> = {
  "singles become the nearest half": [
    ([x]) => [x!.astype("float16")],
    [array(Float32Array.from(aroundMiddles(2 ** -23)))],
  ],
  "doubles become the nearest half": [
    ([x]) => [x!.astype("float16")],
    [array(Float64Array.from(aroundMiddles(2 ** -50)))],
  ],
  "integers become the nearest half": [
    ([x, y]) => [x!.astype("float16"), y!.astype("float16")],
    [
      array([0, 1, -1, 2047, 2049, 2051, 65504, 65519, 65520, -70000, 2 ** 31 - 1], { dtype: "int32" }),
      array([0, 1, 4098, 4099, 65519, 65520, 2 ** 32 - 1], { dtype: "uint32" }),
    ],
  ],
  "halves become singles and integers": [
    ([x]) => [x!.astype("float32"), x!.astype("int32"), x!.astype("bool")],
    [halves(every)],
  ],
  "every half comes back as it went": [([x]) => [x!, x!.add(0), x!.neg().neg()], [halves(every)]],
  "arithmetic rounds after each operation": [
    ([x, y]) => [x!.add(y!), x!.sub(y!), x!.mul(y!), x!.div(y!), x!.mul(x!).add(y!).mul(0.1)],
    [halves(every), halves(permuted)],
  ],
  "comparisons, extremes and neighbours are those of halves": [
    ([x, y]) => [
      bind("lt", [x!, y!], {})[0],
      bind("max", [x!, y!], {})[0],
      bind("nextAfter", [x!, y!], {})[0],
      bind("sqrt", [x!], {})[0],
    ],
    [halves(every), halves(permuted)],
  ],
  "an odd number of results is packed": [([x]) => [x!.mul(2), x!.reshape([3, 5]).T, x!.sum()], [few(15)]],
  "nothing and a scalar are packed": [
    ([x]) => [zeros([0, 3], { dtype: "float16" }), x!.mul(3), full([3], 0.1, { dtype: "float16" })],
    [halves([1.5]).reshape([])],
  ],
  "halves are moved in pieces": [
    ([x, y]) => [concatenate([x!, y!, x!]), x!.at([2]).set(7), bind("reverse", [y!], { dimensions: [0] })[0]],
    [few(5), few(4, 3)],
  ],
  "a loop carries halves": [
    ([x, y]) =>
      scan(
        (sum: NDArray, step: NDArray): [NDArray, NDArray] => {
          const next = sum.mul(0.9).add(step);
          return [next, next];
        },
        x!,
        y!,
      ),
    [few(3), few(21).reshape([7, 3])],
  ],
  "more arguments than a device can bind are read": [
    (args) => [args.reduce((sum, x) => sum.add(x)), args[11]!, args[1]!.mul(args[10]!)],
    Array.from({ length: 12 }, (_, k) => few(7, k)),
  ],
  "sums and products fold in single precision": [
    ([x, y]) => [x!.sum({ axis: 1 }), x!.dot(y!), bind("cumsum", [x!], { axis: 0, reverse: false })[0]],
    [few(24).reshape([4, 6]), few(18).reshape([6, 3])],
  ],
  "halves are sorted, and the largest is found": [
    ([x]) => [bind("sort", [x!], { dimension: 0, numKeys: 1 })[0]!, argmax(x!), x!.max()],
    [halves([3, -1, 0.5, 65504, -0, 2 ** -24])],
  ],
};

describe.each(subjectNames)("on %s:", (name) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await subjects[name]();
  });

  test.each(Object.entries(programs))("%s", async (title, [f, args]) => {
    const whole = caseOf(title, f, args);
    if (!canRun(subject, whole)) {
      expect(title).toBe("doubles become the nearest half");
      return;
    }
    const wanted = await reference.run(title, whole.jaxpr, whole.inputs);
    const got = await subject.run(title, whole.jaxpr, whole.inputs);
    wanted.forEach((values, result) => {
      expect(got[result]!.length).toBe(values.length);
      const wrong = Array.from(values, (value, k) => ({ result, k, value, got: got[result]![k]! })).filter(
        ({ value, got }) => !(value === got || (Number.isNaN(value) && Number.isNaN(got))),
      );
      expect(wrong.slice(0, 3)).toEqual([]);
    });
  });
});

describe("on a GPU", () => {
  let device: WebGpuDevice;
  beforeAll(async () => {
    useSoftwareGpu();
    device = await init({ default: false });
  });
  afterAll(() => device.destroy());

  test("two halves take a word on the way there and back", async () => {
    device.statistics({ reset: true });
    const x = devicePut(few(999), device);
    expect(await x.data()).toEqual(await few(999).data());
    expect(device.statistics()).toMatchObject({ uploadedBytes: 2000, readBytes: 2000 });
  });

  test("operations one after the other give what the host gives", async () => {
    const chain = (x: NDArray): NDArray => x.mul(0.3).add(x.T).dot(x).sub(1).get(1);
    const x = few(9).reshape([3, 3]);
    const y = chain(devicePut(x, device));
    expect([y.dtype, y.device]).toEqual(["float16", device]);
    expect(await y.data()).toEqual(await chain(x).data());
  });

  test("a compiled step takes its own results again, donated ones too", async () => {
    const step = (x: NDArray): NDArray => x.mul(1.1).add(0.25);
    const onDevice = jit(step, { donateArgnums: [0] });
    let [x, y] = [devicePut(few(7), device), few(7)];
    for (let n = 0; n < 5; n++) [x, y] = [onDevice(x), step(y)];
    expect(await x.data()).toEqual(await y.data());
  });

  test("halves meet singles as on the host", async () => {
    const mixed = (x: NDArray, y: NDArray): NDArray => x.mul(y).sum();
    const y = array(Float32Array.from({ length: 7 }, (_, k) => k / 8));
    const sum = jit(mixed)(devicePut(few(7), device), y);
    expect(sum.dtype).toBe("float32");
    expect(await sum.data()).toEqual(await mixed(few(7), y).data());
  });
});
