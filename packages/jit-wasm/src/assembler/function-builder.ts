import { Expression, Local, callOpcode, toExpression } from "./expression.ts";
import type { Global, Operand } from "./expression.ts";
import { i32 } from "./instructions.ts";
import { Label } from "./statement.ts";
import type { Statement } from "./statement.ts";
import type { Parameters, ResultType, ValueType } from "./types.ts";

/** The values for a function's parameters, by name. */
export type Arguments<P extends Parameters> = { readonly [K in keyof P]: Operand<P[K]> };

/** Something that can be called: its name, its signature and its place among the functions of its module. */
export class Callable<P extends Parameters = Parameters, R extends ResultType = ResultType> {
  readonly name: string;
  readonly parameters: P;
  readonly result: R;
  readonly imported: boolean;
  /** Its place among the imported or among the defined functions. */
  readonly position: number;

  constructor(name: string, parameters: P, result: R, imported: boolean, position: number) {
    this.name = name;
    this.parameters = parameters;
    this.result = result;
    this.imported = imported;
    this.position = position;
  }

  /** A call with arguments by name: `axpy.call({ n, x, y })`. */
  call(values: Arguments<P>): Expression<R> {
    const operands = Object.entries(this.parameters).map(([name, type]) =>
      toExpression(values[name] as Expression<ValueType> | number, type),
    );
    // A defined function's index is its position after all imports: the encoder adds their number where `lane` says so.
    return new Expression(this.result, callOpcode, operands, this.position, this.imported ? 0 : 1, this.name);
  }
}

/**
 * Collects the body of one function: locals, statements, structured control flow.
 *
 * Methods that take a body run it at once, with this builder, and put what it emits inside.
 */
export class FunctionBuilder {
  readonly locals: Local[] = [];
  #statements: Statement[] = [];
  readonly #usedNames = new Map<string, number>();

  /** The statements so far. */
  get body(): readonly Statement[] {
    return this.#statements;
  }

  /** A new variable, zero at the start. */
  local<T extends ValueType>(type: T, name = "t"): Local<T> {
    const used = this.#usedNames.get(name) ?? 0;
    this.#usedNames.set(name, used + 1);
    const local = new Local(type, this.locals.length, used === 0 ? name : `${name}.${String(used)}`);
    this.locals.push(local);
    return local;
  }

  /** Evaluates `value` now and keeps it in a new variable. */
  let<T extends ValueType>(value: Expression<T>, name = "t"): Local<T> {
    const local = this.local(value.type, name);
    this.set(local, value);
    return local;
  }

  /** Assigns to a variable. */
  set<T extends ValueType>(target: Local<T>, value: Operand<T>): void {
    this.#statements.push({ kind: "set", target, value: toExpression<T>(value, target.type) });
  }

  /** Assigns to a variable of the module. */
  setGlobal<T extends ValueType>(target: Global<T>, value: Operand<T>): void {
    this.#statements.push({
      kind: "setGlobal",
      target,
      value: toExpression<T>(value, target.type),
    });
  }

  /** Runs an instruction for its effect: a store, a call. */
  run(value: Expression): void {
    this.#statements.push({ kind: "run", value });
  }

  /** A block; branching to its label leaves it. */
  block(body: (exit: Label) => void, name = "exit"): void {
    const label = new Label(name);
    this.#statements.push({
      kind: "block",
      label,
      body: this.#collect(() => {
        body(label);
      }),
    });
  }

  /** A loop; branching to its label repeats it, reaching its end leaves it. */
  loop(body: (again: Label) => void, name = "again"): void {
    const label = new Label(name);
    this.#statements.push({
      kind: "loop",
      label,
      body: this.#collect(() => {
        body(label);
      }),
    });
  }

  /** One of two bodies. */
  if(condition: Operand<"i32">, body: () => void, otherwise: () => void = () => undefined): void {
    this.#statements.push({
      kind: "if",
      condition: toExpression<"i32">(condition, "i32"),
      body: this.#collect(body),
      otherwise: this.#collect(otherwise),
    });
  }

  /** Goes to a label of an enclosing block or loop. */
  branch(label: Label): void {
    this.#statements.push({ kind: "branch", label, condition: null });
  }

  /** Goes to a label of an enclosing block or loop if `condition` ≠ 0. */
  branchIf(label: Label, condition: Operand<"i32">): void {
    this.#statements.push({ kind: "branch", label, condition: toExpression<"i32">(condition, "i32") });
  }

  /** Leaves the function. */
  return(value: Expression | null = null): void {
    this.#statements.push({ kind: "return", value });
  }

  /**
   * Counts `counter` from `start` to below `end` in steps of `step` > 0, testing before the first round: a guarded loop, so that
   * the engine passes exit values through the loop and does not move the body's loads out of order.
   */
  for(counter: Local<"i32">, start: Operand<"i32">, end: Operand<"i32">, step: number, body: () => void): void {
    this.set(counter, start);
    const finite = typeof start === "number" && typeof end === "number" ? start < end : null;
    if (finite === false) return;
    const loop = (): void => {
      this.loop((again) => {
        body();
        this.set(counter, i32.add(counter, step));
        this.branchIf(again, i32.ltS(counter, end));
      });
    };
    if (finite === true) loop();
    else this.if(i32.ltS(counter, end), loop);
  }

  #collect(body: () => void): readonly Statement[] {
    const outer = this.#statements;
    this.#statements = [];
    try {
      body();
      return this.#statements;
    } finally {
      this.#statements = outer;
    }
  }
}
