import {
  concatenate,
  cond,
  nn,
  scan,
  sin,
  sort,
  stack,
  take,
  tanh,
  whileLoop,
  zeros,
  type DType,
  type NDArray,
  type Shape,
  type TypedArray,
} from "@proj/array";
import {
  abstractArray,
  bind,
  dtypes,
  formatJaxpr,
  fromHostData,
  sizeOf,
  stage,
  threefryRules,
  toHost,
  type Jaxpr,
} from "@proj/array/core";
import { grad, vmap } from "@proj/autodiff";
import {
  compile,
  formatProgram,
  interpreter,
  manyAtOnce,
  tileScans,
  type Expression,
  type Loop,
  type Parallelism,
  type ParallelSizes,
  type Program,
  type Step,
  type View,
} from "@proj/jit/core";
import { randomMixedProgram, randomProgram } from "@proj/generators/random-programs";
import { describe, expect, test } from "vitest";

/** No step is small, no fold is split: only tiles differ from the program as it is. */
const usual: ParallelSizes = { privateBytes: 16384, width: 1, smallStep: 0 };
const parallel: Parallelism = manyAtOnce(usual);

interface Tiles {
  readonly rows: number | null;
  readonly parallelism?: Parallelism | null;
}

function run(
  jaxpr: Jaxpr,
  args: readonly TypedArray[],
  { rows, parallelism = null }: Tiles,
): { readonly program: Program; readonly outputs: TypedArray[] } {
  const outputs = jaxpr.outputs.map(({ aval: { shape, dtype } }) => dtypes[dtype].allocate(sizeOf(shape)).fill(7));
  const target = interpreter({ tileRows: () => rows, parallelism });
  const { executable, program } = compile("program", jaxpr, target);
  executable.run(args, outputs);
  return { program, outputs };
}

/** The kinds of the steps outside of tiles, those in groups included. */
const kinds = (steps: readonly Step[]): string[] =>
  steps.flatMap((step) => (step.kind === "group" ? kinds(step.steps) : [step.kind]));

const numberOfTiles = ({ steps }: Program): number => kinds(steps).filter((kind) => kind === "tiles").length;

type Type = readonly [Shape, DType?];
type F = (...args: NDArray[]) => NDArray | readonly NDArray[];

/** Values from -1 to 1, or small integers. */
function values([shape, dtype = "float32"]: Type, seed: number): TypedArray {
  const data = dtypes[dtype].allocate(sizeOf(shape));
  return data.map((_: number, n: number) => {
    const word = (n * 7919 + seed * 104_729) % 257;
    return dtype.startsWith("float") ? word / 128 - 1 : word % 5;
  });
}

function staged(f: F, types: readonly Type[]): readonly [Jaxpr, TypedArray[]] {
  const { jaxpr, consts } = stage(
    (args) => [f(...args)].flat(),
    types.map(([shape, dtype]) => abstractArray(shape, dtype ?? "float32")),
    "program",
  );
  return [jaxpr, [...consts.map((x) => toHost(x, "test").data), ...types.map(values)]];
}

/** Runs a program whole and in tiles of several lengths, expects the same and gives the tiled programs. */
function sameInTiles(f: F, types: readonly Type[], lengths: readonly number[] = [1, 2, 3, 7]): Program[] {
  const [jaxpr, args] = staged(f, types);
  const whole = run(jaxpr, args, { rows: null });
  expect(numberOfTiles(whole.program)).toBe(0);
  return lengths.flatMap((rows) =>
    [null, parallel].map((parallelism) => {
      const tiled = run(jaxpr, args, { rows, parallelism });
      expect(tiled.outputs, `tiles of ${rows}\n${formatProgram(tiled.program)}`).toEqual(whole.outputs);
      return tiled.program;
    }),
  );
}

/** Expects that no scan is left outside of tiles. */
function allInTiles(programs: readonly Program[]): void {
  for (const program of programs) {
    expect(kinds(program.steps), formatProgram(program)).not.toContain("scan");
    expect(numberOfTiles(program)).toBeGreaterThan(0);
  }
}

/** A recurrent network: 4 units see 3 numbers in each of 5 steps. */
function network(weights: NDArray, inputWeights: NDArray, hidden: NDArray, inputs: NDArray): [NDArray, NDArray] {
  return scan(
    (h: NDArray, x: NDArray) => {
      const next = tanh(weights.dot(h).add(inputWeights.dot(x)));
      return [next, next.sum()];
    },
    hidden,
    inputs,
  );
}

const networkTypes: readonly Type[] = [[[4, 4]], [[4, 3]], [[7, 4]], [[7, 5, 3]]];
const axes = { inAxes: [null, null, 0, 0] } as const;

describe("loops that hand rows to each other run in tiles:", () => {
  const inTiles = (f: F, types: readonly Type[], expected: readonly string[]): void => {
    const [jaxpr, args] = staged(f, types);
    const whole = run(jaxpr, args, { rows: null });
    for (const rows of [1, 2, 3, 4]) {
      const tiled = run(jaxpr, args, { rows });
      expect(tiled.outputs).toEqual(whole.outputs);
      expect(kinds(tiled.program.steps), formatProgram(tiled.program)).toEqual(expected);
    }
  };

  test("the maximum, the exponentials, the sum and the quotient of a softmax", () => {
    inTiles((x) => nn.softmax(x), [[[8, 5]]], ["tiles"]);
    inTiles((x) => nn.softmax(x), [[[2, 4, 3, 5]]], ["tiles"]);
  });

  test("what comes after, as far as it needs no other rows", () => {
    inTiles((x) => nn.softmax(x).sum({ axis: 0 }), [[[8, 5]]], ["tiles", "loop"]);
    inTiles((x) => [nn.softmax(x), nn.softmax(x).mul(2).max()], [[[8, 5]]], ["tiles", "loop"]);
  });

  test("with rows that are left over", () => {
    const [jaxpr, args] = staged((x) => nn.softmax(x), [[[7, 5]]]);
    const { outputs } = run(jaxpr, args, { rows: null });
    expect(run(jaxpr, args, { rows: 4 }).outputs).toEqual(outputs);
  });
});

describe("a scan that works row by row runs in tiles:", () => {
  test("a recurrent network over a batch", () => {
    allInTiles(sameInTiles(vmap(network, axes), networkTypes));
  });

  test("its gradient for the inputs, and for weights, whose sum over the batch is taken after the scan", () => {
    const loss: F = (...args) =>
      (vmap(network, axes) as (...args: NDArray[]) => NDArray[])(...args)[1]!
        .mul(0.5)
        .sum();
    allInTiles(sameInTiles(grad(loss as (w: NDArray) => NDArray, { argnums: 3 }), networkTypes));
    allInTiles(sameInTiles(grad(loss as (w: NDArray) => NDArray, { argnums: 0 }), networkTypes));
  });

  test("a batch that is the last axis, or the middle one", () => {
    const last = (weights: NDArray, hidden: NDArray): NDArray =>
      scan((h: NDArray) => [tanh(weights.dot(h)), h.sum({ axis: 0 })] as const, hidden, null, { length: 3 })[0];
    allInTiles(sameInTiles(last, [[[4, 4]], [[4, 7]]]));
    const middle = (weights: NDArray, hidden: NDArray): NDArray =>
      scan((h: NDArray) => [tanh(h.mul(weights)), null] as const, hidden, null, { length: 3 })[0];
    allInTiles(sameInTiles(middle, [[[2, 1, 4]], [[2, 7, 4]]]));
    const planes = (hidden: NDArray): NDArray =>
      scan((h: NDArray) => [stack([sin(h.get(0)).add(h.get(1)), h.get(1).mul(0.5)]), null] as const, hidden, null, {
        length: 3,
      })[0];
    allInTiles(sameInTiles(planes, [[[2, 7, 4]]]));
  });

  test("networks of several weights, each over its batch", () => {
    const several = vmap(vmap(network, axes));
    allInTiles(sameInTiles(several, [[[2, 4, 4]], [[2, 4, 3]], [[2, 7, 4]], [[2, 7, 5, 3]]]));
  });

  test("rows that know which they are", () => {
    const positions = (x: NDArray): NDArray =>
      scan(
        (h: NDArray) => [h.mul(0.5).add(bind("iota", [], { dtype: "float32", shape: [7, 2], dimension: 0 })[0]), null],
        x,
        null,
        { length: 3 },
      )[0];
    allInTiles(sameInTiles(positions, [[[7, 2]]]));
  });

  test("rows that sort, sum up and look up among their own elements", () => {
    const trial = (table: NDArray, x: NDArray): NDArray =>
      scan(
        (h: NDArray) => {
          const sums = bind("cumsum", [sort(h)], { axis: 0, reverse: false })[0];
          const index = sums.get(0).mul(3).astype("int32");
          return [tanh(sums.add(take(table, index)).add(take(h, index))), h.get(1)] as const;
        },
        x,
        null,
        { length: 3 },
      )[0];
    const programs = sameInTiles(vmap(trial, { inAxes: [null, 0] }), [[[5]], [[7, 4]]]);
    expect(programs.length).toBe(8);
  });

  test("rows in reverse order among the operands", () => {
    const reversed = (x: NDArray, y: NDArray): NDArray =>
      scan((h: NDArray) => [h.mul(0.5).add(y.get("::-1")), null] as const, x, null, { length: 3 })[0];
    allInTiles(sameInTiles(reversed, [[[7, 2]], [[7, 2]]]));
  });

  test("scans in scans", () => {
    const trial = (x: NDArray): NDArray =>
      scan(
        (h: NDArray) => {
          const [end, mean] = scan((g: NDArray) => [sin(g.add(h)), g.sum()] as const, h, null, { length: 2 });
          return [end.mul(0.9), mean] as const;
        },
        x,
        null,
        { length: 3 },
      )[0];
    allInTiles(sameInTiles(vmap(trial), [[[7, 4]]]));
  });
});

describe("what all rows share", () => {
  test("every tile computes, and once more if it is read later", () => {
    const counted: F = (x, factor) => {
      const [[h, n, f], counts] = scan(
        ([h, n, f]: [NDArray, NDArray, NDArray]) => {
          const next = n.add(1);
          return [[tanh(h.mul(f).add(next)), next, f.mul(0.9)] as [NDArray, NDArray, NDArray], next.mul(2)] as const;
        },
        [x, zeros([]), factor],
        null,
        { length: 4 },
      );
      return [h, n, f, counts];
    };
    const [program] = sameInTiles(counted, [[[7, 4]], [[]]]);
    expect(kinds(program!.steps).filter((kind) => kind === "tiles" || kind === "scan")).toEqual(["tiles", "scan"]);
    const unread: F = (x, factor) => (counted(x, factor) as readonly NDArray[])[0]!;
    allInTiles(sameInTiles(unread, [[[7, 4]], [[]]]));
  });

  test("are keys that are split in every step", () => {
    const hash = (key: NDArray, counters: NDArray): NDArray => {
      const word = (n: number): NDArray => key.get(n);
      const [a, b] = bind("threefry2x32", [word(0), word(1), zeros(counters.shape, { dtype: "uint32" }), counters], {
        rules: threefryRules,
      });
      return bind("xor", [a, b], {})[0];
    };
    const iota = (length: number): NDArray => bind("iota", [], { dtype: "uint32", shape: [length], dimension: 0 })[0];
    const noisy: F = (x, key) =>
      scan(
        ([h, key]: [NDArray, NDArray]) => {
          const bits = hash(key, iota(28)).reshape([7, 4]);
          const noise = bits.astype("float32").mul(2 ** -32);
          return [[h.mul(0.5).add(noise), hash(key, iota(2))] as [NDArray, NDArray], null] as const;
        },
        [x, key],
        null,
        { length: 3 },
      )[0];
    allInTiles(sameInTiles((x, key) => (noisy(x, key) as readonly NDArray[])[0]!, [[[7, 4]], [[2], "uint32"]], [3, 7]));
    sameInTiles(noisy, [[[7, 4]], [[2], "uint32"]]);
  });

  test("may decide how often something is repeated, and which branch is taken", () => {
    const branching: F = (x, limit) => {
      const [[h]] = scan(
        ([h, n]: [NDArray, NDArray]) => {
          const [repeated] = whileLoop(
            ([, k]: [NDArray, NDArray]) => k.lt(n),
            ([g, k]: [NDArray, NDArray]): [NDArray, NDArray] => [sin(g).mul(1.5), k.add(1)],
            [h, zeros([])],
          );
          const chosen = cond(
            n.gt(limit),
            (g: NDArray) => g.mul(2),
            (g: NDArray) => tanh(g),
            repeated,
          );
          return [[chosen, n.add(1)] as [NDArray, NDArray], null] as const;
        },
        [x, zeros([])],
        null,
        { length: 4 },
      );
      return h;
    };
    allInTiles(sameInTiles(branching, [[[7, 4]], [[]]]));
  });
});

describe("a scan stays whole", () => {
  const staysWhole = (step: (h: NDArray) => NDArray, shape: Shape = [7, 4]): void => {
    const f: F = (x) => scan((h: NDArray) => [step(h), null] as const, x, null, { length: 3 })[0];
    for (const program of sameInTiles(f, [[shape]])) expect(numberOfTiles(program)).toBe(0);
  };
  test("if rows need their mean", () => {
    staysWhole((h) => h.sub(h.mean()));
  });
  test("if rows need their neighbours", () => {
    staysWhole((h) => concatenate([h.get("1:"), h.get(":1")]), [7]);
  });
  test("if rows need rows that are as many, but begin elsewhere", () => {
    staysWhole((h) => concatenate([sin(h.get(":7")), h.get("1:8").mul(0.5)]), [14]);
    staysWhole((h) => concatenate([sin(h.get(":7")), h.get("6:13").mul(0.5)]), [14]);
  });
  test("if rows reach into each other", () => {
    const view = (buffer: number, offset: number, ...strides: number[]): View => ({
      buffer,
      offset,
      strides,
      dynamic: [],
    });
    const load = (source: View): Expression => ({ op: "load", dtype: "float32", view: source });
    const copy = (offset: number, ...parallel: number[]): Loop => {
      const strides = parallel.length === 2 ? [12, 2] : [2];
      return {
        kind: "loop",
        parallel,
        reduced: [],
        expressions: [load(view(0, offset, ...strides))],
        reductions: [],
        stores: [{ view: view(1, offset, ...strides), value: 0 }],
      };
    };
    const withWindows = (width: number): Program<"lowered"> => {
      const windows: Loop = {
        kind: "loop",
        parallel: [6],
        reduced: [width],
        expressions: [load(view(0, 0, 2, 1))],
        reductions: [{ fold: "sum", value: 0, dtype: "float32" }],
        stores: [{ view: view(1, 0, 2), value: 0 }],
      };
      const body = [windows, copy(1, 2, 6), copy(12, 6)];
      const buffer = { dtype: "float32", size: 24 } as const;
      return {
        name: "windows",
        buffers: [
          { ...buffer, role: "output" },
          { ...buffer, role: "scratch" },
        ],
        inputs: [],
        outputs: [0],
        steps: [{ kind: "scan", counter: 0, length: 2, reverse: false, carries: [{ current: 0, next: 1 }], body }],
        arena: null,
        stage: "lowered",
      };
    };
    const { limits } = interpreter({ tileRows: () => 2 });
    expect(kinds(tileScans(withWindows(2), limits).steps)).toEqual(["tiles"]);
    expect(kinds(tileScans(withWindows(3), limits).steps)).toEqual(["scan"]);
  });
  test("if rows change places", () => {
    staysWhole((h) => h.get("::-1").mul(0.5), [7]);
  });
  test("if columns become rows", () => {
    staysWhole((h) => h.T.mul(0.5), [7, 7]);
  });
  test("if rows go on while one of them wants to", () => {
    const trial = (x: NDArray): NDArray =>
      scan(
        (h: NDArray) =>
          [
            whileLoop(
              (g: NDArray) => g.lt(3),
              (g: NDArray) => g.add(1),
              h,
            ).sub(2),
            null,
          ] as const,
        x,
        null,
        { length: 3 },
      )[0];
    for (const program of sameInTiles(vmap(trial), [[[7]]])) expect(numberOfTiles(program)).toBe(0);
  });
  test("if most of its work is shared", () => {
    const f: F = (x, w) =>
      scan(
        ([h, w]: [NDArray, NDArray]) => [[h.add(w.get(0, 0)), tanh(w.dot(w))] as [NDArray, NDArray], null] as const,
        [x, w],
        null,
        { length: 3 },
      )[0];
    for (const program of sameInTiles(f, [[[7, 2]], [[5, 5]]], [1, 2])) expect(numberOfTiles(program)).toBe(0);
  });
  test("if the target wants it whole", () => {
    const [jaxpr, args] = staged(vmap(network, axes), networkTypes);
    expect(numberOfTiles(run(jaxpr, args, { rows: null, parallelism: parallel }).program)).toBe(0);
  });
});

describe("private memory", () => {
  const recurrence: F = (x) =>
    scan(
      (h: NDArray) =>
        [
          bind("cumsum", [bind("cumsum", [h], { axis: 1, reverse: false })[0]], { axis: 1, reverse: false })[0].mul(
            0.1,
          ),
          null,
        ] as const,
      x,
      null,
      {
        length: 3,
      },
    )[0];
  const tilesWith = (privateBytes: number, f = recurrence): Program => {
    const [jaxpr, args] = staged(f, [[[8, 16]]]);
    const whole = run(jaxpr, args, { rows: null });
    const tiled = run(jaxpr, args, { rows: 8, parallelism: manyAtOnce({ ...usual, privateBytes }) });
    expect(tiled.outputs).toEqual(whole.outputs);
    expect(tiled.program.arena.privateBytes).toBeLessThanOrEqual(privateBytes);
    return tiled.program;
  };
  const counts = ({ steps }: Program): number[] => steps.flatMap((step) => (step.kind === "tiles" ? [step.count] : []));
  const sizes = ({ buffers }: Program): number[] =>
    buffers.flatMap(({ role, size }) => (role === "private" ? [size] : []));

  test("holds carried values and temporaries of a tile", () => {
    expect(counts(tilesWith(4096))).toEqual([1]);
    expect(sizes(tilesWith(4096))).toEqual([128, 128, 128, 128]);
  });
  test("leaves temporaries outside where it is short", () => {
    expect(counts(tilesWith(1024))).toEqual([1]);
    expect(sizes(tilesWith(1024))).toEqual([128, 128]);
  });
  test("has shorter tiles where it is shorter still", () => {
    expect(counts(tilesWith(512))).toEqual([2]);
  });
  test("holds the workspace of a sort", () => {
    const sorting: F = (x) => scan((h: NDArray) => [sort(h), null] as const, x, null, { length: 3 })[0];
    expect(counts(tilesWith(640, sorting))).toEqual([2]);
    expect(counts(tilesWith(512, sorting))).toEqual([4]);
  });
  test("and none where it holds not even one row", () => {
    expect(counts(tilesWith(64))).toEqual([]);
  });
});

test("tiles of different lengths take what is left over", () => {
  const [jaxpr, args] = staged(
    (x) => scan((h: NDArray) => [tanh(h), null] as const, x, null, { length: 2 })[0],
    [[[7]]],
  );
  const counts = (rows: number): number[] =>
    run(jaxpr, args, { rows }).program.steps.flatMap((step) => (step.kind === "tiles" ? [step.count] : []));
  expect(counts(3)).toEqual([2, 1]);
  expect(counts(7)).toEqual([1]);
  expect(counts(100)).toEqual([1]);
});

test("a tiled program reads like this", () => {
  const f: F = (x, y) => {
    const [h, sums] = scan(
      (h: NDArray, t: NDArray) => {
        const next = tanh(h.add(y).mul(t));
        return [next, next.sum({ axis: 1 })] as const;
      },
      x,
      fromHostData(Float32Array.of(1, 0.5, 0.25), [3], "float32"),
    );
    return [h, sums];
  };
  const [jaxpr, args] = staged(f, [[[6, 4]], [[4]]]);
  expect(formatProgram(run(jaxpr, args, { rows: 2 }).program)).toMatchInlineSnapshot(`
    "program program
      %0: f32[3] input
      %1: f32[24] input
      %2: f32[4] input
      %3: f32[24] output, taken over from %5
      %4: f32[18] output
      %5: f32[24] scratch, taken over from %1
      %6: f32[24] scratch
      %7: f32[8] private
      %8: f32[8] private
    tiles t1 of 3
      loop 8
        e0 = %5[i0 + 8·t1]:f32
        %7[i0] ← e0
      scan t2 over 3, carrying %7←%8
        loop 2×4
          e0 = %7[4·i0 + i1]:f32
          e1 = %2[i1]:f32
          e2 = add e0 e1
          e3 = %0[1·t2]:f32
          e4 = mul e2 e3
          e5 = tanh e4
          %8[4·i0 + i1] ← e5
        loop 2 folding 4
          e0 = %8[4·i0 + i1]:f32
          %4[i0 + 6·t2 + 2·t1] ← sum e0
      loop 8
        e0 = %7[i0]:f32
        %5[i0 + 8·t1] ← e0"
  `);
});

describe("random programs mean the same in tiles:", () => {
  const count = Number(process.env["RANDOM_PROGRAMS"] ?? 300);
  test.each([
    ["of all primitives", randomMixedProgram],
    ["continuous", randomProgram],
  ] as const)("%s", (_, make) => {
    let tiled = 0;
    for (let seed = 0; seed < count; seed++) {
      const { apply, operands, types } = make(seed);
      const { jaxpr, consts } = stage(apply, types, `program ${seed}`);
      const args = [...consts, ...operands()].map((x) => toHost(x, "test").data);
      const { outputs } = run(jaxpr, args, { rows: null });
      for (const rows of [1, 2, 3]) {
        const parallelism = (seed + rows) % 2 === 0 ? null : parallel;
        const inTiles = run(jaxpr, args, { rows, parallelism });
        expect(inTiles.outputs, `program ${seed} in tiles of ${rows}\n${formatJaxpr(jaxpr)}`).toEqual(outputs);
        if (JSON.stringify(inTiles.program.steps).includes('"kind":"tiles"')) tiled++;
      }
    }
    expect(tiled).toBeGreaterThan(count / 20);
  });
});
