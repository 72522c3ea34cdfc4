import { Literal, Variable, type Atom, type Equation } from "../core/jaxpr/jaxpr.ts";
import type { Operands, Params, PrimitiveName } from "../core/primitives.ts";
import { bind } from "../core/trace.ts";
import { mul } from "../lax/binary.ts";
import { dotGeneral } from "../lax/contraction.ts";
import { reduceSum } from "../lax/reduction.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { variableOf } from "./jaxpr-surgery.ts";

/*
 * Sums over the steps of a loop that need not be taken step by step.
 *
 * Let x_t be what a value is in step t. The sum over t of A(a_t, b_t), a product that contracts some axes, is one product of
 * the stacked operands that contracts the time axis as well; the sum over t of a sum over axes is one sum over these axes and
 * time; and a linear function that is the same in every step may be applied to the sum.
 */

/** Values that exist after the loop. */
export interface AfterLoop {
  /** The values of all steps, stacked along a new first axis. */
  readonly stacked: (variable: Variable) => NDArray;
  /** A value that is the same in every step. */
  readonly invariant: (atom: Atom) => NDArray;
  /** The number of steps. */
  readonly length: number;
  /** The sums that are computed already: several cotangents may be parts of one. */
  readonly sums: Map<Atom, NDArray>;
}

/** A sum over all steps that is computed after the loop. */
export interface Deferral {
  /** The values that have to be stacked. */
  readonly stacked: readonly Variable[];
  /** The values that are the same in every step and are needed. */
  readonly invariants: readonly Variable[];
  readonly compute: (after: AfterLoop) => NDArray;
}

/** What is known of the loop's body. */
export interface BodyFacts {
  readonly definitions: ReadonlyMap<Atom, Equation>;
  readonly isInvariant: (atom: Atom) => boolean;
  /** True for values that are stacked in any case. */
  readonly isStacked: (atom: Atom) => boolean;
}

const variables = (atoms: readonly Atom[]): Variable[] => atoms.filter((atom) => atom instanceof Variable);

/** The sum of a stacked value over all steps. */
export function stackedSum(variable: Variable): Deferral {
  return { stacked: [variable], invariants: [], compute: (after) => reduceSum(after.stacked(variable), [0]) };
}

/**
 * How the sum of a value over all steps can be computed after the loop.
 *
 * @returns `null` if it is better carried along as a running sum.
 */
export function deferredSum(atom: Atom, facts: BodyFacts): Deferral | null {
  const deferral = planSum(atom, facts);
  if (deferral === null) return null;
  const compute = (after: AfterLoop): NDArray => {
    const known = after.sums.get(atom);
    if (known !== undefined) return known;
    const sum = deferral.compute(after);
    after.sums.set(atom, sum);
    return sum;
  };
  return { ...deferral, compute };
}

function planSum(atom: Atom, facts: BodyFacts): Deferral | null {
  const { definitions, isInvariant, isStacked } = facts;
  if (isInvariant(atom)) {
    return { stacked: [], invariants: variables([atom]), compute: (after) => mul(after.invariant(atom), after.length) };
  }
  if (isStacked(atom)) return stackedSum(variableOf(atom));
  const equation = definitions.get(atom);
  if (equation === undefined) return null;
  const plan = deferredSums[equation.primitive] as DeferralRule | undefined;
  return plan?.(equation, facts) ?? null;
}

type DeferralRule<P extends PrimitiveName = PrimitiveName> = (
  equation: Equation<P>,
  facts: BodyFacts,
) => Deferral | null;

const ofAll: DeferralRule = (equation, facts) => applied(equation, equation.inputs, facts);
const ofFirst: DeferralRule = (equation, facts) => applied(equation, equation.inputs.slice(0, 1), facts);

/** How the sum of what a primitive gives follows from sums; those that are not here are summed step by step. */
const deferredSums: { readonly [P in PrimitiveName]?: DeferralRule<P> } = {
  dotGeneral: deferredProduct,
  reduceSum: deferredReduction,
  add: ofAll,
  sub: ofAll,
  concatenate: ofAll,
  neg: ofFirst,
  convertElementType: ofFirst,
  transpose: ofFirst,
  reshape: ofFirst,
  broadcastInDim: ofFirst,
  reverse: ofFirst,
  slice: ofFirst,
  windows: ofFirst,
  pad: (equation, facts) => {
    const [, value] = equation.inputs;
    return value instanceof Literal && value.value === 0 ? ofFirst(equation, facts) : null;
  },
  mul: (equation, facts) => {
    const [x, y] = equation.inputs;
    return facts.isInvariant(x)
      ? applied(equation, [y], facts)
      : facts.isInvariant(y)
        ? ofFirst(equation, facts)
        : null;
  },
  div: (equation, facts) => (facts.isInvariant(equation.inputs[1]) ? ofFirst(equation, facts) : null),
};

/** A linear function of values whose sums are all computed after the loop, and of invariants. */
function applied(equation: Equation, summed: readonly Atom[], facts: BodyFacts): Deferral | null {
  const sums = new Map<Atom, Deferral>();
  for (const atom of summed) {
    const deferral = deferredSum(atom, facts);
    if (deferral === null) return null;
    sums.set(atom, deferral);
  }
  const parts = [...sums.values()];
  return {
    stacked: parts.flatMap(({ stacked }) => stacked),
    invariants: [
      ...parts.flatMap((part) => part.invariants),
      ...variables(equation.inputs.filter((atom) => !sums.has(atom))),
    ],
    compute: (after) => applyEquation(equation, equation.inputs.map((atom) => sums.get(atom)?.compute(after) ?? after.invariant(atom))), // prettier-ignore
  };
}

function applyEquation<P extends PrimitiveName>(equation: Equation<P>, operands: readonly NDArray[]): NDArray {
  const { primitive, params } = equation as Equation;
  const results = bind(primitive as P, operands as unknown as Operands<P, NDArray>, params as Params<P>);
  return (results as readonly NDArray[])[0]!;
}

/** Σₜ A(aₜ, bₜ): one product with the time axis among the contracted ones. */
function deferredProduct({ inputs, params }: Equation<"dotGeneral">, facts: BodyFacts): Deferral | null {
  if (inputs.some(facts.isInvariant)) return null;
  const lhs = variableOf(inputs[0]);
  const rhs = variableOf(inputs[1]);
  const later = (axes: readonly number[]): number[] => axes.map((axis) => axis + 1);
  return {
    stacked: [lhs, rhs],
    invariants: [],
    compute: (after) =>
      dotGeneral(after.stacked(lhs), after.stacked(rhs), {
        lhsContracting: [0, ...later(params.lhsContracting)],
        rhsContracting: [0, ...later(params.rhsContracting)],
        lhsBatch: later(params.lhsBatch),
        rhsBatch: later(params.rhsBatch),
      }),
  };
}

/** Σₜ Σ over axes: one sum. A sum to a scalar is not worth a stack of whole arrays: it is carried along. */
function deferredReduction(equation: Equation<"reduceSum">, facts: BodyFacts): Deferral | null {
  const [x] = equation.inputs;
  const inner = facts.isStacked(x) ? null : applied(equation, [x], facts);
  if (inner !== null) return inner;
  const [result] = equation.outputs;
  if (!facts.isStacked(x) && result!.aval.shape.length === 0) return null;
  const variable = variableOf(x);
  return {
    stacked: [variable],
    invariants: [],
    compute: (after) => reduceSum(after.stacked(variable), [0, ...equation.params.axes.map((axis) => axis + 1)]),
  };
}
