import { flip, foriLoop, scan, tanh, type NDArray } from "@proj/array";
import { abstractArray, evaluateJaxpr, stage } from "@proj/array/core";
import { dynamicSlice, dynamicUpdateSlice } from "@proj/array/lax";
import { compile, interpreter, manyAtOnce, type TargetLimits } from "@proj/jit/core";
import { expect, test } from "vitest";

/*
 * Loops that carry two arrays, and in random order update, read, slice and swap them, also in loops inside: whatever is changed where it
 * lies must look as if every update had made a new array.
 */

const length = 12;

/** Numbers that look random, the same for each seed. */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 7919 + 17) % 2147483647;
  }

  next(below: number): number {
    this.#state = (this.#state * 48271) % 2147483647;
    return this.#state % below;
  }

  of<T>(values: readonly T[]): T {
    return values[this.next(values.length)]!;
  }
}

/** What a step knows: the arrays as they are now, all that there were, and numbers. */
interface State {
  readonly now: NDArray[];
  readonly all: NDArray[];
  readonly numbers: NDArray[];
}

/** What a step may do with the array `x`: give what comes in its place, or null if it only reads. */
const actions: readonly ((x: NDArray, i: NDArray, state: State, random: Random, depth: number) => NDArray | null)[] = [
  (x, i, { numbers }, random) => x.at(i).set(random.of(numbers)),
  (x, i, { numbers }, random) => x.at(i).add(random.of(numbers)),
  (x, i, { all }, random) => dynamicUpdateSlice(x, dynamicSlice(random.of(all), [i], [3]), [i.add(1)]),
  (x, i, { all, numbers }, random) =>
    dynamicUpdateSlice(x, dynamicSlice(random.of(all), [i], [3]).mul(0.5).add(random.of(numbers)), [i]),
  (x, i, { numbers }) => (numbers.push(x.at(i).get()), null),
  (x, i, { numbers }, random) => (numbers.push(x.at(i).get().mul(0.5).add(random.of(numbers))), null),
  (x, _, { numbers }) => (numbers.push(x.mul(0.3).sum()), null),
  (x, _, { numbers }) => (numbers.push(tanh(flip(x, 0)).at(2).get()), null),
  (x, _, { numbers }) => (numbers.push(x.reshape([3, 4]).at(1).get().max()), null),
  (x, i, { all }, random, depth) => {
    const [seed, other] = [random.next(1000), random.of(all)];
    if (depth === 0) return null;
    return foriLoop(
      0,
      3,
      (j, y: NDArray) =>
        act([y], j.add(i), new Random(seed), depth - 1)
          .now[0]!.at(j)
          .add(1),
      other,
    );
  },
  (x, i, { all }, random, depth) => {
    const [seed, other] = [random.next(1000), random.of(all)];
    if (depth === 0) return null;
    const step = (y: NDArray, v: NDArray): readonly [NDArray, null] => [
      act([y], i, new Random(seed), depth - 1)
        .now[0]!.at(1)
        .set(v),
      null,
    ];
    return scan(step, x, other)[0];
  },
];

function act(arrays: readonly NDArray[], i: NDArray, random: Random, depth: number): State {
  const state: State = { now: [...arrays], all: [...arrays], numbers: [i.astype("float32").mul(0.25)] };
  for (let count = 2 + random.next(6); count > 0; count--) {
    const place = random.next(state.now.length);
    const x = random.next(5) > 0 ? state.now[place]! : random.of(state.all);
    const made = random.of(actions)(x, random.of([i, i.add(1), i.mul(2), i.sub(3)]), state, random, depth);
    if (made === null) continue;
    state.now[place] = made;
    state.all.push(made);
    if (random.next(6) === 0) state.now.reverse();
  }
  return state;
}

const variants: readonly Partial<TargetLimits>[] = [
  {},
  { tileRows: () => 2, parallelism: manyAtOnce({ privateBytes: 8192, width: 16, smallStep: 64 }), bindings: 7 },
  { threading: { leastEffort: 1, leastIntensity: 0, pieces: 4, atOnce: true } },
];

test("random updates of what loops carry mean the same where they lie", () => {
  const types = [abstractArray([length], "float32"), abstractArray([length], "float32"), abstractArray([3], "int32")];
  const floats = (by: number): Float32Array => Float32Array.from({ length }, (_, n) => (n % by) / 4 - 0.5);
  const data = [floats(7), floats(5), Int32Array.of(3, 0, 5)];
  for (let seed = 0; seed < 20; seed++) {
    const step = ([a, b]: readonly [NDArray, NDArray], i: NDArray) => {
      const random = new Random(seed);
      const { now, all, numbers } = act([a, b], i, random, 2);
      return [[now[0]!, now[1]!] as const, [random.of(all), random.of(numbers)] as const] as const;
    };
    const { jaxpr } = stage(
      ([x, y, places]) => scan(step, [x!, y!] as const, places!).flat(),
      types,
      `updates ${String(seed)}`,
    );
    const expected = evaluateJaxpr(
      jaxpr,
      types.map(({ shape, dtype }, n) => ({ shape, dtype, data: data[n]! })),
    ).map(({ data }) => Array.from(data as Float32Array));
    for (const variant of variants) {
      const { executable } = compile("updates", jaxpr, interpreter(variant));
      const results = executable.run(
        data,
        expected.map((values) => new Float32Array(values.length)),
      );
      expected.forEach((values, output) => {
        const errors = values.map((value, n) => Math.abs(results[output]![n]! - value) / (1 + Math.abs(value)));
        expect(Math.max(...errors), `program ${String(seed)}, output ${String(output)}`).toBeLessThan(1e-3);
      });
    }
  }
});
