import { assertNever } from "@proj/tree/core";
import type {
  Procedure,
  ProcedureExpression,
  ProcedureLocalId,
  ProcedureMatrix,
  ProcedureStatement,
} from "../procedure.ts";
import { exchanged, readsOf } from "./exchanged.ts";
import { elementAt, Expressions } from "./expressions.ts";
import { LoopFunctions } from "./loop-functions.ts";
import type { Code, CodeWriter, Int, Machine, MachineThreads, ProcedureEmission, ScalarType } from "./machine.ts";
import { isBetterTransposed, type Strides } from "./product.ts";
import { Products } from "./products.ts";
import { emitRuns } from "./runs.ts";
import { isWorthSharing } from "./shared-product.ts";

/** Loops that touch fewer elements take less time than another thread needs to hear of them. */
const leastElements = 2 ** 17;

/** Procedures whose arrays are all smaller are done before an engine would have made faster code of a part of them. */
const leastSize = 2 ** 12;

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
  readonly #e: Expressions;
  readonly #surroundings: Surroundings;
  #loops: Loops;

  constructor(f: CodeWriter, addresses: readonly Int[], surroundings: Surroundings, loops: Loops) {
    const { machine, procedure } = surroundings;
    this.#f = f;
    this.#machine = machine;
    this.#e = new Expressions(f, addresses, machine, procedure);
    this.#surroundings = surroundings;
    this.#loops = loops;
  }

  /** Emits statements. */
  emit(statements: readonly ProcedureStatement[]): void {
    for (const statement of statements) this.#statement(statement);
  }

  #statement(statement: ProcedureStatement): void {
    const f = this.#f;
    switch (statement.do) {
      case "set":
        this.#e.set(statement.local, this.#e.value(statement.value));
        return;
      case "store": {
        const [pointer, base] = this.#e.address(statement.array, statement.index);
        const { dtype } = this.#e.procedure.arrays[statement.array]!;
        this.#e.scalar.store(dtype, elementAt(pointer, base), this.#e.value(statement.value));
        return;
      }
      case "for":
      case "while":
        this.#loop(statement);
        return;
      case "if":
        f.if(
          this.#e.int(statement.condition),
          () => {
            this.emit(statement.then);
          },
          () => {
            this.emit(statement.otherwise);
          },
        );
        return;
      case "axpy":
      case "scale":
      case "fill":
      case "copy":
      case "swap":
      case "rotate":
      case "dot":
        emitRuns(this.#e, statement);
        return;
      case "multiplyAdd": {
        const { sign, a, b, c } = statement;
        const [m, n, k] = [this.#e.int(statement.m), this.#e.int(statement.n), this.#e.int(statement.k)];
        const strides = ({ rowStride, columnStride }: ProcedureMatrix): Strides => ({
          row: rowStride,
          column: columnStride,
        });
        const turned = ({ row, column }: Strides): Strides => ({ row: column, column: row });
        const [sa, sb, sc] = [strides(a), strides(b), strides(c)];
        const floats = this.#e.floats(c);
        const { threads } = this.#surroundings;
        const [pa, pb, pc] = [this.#e.start(a), this.#e.start(b), this.#e.start(c)];
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
    const variables = functions.results(given.map((local) => this.#e.type(local)));
    const loop = machine.function(functions.newName(), types, (inner, parameters) => {
      const body = this.#within(inner, parameters, known, this.#surroundings);
      body.emit([statement]);
      given.forEach((local, index) => {
        inner.setGlobal(variables[index]!, body.#e.local(local));
      });
    });
    f.run(loop.call(values));
    given.forEach((local, index) => {
      f.set(this.#e.local(local), variables[index]!);
    });
  }

  /** What another function is handed: addresses, locals and what else it wants, with their types. */
  #handed(locals: readonly ProcedureLocalId[], further: Readonly<Record<string, Int>> = {}) {
    const values: Record<string, Code> = { ...further };
    this.#e.addresses.forEach((address, array) => (values[`array${array}`] = address));
    for (const local of locals) values[`local${local}`] = this.#e.local(local);
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
    const addresses = this.#e.addresses.map((_, array) => given[`array${array}`] as Int);
    const within = new Statements(f, addresses, surroundings, "written");
    for (const local of locals) within.#e.define(local, given[`local${local}`] as Code<ScalarType>);
    return within;
  }

  #while({ condition, body }: Extract<ProcedureStatement, { do: "while" }>): void {
    const f = this.#f;
    f.block((done) => {
      f.loop((again) => {
        f.branchIf(done, this.#machine.i32.eqz(this.#e.int(condition)));
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
    const [first, end] = [f.let(this.#e.int(from), "from"), f.let(this.#e.int(to), "to")];
    f.if(i32.ltS(first, end), () => {
      if (atOnce === null || threads === null) {
        this.#rounds(statement, first, end);
        return;
      }
      this.#sharedRounds(statement, first, i32.divS(i32.add(i32.sub(end, first), step - 1), step), atOnce, threads);
    });
  }

  #rounds({ counter, down, step, body }: Extract<ProcedureStatement, { do: "for" }>, first: Int, end: Int): void {
    const f = this.#f;
    const { i32 } = this.#machine;
    const i = this.#e.local(counter) as Int;
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

  /**
   * Rounds that do not need each other as pieces, which are given what they read of the statements around them: of a region if they touch
   * much together.
   */
  #sharedRounds(
    { counter, step, body }: Extract<ProcedureStatement, { do: "for" }>,
    first: Int,
    rounds: Int,
    atOnce: ProcedureExpression,
    threads: MachineThreads,
  ): void {
    const { i32 } = this.#machine;
    const count = this.#f.let(rounds, "rounds");
    const isWorthIt = isWorthSharing(this.#machine, [count, this.#e.int(atOnce)], leastElements);
    const known = [...exchanged(body, new Set([counter])).read];
    const { values, types } = this.#handed(known, { first });
    const name = `${this.#machine.name}.rounds${counter}`;
    const piece = (f: CodeWriter, position: Int, given: Readonly<Record<string, Code>>): void => {
      const within = this.#within(f, given, known, { ...this.#surroundings, threads: null });
      f.set(within.#e.local(counter), i32.add(given.first as Int, i32.mul(position, step)));
      within.emit(body);
    };
    threads.share(this.#f, name, count, types, values, piece, i32.and(i32.gtS(count, 1), isWorthIt));
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
