import { dtypes } from "../../types/dtype.ts";
import type { ProcedureExpression, ProcedureRun, ProcedureStatement } from "../procedure.ts";
import { elementAt, type Expressions } from "./expressions.ts";
import type { Code, Int } from "./machine.ts";

/* Statements that go along runs of elements: what BLAS has for vectors. */

/** What goes along runs. */
export type RunStatement = Extract<
  ProcedureStatement,
  { do: "axpy" | "scale" | "fill" | "copy" | "swap" | "rotate" | "dot" }
>;

/**
 * Goes along runs: several elements at once where all lie together, then one by one.
 *
 * @param vector - emits what happens to the vectors at the pointers; null if elements go one by one.
 */
function along(
  e: Expressions,
  count: ProcedureExpression,
  runs: readonly ProcedureRun[],
  lanes: number,
  vector: ((pointers: readonly Int[]) => void) | null,
  one: (pointers: readonly Int[]) => void,
): void {
  const f = e.f;
  const { i32 } = e.machine;
  const n = f.let(e.int(count), "n");
  const pointers = runs.map((run) => e.start(run));
  const strides = runs.map((run) => run.stride * dtypes[e.dtype(run)].bytes);
  const rounds = (atOnce: number, body: (pointers: readonly Int[]) => void): void => {
    f.if(i32.geS(n, atOnce), () => {
      f.loop((again) => {
        body(pointers);
        pointers.forEach((pointer, k) => {
          f.set(pointer, i32.add(pointer, strides[k]! * atOnce));
        });
        f.set(n, i32.sub(n, atOnce));
        f.branchIf(again, i32.geS(n, atOnce));
      });
    });
  };
  if (vector !== null && runs.every(({ stride }) => stride === 1)) rounds(lanes, vector);
  rounds(1, one);
}

/** Goes along two runs of one dtype, whichever it is: sixteen bytes at once where all lie together, then one element after the other. */
function alongBoth(
  e: Expressions,
  { x, y, count }: Extract<RunStatement, { do: "copy" | "swap" }>,
  vectors: (x: Int, y: Int) => void,
  elements: (x: Int, y: Int) => void,
): void {
  along(
    e,
    count,
    [x, y],
    16 / dtypes[e.dtype(x)].bytes,
    ([left, right]) => {
      vectors(left!, right!);
    },
    ([left, right]) => {
      elements(left!, right!);
    },
  );
}

/** Emits a statement that goes along runs. */
export function emitRuns(e: Expressions, statement: RunStatement): void {
  const { f } = e;
  const { v128 } = e.machine;
  switch (statement.do) {
    case "axpy": {
      const { x, y, count } = statement;
      const floats = e.floats(y);
      const a = f.let(e.value(statement.a) as Code<"f32">, "a");
      const all = f.let(floats.splat(a), "a");
      along(
        e,
        count,
        [x, y],
        floats.lanes,
        ([from, to]) => {
          f.run(v128.store(to!, floats.multiplyAdd(1, all, v128.load(from!), v128.load(to!))));
        },
        ([from, to]) => {
          floats.store(f, to!, floats.multiplyAddOne(1, a, floats.load(from!), floats.load(to!)));
        },
      );
      return;
    }
    case "scale": {
      const { x, count } = statement;
      const floats = e.floats(x);
      const a = f.let(e.value(statement.a) as Code<"f32">, "a");
      const all = f.let(floats.splat(a), "a");
      along(
        e,
        count,
        [x],
        floats.lanes,
        ([at]) => {
          f.run(v128.store(at!, floats.mul(all, v128.load(at!))));
        },
        ([at]) => {
          floats.store(f, at!, floats.mulOne(a, floats.load(at!)));
        },
      );
      return;
    }
    case "fill": {
      const { x, count } = statement;
      const dtype = e.dtype(x);
      const a = e.scalar.let(e.value(statement.a));
      along(e, count, [x], 1, null, ([pointer]) => {
        e.scalar.store(dtype, elementAt(pointer!), a);
      });
      return;
    }
    case "copy": {
      const dtype = e.dtype(statement.x);
      alongBoth(
        e,
        statement,
        (from, to) => {
          f.run(v128.store(to, v128.load(from)));
        },
        (from, to) => {
          e.scalar.store(dtype, elementAt(to), e.scalar.load(dtype, elementAt(from)));
        },
      );
      return;
    }
    case "swap": {
      const dtype = e.dtype(statement.x);
      alongBoth(
        e,
        statement,
        (left, right) => {
          const kept = f.let(v128.load(left), "kept");
          f.run(v128.store(left, v128.load(right)));
          f.run(v128.store(right, kept));
        },
        (left, right) => {
          const kept = e.scalar.let(e.scalar.load(dtype, elementAt(left)));
          e.scalar.store(dtype, elementAt(left), e.scalar.load(dtype, elementAt(right)));
          e.scalar.store(dtype, elementAt(right), kept);
        },
      );
      return;
    }
    case "rotate": {
      const { x, y, count } = statement;
      const floats = e.floats(x);
      const c = f.let(e.value(statement.c) as Code<"f32">, "c");
      const s = f.let(e.value(statement.s) as Code<"f32">, "s");
      const [cs, ss] = [f.let(floats.splat(c), "c"), f.let(floats.splat(s), "s")];
      along(
        e,
        count,
        [x, y],
        floats.lanes,
        ([left, right]) => {
          const [u, v] = [f.let(v128.load(left!), "u"), f.let(v128.load(right!), "v")];
          f.run(v128.store(left!, floats.multiplyAdd(1, ss, v, floats.mul(cs, u))));
          f.run(v128.store(right!, floats.multiplyAdd(-1, ss, u, floats.mul(cs, v))));
        },
        ([left, right]) => {
          const [u, v] = [floats.load(left!), floats.load(right!)].map((value) => f.let(value as Code<"f32">, "u")) as [
            Code<"f32">,
            Code<"f32">,
          ];
          floats.store(f, left!, floats.multiplyAddOne(1, s, v, floats.mulOne(c, u)));
          floats.store(f, right!, floats.multiplyAddOne(-1, s, u, floats.mulOne(c, v)));
        },
      );
      return;
    }
    case "dot":
      dot(e, statement);
      return;
  }
}

/** Several vectors of sums, so that no addition waits for the one before it. */
function dot(e: Expressions, { local, count, x, y }: Extract<ProcedureStatement, { do: "dot" }>): void {
  const f = e.f;
  const { i32, v128 } = e.machine;
  const floats = e.floats(x);
  const total = f.local(floats.type, "total");
  f.set(total, floats.type === "f32" ? f.let(e.scalar.constant("float32", 0) as Code<"f32">) : (e.scalar.constant("float64", 0) as never)); // prettier-ignore
  const n = f.let(e.int(count), "n");
  const [left, right] = [e.start(x), e.start(y)];
  const advance = (elements: number): void => {
    f.set(left, i32.add(left, elements * x.stride * floats.bytes));
    f.set(right, i32.add(right, elements * y.stride * floats.bytes));
    f.set(n, i32.sub(n, elements));
  };
  if (x.stride === 1 && y.stride === 1) {
    const sums = [0, 1, 2, 3].map(() => f.local("v128", "sum"));
    const zero = v128.const(new Uint8Array(16));
    for (const sum of sums) f.set(sum, zero);
    const rounds = (vectors: number): void => {
      const atOnce = vectors * floats.lanes;
      f.if(i32.geS(n, atOnce), () => {
        f.loop((again) => {
          for (let vector = 0; vector < vectors; vector++) {
            const [u, v] = [v128.load(left, 16 * vector), v128.load(right, 16 * vector)];
            f.set(sums[vector]!, floats.multiplyAdd(1, u, v, sums[vector]!));
          }
          advance(atOnce);
          f.branchIf(again, i32.geS(n, atOnce));
        });
      });
    };
    f.if(i32.geS(n, floats.lanes), () => {
      rounds(4);
      rounds(1);
      const [a, b, c, d] = sums as [Code<"v128">, Code<"v128">, Code<"v128">, Code<"v128">];
      f.set(a, floats.add(floats.add(a, b), floats.add(c, d)));
      f.set(total, floats.sum(a));
    });
  }
  f.if(i32.gtS(n, 0), () => {
    f.loop((again) => {
      const product = floats.multiplyAddOne(1, floats.load(left), floats.load(right), total);
      f.set(total, product);
      advance(1);
      f.branchIf(again, i32.gtS(n, 0));
    });
  });
  e.set(local, total);
}
