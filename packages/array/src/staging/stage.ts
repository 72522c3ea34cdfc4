import { abstractEval } from "../core/abstract-eval/index.ts";
import type { NumberForms } from "../core/number-forms.ts";
import { abstractArray, type AbstractArray } from "../core/types/abstract-array.ts";
import { UsageError } from "@proj/tree/core";
import { Literal, makeEquation, Variable, type Atom, type ClosedJaxpr, type Equation } from "../core/jaxpr/jaxpr.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import type { Operands, Params, PrimitiveName, Results } from "../core/primitives.ts";
import { appliedByUser, checkAlive, Trace, withTrace } from "../core/trace.ts";
import { Tracer } from "../ndarray/tracer.ts";
import { NumberArgument, type NumberBinder, type NumberType } from "./number-argument.ts";
import { modes } from "../core/modes.ts";
import { rejectConditions, stopEndlessLoop, unreadComparisons, type Comparison } from "./truth-values.ts";
import { userLine } from "../core/user-line.ts";

const noComparisons: ReadonlySet<number> = new Set();

/** An array that stands for a variable of the Jaxpr being written. */
export class StagingTracer extends Tracer {
  readonly variable: Variable;
  /** Where the user made it, for messages; formatted only when read. */
  readonly #made: Error | null;
  readonly #number: NumberForms | null;

  /** @param number - the number for which the array stands. */
  constructor(trace: StagingTrace, variable: Variable, made: Error | null, number: NumberForms | null = null) {
    super(trace);
    this.variable = variable;
    this.#made = made;
    this.#number = number;
  }

  override numberForms(): NumberForms | null {
    return this.#number;
  }

  override get aval(): AbstractArray {
    return this.variable.aval;
  }

  override get origin(): string {
    const line = this.#made === null ? null : userLine(this.#made.stack ?? "");
    return line === null ? "" : `, made ${line}`;
  }
}

/** An array of booleans that the user's function made. */
class TruthTracer extends StagingTracer implements Comparison {
  readonly primitive: string;
  #isUsed = false;

  constructor(trace: StagingTrace, variable: Variable, made: Error | null, primitive: string) {
    super(trace, variable, made);
    this.primitive = primitive;
  }

  override get aval(): AbstractArray {
    this.#isUsed = true;
    return this.variable.aval;
  }

  get isUsed(): boolean {
    return this.#isUsed;
  }
}

/** A function as a Jaxpr: its binders are constants, arguments, and then the forms of numbers among the arguments. */
export interface StagedFunction extends ClosedJaxpr {
  readonly numbers: readonly NumberBinder[];
  /** The arguments that are numbers of which the function depends on whether they are integers, and what they were. */
  readonly integral: ReadonlyMap<number, boolean>;
}

/** A call in words: `"grad of loss"`, or just `"grad"` if the function has no name. */
export function describeCall(operation: string, f: { readonly name: string }): string {
  return f.name === "" ? operation : `${operation} of ${f.name}`;
}

/** Writes a Jaxpr by recording the primitives that a function applies. */
export class StagingTrace extends Trace {
  override readonly stages: boolean;
  readonly #binders: Variable[] = [];
  readonly #constants = new Map<NDArray, Variable>();
  readonly #equations: Equation[] = [];
  /** The binders behind those of the arguments. */
  readonly numbers: NumberBinder[] = [];
  /** Which arguments were asked whether they are integers, and what they answered. */
  readonly integral = new Map<number, boolean>();
  /** Arrays of booleans that the user's function made itself. */
  readonly comparisons: Comparison[] = [];
  readonly #untrue: ReadonlySet<number>;

  /**
   * @param description - what the user called, for messages.
   * @param stages - false for the trace of a linear map's tangents, which leaves operations on constants alone.
   * @param untrue - the comparisons that give `false` in place of an array, by their numbers; see truth-values.ts.
   */
  constructor(description: string, stages = true, untrue: ReadonlySet<number> = noComparisons) {
    super(description);
    this.stages = stages;
    this.#untrue = untrue;
  }

  /**
   * A new binder.
   *
   * @param number - the number for which it stands; default none.
   */
  argument(aval: AbstractArray, number: NumberForms | null = null): StagingTracer {
    const binder = new Variable(aval);
    this.#binders.push(binder);
    return new StagingTracer(this, binder, new Error(), number);
  }

  /** The atom that stands for an array: its own variable, a literal for a known scalar, a constant for anything else. */
  atom(array: NDArray): Atom {
    if (array instanceof StagingTracer && array.tracing === this) return array.variable;
    const known = array.knownScalar();
    if (known !== null) return new Literal(known, array.aval);
    let variable = this.#constants.get(array);
    if (variable === undefined) {
      variable = new Variable(array.aval);
      this.#constants.set(array, variable);
    }
    return variable;
  }

  override process<P extends PrimitiveName>(
    primitive: P,
    operands: Operands<P, NDArray>,
    params: Params<P>,
  ): Results<P, NDArray> {
    const inputs = operands.map((operand) => this.atom(operand));
    const avals = inputs.map((input) => input.aval) as unknown as Operands<P, AbstractArray>;
    const outputs = (abstractEval(primitive, avals, params) as readonly AbstractArray[]).map(
      (aval) => new Variable(aval),
    );
    const equation = makeEquation(primitive, inputs, params, outputs);
    this.#equations.push(equation);
    modes().numberCheck?.noteLine(equation);
    // Taking the stack costs more than everything else here, and of a rule's operations it would not show the user's line.
    const made = appliedByUser() ? new Error() : null;
    const [result] = outputs;
    if (result?.aval.dtype === "bool" && outputs.length === 1 && made !== null) {
      const truth = new TruthTracer(this, result, made, primitive);
      const place = this.comparisons.push(truth) - 1;
      stopEndlessLoop(this.comparisons, this.#equations, this.description);
      return [this.#untrue.has(place) ? false : truth] as unknown as Results<P, NDArray>;
    }
    return outputs.map((variable) => new StagingTracer(this, variable, made)) as unknown as Results<P, NDArray>;
  }

  /** The Jaxpr so far, with constants as its first binders. */
  finish(outputs: readonly NDArray[]): ClosedJaxpr {
    const atoms = outputs.map((output) => {
      checkAlive(this.description, output);
      return this.atom(output);
    });
    return {
      jaxpr: {
        binders: [...this.#constants.values(), ...this.#binders],
        equations: this.#equations,
        outputs: atoms,
      },
      consts: [...this.#constants.keys()],
    };
  }
}

/**
 * Traces a function of arrays into a Jaxpr.
 *
 * @param f - takes one traced array per type and returns arrays; runs once, and once more if it makes comparisons that nothing reads.
 * @param avals - the arguments' types; as {@link NumberType}s they mean in `f` what the numbers mean.
 * @param description - what the user called, for messages.
 */
export function stage(
  f: (args: readonly NDArray[]) => readonly NDArray[],
  avals: readonly (AbstractArray | NumberType)[],
  description: string,
): StagedFunction {
  if (modes().stagingForbidden) throw forbidden(description);
  const [staged, comparisons] = traced(f, avals, description, noComparisons);
  tracedAgain(f, avals, description, staged, comparisons);
  return staged;
}

/** Traces a function once more if it made comparisons that nothing reads, which must not have been conditions. */
function tracedAgain(
  f: (args: readonly NDArray[]) => readonly NDArray[],
  avals: readonly (AbstractArray | NumberType)[],
  description: string,
  staged: StagedFunction,
  comparisons: readonly Comparison[],
): void {
  const unread = unreadComparisons(comparisons, staged.jaxpr);
  const [first] = unread;
  if (first !== undefined)
    rejectConditions(
      description,
      comparisons[first]!.primitive,
      staged,
      () => traced(f, avals, description, unread)[0],
    );
}

/**
 * Refuses a function that decides by the truth value of an array, which it may be staged to see. One that cannot be staged, because it
 * asks for values that are there outside of staging, is let through.
 */
export function rejectConditionsOf(
  f: (args: readonly NDArray[]) => readonly NDArray[],
  avals: readonly AbstractArray[],
  description: string,
): void {
  let first: ReturnType<typeof traced>;
  try {
    first = traced(f, avals, description, noComparisons);
  } catch {
    return;
  }
  tracedAgain(f, avals, description, ...first);
}

/** Runs a function once on traced arrays. */
function traced(
  f: (args: readonly NDArray[]) => readonly NDArray[],
  avals: readonly (AbstractArray | NumberType)[],
  description: string,
  untrue: ReadonlySet<number>,
): readonly [staged: StagedFunction, comparisons: readonly Comparison[]] {
  return withTrace(
    () => new StagingTrace(description, true, untrue),
    (trace) => {
      const tracers = avals.map((aval, index) =>
        "number" in aval
          ? trace.argument(
              abstractArray(aval.shape, aval.dtype, aval.weakType),
              new NumberArgument(trace, index, aval.number),
            )
          : trace.argument(aval),
      );
      const closed = trace.finish(f(tracers));
      return [{ ...closed, numbers: trace.numbers, integral: trace.integral }, trace.comparisons];
    },
  );
}

function forbidden(description: string): UsageError {
  return new UsageError({
    operation: description,
    received: "a function that would be staged",
    expected: "functions that are compiled already, which noTracing asks for",
    remedy: "call it once before noTracing, with arguments of the same shapes and dtypes",
  });
}
