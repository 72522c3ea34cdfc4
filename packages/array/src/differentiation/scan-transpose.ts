import { applyJaxpr } from "../core/jaxpr/apply.ts";
import { dropUnread } from "../core/jaxpr/dead-code.ts";
import { Literal, makeEquation, Variable, type Atom, type Equation, type Jaxpr } from "../core/jaxpr/jaxpr.ts";
import { scalar } from "../core/operands.ts";
import type { ScanParams } from "../core/primitives.ts";
import { bind } from "../core/trace.ts";
import { add } from "../lax/binary.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { deferredSum, stackedSum, type AfterLoop, type Deferral } from "./after-loop.ts";
import { inlined, invariants, variableOf } from "./jaxpr-surgery.ts";
import { memoize } from "./memoize.ts";
import { present } from "./mask.ts";
import { knownOnly, toOperands } from "./operands.ts";
import {
  isLinear,
  LinearInput,
  type Cotangent,
  type LinearOperand,
  type TransposeContext,
  type TransposedJaxpr,
  type TransposeRule,
} from "./rules.ts";
import { range, zeros } from "./shapes.ts";

/*
 * A scan read backwards is a scan in the opposite direction that carries the cotangents of the carry. The cotangent of a
 * constant of the loop is the sum of what every step contributes. Where a contribution is a product, or a sum over axes,
 * of values of the step, nothing is added up step by step: the values are stacked, and one product or sum over all
 * steps follows the loop. Only what has no such form is carried along as a running sum.
 */

/** The shape of a reverse scan, planned from the transposed body. */
interface ReversePlan {
  /** From known constants, running sums, cotangents of the carry and slices, to the same and stacked results. */
  readonly body: Jaxpr;
  /** Which known constants and which slices the body reads: others are needed after the loop only. */
  readonly constsRead: readonly boolean[];
  readonly xsRead: readonly boolean[];
  /** From known constants to what follows from them alone and is needed after the loop. */
  readonly before: Jaxpr;
  /** Of each constant's cotangent the running sums, by place, and what is computed after the loop. */
  readonly constants: readonly { readonly running: readonly number[]; readonly deferred: readonly Deferral[] }[];
  /** The types of the running sums. */
  readonly runningTypes: readonly Atom[];
  /** Where the values that are needed after the loop are found. */
  readonly stacked: ReadonlyMap<Variable, { readonly from: "xs" | "ys"; readonly index: number }>;
  readonly hoisted: readonly Variable[];
}

/** The terms of which an atom is the sum. */
function termsOf(atom: Atom, definitions: ReadonlyMap<Atom, Equation>): Atom[] {
  const equation = definitions.get(atom);
  return equation?.primitive === "add" ? equation.inputs.flatMap((input) => termsOf(input, definitions)) : [atom];
}

/**
 * Plans the reverse scan.
 *
 * @param jaxpr - the transposed body: from known constants, known slices, cotangents of the carry and of the outputs to
 *   cotangents of the constants, of the carry and of the slices.
 */
const planReverse = memoize(
  (jaxpr: Jaxpr, numKnownConsts: number, numKnownXs: number, numCarry: number, numConstants: number): ReversePlan => {
    const { binders, equations, outputs } = jaxpr;
    const afterConsts = numKnownConsts + numKnownXs;
    const xs = [...binders.slice(numKnownConsts, afterConsts), ...binders.slice(afterConsts + numCarry)];
    const carry = binders.slice(afterConsts, afterConsts + numCarry);
    const invariant = invariants(jaxpr, numKnownConsts);
    const definitions = new Map<Atom, Equation>();
    for (const equation of equations) for (const output of equation.outputs) definitions.set(output, equation);
    const isInvariant = (atom: Atom): boolean => !(atom instanceof Variable) || invariant.has(atom);

    const results = outputs.slice(numConstants);
    const ys = results.slice(numCarry).filter((atom) => atom instanceof Variable);
    const stackedAnyway = new Set<Atom>([...xs, ...ys]);
    const facts = { definitions, isInvariant, isStacked: (atom: Atom): boolean => stackedAnyway.has(atom) };
    const terms = outputs.slice(0, numConstants).map((output) =>
      termsOf(output, definitions).map((atom) => ({
        atom,
        deferral: deferredSum(atom, facts),
      })),
    );
    // What is stacked for one contribution is there for the others.
    const wanted = new Set<Atom>(terms.flat().flatMap(({ deferral }) => deferral?.stacked ?? []));
    const running: Atom[] = [];
    const constants = terms.map((list) => {
      const places: number[] = [];
      const deferred: Deferral[] = [];
      for (const { atom, deferral } of list) {
        if (deferral !== null) deferred.push(deferral);
        else if (wanted.has(atom)) deferred.push(stackedSum(variableOf(atom)));
        else places.push(running.push(atom) - 1);
      }
      return { running: places, deferred };
    });

    const stacked = new Map<Variable, { from: "xs" | "ys"; index: number }>();
    const allYs: Atom[] = results.slice(numCarry);
    for (const variable of new Set(constants.flatMap(({ deferred }) => deferred.flatMap((d) => d.stacked)))) {
      const index = xs.indexOf(variable);
      if (index >= 0) stacked.set(variable, { from: "xs", index });
      else if (allYs.includes(variable)) stacked.set(variable, { from: "ys", index: allYs.indexOf(variable) });
      else stacked.set(variable, { from: "ys", index: allYs.push(variable) - 1 });
    }
    const hoisted = [...new Set(constants.flatMap(({ deferred }) => deferred.flatMap((d) => d.invariants)))];

    const sums = running.map(({ aval }) => new Variable(aval));
    const added = running.map(({ aval }) => new Variable(aval));
    const additions = running.map((term, k) => makeEquation("add", [sums[k]!, term], {}, [added[k]!]));
    const knownConsts = binders.slice(0, numKnownConsts);
    const body = dropUnread({
      binders: [],
      equations: [...equations, ...additions],
      outputs: [...added, ...results.slice(0, numCarry), ...allYs],
    });
    const read = new Set<Atom>([...body.outputs, ...body.equations.flatMap(({ inputs }): readonly Atom[] => inputs)]);
    const isRead = (variable: Variable): boolean => read.has(variable);
    return {
      body: { ...body, binders: [...knownConsts.filter(isRead), ...sums, ...carry, ...xs.filter(isRead)] },
      constsRead: knownConsts.map(isRead),
      xsRead: xs.map(isRead),
      before: dropUnread({ binders: knownConsts, equations, outputs: hoisted }, hoisted, "drop effects"),
      constants,
      runningTypes: running,
      stacked,
      hoisted,
    };
  },
  (_, ...numbers) => numbers.join(),
);

/** The cotangents of the loop's constants, from running sums and from what was stacked. */
function sumConstants(
  plan: ReversePlan,
  running: readonly NDArray[],
  stacks: { readonly xs: readonly NDArray[]; readonly ys: readonly NDArray[] },
  hoisted: readonly NDArray[],
  length: number,
): NDArray[] {
  const after: AfterLoop = {
    length,
    sums: new Map(),
    stacked: (variable) => {
      const { from, index } = plan.stacked.get(variable)!;
      return stacks[from][index]!;
    },
    invariant: (atom) =>
      atom instanceof Literal
        ? scalar(atom.value, atom.aval.dtype, atom.aval.weakType)
        : hoisted[plan.hoisted.indexOf(atom)]!,
  };
  return plan.constants.map((sum) =>
    [...sum.running.map((place) => running[place]!), ...sum.deferred.map((deferral) => deferral.compute(after))].reduce(
      add,
    ),
  );
}

interface TransposedBody {
  readonly transposed: TransposedJaxpr;
  /** Which parts of the carry have cotangents. */
  readonly carryMask: readonly boolean[];
}

/** Transposes the body with ever more cotangents of the carry, until no more of it gets one. */
function transposeBody(
  { jaxpr, numConsts, numCarry }: ScanParams,
  operands: readonly LinearOperand[],
  cotangents: readonly Cotangent[],
  { transposeJaxpr }: TransposeContext,
): TransposedBody {
  const body = inlined(jaxpr);
  // The initial carry may be known to be zero; in the body it is linear all the same.
  const linear = operands.map((operand, k) => isLinear(operand) || (k >= numConsts && k < numConsts + numCarry));
  const numLinearConsts = linear.slice(0, numConsts).filter(Boolean).length;
  const ysMask = cotangents.slice(numCarry).map((ct) => ct !== null);
  let carryMask = cotangents.slice(0, numCarry).map((ct) => ct !== null);
  for (;;) {
    const instantiate = [...range(numLinearConsts).map(() => false), ...carryMask];
    const transposed = transposeJaxpr(body, linear, [...carryMask, ...ysMask], instantiate);
    const sent = transposed.outputMask.slice(numLinearConsts, numLinearConsts + numCarry);
    if (sent.every((has, k) => has === carryMask[k])) return { transposed, carryMask };
    carryMask = carryMask.map((has, k) => has || sent[k]!);
  }
}

export const scanTranspose: TransposeRule<"scan"> = (cotangents, operands, params, context) => {
  const { numConsts, numCarry, length, reverse, rules } = params;
  const { transposed, carryMask } = transposeBody(params, operands, cotangents, context);
  const carry = operands.slice(numConsts, numConsts + numCarry);
  const carryCotangents = carryMask.flatMap((has, k) => {
    if (!has) return [];
    const operand = carry[k]!;
    return [cotangents[k] ?? zeros(operand.aval)];
  });
  const knownConsts = [...transposed.consts, ...knownOnly(operands.slice(0, numConsts))];
  const knownXs = knownOnly(operands.slice(numConsts + numCarry));
  const xs = [...knownXs, ...present(cotangents.slice(numCarry))];
  const linearConsts = operands.slice(0, numConsts).filter(isLinear);
  const numConstants = transposed.outputMask.slice(0, linearConsts.length).filter(Boolean).length;

  const plan = planReverse(transposed.jaxpr, knownConsts.length, knownXs.length, carryCotangents.length, numConstants);
  const numRunning = plan.runningTypes.length;
  const constsRead = knownConsts.filter((_, k) => plan.constsRead[k]!);
  const xsRead = xs.filter((_, k) => plan.xsRead[k]!);
  const sums = plan.runningTypes.map(({ aval }) => zeros(aval));
  const results = bind("scan", [...constsRead, ...sums, ...carryCotangents, ...xsRead], {
    jaxpr: plan.body,
    numConsts: constsRead.length,
    numCarry: numRunning + carryCotangents.length,
    length,
    reverse: !reverse,
    rules,
  });
  const numCarryOut = numRunning + carryCotangents.length;
  const ys = results.slice(numCarryOut);
  const constants = sumConstants(plan, results, { xs, ys }, applyJaxpr(plan.before, knownConsts), length);

  const numXs = transposed.outputMask.slice(linearConsts.length + numCarry).filter(Boolean).length;
  // The body's view of its operands, in which the whole carry is linear.
  const views = operands.map((operand, k) =>
    k >= numConsts && k < numConsts + numCarry ? new LinearInput(operand.aval) : operand,
  );
  const sent = toOperands(views, transposed, [
    ...constants,
    ...results.slice(numRunning, numCarryOut),
    ...ys.slice(0, numXs),
  ]);
  return sent.map((cotangent, k) => (isLinear(operands[k]!) ? cotangent : null));
};
