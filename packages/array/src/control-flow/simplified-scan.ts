import type { ProgramWriter, ScanSimplification } from "../core/brought-rules.ts";
import { isEffectful } from "../core/effects.ts";
import { isInFamily } from "../core/families.ts";
import { dropUnread } from "../core/jaxpr/dead-code.ts";
import { Literal, Variable, type Atom, type Equation, type Jaxpr } from "../core/jaxpr/jaxpr.ts";
import { readVariables } from "../core/jaxpr/read-variables.ts";
import type { ScanParams } from "../core/primitives.ts";
import { castScalar } from "../core/types/scalar-value.ts";
import { withConstantCarries } from "./constant-carries.ts";
import { scanParts, type ScanParts } from "./scan-parts.ts";

/*
 * What simplification does to a scan beyond simplifying its body: it removes what nobody reads, moves out what does not
 * change, and passes each array once.
 */

/** A rewritten scan, and for each former result where it is found now. */
interface RewrittenScan {
  readonly parts: ScanParts;
  /** For each former result: the position among the new results, or an atom of the outer Jaxpr that equals it. */
  readonly results: readonly (number | Atom | null)[];
}

/** Which carries the needed outputs depend on, through any number of iterations. Each equation is visited once. */
function neededCarries(jaxpr: Jaxpr, { numConsts, numCarry }: ScanParams, wanted: readonly boolean[]): boolean[] {
  const needed = new Array<boolean>(numCarry).fill(false);
  const carryOf = new Map(jaxpr.binders.slice(numConsts, numConsts + numCarry).map((binder, index) => [binder, index]));
  const makerOf = new Map(
    jaxpr.equations.flatMap((equation) => equation.outputs.map((output) => [output, equation] as const)),
  );
  const read = new Set<Atom>();
  const waiting: Atom[] = [];
  const want = (atom: Atom): void => {
    if (!read.has(atom)) waiting.push(atom);
    read.add(atom);
  };
  const live = new Set<Equation>();
  const run = (equation: Equation): void => {
    if (!live.has(equation)) equation.inputs.forEach(want);
    live.add(equation);
  };

  jaxpr.outputs.forEach((output, index) => wanted[index] && want(output));
  jaxpr.equations.filter(isEffectful).forEach(run);
  for (let atom = waiting.pop(); atom !== undefined; atom = waiting.pop()) {
    if (!(atom instanceof Variable)) continue;
    const maker = makerOf.get(atom);
    if (maker !== undefined) run(maker);
    const carry = carryOf.get(atom);
    if (carry === undefined) continue;
    needed[carry] = true;
    want(jaxpr.outputs[carry]!);
  }
  return needed.map((isRead, index) => isRead || wanted[index]!);
}

/**
 * Whether an equation is cheaper to repeat than to keep the result of: movements that are index arithmetic, and float32 numbers
 * taken as float64, which some targets can express but not store.
 */
function isPlainMovement(equation: Equation): boolean {
  const { primitive, inputs, outputs } = equation;
  if (isInFamily(equation, "movement")) return primitive !== "pad" && primitive !== "concatenate";
  return (
    primitive === "convertElementType" && inputs[0].aval.dtype === "float32" && outputs[0]!.aval.dtype === "float64"
  );
}

/** Simplifies one scan whose body is already in simple form. `wanted` says which results are read. */
function rewriteScan(parts: ScanParts, wanted: readonly boolean[], outer: ProgramWriter): RewrittenScan {
  const { params } = parts;
  const { jaxpr, numConsts, numCarry, length } = params;
  const needed = neededCarries(jaxpr, params, wanted);
  const binders = jaxpr.binders;
  const carryBinders = binders.slice(numConsts, numConsts + numCarry);

  // 1. Within the body, constants that are literals, repeated operands and unchanging carries are one variable or literal.
  const replaced = new Map<Variable, Atom>();
  const constOf = new Map<Variable, Variable>();
  const consts: Variable[] = [];
  const constBinders: Variable[] = [];
  const addConst = (operand: Atom, binder: Variable): void => {
    if (operand instanceof Literal) {
      replaced.set(binder, operand);
      return;
    }
    const known = constOf.get(operand);
    if (known !== undefined) replaced.set(binder, known);
    else {
      constOf.set(operand, binder);
      consts.push(operand);
      constBinders.push(binder);
    }
  };
  parts.consts.forEach((operand, index) => addConst(operand, binders[index]!));
  const keptCarries: number[] = [];
  const unchanging = new Set<number>();
  carryBinders.forEach((binder, index) => {
    if (jaxpr.outputs[index] === binder) {
      unchanging.add(index);
      addConst(parts.init[index]!, binder);
    } else if (needed[index]) keptCarries.push(index);
  });
  const stackedOf = new Map<Variable, Variable>();
  const stacked: Atom[] = [];
  const stackedBinders: Variable[] = [];
  const stackedOperand = new Map<Variable, Atom>();
  parts.stacked.forEach((operand, index) => {
    const binder = binders[numConsts + numCarry + index]!;
    const known = operand instanceof Variable ? stackedOf.get(operand) : undefined;
    if (known !== undefined) replaced.set(binder, known);
    else {
      if (operand instanceof Variable) stackedOf.set(operand, binder);
      stackedOperand.set(binder, operand);
      stacked.push(operand);
      stackedBinders.push(binder);
    }
  });
  const resolve = (atom: Atom): Atom => (atom instanceof Variable ? (replaced.get(atom) ?? atom) : atom);

  // 2. Equations that depend on constants alone move out; plain movements stay unless something hoisted needs them.
  const invariant = new Map<Variable, Variable>(constBinders.map((binder, index) => [binder, consts[index]!]));
  const body: Equation[] = [];
  const movements = new Map<Variable, Equation>();
  const outerAtom = (atom: Atom): Atom | null => {
    if (atom instanceof Literal) return atom;
    const known = invariant.get(atom);
    if (known !== undefined) return known;
    const movement = movements.get(atom);
    return movement === undefined ? null : (hoist(movement)[movement.outputs.indexOf(atom)] ?? null);
  };
  const hoist = (equation: Equation): readonly Variable[] => {
    const results = outer.emit(
      equation.primitive,
      equation.inputs.map((input) => outerAtom(resolve(input))!),
      equation.params,
      equation.outputs.map((output) => output.aval),
    );
    equation.outputs.forEach((output, index) => invariant.set(output, results[index]!));
    return results;
  };
  const isInvariant = (atom: Atom): boolean => atom instanceof Literal || invariant.has(atom) || movements.has(atom);
  const hoistedBinders = new Map<Variable, Variable>();
  for (const equation of jaxpr.equations) {
    const inputs = equation.inputs.map(resolve);
    if (equation.primitive !== "optimizationBarrier" && inputs.every(isInvariant)) {
      if (isPlainMovement(equation)) {
        for (const output of equation.outputs) movements.set(output, { ...equation, inputs } as unknown as Equation);
        body.push({ ...equation, inputs } as unknown as Equation);
        continue;
      }
      hoist({ ...equation, inputs } as unknown as Equation);
      for (const output of equation.outputs) hoistedBinders.set(output, invariant.get(output)!);
      continue;
    }
    body.push({ ...equation, inputs } as unknown as Equation);
  }
  for (const [binder, atom] of hoistedBinders) addConst(atom, binder);

  // 3. Outputs: stacked outputs that repeat another, a stacked input or a constant need no memory of their own.
  const keptOutputs: number[] = [];
  const outputAt = new Map<Variable, number>();
  const results: (number | Atom | null)[] = jaxpr.outputs.map(() => null);
  keptCarries.forEach((index, position) => (results[index] = position));
  for (const index of unchanging) results[index] = parts.init[index]!;
  for (let index = numCarry; index < jaxpr.outputs.length; index++) {
    if (!wanted[index]) continue;
    const atom = resolve(jaxpr.outputs[index]!);
    if (atom instanceof Variable) {
      const same = outputAt.get(atom);
      if (same !== undefined) {
        results[index] = same;
        continue;
      }
      const operand = stackedOperand.get(atom);
      if (operand !== undefined) {
        results[index] = operand;
        continue;
      }
      outputAt.set(atom, keptCarries.length + keptOutputs.length);
    }
    const outside = isInvariant(atom) ? outerAtom(atom) : null;
    if (outside !== null) {
      const shape = [length, ...outside.aval.shape];
      results[index] = outer.emitOne("broadcastInDim", [outside], {
        shape,
        broadcastDimensions: outside.aval.shape.map((_, axis) => axis + 1),
      });
      if (atom instanceof Variable) outputAt.delete(atom);
      continue;
    }
    results[index] = keptCarries.length + keptOutputs.length;
    keptOutputs.push(index);
  }

  // 4. Drop operands that nothing reads any more.
  const outputs = [...keptCarries, ...keptOutputs].map((index) => resolve(jaxpr.outputs[index]!));
  const equations = dropUnread({ binders: [], equations: body, outputs }).equations.map(
    (equation) => ({ ...equation, inputs: equation.inputs.map(resolve) }) as unknown as Equation,
  );
  const read = readVariables({ binders: [], equations, outputs });
  const liveConsts = constBinders.flatMap((binder, index) => (read.has(binder) ? [index] : []));
  const liveStacked = stackedBinders.flatMap((binder, index) => (read.has(binder) ? [index] : []));
  const newJaxpr: Jaxpr = {
    binders: [
      ...liveConsts.map((index) => constBinders[index]!),
      ...keptCarries.map((index) => carryBinders[index]!),
      ...liveStacked.map((index) => stackedBinders[index]!),
    ],
    equations,
    outputs,
  };
  return {
    parts: {
      params: { ...params, jaxpr: newJaxpr, numConsts: liveConsts.length, numCarry: keptCarries.length },
      consts: liveConsts.map((index) => consts[index]!),
      init: keptCarries.map((index) => parts.init[index]!),
      stacked: liveStacked.map((index) => stacked[index]!),
    },
    results,
  };
}

/** A scan with its body in simple form. */
function simpleScan(parts: ScanParts, outer: ProgramWriter, simplify: (body: Jaxpr) => Jaxpr): ScanParts {
  const params = { ...parts.params, jaxpr: simplify(parts.params.jaxpr) };
  const jaxpr = withConstantCarries({ ...parts, params }, outer);
  // What depends on a constant may now be simpler, and constant as well.
  return jaxpr === null
    ? { ...parts, params }
    : simpleScan({ ...parts, params: { ...params, jaxpr } }, outer, simplify);
}

/** A scan that never runs gives its initial carry and empty arrays. */
function scanOfNoSteps(
  outer: ProgramWriter,
  { params, outputs }: Equation<"scan">,
  inputs: readonly Atom[],
): readonly Atom[] {
  return outputs.map(({ aval }, index) =>
    index < params.numCarry
      ? inputs[params.numConsts + index]!
      : outer.emitOne("broadcastInDim", [new Literal(castScalar(0, aval.dtype), { ...aval, shape: [] })], {
          shape: aval.shape,
          broadcastDimensions: [],
        }),
  );
}

/** The simplification of scans. */
export const simplifiedScan: ScanSimplification = (scan, inputs, wanted, outer, simplify) => {
  if (scan.params.length === 0) return scanOfNoSteps(outer, scan, inputs);
  const simple = simpleScan(scanParts(scan.params, inputs), outer, simplify);
  const { parts, results } = rewriteScan(simple, wanted, outer);
  const { jaxpr, numCarry, length } = parts.params;
  const operands = [...parts.consts, ...parts.init, ...parts.stacked];
  const types = jaxpr.outputs.map(({ aval }, index) =>
    index < numCarry ? aval : { ...aval, shape: [length, ...aval.shape] },
  );
  const outputs = types.length === 0 ? [] : outer.emit("scan", operands, parts.params, types);
  return results.map((result) => (typeof result === "number" ? outputs[result]! : result));
};
