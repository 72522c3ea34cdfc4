import {
  makeEquation,
  Variable,
  type Atom,
  type Equation,
  type Jaxpr,
  type PrimitiveName,
  type ScanParams,
} from "@proj/array";
import { readVariables } from "./dead-code.ts";
import { scanParts, type ScanParts } from "./scan.ts";

/*
 * What a later scan can compute again.
 *
 * Reverse mode makes pairs of scans: the first stacks residuals, one slice per step, the second reads them. A residual that
 * is a cheap function of other residuals costs more to store and load than to compute, so the second scan computes it, and
 * the stack disappears with the rest of the dead code.
 */

/** Equations that cost less than a store and a load. */
const cheap = new Set<PrimitiveName>([
  "add",
  "sub",
  "mul",
  "neg",
  "abs",
  "max",
  "min",
  "select",
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "and",
  "or",
  "not",
  "convertElementType",
  "integerPow",
]);

/** The most equations that one residual may take. */
const most = 4;

type ScanEquation = Equation<"scan">;

/** A residual: what the first scan calls it, what the outer Jaxpr calls its stack, and what the second scan calls it. */
interface Residual {
  readonly inner: Variable;
  readonly stack: Variable;
  readonly reader: Variable;
}

/** The equations, in order, that compute `target` from `available`; null if it takes more than a few cheap ones. */
function recipe(
  target: Variable,
  definitions: ReadonlyMap<Variable, Equation>,
  available: ReadonlySet<Variable>,
): Equation[] | null {
  const steps: Equation[] = [];
  const visit = (atom: Atom): boolean => {
    if (!(atom instanceof Variable) || (atom !== target && available.has(atom))) return true;
    const equation = definitions.get(atom);
    if (equation === undefined || !cheap.has(equation.primitive)) return false;
    if (steps.includes(equation)) return true;
    if (!equation.inputs.every(visit)) return false;
    steps.push(equation);
    return steps.length <= most;
  };
  return visit(target) ? steps : null;
}

/** Rewrites the second scan of a pair so that it computes what it can of the first one's residuals; null if nothing. */
function recomputing(first: ScanEquation, second: ScanEquation, movable: ReadonlySet<Variable>): ScanEquation | null {
  const source: ScanParts = scanParts(first.params, first.inputs);
  const parts: ScanParts = scanParts(second.params, second.inputs);
  const { jaxpr: body } = source.params;
  const { jaxpr: reader, numConsts, numCarry } = parts.params;
  const residuals: Residual[] = parts.stacked.flatMap((stack, index) => {
    const position = stack instanceof Variable ? first.outputs.indexOf(stack) : -1;
    const inner = position < source.params.numCarry ? undefined : body.outputs[position];
    return inner instanceof Variable && stack instanceof Variable
      ? [{ inner, stack, reader: reader.binders[numConsts + numCarry + index]! }]
      : [];
  });
  if (residuals.length === 0) return null;

  const definitions = new Map<Variable, Equation>();
  for (const equation of body.equations) for (const output of equation.outputs) definitions.set(output, equation);
  const names = new Map<Variable, Atom>(residuals.map(({ inner, reader: name }) => [inner, name]));
  const available = new Set(names.keys());
  const equations: Equation[] = [];
  const dropped = new Set<Variable>();
  for (const { inner, stack, reader: name } of residuals) {
    if (!movable.has(stack)) continue;
    const steps = recipe(inner, definitions, available);
    if (steps === null) continue;
    const local = new Map<Variable, Atom>();
    for (const { primitive, inputs, params, outputs } of steps) {
      const operands = inputs.map((input) =>
        input instanceof Variable ? (local.get(input) ?? names.get(input)!) : input,
      );
      const results = outputs.map((output) => (output === inner ? name : new Variable(output.aval)));
      outputs.forEach((output, index) => local.set(output, results[index]!));
      equations.push(makeEquation(primitive, operands, params, results));
    }
    available.delete(inner);
    dropped.add(name);
  }
  if (dropped.size === 0) return null;
  const kept = parts.stacked.flatMap((_, index) =>
    dropped.has(reader.binders[numConsts + numCarry + index]!) ? [] : [index],
  );
  const rewritten: Jaxpr = {
    binders: [
      ...reader.binders.slice(0, numConsts + numCarry),
      ...kept.map((index) => reader.binders[numConsts + numCarry + index]!),
    ],
    equations: [...equations, ...reader.equations],
    outputs: reader.outputs,
  };
  const params: ScanParams = { ...parts.params, jaxpr: rewritten };
  return { ...second, params, inputs: [...parts.consts, ...parts.init, ...kept.map((index) => parts.stacked[index]!)] };
}

/** Lets later scans compute again what is not worth storing. */
export function recomputeResiduals(jaxpr: Jaxpr): Jaxpr {
  const scans = jaxpr.equations.filter((equation): equation is ScanEquation => equation.primitive === "scan");
  if (scans.length < 2) return jaxpr;
  // A stack that something else reads as well stays anyway.
  const reads = new Map<Variable, number>();
  for (const { inputs } of jaxpr.equations)
    for (const input of inputs) if (input instanceof Variable) reads.set(input, (reads.get(input) ?? 0) + 1);
  const results = readVariables({ binders: [], equations: [], outputs: jaxpr.outputs });
  let equations: readonly Equation[] = jaxpr.equations;
  for (const first of scans) {
    const movable = new Set(first.outputs.filter((output) => reads.get(output) === 1 && !results.has(output)));
    equations = equations.map((equation) =>
      equation.primitive === "scan" && equation !== first
        ? (recomputing(first, equation, movable) ?? equation)
        : equation,
    );
  }
  return equations.some((equation, index) => equation !== jaxpr.equations[index]) ? { ...jaxpr, equations } : jaxpr;
}
