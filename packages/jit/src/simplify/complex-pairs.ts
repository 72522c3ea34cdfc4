import {
  complexRule,
  contentsOf,
  defect,
  innerJaxprs,
  isComplex,
  isComplexDType,
  isInFamily,
  Literal,
  Pair,
  partDType,
  Reals,
  shapesEqual,
  stage,
  Variable,
  withBodies,
  type AbstractArray,
  type Atom,
  type ComplexRule,
  type ControlFlowName,
  type Equation,
  type Jaxpr,
  type PrimitiveName,
} from "@proj/array/core";
import { JaxprBuilder } from "./builder.ts";

/*
 * Targets have no complex numbers: a program of them becomes one of pairs of real numbers, by the formula that each primitive has.
 * Within a program, and in the Jaxprs of loops, the parts are two arrays. In memory they take turns, so an argument or a result of
 * type complex64[n] is one of type float32[n,2].
 */

type Part = Atom | Pair<Atom>;

const isPair = ({ aval }: Atom): boolean => isComplexDType(aval.dtype);

/** Whether an equation is a routine that targets have as a composition. */
function isComposed(equation: Equation): boolean {
  return equation.primitive === "routine" && "composed" in equation.params.routine.rules.procedure;
}

/** The composition that a routine is for targets, or null. */
function compositionOf(equation: Equation): Jaxpr | null {
  if (equation.primitive !== "routine") return null;
  const { routine, options } = equation.params;
  const { procedure } = routine.rules;
  if (!("composed" in procedure)) return null;
  const types = equation.inputs.map(({ aval }) => aval);
  return stage((operands) => procedure.composed(operands, options, routine), types, routine.name).jaxpr;
}

/** Whether complex numbers, or routines to be composed, occur anywhere in a program. */
function mentionsComplex(jaxpr: Jaxpr): boolean {
  const { dtypes, primitives } = contentsOf(jaxpr);
  return [...dtypes].some(isComplexDType) || (primitives.has("routine") && hasComposed(jaxpr));
}

const hasComposed = (jaxpr: Jaxpr): boolean =>
  jaxpr.equations.some((equation) => isComposed(equation) || innerJaxprs(equation).some(hasComposed));

function concerned(equation: Equation): boolean {
  return (
    equation.outputs.some(isPair) ||
    equation.inputs.some(isPair) ||
    isComposed(equation) ||
    innerJaxprs(equation).some(mentionsComplex)
  );
}

const partType = (aval: AbstractArray): AbstractArray => ({ ...aval, dtype: partDType(aval.dtype) });

/** One array for a real one, two for a complex one. */
const flat = (parts: readonly Part[]): Atom[] => parts.flatMap((x) => (x instanceof Pair ? [x.re, x.im] : [x]));
const flatTypes = (avals: readonly AbstractArray[]): AbstractArray[] =>
  avals.flatMap((aval) => (isComplexDType(aval.dtype) ? [partType(aval), partType(aval)] : [aval]));

/** The reverse of {@link flat}, for arrays that have the given types. */
function grouped(atoms: readonly Atom[], avals: readonly AbstractArray[]): Part[] {
  let next = 0;
  return avals.map(({ dtype }) => (isComplexDType(dtype) ? new Pair(atoms[next++]!, atoms[next++]!) : atoms[next++]!));
}

/** One program that is being rewritten. */
class Rewriting {
  readonly builder = new JaxprBuilder();
  readonly #parts = new Map<Variable, Part>();
  readonly #reals: Reals<Atom>;

  constructor() {
    const { builder } = this;
    this.#reals = new Reals<Atom>({
      typeOf: ({ aval }) => aval,
      number: (value, { aval }) => new Literal(value, { shape: [], dtype: aval.dtype, weakType: false }),
      apply: (primitive, operands, params) => builder.emit(primitive, operands, params),
    });
  }

  define(variable: Variable, part: Part): void {
    this.#parts.set(variable, part);
  }

  read(atom: Atom): Part {
    if (!(atom instanceof Literal)) return this.#parts.get(atom)!;
    if (!isComplex(atom.value)) return atom;
    const type = partType(atom.aval);
    return new Pair<Atom>(new Literal(atom.value.re, type), new Literal(atom.value.im, type));
  }

  equations(jaxpr: Jaxpr): void {
    for (const equation of jaxpr.equations) {
      const results = this.#equation(
        equation,
        equation.inputs.map((input) => this.read(input)),
      );
      equation.outputs.forEach((output, k) => {
        this.define(output, results[k]!);
      });
    }
  }

  #equation(equation: Equation, operands: readonly Part[]): readonly Part[] {
    const types = equation.outputs.map(({ aval }) => aval);
    if (!concerned(equation))
      return this.builder.emit<PrimitiveName>(equation.primitive, flat(operands), equation.params, types);
    if (isInFamily(equation, "calls") && equation.primitive !== "customLinear")
      return this.#inlined(equation.params.jaxpr, operands);
    if (isInFamily(equation, "controlFlow")) return this.#loop(equation, operands, types);
    const composition = compositionOf(equation);
    if (composition !== null) return this.#inlined(composition, operands);
    if (isInFamily(equation, "callbacks")) {
      const inputTypes = equation.inputs.map(({ aval }) => aval);
      const { function: f } = equation.params;
      const params = {
        ...equation.params,
        results: flatTypes(types),
        function: f.ofParts(equation.params, inputTypes),
      };
      return grouped(this.builder.emit("callback", flat(operands), params), types);
    }
    if (equation.primitive === "routine") equation.params.routine.checkCompiles(equation.inputs);
    const rule: ComplexRule | null = complexRule(equation.primitive) as ComplexRule | null;
    if (rule === null) throw defect(`${equation.primitive} of complex numbers`);
    return rule(this.#reals, operands, equation.params, types).map((part, k) => this.#shaped(part, types[k]!));
  }

  /** Scalars stand for arrays in operands, not in results. */
  #shaped(part: Part, { shape }: AbstractArray): Part {
    if (part instanceof Pair) return new Pair(this.#filled(part.re, shape), this.#filled(part.im, shape));
    return this.#filled(part, shape);
  }

  #filled(x: Atom, shape: readonly number[]): Atom {
    if (shapesEqual(x.aval.shape, shape)) return x;
    return this.builder.emitOne("broadcastInDim", [x], { shape, broadcastDimensions: [] });
  }

  #inlined(jaxpr: Jaxpr, operands: readonly Part[]): Part[] {
    jaxpr.binders.forEach((binder, k) => {
      this.define(binder, operands[k]!);
    });
    this.equations(jaxpr);
    return jaxpr.outputs.map((output) => this.read(output));
  }

  #loop(
    equation: Equation<ControlFlowName>,
    operands: readonly Part[],
    types: readonly AbstractArray[],
  ): readonly Part[] {
    const counted = (count: number, from: number): number => flat(operands.slice(from, from + count)).length;
    const params = withBodies(equation, inParts, counted);
    const results = this.builder.emit<ControlFlowName>(equation.primitive, flat(operands), params, flatTypes(types));
    return grouped(results, types);
  }
}

/** A Jaxpr whose complex binders and outputs are two each. */
function inParts(jaxpr: Jaxpr): Jaxpr {
  if (!mentionsComplex(jaxpr)) return jaxpr;
  const rewriting = new Rewriting();
  const binders = jaxpr.binders.map(({ aval }): Variable | Pair<Variable> =>
    isComplexDType(aval.dtype)
      ? new Pair(new Variable(partType(aval)), new Variable(partType(aval)))
      : new Variable(aval),
  );
  jaxpr.binders.forEach((binder, k) => {
    rewriting.define(binder, binders[k]!);
  });
  rewriting.equations(jaxpr);
  const outputs = flat(jaxpr.outputs.map((output) => rewriting.read(output)));
  return rewriting.builder.finish(
    binders.flatMap((x) => (x instanceof Pair ? [x.re, x.im] : [x])),
    outputs,
  );
}

/** One part of an array in memory, where the parts take turns along a last axis. */
function partInMemory(builder: JaxprBuilder, x: Variable, shape: readonly number[], position: 0 | 1): Atom {
  const start = [...shape.map(() => 0), position];
  const limit = [...shape, position + 1];
  const part = builder.emitOne("slice", [x], { start, limit, strides: start.map(() => 1) });
  return builder.emitOne("reshape", [part], { shape });
}

/** The parts of an array, one beside the other along a last axis. */
function inMemory(builder: JaxprBuilder, { re, im }: Pair<Atom>): Atom {
  const parts = [re, im].map((part) => {
    const { shape } = part.aval;
    return builder.emitOne("broadcastInDim", [part], {
      shape: [...shape, 1],
      broadcastDimensions: shape.map((_, axis) => axis),
    });
  });
  return builder.emitOne("concatenate", parts, { dimension: re.aval.shape.length });
}

/**
 * The same program in real numbers; a program without complex ones is returned as it is.
 *
 * @param jaxpr - what tracing gave.
 * @returns a Jaxpr whose complex binders and outputs are real ones with one more axis, of length 2.
 * @example
 * import { array, complex, makeJaxpr } from "@proj/array";
 * import { inRealNumbers } from "@proj/jit/core";
 * const { jaxpr } = makeJaxpr((z) => z.mul(z))(array([complex(1, 2)]));
 * inRealNumbers(jaxpr).binders[0]?.aval.shape; // → [1, 2]
 */
export function inRealNumbers(jaxpr: Jaxpr): Jaxpr {
  if (!mentionsComplex(jaxpr)) return jaxpr;
  const rewriting = new Rewriting();
  const { builder } = rewriting;
  const binders = jaxpr.binders.map((binder) => {
    const { shape, dtype } = binder.aval;
    if (!isComplexDType(dtype)) {
      rewriting.define(binder, binder);
      return binder;
    }
    const inner = new Variable({ ...partType(binder.aval), shape: [...shape, 2] });
    rewriting.define(binder, new Pair(partInMemory(builder, inner, shape, 0), partInMemory(builder, inner, shape, 1)));
    return inner;
  });
  rewriting.equations(jaxpr);
  const outputs = jaxpr.outputs.map((output) => {
    const part = rewriting.read(output);
    return part instanceof Pair ? inMemory(builder, part) : part;
  });
  return builder.finish(binders, outputs);
}
