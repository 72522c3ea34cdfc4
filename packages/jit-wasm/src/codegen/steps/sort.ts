/*
 * A stable sort of several arrays by the first few: positions are merged bottom-up between the two halves of the workspace, then
 * every array is read in their order. Where threads share a line, they sort chunks of it, and then each merges what belongs in one
 * chunk of the result: a binary search finds where that begins in either run (O. Green, R. McColl and D. Bader, "GPU merge path", 2012).
 */
import { linesOf, type Sort } from "@proj/jit/core";
import { select } from "../../assembler/expression.ts";
import type { Expression, Local } from "../../assembler/expression.ts";
import type { Arguments, FunctionBuilder } from "../../assembler/function-builder.ts";
import { i32, memory } from "../../assembler/instructions.ts";
import type { ModuleBuilder } from "../../assembler/module-builder.ts";
import type { MathLibrary } from "../../math/math-library.ts";
import type { Value } from "../emitters/emitter.ts";
import type { ByteView, Layout } from "../layout.ts";
import type { Threads } from "../threads.ts";
import type { StepFunction } from "./step-function.ts";
import { ScalarEmitter } from "../emitters/scalar-emitter.ts";
import { ViewPointers } from "./view-pointers.ts";

type Int = Expression<"i32">;

/** Chunks of a line that threads share; a power of 2. */
const sharedChunks = 8;

/**
 * Emits a sort.
 *
 * @param threads - share its lines; null if the running thread sorts them.
 */
export function emitSort(
  module: ModuleBuilder,
  library: MathLibrary,
  layout: Layout,
  name: string,
  step: Sort,
  threads: Threads | null,
): StepFunction {
  const { domain, numKeys, operands } = step;
  const { outer, length } = linesOf(step);
  const inputs = operands.map(({ input }) => layout.view(input, domain));
  const outputs = operands.map(({ output }) => layout.view(output, domain));
  const keys = inputs.slice(0, numKeys);

  // Whether the element at position `right` must come before that at `left`.
  const parameters = Object.fromEntries([
    ["left", "i32"],
    ["right", "i32"],
    ...keys.map((_, key) => [`key${String(key)}`, "i32"]),
  ]) as Record<string, "i32">;
  const before = module.function(`${name}.before`, parameters, "i32", (f, locals) => {
    const scalar = new ScalarEmitter(f, library);
    keys.forEach((view, key) => {
      const at = (position: Int | undefined): Value => {
        const pointer = i32.add(
          locals[`key${String(key)}`] ?? i32.const(0),
          i32.mul(position ?? i32.const(0), view.strides.at(-1) ?? 0),
        );
        return scalar.let(scalar.load(view.dtype, { pointer, base: view.base, stride: 0, count: 1 }));
      };
      const [left, right] = [at(locals.left), at(locals.right)];
      const less = (x: Value, y: Value): Int => lessWithNaNLast(scalar, view, x, y);
      f.if(less(right, left), () => {
        f.return(i32.const(1));
      });
      f.if(less(left, right), () => {
        f.return(i32.const(0));
      });
    });
    f.return(i32.const(0));
  });

  const comesBefore = (left: Int, right: Int, given: readonly Int[]): Int =>
    before.call({ left, right, ...Object.fromEntries(given.map((pointer, key) => [`key${String(key)}`, pointer])) });
  const merge = emitMerge(module, `${name}.merge`, keys.length, comesBefore);
  const chunks = threads === null ? 1 : sharedChunks;
  const chunk = Math.ceil(length / chunks);
  const passes = Math.ceil(Math.log2(Math.max(1, chunk)));
  const levels = Math.log2(chunks);

  return module.function(name, {}, "void", (f) => {
    const pointers = new ViewPointers(f, layout, [...inputs, ...outputs]);
    pointers.forEach(outer, () => {
      const known: Record<string, Int> = { workspace: f.let(layout.place(step.workspace), "workspace") };
      [...inputs, ...outputs].forEach((_, index) => (known[`pointer${String(index)}`] = pointers.at(index)));
      /** Emits what is done for each chunk, from its first position to its end. */
      const forChunks = (
        phase: string,
        body: (f: FunctionBuilder, from: Int, to: Int, place: Places) => void,
      ): void => {
        const one = (inner: FunctionBuilder, position: Int, given: Readonly<Record<string, Int>>): void => {
          const from = inner.let(least(inner, i32.mul(position, chunk), i32.const(length)), "from");
          const to = inner.let(least(inner, i32.add(from, chunk), i32.const(length)), "to");
          body(inner, from, to, {
            half: (number) => i32.add(given.workspace!, number % 2 === 0 ? 0 : 4 * length),
            pointer: (index) => given[`pointer${String(index)}`]!,
          });
        };
        if (threads === null) one(f, i32.const(0), known);
        else {
          const types = Object.fromEntries(Object.keys(known).map((key) => [key, "i32" as const]));
          threads.share(f, `${name}.${phase}`, i32.const(chunks), types, known, one);
        }
      };
      const pointersOfKeys = ({ pointer }: Places): Int[] => keys.map((_, key) => pointer(key));
      forChunks("chunk", (inner, from, to, places) => {
        const [source, target] = [inner.let(places.half(0), "source"), inner.let(places.half(1), "target")];
        const i = inner.local("i32", "i");
        inner.for(i, from, to, 1, () => {
          inner.run(i32.store(i32.add(source, i32.mul(i, 4)), i));
        });
        const [run, start, swap] = [
          inner.let(i32.const(1), "run"),
          inner.local("i32", "start"),
          inner.local("i32", "swap"),
        ];
        const n = inner.local("i32", "n");
        inner.for(n, 0, passes, 1, () => {
          inner.set(start, from);
          inner.loop((again) => {
            const middle = inner.let(least(inner, i32.add(start, run), to), "middle");
            const end = inner.let(least(inner, i32.add(middle, run), to), "end");
            inner.run(
              merge(
                { source, target, left: start, middle, right: middle, end, to: start, until: end },
                pointersOfKeys(places),
              ),
            );
            inner.set(start, end);
            inner.branchIf(again, i32.ltS(start, to));
          });
          inner.set(run, i32.mul(run, 2));
          inner.set(swap, source);
          inner.set(source, target);
          inner.set(target, swap);
        });
      });
      for (let level = 0; level < levels; level++) {
        const run = chunk * 2 ** level;
        forChunks(`merge${String(level)}`, (inner, from, to, places) => {
          const [source, target] = [inner.let(places.half(passes + level), "source"), places.half(passes + level + 1)];
          const begin = inner.let(i32.mul(i32.divS(from, 2 * run), 2 * run), "begin");
          const middle = inner.let(least(inner, i32.add(begin, run), i32.const(length)), "middle");
          const end = inner.let(least(inner, i32.add(begin, 2 * run), i32.const(length)), "end");
          // How many of the results before `from` come from the left run.
          const done = inner.let(i32.sub(from, begin), "done");
          const low = inner.let(i32.sub(done, least(inner, done, i32.sub(end, middle))), "low");
          const high = inner.let(least(inner, done, i32.sub(middle, begin)), "high");
          const load = (position: Int): Int => i32.load(i32.add(source, i32.mul(position, 4)));
          inner.block((found) => {
            inner.loop((again) => {
              inner.branchIf(found, i32.geS(low, high));
              const half = inner.let(i32.shrU(i32.add(low, high), 1), "half");
              const [left, right] = [
                load(i32.add(begin, half)),
                load(i32.sub(i32.add(middle, i32.sub(done, half)), 1)),
              ];
              inner.if(
                comesBefore(left, right, pointersOfKeys(places)),
                () => {
                  inner.set(high, half);
                },
                () => {
                  inner.set(low, i32.add(half, 1));
                },
              );
              inner.branch(again);
            });
          }, "found");
          const [left, right] = [i32.add(begin, low), i32.add(middle, i32.sub(done, low))];
          inner.run(merge({ source, target, left, middle, right, end, to: from, until: to }, pointersOfKeys(places)));
        });
      }
      forChunks("order", (inner, from, to, places) => {
        const scalar = new ScalarEmitter(inner, library);
        const source = inner.let(places.half(passes + levels), "source");
        const i = inner.local("i32", "i");
        inner.for(i, from, to, 1, () => {
          const position = inner.let(i32.load(i32.add(source, i32.mul(i, 4))), "position");
          inputs.forEach((input, index) => {
            const output = outputs[index];
            if (output === undefined) return;
            const at = (view: ByteView, index: number, place: Int) => ({
              pointer: i32.add(places.pointer(index), i32.mul(place, view.strides.at(-1) ?? 0)),
              base: view.base,
              stride: 0,
              count: 1,
            });
            const value = scalar.load(input.dtype, at(input, index, position));
            scalar.store(output.dtype, at(output, inputs.length + index, i), value);
          });
        });
      });
    });
  });
}

/** Where a line is: the halves of the workspace, in turns, and the pointers into its arrays. */
interface Places {
  readonly half: (number: number) => Int;
  readonly pointer: (index: number) => Int;
}

/** The smaller one of two integers. */
function least(f: FunctionBuilder, x: Int, y: Int): Int {
  const [a, b] = [f.let(x, "x"), f.let(y, "y")];
  return select(a, b, i32.ltS(a, b));
}

/** x < y in the order in which NaN comes last. */
function lessWithNaNLast(scalar: ScalarEmitter, { dtype }: ByteView, x: Value, y: Value): Int {
  const less = scalar.binary("lt", dtype, x, y) as Int;
  if (dtype !== "float32" && dtype !== "float64") return less;
  const onlyYIsNaN = i32.and(scalar.binary("eq", dtype, x, x) as Int, scalar.binary("ne", dtype, y, y) as Int);
  return i32.or(less, onlyYIsNaN);
}

const merging = {
  source: "i32",
  target: "i32",
  left: "i32",
  middle: "i32",
  right: "i32",
  end: "i32",
  to: "i32",
  until: "i32",
} as const;

/**
 * Emits the function that merges two sorted runs of positions, from `left` to `middle` and from `right` to `end` in `source`, into
 * `target` from `to` on, up to `until`.
 *
 * @param keys - how many keys there are, of which it is given the pointers.
 * @param comesBefore - whether the element at its second position must come before that at the first.
 */
function emitMerge(
  module: ModuleBuilder,
  name: string,
  keys: number,
  comesBefore: (left: Int, right: Int, keys: readonly Int[]) => Int,
): (given: Arguments<typeof merging>, keys: readonly Int[]) => Expression<"void"> {
  const names = Array.from({ length: keys }, (_, key) => `key${String(key)}`);
  const parameters: Record<string, "i32"> = {
    ...merging,
    ...Object.fromEntries(names.map((key) => [key, "i32" as const])),
  };
  const merge = module.function(name, parameters, "void", (f, locals) => {
    const { source, target, left, middle, right, end, until } = locals as Record<keyof typeof merging, Local<"i32">>;
    const at = (half: Int, position: Int): Int => i32.add(half, i32.mul(position, 4));
    const to = f.let(at(target, locals.to!), "to");
    const last = f.let(at(target, until), "last");
    f.block((done) => {
      f.loop((again) => {
        f.branchIf(done, i32.or(i32.or(i32.geS(left, middle), i32.geS(right, end)), i32.geU(to, last)));
        const [a, b] = [f.let(i32.load(at(source, left)), "a"), f.let(i32.load(at(source, right)), "b")];
        f.if(
          comesBefore(
            a,
            b,
            names.map((key) => locals[key]!),
          ),
          () => {
            f.run(i32.store(to, b));
            f.set(right, i32.add(right, 1));
          },
          () => {
            f.run(i32.store(to, a));
            f.set(left, i32.add(left, 1));
          },
        );
        f.set(to, i32.add(to, 4));
        f.branch(again);
      });
    }, "done");
    const copy = (from: Int, until: Int): void => {
      const bytes = f.let(least(f, i32.mul(i32.sub(until, from), 4), i32.sub(last, to)), "bytes");
      f.run(memory.copy(to, at(source, from), bytes));
      f.set(to, i32.add(to, bytes));
    };
    copy(left, middle);
    copy(right, end);
  });
  return (given, values) =>
    merge.call({ ...given, ...Object.fromEntries(names.map((key, index) => [key, values[index]!])) });
}
