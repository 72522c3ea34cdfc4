import { assertNever } from "@proj/tree/core";
import { dtypes } from "../../types/dtype.ts";
import type {
  Procedure,
  ProcedureDType,
  ProcedureExpression,
  ProcedureLocalId,
  ProcedureMatrix,
  ProcedureRun,
  ProcedureStatement,
} from "../procedure.ts";
import { floatsOf, type Floats } from "./floats.ts";
import type {
  Code,
  CodeWriter,
  ElementPlace,
  Elements,
  Int,
  Machine,
  MachineThreads,
  ScalarType,
  ProcedureEmission,
} from "./machine.ts";
import { exchanged, readsOf } from "./exchanged.ts";
import { LoopFunctions } from "./loop-functions.ts";
import { isBetterTransposed, type Strides } from "./product.ts";
import { Products } from "./products.ts";
import { isWorthSharing } from "./shared-product.ts";

/** Loops that touch fewer elements take less time than another thread needs to hear of them. */
const leastElements = 2 ** 17;

/** Procedures whose arrays are all smaller are done before an engine would have made faster code of a part of them. */
const leastSize = 2 ** 12;

const typeOf: { readonly [D in ProcedureDType]: ScalarType } = {
  float32: "f32",
  float64: "f64",
  int32: "i32",
  bool: "i32",
};

/** One element. */
const elementAt = (pointer: Int | null, base = 0): ElementPlace => ({ pointer, base, stride: 0, count: 1 });

/** What the statements of a procedure stand in. */
interface Surroundings {
  readonly machine: Machine;
  readonly procedure: Procedure;
  readonly products: Products;
  readonly functions: LoopFunctions;
  /** Null if the running thread does everything. */
  readonly threads: MachineThreads | null;
}

/** How loops that are met become code. */
type Loops =
  /** As loops. */
  | "written"
  /** As loops, those in which are functions. */
  | "outermost"
  /** As functions. */
  | "called";

type LoopStatement = Extract<ProcedureStatement, { do: "for" | "while" }>;

/** Emits the statements of a procedure into a function that is given the addresses of its arrays. */
class Statements {
  readonly #f: CodeWriter;
  readonly #machine: Machine;
  readonly #scalar: Elements;
  readonly #addresses: readonly Int[];
  readonly #locals = new Map<ProcedureLocalId, Code<ScalarType>>();
  readonly #surroundings: Surroundings;
  readonly #procedure: Procedure;
  #loops: Loops;

  constructor(f: CodeWriter, addresses: readonly Int[], surroundings: Surroundings, loops: Loops) {
    const { machine, procedure } = surroundings;
    this.#f = f;
    this.#machine = machine;
    this.#scalar = machine.elements(f);
    this.#addresses = addresses;
    this.#surroundings = surroundings;
    this.#procedure = procedure;
    this.#loops = loops;
  }

  /** Emits statements. */
  emit(statements: readonly ProcedureStatement[]): void {
    for (const statement of statements) this.#statement(statement);
  }

  #local(id: ProcedureLocalId): Code<ScalarType> {
    let local = this.#locals.get(id);
    if (local === undefined) this.#locals.set(id, (local = this.#f.local(this.#type(id), "v")));
    return local;
  }

  #type(id: ProcedureLocalId): ScalarType {
    return typeOf[this.#procedure.locals[id]!];
  }

  #int(expression: ProcedureExpression): Int {
    return this.#value(expression) as Int;
  }

  #value(expression: ProcedureExpression): Code {
    switch (expression.op) {
      case "constant":
        return this.#scalar.constant(expression.dtype, expression.value);
      case "local":
        return this.#local(expression.local);
      case "load": {
        const [pointer, base] = this.#address(expression.array, expression.index);
        return this.#scalar.load(expression.dtype, elementAt(pointer, base));
      }
      case "unary":
        return this.#scalar.unary(expression.name, expression.x.dtype, this.#value(expression.x));
      case "binary": {
        const { name, x, y } = expression;
        const [left, right] = [this.#value(x), this.#value(y)];
        // The general division of integers has cases that a divisor above 0 has not.
        if (x.dtype === "int32" && y.op === "constant" && y.value > 0) {
          if (name === "div") return this.#machine.i32.divS(left as Int, right as Int);
          if (name === "rem") return this.#machine.i32.remS(left as Int, right as Int);
        }
        return this.#scalar.binary(name, x.dtype, left, right);
      }
      case "select": {
        const { dtype, condition, onTrue, onFalse } = expression;
        return this.#scalar.select(dtype, this.#value(condition), this.#value(onTrue), this.#value(onFalse));
      }
      case "convert":
        return this.#scalar.convert(expression.x.dtype, expression.dtype, this.#value(expression.x));
    }
  }

  /** The address of an element, and an offset that is to be added. */
  #address(array: number, index: ProcedureExpression): readonly [Int, number] {
    const { i32 } = this.#machine;
    const bytes = dtypes[this.#procedure.arrays[array]!.dtype].bytes;
    const begin = this.#addresses[array]!;
    if (index.op === "constant") return [begin, index.value * bytes];
    return [i32.add(begin, bytes === 1 ? this.#int(index) : i32.mul(this.#int(index), bytes)), 0];
  }

  /** The address where a run or a matrix starts, in a variable of its own. */
  #start({ array, start }: ProcedureRun | ProcedureMatrix): Int {
    const [pointer, offset] = this.#address(array, start);
    return this.#f.let(offset === 0 ? pointer : this.#machine.i32.add(pointer, offset), "p");
  }

  #dtype({ array }: ProcedureRun | ProcedureMatrix): ProcedureDType {
    return this.#procedure.arrays[array]!.dtype;
  }

  #floats(of: ProcedureRun | ProcedureMatrix): Floats {
    const dtype = this.#dtype(of);
    if (dtype !== "float32" && dtype !== "float64") throw new Error(`a procedure computes with runs of ${dtype}`);
    return floatsOf(this.#machine, dtype);
  }

  #set(local: number, value: Code): void {
    this.#f.set(this.#local(local), value as Code<ScalarType>);
  }

  /**
   * Goes along runs: several elements at once where all lie together, then one by one.
   *
   * @param vector - emits what happens to the vectors at the pointers; null if elements go one by one.
   */
  #along(
    count: ProcedureExpression,
    runs: readonly ProcedureRun[],
    lanes: number,
    vector: ((pointers: readonly Int[]) => void) | null,
    one: (pointers: readonly Int[]) => void,
  ): void {
    const f = this.#f;
    const { i32 } = this.#machine;
    const n = f.let(this.#int(count), "n");
    const pointers = runs.map((run) => this.#start(run));
    const strides = runs.map((run) => run.stride * dtypes[this.#dtype(run)].bytes);
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

  #statement(statement: ProcedureStatement): void {
    const f = this.#f;
    const { v128 } = this.#machine;
    switch (statement.do) {
      case "set":
        this.#set(statement.local, this.#value(statement.value));
        return;
      case "store": {
        const [pointer, base] = this.#address(statement.array, statement.index);
        const { dtype } = this.#procedure.arrays[statement.array]!;
        this.#scalar.store(dtype, elementAt(pointer, base), this.#value(statement.value));
        return;
      }
      case "for":
      case "while":
        this.#loop(statement);
        return;
      case "if":
        f.if(
          this.#int(statement.condition),
          () => {
            this.emit(statement.then);
          },
          () => {
            this.emit(statement.otherwise);
          },
        );
        return;
      case "axpy": {
        const { x, y, count } = statement;
        const floats = this.#floats(y);
        const a = f.let(this.#value(statement.a) as Code<"f32">, "a");
        const all = f.let(floats.splat(a), "a");
        this.#along(
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
        const floats = this.#floats(x);
        const a = f.let(this.#value(statement.a) as Code<"f32">, "a");
        const all = f.let(floats.splat(a), "a");
        this.#along(
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
        const dtype = this.#dtype(x);
        const a = this.#scalar.let(this.#value(statement.a));
        this.#along(count, [x], 1, null, ([pointer]) => {
          this.#scalar.store(dtype, elementAt(pointer!), a);
        });
        return;
      }
      case "copy": {
        const { x, y, count } = statement;
        const dtype = this.#dtype(x);
        this.#along(
          count,
          [x, y],
          16 / dtypes[dtype].bytes,
          ([from, to]) => {
            f.run(v128.store(to!, v128.load(from!)));
          },
          ([from, to]) => {
            this.#scalar.store(dtype, elementAt(to!), this.#scalar.load(dtype, elementAt(from!)));
          },
        );
        return;
      }
      case "swap": {
        const { x, y, count } = statement;
        const dtype = this.#dtype(x);
        this.#along(
          count,
          [x, y],
          16 / dtypes[dtype].bytes,
          ([left, right]) => {
            const kept = f.let(v128.load(left!), "kept");
            f.run(v128.store(left!, v128.load(right!)));
            f.run(v128.store(right!, kept));
          },
          ([left, right]) => {
            const kept = this.#scalar.let(this.#scalar.load(dtype, elementAt(left!)));
            this.#scalar.store(dtype, elementAt(left!), this.#scalar.load(dtype, elementAt(right!)));
            this.#scalar.store(dtype, elementAt(right!), kept);
          },
        );
        return;
      }
      case "rotate": {
        const { x, y, count } = statement;
        const floats = this.#floats(x);
        const c = f.let(this.#value(statement.c) as Code<"f32">, "c");
        const s = f.let(this.#value(statement.s) as Code<"f32">, "s");
        const [cs, ss] = [f.let(floats.splat(c), "c"), f.let(floats.splat(s), "s")];
        this.#along(
          count,
          [x, y],
          floats.lanes,
          ([left, right]) => {
            const [u, v] = [f.let(v128.load(left!), "u"), f.let(v128.load(right!), "v")];
            f.run(v128.store(left!, floats.multiplyAdd(1, ss, v, floats.mul(cs, u))));
            f.run(v128.store(right!, floats.multiplyAdd(-1, ss, u, floats.mul(cs, v))));
          },
          ([left, right]) => {
            const [u, v] = [floats.load(left!), floats.load(right!)].map((value) =>
              f.let(value as Code<"f32">, "u"),
            ) as [Code<"f32">, Code<"f32">];
            floats.store(f, left!, floats.multiplyAddOne(1, s, v, floats.mulOne(c, u)));
            floats.store(f, right!, floats.multiplyAddOne(-1, s, u, floats.mulOne(c, v)));
          },
        );
        return;
      }
      case "dot": {
        this.#dot(statement);
        return;
      }
      case "multiplyAdd": {
        const { sign, a, b, c } = statement;
        const [m, n, k] = [this.#int(statement.m), this.#int(statement.n), this.#int(statement.k)];
        const strides = ({ rowStride, columnStride }: ProcedureMatrix): Strides => ({
          row: rowStride,
          column: columnStride,
        });
        const turned = ({ row, column }: Strides): Strides => ({ row: column, column: row });
        const [sa, sb, sc] = [strides(a), strides(b), strides(c)];
        const floats = this.#floats(c);
        const { threads } = this.#surroundings;
        const [pa, pb, pc] = [this.#start(a), this.#start(b), this.#start(c)];
        if (isBetterTransposed(sa, sb, sc)) {
          const product = this.#surroundings.products.of(floats, sign, [turned(sb), turned(sa), turned(sc)], threads);
          f.run(product.call({ m: n, n: m, k, a: pb, b: pa, c: pc }));
        } else
          f.run(
            this.#surroundings.products.of(floats, sign, [sa, sb, sc], threads).call({ m, n, k, a: pa, b: pb, c: pc }),
          );
        return;
      }
      default:
        assertNever(statement, "statement");
    }
  }

  #loop(statement: LoopStatement): void {
    const loops = this.#loops;
    if (loops === "called") {
      this.#call(statement);
      return;
    }
    if (loops === "outermost") this.#loops = "called";
    if (statement.do === "for") this.#for(statement);
    else this.#while(statement);
    this.#loops = loops;
  }

  /**
   * A loop within a loop as a function: an engine that has made faster code of it in the meantime runs that from the next call on, but never
   * in the middle of one.
   */
  #call(statement: LoopStatement): void {
    const { machine, functions } = this.#surroundings;
    const f = this.#f;
    const { read, written } = exchanged([statement]);
    const inside = readsOf([statement]);
    const isReadOutside = (local: ProcedureLocalId): boolean => inside.get(local) !== functions.reads.get(local);
    const given = [...written].filter((local) => read.has(local) || isReadOutside(local));
    const known = [...new Set([...read, ...given])];
    const { values, types } = this.#handed(known);
    const variables = functions.results(given.map((local) => this.#type(local)));
    const loop = machine.function(functions.newName(), types, (inner, parameters) => {
      const body = this.#within(inner, parameters, known, this.#surroundings);
      body.emit([statement]);
      given.forEach((local, index) => {
        inner.setGlobal(variables[index]!, body.#local(local));
      });
    });
    f.run(loop.call(values));
    given.forEach((local, index) => {
      f.set(this.#local(local), variables[index]!);
    });
  }

  /** What another function is handed: addresses, locals and what else it wants, with their types. */
  #handed(locals: readonly ProcedureLocalId[], further: Readonly<Record<string, Int>> = {}) {
    const values: Record<string, Code> = { ...further };
    this.#addresses.forEach((address, array) => (values[`array${array}`] = address));
    for (const local of locals) values[`local${local}`] = this.#local(local);
    const types = Object.fromEntries(Object.entries(values).map(([key, { type }]) => [key, type as "i32"]));
    return { values: values as Record<string, Int>, types };
  }

  /** Statements in a function that was handed addresses and locals. */
  #within(
    f: CodeWriter,
    given: Readonly<Record<string, Code>>,
    locals: readonly ProcedureLocalId[],
    surroundings: Surroundings,
  ): Statements {
    const addresses = this.#addresses.map((_, array) => given[`array${array}`] as Int);
    const within = new Statements(f, addresses, surroundings, "written");
    for (const local of locals) within.#locals.set(local, given[`local${local}`] as Code<ScalarType>);
    return within;
  }

  #while({ condition, body }: Extract<ProcedureStatement, { do: "while" }>): void {
    const f = this.#f;
    f.block((done) => {
      f.loop((again) => {
        f.branchIf(done, this.#machine.i32.eqz(this.#int(condition)));
        this.emit(body);
        f.branch(again);
      });
    }, "done");
  }

  #for(statement: Extract<ProcedureStatement, { do: "for" }>): void {
    const { from, to, step, atOnce } = statement;
    const { threads } = this.#surroundings;
    const { i32 } = this.#machine;
    const f = this.#f;
    const [first, end] = [f.let(this.#int(from), "from"), f.let(this.#int(to), "to")];
    f.if(i32.ltS(first, end), () => {
      if (atOnce === null || threads === null) {
        this.#rounds(statement, first, end);
        return;
      }
      const count = f.let(i32.divS(i32.add(i32.sub(end, first), step - 1), step), "rounds");
      f.if(
        i32.and(i32.gtS(count, 1), isWorthSharing(this.#machine, [count, this.#int(atOnce)], leastElements)),
        () => {
          this.#sharedRounds(statement, first, count, threads);
        },
        () => {
          this.#rounds(statement, first, end);
        },
      );
    });
  }

  #rounds({ counter, down, step, body }: Extract<ProcedureStatement, { do: "for" }>, first: Int, end: Int): void {
    const f = this.#f;
    const { i32 } = this.#machine;
    const i = this.#local(counter) as Int;
    const [start, change] = down ? [i32.sub(end, 1), -step] : [first, step];
    // The body may not change where it is: the counter is set anew in each round.
    const n = f.let(start, "n");
    f.loop((again) => {
      f.set(i, n);
      this.emit(body);
      f.set(n, i32.add(n, change));
      f.branchIf(again, down ? i32.geS(n, first) : i32.ltS(n, end));
    });
  }

  /** Rounds that do not need each other as pieces of a region, which are given what they read of the statements around them. */
  #sharedRounds(
    { counter, step, body }: Extract<ProcedureStatement, { do: "for" }>,
    first: Int,
    count: Int,
    threads: MachineThreads,
  ): void {
    const known = [...exchanged(body, new Set([counter])).read];
    const { values, types } = this.#handed(known, { first });
    const name = `${this.#machine.name}.rounds${counter}`;
    threads.share(this.#f, name, count, types, values, (f, position, given) => {
      const piece = this.#within(f, given, known, { ...this.#surroundings, threads: null });
      f.set(piece.#local(counter), this.#machine.i32.add(given.first!, this.#machine.i32.mul(position, step)));
      piece.emit(body);
    });
  }

  /** Several vectors of sums, so that no addition waits for the one before it. */
  #dot({ local, count, x, y }: Extract<ProcedureStatement, { do: "dot" }>): void {
    const f = this.#f;
    const { i32, v128 } = this.#machine;
    const floats = this.#floats(x);
    const total = f.local(floats.type, "total");
    f.set(total, floats.type === "f32" ? f.let(this.#scalar.constant("float32", 0) as Code<"f32">) : (this.#scalar.constant("float64", 0) as never)); // prettier-ignore
    const n = f.let(this.#int(count), "n");
    const [left, right] = [this.#start(x), this.#start(y)];
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
    this.#set(local, total);
  }
}

/** Emits a procedure. */
export const emitProcedure: ProcedureEmission = (procedure, machine, f, addresses) => {
  const { threads } = machine;
  const isLarge = procedure.arrays.some(({ size }) => size >= leastSize);
  const surroundings = {
    machine,
    procedure,
    threads,
    products: new Products(machine),
    functions: new LoopFunctions(machine, procedure),
  };
  new Statements(f, addresses, surroundings, isLarge ? "outermost" : "written").emit(procedure.body);
};
