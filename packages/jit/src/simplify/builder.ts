import {
  abstractEval,
  binaryFunctions,
  familyOf,
  isBinary,
  Literal,
  makeEquation,
  Variable,
  type AbstractArray,
  type Atom,
  type Equation,
  type Jaxpr,
  type Operands,
  type Params,
  type PrimitiveName,
  parameterKey,
  scalarKey,
} from "@proj/array/core";

/** Whether equal operands and parameters give equal results, so that equal equations can be one. */
function mergeable(primitive: PrimitiveName): boolean {
  // The parameters of calls and control flow hold functions and Jaxprs, which are not compared.
  const family = familyOf(primitive);
  return family !== "calls" && family !== "controlFlow" && primitive !== "optimizationBarrier";
}

/** Writes a Jaxpr equation by equation; equal equations become one. */
export class JaxprBuilder {
  readonly equations: Equation[] = [];
  readonly #definitions = new Map<Variable, Equation>();
  readonly #numbers = new Map<Variable, number>();
  readonly #known = new Map<string, readonly Variable[]>();

  /** The equation that binds a variable, or undefined for a binder. */
  definition(atom: Atom): Equation | undefined {
    return atom instanceof Variable ? this.#definitions.get(atom) : undefined;
  }

  /** The equation that binds an atom, if it applies the given primitive. */
  applied<P extends PrimitiveName>(atom: Atom, primitive: P): Equation<P> | undefined {
    const equation = this.definition(atom);
    return equation?.primitive === primitive ? (equation as Equation<P>) : undefined;
  }

  #operandKey(input: Atom): string {
    if (input instanceof Literal) return `${scalarKey(input.value)}:${input.aval.dtype}`;
    let number = this.#numbers.get(input);
    if (number === undefined) this.#numbers.set(input, (number = this.#numbers.size));
    return String(number);
  }

  #key(primitive: PrimitiveName, inputs: readonly Atom[], params: unknown): string {
    const operands = inputs.map((input) => this.#operandKey(input));
    if (isBinary(primitive) && binaryFunctions[primitive].commutative) operands.sort();
    return `${primitive} ${operands.join(" ")} ${parameterKey(params, "with rules")}`;
  }

  /** Appends an equation as it is, or finds an equal one; returns its results. */
  emit<P extends PrimitiveName>(
    primitive: P,
    inputs: readonly Atom[],
    params: Params<P>,
    types?: readonly AbstractArray[],
  ): readonly Variable[] {
    const merge = mergeable(primitive);
    const key = merge ? this.#key(primitive, inputs, params) : "";
    const known = merge ? this.#known.get(key) : undefined;
    if (known !== undefined) return known;
    const avals =
      types ??
      abstractEval(primitive, inputs.map((input) => input.aval) as unknown as Operands<P, AbstractArray>, params);
    const outputs = avals.map((aval) => new Variable(aval));
    const equation = makeEquation(primitive, inputs, params, outputs);
    this.equations.push(equation);
    for (const output of outputs) this.#definitions.set(output, equation);
    if (merge) this.#known.set(key, outputs);
    return outputs;
  }

  /** {@link emit} for a primitive with one result. */
  emitOne<P extends PrimitiveName>(primitive: P, inputs: readonly Atom[], params: Params<P>): Variable {
    return this.emit(primitive, inputs, params)[0]!;
  }

  finish(binders: readonly Variable[], outputs: readonly Atom[]): Jaxpr {
    return { binders, equations: this.equations, outputs };
  }
}
