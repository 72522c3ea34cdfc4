/*
 * A stable sort of several arrays by the first few: a sort by one word of the keys after the other, from the least important one, of pairs of
 * that word and the position; then every array is read in their order. Words are made so that they compare as unsigned integers. Long
 * lines are sorted digit by digit (H. H. Seward, "Information sorting in the application of electronic digital computers to business
 * operations", 1954), short ones by insertion. Where threads share a line, each counts the digits of chunks of it, and moves what is in
 * them to places that the counts of all chunks give.
 */
import { isFloat } from "@proj/array/core";
import { linesOf, type Sort } from "@proj/jit/core";
import { select } from "../../assembler/expression.ts";
import type { Expression, Local } from "../../assembler/expression.ts";
import type { FunctionBuilder } from "../../assembler/function-builder.ts";
import { f32, f64, i32, i64, memory } from "../../assembler/instructions.ts";
import type { ModuleBuilder } from "../../assembler/module-builder.ts";
import type { MathLibrary } from "../../math/math-library.ts";
import type { Value } from "../emitters/emitter.ts";
import type { ByteView, Layout } from "../layout.ts";
import type { Threads } from "../threads.ts";
import type { StepFunction } from "./step-function.ts";
import { ScalarEmitter } from "../emitters/scalar-emitter.ts";
import { ViewPointers } from "./view-pointers.ts";

type Int = Expression<"i32">;
type Given = Readonly<Record<string, Int>>;

/** Chunks of a line that threads share. */
const sharedChunks = 8;

const digitBits = 8;
const countBytes = 4 * 2 ** digitBits;
const pairBytes = 8;

/** Lines from here on are sorted digit by digit. */
const leastCounted = 64;

/** Elements that a function works on in one call, so that engines take faster code of it in the middle of the first sort. */
const pieceLength = 2 ** 12;

/** int32 elements of scratch memory for sorting lines of `length`: pairs, and for long lines as many more and counts. */
export function sortWorkspace(length: number): number {
  return length < leastCounted ? 2 * length : 4 * length + (sharedChunks * countBytes) / 4;
}

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
  const { domain, keys, moved } = step;
  const { outer, length } = linesOf(step);
  const keyViews = keys.map(({ input }) => layout.view(input, domain));
  const inputs = moved.map(({ input }) => (input === null ? null : layout.view(input, domain)));
  const outputs = moved.map(({ output }) => layout.view(output, domain));
  const views = [...keyViews, ...inputs.flatMap((view) => view ?? []), ...outputs];
  const pointerTo = (view: ByteView): string => `pointer${String(views.indexOf(view))}`;
  const chunks = threads === null ? 1 : sharedChunks;
  const chunk = Math.ceil(length / chunks);

  /**
   * Defines what is done with a piece of a line, between two positions, and gives what emits that for all of it.
   *
   * @param begin - emits what is done before, once for each chunk.
   */
  const phase = (
    title: string,
    names: readonly string[],
    body: (f: FunctionBuilder, given: Given) => void,
    begin: (f: FunctionBuilder, given: Given) => void = () => undefined,
  ) => {
    const types = Object.fromEntries(names.map((key) => [key, "i32" as const]));
    const piece = module.function(`${name}.${title}`, { ...types, from: "i32", to: "i32" }, "void", body);
    const along = (f: FunctionBuilder, from: Int, to: Int, given: Given): void => {
      begin(f, given);
      const start = f.local("i32", "start");
      f.for(start, from, to, pieceLength, () => {
        f.run(piece.call({ ...given, from: start, to: least(f, i32.add(start, pieceLength), to) }));
      });
    };
    return (f: FunctionBuilder, all: Given): void => {
      const values = Object.fromEntries(names.map((key) => [key, all[key]!]));
      if (threads === null) {
        along(f, i32.const(0), i32.const(length), values);
        return;
      }
      threads.share(f, `${name}.${title}.chunk`, i32.const(chunks), types, values, (inner, position, given: Given) => {
        const from = inner.let(i32.mul(position, chunk), "from");
        const to = least(inner, i32.add(from, chunk), i32.const(length));
        const counts = i32.add(given.counts ?? 0, i32.mul(position, countBytes));
        along(inner, from, to, "counts" in given ? { ...given, counts: inner.let(counts, "counts") } : given);
      });
    };
  };

  const words = keyViews
    .flatMap((view) => (view.dtype.endsWith("64") ? [1, 0] : [0]).map((word) => ({ view, word })))
    .reverse()
    .map(({ view, word }, round) => ({
      // Low words before high ones, and the least important key first.
      read: phase(`read${String(round)}`, ["source", pointerTo(view)], (f, given) => {
        const scalar = new ScalarEmitter(f, library);
        const at = f.let(elementAt(given.source!, given.from!), "at");
        const i = f.local("i32", "i");
        f.for(i, given.from!, given.to!, 1, () => {
          if (round === 0) f.run(i32.store(at, i, 4));
          const position = round === 0 ? i : f.let(i32.load(at, 4), "position");
          const value = scalar.let(scalar.load(view.dtype, placeOf(view, given[pointerTo(view)]!, position)));
          f.run(i32.store(at, wordOf(view, value, word)));
          f.set(at, i32.add(at, pairBytes));
        });
      }),
      bits: view.dtype === "bool" ? digitBits : 32,
    }));

  const sortPairs = length < leastCounted ? insertion() : digitByDigit();

  const order = phase("order", ["source", ...views.slice(keys.length).map(pointerTo)], (f, given) => {
    const scalar = new ScalarEmitter(f, library);
    const i = f.local("i32", "i");
    f.for(i, given.from!, given.to!, 1, () => {
      const position = f.let(i32.load(elementAt(given.source!, i), 4), "position");
      outputs.forEach((output, index) => {
        const input = inputs[index] ?? null;
        const value =
          input === null ? position : scalar.load(input.dtype, placeOf(input, given[pointerTo(input)]!, position));
        scalar.store(output.dtype, placeOf(output, given[pointerTo(output)]!, i), value);
      });
    });
  });

  return module.function(name, {}, "void", (f) => {
    const pointers = new ViewPointers(f, layout, views);
    const [source, target] = [f.local("i32", "source"), f.local("i32", "target")];
    pointers.forEach(outer, () => {
      f.set(source, layout.place(step.workspace));
      const given: Record<string, Int> = { source };
      views.forEach((view, index) => (given[pointerTo(view)] = pointers.at(index)));
      for (const { read, bits } of words) {
        read(f, given);
        sortPairs(f, source, target, bits);
      }
      order(f, given);
    });
  });

  /** What sorts the pairs at `source` by insertion. */
  function insertion() {
    const insert = module.function(`${name}.insert`, { source: "i32" }, "void", (f, { source }) => {
      const [i, at, before] = [f.local("i32", "i"), f.local("i32", "at"), f.local("i32", "before")];
      f.for(i, 1, length, 1, () => {
        const pair = f.let(i64.load(elementAt(source, i)), "pair");
        f.set(at, elementAt(source, i));
        f.block((found) => {
          f.loop((again) => {
            f.set(before, i32.sub(at, pairBytes));
            f.branchIf(found, i32.leU(i32.load(before), i32.wrapI64(pair)));
            f.run(i64.store(at, i64.load(before)));
            f.set(at, before);
            f.branchIf(again, i32.gtU(at, source));
          });
        }, "found");
        f.run(i64.store(at, pair));
      });
    });
    return (f: FunctionBuilder, source: Local<"i32">): void => {
      f.run(insert.call({ source }));
    };
  }

  /** What sorts the pairs at `source` by some bits of their words, by way of `target`, and lets `source` be where they then are. */
  function digitByDigit() {
    const digitOf = (word: Int, shift: Int): Int => i32.and(i32.shrU(word, shift), 2 ** digitBits - 1);
    /** Goes along the pairs of a piece; `body` is given where one is, and where the count of its digit is. */
    const forPairs =
      (body: (f: FunctionBuilder, at: Int, pair: Expression<"i64">, count: Int, given: Given) => void) =>
      (f: FunctionBuilder, given: Given): void => {
        const at = f.let(elementAt(given.source!, given.from!), "at");
        const end = f.let(elementAt(given.source!, given.to!), "end");
        f.loop((again) => {
          const pair = f.let(i64.load(at), "pair");
          const digit = digitOf(i32.wrapI64(pair), given.shift!);
          body(f, at, pair, f.let(i32.add(given.counts!, i32.mul(digit, 4)), "count"), given);
          f.set(at, i32.add(at, pairBytes));
          f.branchIf(again, i32.ltU(at, end));
        });
      };
    const count = phase(
      "count",
      ["source", "counts", "shift"],
      forPairs((f, _, __, count) => {
        f.run(i32.store(count, i32.add(i32.load(count), 1)));
      }),
      (f, { counts }) => {
        f.run(memory.fill(counts!, 0, countBytes));
      },
    );
    const move = phase(
      "move",
      ["source", "counts", "shift", "target"],
      forPairs((f, _, pair, count, { target }) => {
        const place = f.let(i32.load(count), "place");
        f.run(i32.store(count, i32.add(place, 1)));
        f.run(i64.store(elementAt(target!, place), pair));
      }),
    );
    // Makes counts places, and says whether all digits are equal.
    const offsets = module.function(`${name}.offsets`, { counts: "i32" }, "i32", (f, { counts }) => {
      const [n, sum, areEqual] = [f.local("i32", "n"), f.local("i32", "sum"), f.local("i32", "areEqual")];
      f.for(n, 0, 2 ** digitBits, 1, () => {
        const before = f.let(sum, "before");
        for (let part = 0; part < chunks; part++) {
          const own = f.let(i32.load(counts, part * countBytes), "own");
          f.run(i32.store(counts, sum, part * countBytes));
          f.set(sum, i32.add(sum, own));
        }
        f.set(areEqual, i32.or(areEqual, i32.eq(i32.sub(sum, before), length)));
        f.set(counts, i32.add(counts, 4));
      });
      f.return(areEqual);
    });
    return (f: FunctionBuilder, source: Local<"i32">, target: Local<"i32">, bits: number): void => {
      const workspace = layout.place(step.workspace);
      const counts = f.let(i32.add(workspace, 2 * pairBytes * length), "counts");
      const shift = f.local("i32", "shift");
      // Where the pairs are not, of the two places.
      const other = i32.sub(i32.add(i32.mul(workspace, 2), pairBytes * length), source);
      f.for(shift, 0, bits, digitBits, () => {
        count(f, { source, counts, shift });
        f.if(i32.eqz(offsets.call({ counts })), () => {
          f.set(target, other);
          move(f, { source, counts, shift, target });
          f.set(source, target);
        });
      });
    };
  }
}

/** The address of a pair. */
const elementAt = (pairs: Int, position: Int): Int => i32.add(pairs, i32.mul(position, pairBytes));

/** The place of an element of a line. */
const placeOf = (view: ByteView, line: Int, position: Int) => ({
  pointer: i32.add(line, i32.mul(position, view.strides.at(-1) ?? 0)),
  base: view.base,
  stride: 0,
  count: 1,
});

/** The smaller one of two integers. */
function least(f: FunctionBuilder, x: Int, y: Int): Int {
  const [a, b] = [f.let(x, "x"), f.let(y, "y")];
  return f.let(select(a, b, i32.ltS(a, b)), "least");
}

/** One word of a key, the lowest first: as an unsigned integer the whole compares as the key does, with NaN last and -0 equal to 0. */
function wordOf({ dtype }: ByteView, value: Value, word: number): Int {
  const sign64 = i64.const(-(2n ** 63n));
  const part = (whole: Expression<"i64">): Int => i32.wrapI64(word === 0 ? whole : i64.shrU(whole, i64.const(32n)));
  if (dtype === "float64") {
    const x = value as Expression<"f64">;
    const bits = i64.reinterpretF64(f64.add(x, 0));
    const ordered = i64.xor(bits, i64.or(i64.shrS(bits, i64.const(63n)), sign64));
    return part(select(ordered, i64.const(-1n), f64.eq(x, x)));
  }
  if (dtype === "int64") return part(i64.xor(value as Expression<"i64">, sign64));
  if (dtype === "uint64") return part(value as Expression<"i64">);
  if (isFloat(dtype)) {
    const x = value as Expression<"f32">;
    const bits = i32.reinterpretF32(f32.add(x, 0));
    return select(i32.xor(bits, i32.or(i32.shrS(bits, 31), -(2 ** 31))), i32.const(-1), f32.eq(x, x));
  }
  return dtype.startsWith("int") ? i32.xor(value as Int, -(2 ** 31)) : (value as Int);
}
