import type { BufferSpec, Carry, CounterId, DynamicIndex, Expression, Program, Scan, Step, View } from "@proj/jit/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emitProgram } from "../src/codegen/program.ts";
import { testCapabilities } from "./run-program.ts";
import { agree, buffer, numbers, program, run, view } from "./step-programs.ts";

/** Where the steps stand, and where the buffers lie that they change. */
type Place = "at the top" | "in a workgroup, on storage" | "in a workgroup, in its memory";

const places: readonly Place[] = ["at the top", "in a workgroup, on storage", "in a workgroup, in its memory"];

const i32 = (size: number, role: BufferSpec["role"] = "scratch"): BufferSpec => buffer("int32", size, role);

function wrapped(place: Place, steps: readonly Step[]): readonly Step[] {
  return place === "at the top" ? steps : [{ kind: "tiles", counter: 99, count: 1, body: steps }];
}

const scratch = (place: Place): "private" | "scratch" =>
  place === "in a workgroup, in its memory" ? "private" : "scratch";

/** A loop over one axis, which stores its last expression. */
function pointwise(length: number, expressions: readonly Expression[], target: View): Step {
  return {
    kind: "loop",
    parallel: [length],
    reduced: [],
    expressions,
    reductions: [],
    stores: [{ view: target, value: expressions.length - 1 }],
  };
}

const load = (x: View): Expression => ({ op: "load", dtype: "int32", view: x });
const constant = (value: number): Expression => ({ op: "constant", dtype: "int32", value });
const copy = (from: View, to: View, length = 3): Step => pointwise(length, [load(from)], to);
const add = (x: View, y: View, to: View, length = 3): Step =>
  pointwise(length, [load(x), load(y), { op: "binary", dtype: "int32", name: "add", x: 0, y: 1 }], to);
const fill = (value: number, to: View, length = 3): Step => pointwise(length, [constant(value)], to);

describe.each(places)("%s", (place) => {
  const role = scratch(place);

  test("carries that change places do so at once", { timeout: 60_000 }, async () => {
    const buffers = [i32(3, "input"), i32(3, "input"), i32(3, role), i32(3, role), i32(3, "output"), i32(3, "output")];
    const scan: Scan = {
      kind: "scan",
      counter: 0,
      length: 5,
      reverse: false,
      carries: [
        { current: 2, next: 3 },
        { current: 3, next: 2 },
      ],
      body: [],
    };
    const steps = [
      copy(view(0, [1]), view(2, [1])),
      copy(view(1, [1]), view(3, [1])),
      scan,
      copy(view(2, [1]), view(4, [1])),
      copy(view(3, [1]), view(5, [1])),
    ];
    const [a, b] = await run(program(buffers, wrapped(place, steps)), [Int32Array.of(1, 2, 3), Int32Array.of(4, 5, 6)]);
    expect([...(a ?? []), ...(b ?? [])]).toStrictEqual([4, 5, 6, 1, 2, 3]);
  });

  test.each([false, true])(
    "a scan reads and writes slices by its position (reverse: %s)",
    { timeout: 60_000 },
    async (reverse) => {
      const at = (id: number): View => ({
        ...view(id, [1]),
        dynamic: [{ kind: "counter", counter: 7, stride: 3 }],
      });
      const buffers = [i32(12, "input"), i32(3, role), i32(3, role), i32(12, "output")];
      const scan: Step = {
        kind: "scan",
        counter: 7,
        length: 4,
        reverse,
        carries: [{ current: 1, next: 2 }],
        body: [add(view(1, [1]), at(0), view(2, [1])), copy(view(2, [1]), at(3))],
      };
      const made = program(buffers, wrapped(place, [fill(0, view(1, [1])), scan]));
      const [sums] = await run(made, [Int32Array.from({ length: 12 }, (_, i) => i)]);
      expect([...(sums ?? [])]).toStrictEqual(
        reverse ? [18, 22, 26, 18, 21, 24, 15, 17, 19, 9, 10, 11] : [0, 1, 2, 3, 5, 7, 9, 12, 15, 18, 22, 26],
      );
    },
  );

  test.each([-5, 0, 1, 2, 9])(
    "a conditional clamps its index, and a slice its start (%i)",
    { timeout: 60_000 },
    async (index) => {
      const buffers = [i32(1, "input"), i32(9, "input"), i32(3, "output"), i32(3, "output")];
      const start: View = {
        ...view(1, [1]),
        dynamic: [{ kind: "element", at: view(0), limit: 2, stride: 3 }],
      };
      const branches = [0, 3, 6].map((offset): Step[] => [copy(view(1, [1], offset), view(2, [1]))]);
      const steps: Step[] = [{ kind: "cond", index: view(0), branches }, copy(start, view(3, [1]))];
      const [chosen, sliced] = await run(program(buffers, wrapped(place, steps)), [
        Int32Array.of(index),
        Int32Array.from({ length: 9 }, (_, i) => i * i),
      ]);
      expect(sliced).toStrictEqual(chosen);
    },
  );
});

/** More elements than a workgroup has threads, so that threads come in several rounds and from several workgroups. */
const width = 70;

/** The buffers of random programs: an input, four that steps change, a stack of four, and what loops count in. */
const wide = [1, 2, 3, 4] as const;
const stack = 5;
const firstLoopBuffer = 6;
const outputs = [1, 2, 3, 4];

type Plan =
  | { readonly kind: "add"; readonly x: number; readonly y: number; readonly to: number }
  | { readonly kind: "reverse"; readonly x: number; readonly to: number }
  | { readonly kind: "slice"; readonly to: number; readonly by: number }
  | { readonly kind: "sum"; readonly x: number; readonly to: number }
  | { readonly kind: "stack"; readonly x: number; readonly apart: boolean }
  | { readonly kind: "group"; readonly x: number; readonly to: number }
  | {
      readonly kind: "scan" | "while";
      readonly length: number;
      readonly reverse: boolean;
      readonly carries: number;
      readonly body: readonly Plan[];
    }
  | { readonly kind: "cond"; readonly index: number; readonly branches: readonly (readonly Plan[])[] }
  | { readonly kind: "tiles"; readonly body: readonly Plan[] };

const which = fc.integer({ min: 0, max: 3 });

const plans = fc.letrec<{ plan: Plan; steps: readonly Plan[] }>((tie) => ({
  steps: fc.array(tie("plan"), { minLength: 1, maxLength: 3 }),
  plan: fc.oneof(
    { maxDepth: 3, depthSize: "small", withCrossShrink: true },
    fc.oneof(
      fc.record({ kind: fc.constant("add" as const), x: which, y: which, to: which }),
      fc.record({ kind: fc.constant("reverse" as const), x: which, to: which }),
      fc.record({ kind: fc.constant("slice" as const), to: which, by: which }),
      fc.record({ kind: fc.constant("sum" as const), x: which, to: which }),
      fc.record({ kind: fc.constant("stack" as const), x: which, apart: fc.boolean() }),
      fc.record({ kind: fc.constant("group" as const), x: which, to: which }),
    ),
    fc.record({
      kind: fc.constantFrom("scan" as const, "while" as const),
      length: fc.integer({ min: 0, max: 4 }),
      reverse: fc.boolean(),
      carries: fc.integer({ min: 0, max: 4 }),
      body: tie("steps"),
    }),
    fc.record({
      kind: fc.constant("cond" as const),
      index: which,
      branches: fc.array(tie("steps"), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant("tiles" as const), body: tie("steps") }),
  ),
}));

/** Carries that mean the same in any order. */
function carriesOf(choice: number): readonly Carry[] {
  const [a, b, c, d] = wide;
  const all: readonly (readonly Carry[])[] = [
    [],
    [{ current: a, next: b }],
    [
      { current: a, next: b },
      { current: d, next: c },
    ],
    [
      { current: a, next: c },
      { current: d, next: c },
    ],
    [{ current: b, next: b }],
  ];
  return all[choice] ?? [];
}

/** Makes a program of a plan. */
class Builder {
  readonly buffers: BufferSpec[];
  readonly #place: Place;
  #counters = 0;

  constructor(place: Place) {
    this.#place = place;
    this.buffers = [
      i32(4 * width, "input"),
      ...wide.map(() => i32(width, scratch(place))),
      i32(4 * width, scratch(place)),
    ];
    if (this.buffers.length !== firstLoopBuffer) throw new Error("the buffers of loops are not where they should be");
  }

  build(plan: readonly Plan[]): Program {
    const results = outputs.map(() => this.buffers.push(i32(width, "output")) - 1);
    const stacked = this.buffers.push(i32(4 * width, "output")) - 1;
    const steps = [
      ...wide.map((id, n) => copy(view(0, [1], width * n), view(id, [1]), width)),
      copy(view(0, [1]), view(stack, [1]), 4 * width),
      ...this.#steps(plan, []),
      copy(view(stack, [1]), view(stacked, [1]), 4 * width),
      ...outputs.map((id, n) => copy(view(id, [1]), view(results[n] ?? 0, [1]), width)),
    ];
    return program(this.buffers, wrapped(this.#place, steps));
  }

  #steps(plans: readonly Plan[], counters: readonly { id: CounterId; length: number }[]): Step[] {
    return plans.flatMap((plan) => this.#step(plan, counters));
  }

  #step(plan: Plan, counters: readonly { id: CounterId; length: number }[]): readonly Step[] {
    const at = (choice: number, strides = [1], offset = 0): View => view(wide[choice % 4] ?? 1, strides, offset);
    switch (plan.kind) {
      case "add":
        return [add(at(plan.x), at(plan.y), at(plan.to), width)];
      case "reverse":
        return plan.x === plan.to ? [] : [copy(at(plan.x, [-1], width - 1), at(plan.to), width)];
      case "slice": {
        // A counter and an index reach a few elements further, of which there are enough.
        const counter = counters.at(-1);
        const dynamic: DynamicIndex[] = [
          ...(counter === undefined ? [] : [{ kind: "counter", counter: counter.id, stride: 1 } as const]),
          ...(plan.by === plan.to ? [] : [{ kind: "element", at: at(plan.by, []), limit: 3, stride: 2 } as const]),
        ];
        return [copy({ ...view(0, [1]), dynamic }, at(plan.to), width)];
      }
      case "stack": {
        // Beside each other, or each but for one element over the one before.
        const counter = counters.at(-1);
        const dynamic: DynamicIndex[] =
          counter === undefined ? [] : [{ kind: "counter", counter: counter.id, stride: plan.apart ? width : 1 }];
        return [copy(at(plan.x), { ...view(stack, [1]), dynamic }, width)];
      }
      case "sum":
        if (plan.x === plan.to) return [];
        return [
          {
            kind: "loop",
            parallel: [],
            reduced: [width],
            expressions: [load(at(plan.x))],
            reductions: [{ fold: "sum", value: 0, dtype: "int32" }],
            stores: [{ view: at(plan.to, [], 1), value: 0 }],
          },
        ];
      case "group": {
        const other = (plan.to + 1) % 4;
        if (plan.x === plan.to || plan.x === other) return [];
        return [
          {
            kind: "group",
            steps: [copy(at(plan.x), at(plan.to), width), add(at(plan.x), at(plan.x), at(other), width)],
          },
        ];
      }
      case "scan": {
        const counter = { id: this.#counters++, length: plan.length };
        const { length, reverse } = plan;
        const carries = carriesOf(plan.carries);
        const body = this.#steps(plan.body, plan.length === 0 ? counters : [...counters, counter]);
        return [{ kind: "scan", counter: counter.id, length, reverse, carries, body }];
      }
      case "while": {
        const [count, predicate] = [this.buffers.length, this.buffers.length + 1];
        this.buffers.push(i32(1, scratch(this.#place)), buffer("bool", 1, scratch(this.#place)));
        const test: Expression[] = [
          load(view(count, [0])),
          constant(plan.length),
          { op: "binary", dtype: "bool", name: "lt", x: 0, y: 1 },
        ];
        const next: Expression[] = [
          load(view(count, [0])),
          constant(1),
          { op: "binary", dtype: "int32", name: "add", x: 0, y: 1 },
        ];
        return [
          fill(0, view(count, [0]), 1),
          {
            kind: "while",
            carries: carriesOf(plan.carries),
            condition: [pointwise(1, test, view(predicate, [0]))],
            predicate,
            body: [pointwise(1, next, view(count, [0])), ...this.#steps(plan.body, counters)],
          },
        ];
      }
      case "cond": {
        const branches = plan.branches.map((branch) => this.#steps(branch, counters));
        return [{ kind: "cond", index: at(plan.index, []), branches }];
      }
      case "tiles":
        // A private buffer belongs to one tiles step.
        if (scratch(this.#place) === "private") return this.#steps(plan.body, counters);
        return [{ kind: "tiles", counter: this.#counters++, count: 1, body: this.#steps(plan.body, counters) }];
    }
  }
}

describe.each(places)("random loops and branches, %s,", (place) => {
  test("compute what they mean", { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(plans.steps, fc.integer(), async (plan, seed) => {
        const made = new Builder(place).build(plan);
        await agree(made, [numbers(4 * width, seed, "int32").map((x) => x >> 1)]);
      }),
      { numRuns: Number(process.env["RANDOM_PROGRAMS"] ?? 8) },
    );
  });
});

describe("dispatches", () => {
  test("a recorded scan records the same dispatches for every position", () => {
    const at: View = { ...view(0, [1]), dynamic: [{ kind: "counter", counter: 0, stride: 3 }] };
    const big = pointwise(
      300,
      [load(view(1, [1])), load({ ...at, strides: [0] }), { op: "binary", dtype: "int32", name: "add", x: 0, y: 1 }],
      view(2, [1]),
    );
    const scan: Step = {
      kind: "scan",
      counter: 0,
      length: 4,
      reverse: false,
      carries: [{ current: 1, next: 2 }],
      body: [big],
    };
    const buffers = [i32(12, "input"), i32(300, "input"), i32(300), i32(300, "output")];
    const made = program(buffers, [scan, copy(view(1, [1]), view(3, [1]), 300)]);
    const { commands } = emitProgram(made, testCapabilities);
    expect(commands.map(({ kind }) => kind)).toStrictEqual(["dispatch", "repeat", "dispatch"]);
    const [, repeat] = commands;
    expect(repeat).toMatchObject({ times: 4, body: [{ kind: "dispatch" }, { kind: "dispatch" }] });
  });

  test("equal kernels are one", () => {
    const buffers = [i32(300, "input"), i32(300), i32(300, "output")];
    const there = copy(view(0, [1]), view(1, [1]), 300);
    const made = program(buffers, [there, copy(view(1, [1]), view(2, [1]), 300), there]);
    const { kernels, commands } = emitProgram(made, testCapabilities);
    expect(kernels).toHaveLength(2);
    expect(commands.map((command) => (command.kind === "dispatch" ? command.kernel : -1))).toStrictEqual([0, 1, 0]);
  });

  test("the steps of a group share one, tiles and all", { timeout: 60_000 }, async () => {
    const position: Expression = { op: "counter", dtype: "int32", counter: 5 };
    const sum: Expression = { op: "binary", dtype: "int32", name: "add", x: 0, y: 1 };
    const slot = (id: number): View => ({ ...view(id, [1]), dynamic: [{ kind: "counter", counter: 5, stride: 3 }] });
    const tiles: Step = {
      kind: "tiles",
      counter: 5,
      count: 4,
      body: [pointwise(3, [load(slot(0)), position, sum], view(3, [1])), copy(view(3, [-1], 2), slot(4))],
    };
    const buffers = [i32(12, "input"), i32(300, "input"), i32(300, "output"), i32(3, "private"), i32(12, "output")];
    const group: Step = { kind: "group", steps: [copy(view(1, [1]), view(2, [1]), 300), tiles] };
    const made = program(buffers, [group]);
    expect(emitProgram(made, testCapabilities).commands).toHaveLength(1);
    await agree(made, [numbers(12, 1, "int32"), numbers(300, 2, "int32")]);
  });

  test(
    "more tiles than a dispatch has workgroups along one dimension are all done, once",
    { timeout: 120_000 },
    async () => {
      const count = 65_537;
      const slot = (id: number): View => ({ ...view(id, [1]), dynamic: [{ kind: "counter", counter: 5, stride: 1 }] });
      const tiles: Step = { kind: "tiles", counter: 5, count, body: [copy(slot(0), slot(1), 1)] };
      await agree(program([i32(count, "input"), i32(count, "output")], [tiles]), [numbers(count, 1, "int32")]);
    },
  );
});
