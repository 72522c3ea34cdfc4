import {
  dropUnread,
  evaluate,
  evaluateJaxpr,
  innerJaxprs,
  isFloat,
  isInFamily,
  makeEquation,
  Variable,
  type Atom,
  type Equation,
  type HostArray,
  type Jaxpr,
  hostScalar,
} from "@proj/array/core";
import type { Case } from "../case.ts";
import { inlined, isConstant, substituted, zeros } from "./atoms.ts";
import { narrowerScans, withSmallerBodies } from "./body.ts";
import { sizeOfCase } from "./size.ts";

/*
 * The smallest program that still fails. Each candidate is the program with something taken away; the first one that fails
 * takes its place, until none does. What an equation computed can be replaced by an argument that has its value, so that
 * a failure far down in a program keeps the very numbers that it needs.
 */

const same = (a: Atom, b: Atom): boolean => a === b;

/** The values of all variables outside of bodies. */
function valuesIn({ jaxpr, inputs }: Case): ReadonlyMap<Variable, HostArray> {
  const values = new Map<Variable, HostArray>(jaxpr.binders.map((binder, k) => [binder, inputs[k]!]));
  for (const equation of jaxpr.equations) {
    const operands = (equation.inputs as readonly Atom[]).map((atom) => valueOf(atom, values));
    const avals = equation.outputs.map(({ aval }) => aval);
    const results: readonly HostArray[] = evaluate(
      equation.primitive,
      operands as never,
      equation.params as never,
      avals,
    );
    equation.outputs.forEach((output, k) => values.set(output, results[k]!));
  }
  return values;
}

function valueOf(atom: Atom, values: ReadonlyMap<Variable, HostArray>): HostArray {
  return atom instanceof Variable ? values.get(atom)! : hostScalar(atom);
}

/** Leaves out equations and arguments that nobody reads, and makes arguments of the given variables. */
function tidied(
  title: string,
  { binders, equations, outputs }: Jaxpr,
  values: ReadonlyMap<Variable, HostArray>,
  made: readonly Variable[] = [],
): Case {
  const jaxpr = dropUnread({ binders: [...binders, ...made], equations, outputs });
  const read = new Set<Atom>([...jaxpr.outputs, ...jaxpr.equations.flatMap((one): readonly Atom[] => one.inputs)]);
  const kept = jaxpr.binders.filter((binder) => read.has(binder));
  return { title, jaxpr: { ...jaxpr, binders: kept }, inputs: kept.map((binder) => values.get(binder)!) };
}

/** The program with the results of some equations as arguments instead. */
function cut({ title, jaxpr }: Case, values: ReadonlyMap<Variable, HostArray>, away: readonly Equation[]): Case {
  const equations = jaxpr.equations.filter((equation) => !away.includes(equation));
  const made = away.flatMap(({ outputs }) => outputs);
  return tidied(title, { ...jaxpr, equations }, values, made);
}

function* smallerCases(whole: Case): Generator<Case> {
  const { title, jaxpr, inputs } = whole;
  const { equations, outputs } = jaxpr;
  const values = valuesIn(whole);
  const read = new Set<Atom>([...outputs, ...equations.flatMap((one): readonly Atom[] => one.inputs)]);

  // One result instead of several, or what the program computed on the way.
  if (outputs.length > 1) for (const output of outputs) yield tidied(title, { ...jaxpr, outputs: [output] }, values);
  for (const equation of equations)
    for (const output of equation.outputs)
      if (!outputs.some((other) => same(output, other))) yield tidied(title, { ...jaxpr, outputs: [output] }, values);

  // Less to compute: half of the equations away, then fewer, then one.
  for (let count = Math.ceil(equations.length / 2); count >= 1; count = count === 1 ? 0 : Math.ceil(count / 2))
    for (let first = 0; first < equations.length; first += count)
      yield cut(whole, values, equations.slice(first, first + count));

  for (const [position, equation] of equations.entries()) {
    const replaced = (
      others: readonly Equation[],
      atoms: readonly Atom[],
      made: readonly Variable[] = [],
      extra = values,
    ): Case => {
      const pairs = new Map<Variable, Atom>(equation.outputs.map((output, k) => [output, atoms[k]!]));
      const changed = { ...jaxpr, equations: equations.toSpliced(position, 1, ...others) };
      return tidied(title, substituted(changed, pairs), extra, made);
    };
    if (!isConstant(equation)) {
      const filled = equation.outputs.map(zeros);
      yield replaced(
        filled.flatMap((one) => one.equations),
        filled.map((one) => one.atom),
      );
    }
    // A body in place of its call, loop or branch.
    if (isInFamily(equation, "calls")) {
      for (const jaxpr of innerJaxprs(equation)) {
        const body = inlined(jaxpr, equation.inputs);
        yield replaced(body.equations, body.outputs);
      }
    }
    if (!isInFamily(equation, "controlFlow")) continue;
    switch (equation.primitive) {
      case "cond":
        for (const branch of equation.params.branches) {
          const body = inlined(branch, equation.inputs.slice(1));
          yield replaced(body.equations, body.outputs);
        }
        break;
      case "while":
        yield* oneIteration(equation, values, replaced);
        break;
      case "scan":
        yield* oneStep(equation, values, replaced);
        yield* shorter(equation, values, replaced);
        for (const narrower of narrowerScans(equation, read))
          yield tidied(title, { ...jaxpr, equations: equations.with(position, narrower) }, values);
        break;
    }
  }
  for (const smaller of withSmallerBodies(jaxpr)) yield tidied(title, smaller, values);

  // Arguments that are easier to read.
  for (const [k, input] of inputs.entries())
    for (const data of simplerValues(input)) yield { title, jaxpr, inputs: inputs.with(k, { ...input, data }) };
}

type Replace = (
  equations: readonly Equation[],
  atoms: readonly Atom[],
  made?: readonly Variable[],
  values?: ReadonlyMap<Variable, HostArray>,
) => Case;

/** How many iterations of a loop are looked at. */
const iterations = 8;

/** New variables with the given values, added to those of the program. */
function named(values: Map<Variable, HostArray>, arrays: readonly HostArray[]): Variable[] {
  return arrays.map((array) => {
    const variable = new Variable({ shape: array.shape, dtype: array.dtype, weakType: false });
    values.set(variable, array);
    return variable;
  });
}

/** One iteration of a while loop in its place, from the values that it has then. */
function* oneIteration(
  equation: Equation<"while">,
  values: ReadonlyMap<Variable, HostArray>,
  replaced: Replace,
): Generator<Case> {
  const { condition, numConditionConsts, body, numBodyConsts } = equation.params;
  const read = (atom: Atom): HostArray => valueOf(atom, values);
  const conditionConsts = equation.inputs.slice(0, numConditionConsts).map(read);
  const bodyConsts = equation.inputs.slice(numConditionConsts, numConditionConsts + numBodyConsts);
  let carry = equation.inputs.slice(numConditionConsts + numBodyConsts).map(read);
  for (let step = 0; step < iterations; step++) {
    if (evaluateJaxpr(condition, [...conditionConsts, ...carry])[0]!.data[0] === 0) return;
    const extended = new Map(values);
    const made = named(extended, carry);
    const { equations, outputs } = inlined(body, [...bodyConsts, ...made]);
    yield replaced(equations, outputs, made, extended);
    carry = evaluateJaxpr(body, [...bodyConsts.map(read), ...carry]);
  }
}

/** One step of a scan in its place, from the values that it has then. */
function* oneStep(
  equation: Equation<"scan">,
  values: ReadonlyMap<Variable, HostArray>,
  replaced: Replace,
): Generator<Case> {
  const { jaxpr, numConsts, numCarry, length, reverse } = equation.params;
  const consts = equation.inputs.slice(0, numConsts);
  const stacked = equation.inputs.slice(numConsts + numCarry).map((atom) => valueOf(atom, values));
  let carry = equation.inputs.slice(numConsts, numConsts + numCarry).map((atom) => valueOf(atom, values));
  for (let step = 0; step < Math.min(length, iterations); step++) {
    const slices = stacked.map((xs) => stepsOf(xs, reverse ? length - 1 - step : step, 1, xs.shape.slice(1)));
    const extended = new Map(values);
    const made = named(extended, [...carry, ...slices]);
    const body = inlined(jaxpr, [...consts, ...made]);
    const stretched: Equation[] = [];
    const atoms = body.outputs.map((atom, k) => {
      if (k < numCarry) return atom;
      const { aval } = equation.outputs[k]!;
      const filled = new Variable(aval);
      const broadcastDimensions = aval.shape.slice(1).map((_, axis) => axis + 1);
      stretched.push(makeEquation("broadcastInDim", [atom], { shape: aval.shape, broadcastDimensions }, [filled]));
      return filled;
    });
    yield replaced([...body.equations, ...stretched], atoms, made, extended);
    carry = evaluateJaxpr(jaxpr, [...consts.map((atom) => valueOf(atom, values)), ...carry, ...slices]).slice(
      0,
      numCarry,
    );
  }
}

/** The scan over fewer steps; only where nobody reads its outputs, whose shape changes. */
function* shorter(
  equation: Equation<"scan">,
  values: ReadonlyMap<Variable, HostArray>,
  replaced: Replace,
): Generator<Case> {
  const { numConsts, numCarry, length } = equation.params;
  for (const fewer of [1, 2, length - 1]) {
    if (fewer < 1 || fewer >= length) continue;
    const extended = new Map(values);
    const stacked = equation.inputs.slice(numConsts + numCarry).map((atom) => {
      const shape = atom.aval.shape.with(0, fewer);
      const variable = new Variable({ ...atom.aval, shape });
      extended.set(variable, stepsOf(valueOf(atom, values), 0, fewer, shape));
      return variable;
    });
    const outputs = equation.outputs.map(
      ({ aval }, k) => new Variable(k < numCarry ? aval : { ...aval, shape: aval.shape.with(0, fewer) }),
    );
    const operands = [...equation.inputs.slice(0, numConsts + numCarry), ...stacked];
    const scan = makeEquation("scan", operands, { ...equation.params, length: fewer }, outputs);
    const unchanged = outputs.map((output, k) => (k < numCarry ? output : null));
    const outer = equation.outputs.map((output, k) => unchanged[k] ?? output);
    const candidate = replaced([scan], outer, stacked, extended);
    // An output that somebody reads is left without an equation.
    if (equation.outputs.slice(numCarry).every((output) => !isRead(candidate.jaxpr, output))) yield candidate;
  }
}

const isRead = ({ equations, outputs }: Jaxpr, variable: Variable): boolean =>
  outputs.includes(variable) || equations.some(({ inputs }) => (inputs as readonly Atom[]).includes(variable));

/** Some of the slices along the first axis. */
function stepsOf(stacked: HostArray, first: number, count: number, shape: readonly number[]): HostArray {
  const size = stacked.data.length / stacked.shape[0]!;
  return { shape, dtype: stacked.dtype, data: stacked.data.slice(first * size, (first + count) * size) };
}

function* simplerValues({ data, dtype }: HostArray): Generator<HostArray["data"]> {
  yield data.slice().fill(0);
  yield data.slice().fill(1);
  if (data.length > 1 && data.length <= 64)
    for (let k = 0; k < data.length; k++) if (data[k] !== 0) yield data.slice().fill(0, k, k + 1);
  if (isFloat(dtype)) {
    yield data.map((value) => Math.round(value));
    yield data.map((value) => Math.round(value * 4) / 4);
  } else if (dtype !== "bool") yield data.map((value) => value % 8);
}

/** How long shrinking may take. */
export interface ShrinkOptions {
  /** Programs that are tried at most; default 2000. */
  readonly attempts?: number;
}

/**
 * Makes a failing program smaller as long as it fails.
 *
 * @param whole - a program that fails.
 * @param fails - whether a program fails in the same way.
 * @param options - see {@link ShrinkOptions}.
 * @returns a program that fails, and whose smaller versions do not, unless the attempts ran out.
 */
export async function shrink(
  whole: Case,
  fails: (candidate: Case) => Promise<boolean>,
  { attempts = 2000 }: ShrinkOptions = {},
): Promise<Case> {
  let smallest = whole;
  let left = attempts;
  for (let found = true; found && left > 0;) {
    found = false;
    const size = sizeOfCase(smallest);
    for (const candidate of smallerCases(smallest)) {
      if (sizeOfCase(candidate) >= size) continue;
      if (left-- <= 0) break;
      if (!(await fails(candidate))) continue;
      smallest = candidate;
      found = true;
      break;
    }
  }
  return smallest;
}
