import {
  calledJaxpr,
  dropUnread,
  isInFamily,
  Literal,
  readVariables,
  withBodies,
  type Atom,
  type ControlFlowName,
  type Equation,
  type Jaxpr,
  type Variable,
  realNumber,
} from "@proj/array/core";
import { simplerAtom, withScalarOperands } from "./algebra.ts";
import { JaxprBuilder } from "./builder.ts";
import { computesHalves, inSinglePrecision } from "./half-precision.ts";

/** The simplification under way: how old variables read in the new Jaxpr, which old variables matter. */
interface Rewriting {
  readonly builder: JaxprBuilder;
  readonly atoms: Map<Variable, Atom>;
}

function read({ atoms }: Rewriting, atom: Atom): Atom {
  return atom instanceof Literal ? atom : atoms.get(atom)!;
}

/** Writes an inner Jaxpr's equations in place of a call of it. */
function inline(rewriting: Rewriting, jaxpr: Jaxpr, inputs: readonly Atom[]): Atom[] {
  const inner: Rewriting = { builder: rewriting.builder, atoms: new Map() };
  jaxpr.binders.forEach((binder, index) => inner.atoms.set(binder, inputs[index]!));
  rewriteAll(inner, dropUnread(jaxpr));
  return jaxpr.outputs.map((output) => read(inner, output));
}

function rewriteAll(rewriting: Rewriting, jaxpr: Jaxpr): void {
  let read: ReadonlySet<Variable> | null = null;
  const isRead = (output: Variable): boolean => (read ??= readVariables(jaxpr)).has(output);
  for (const equation of jaxpr.equations) {
    const results = rewriteEquation(rewriting, equation, isRead);
    equation.outputs.forEach((output, index) => {
      const result = results[index];
      if (result !== null && result !== undefined) rewriting.atoms.set(output, result);
    });
  }
}

/** The atoms that an equation's results are in the new Jaxpr, null for what is not read. */
function rewriteEquation(
  rewriting: Rewriting,
  equation: Equation,
  isRead: (output: Variable) => boolean,
): readonly (Atom | null)[] {
  const inputs = equation.inputs.map((input) => read(rewriting, input));
  const called = isInFamily(equation, "calls") ? calledJaxpr(equation) : null;
  if (called !== null) return inline(rewriting, called, inputs);
  if (isInFamily(equation, "controlFlow")) return rewriteControlFlow(rewriting, equation, inputs, isRead);
  return rewriteOrdinary(rewriting, equation, inputs);
}

function rewriteControlFlow(
  rewriting: Rewriting,
  equation: Equation<ControlFlowName>,
  inputs: readonly Atom[],
  isRead: (output: Variable) => boolean,
): readonly (Atom | null)[] {
  const { builder } = rewriting;
  switch (equation.primitive) {
    case "scan":
      return equation.params.rules.simplified(equation, inputs, equation.outputs.map(isRead), builder, simplify);
    case "while":
      return builder.emit("while", inputs, withBodies(equation, simplify));
    case "cond": {
      const [index, ...operands] = inputs;
      const { branches } = equation.params;
      if (index instanceof Literal)
        return inline(
          rewriting,
          branches[Math.min(branches.length - 1, Math.max(0, realNumber(index.value)))]!,
          operands,
        );
      return builder.emit("cond", inputs, withBodies(equation, simplify));
    }
  }
}

/** An equation that runs no Jaxpr. */
function rewriteOrdinary({ builder }: Rewriting, equation: Equation, inputs: readonly Atom[]): readonly Atom[] {
  const operands = withScalarOperands(builder, equation, inputs);
  if (equation.outputs.length === 1) {
    const simpler = simplerAtom(builder, equation.primitive, operands, equation.params);
    if (simpler !== null) return [simpler];
  }
  if (computesHalves(equation)) return inSinglePrecision(builder, equation, operands);
  return builder.emit(equation.primitive, operands, equation.params);
}

/**
 * The same function in fewer equations: calls inlined, equal equations merged, literals folded, identities applied,
 * loop-invariant work moved out of scans, and everything that nobody reads removed. Arithmetic of halves becomes that of single
 * precision between conversions.
 *
 * @param jaxpr - what tracing gave.
 * @returns a Jaxpr with the same binders and results, in which no equation is a call.
 * @example
 * import { array, makeJaxpr, type NDArray } from "@proj/array";
 * import { formatJaxpr } from "@proj/array/core";
 * import { simplify } from "@proj/jit/core";
 * const { jaxpr } = makeJaxpr((x: NDArray) => x.mul(x).add(x.mul(x).mul(1)))(array([1, 2]));
 * jaxpr.equations.length; // → 4
 * formatJaxpr(simplify(jaxpr)); // → "{ lambda ; a:f32[2]. let b:f32[2] = mul a a; c:f32[2] = add b b in (c,) }"
 */
export function simplify(jaxpr: Jaxpr): Jaxpr {
  const live = dropUnread(jaxpr);
  const rewriting: Rewriting = { builder: new JaxprBuilder(), atoms: new Map() };
  for (const binder of live.binders) rewriting.atoms.set(binder, binder);
  rewriteAll(rewriting, live);
  return dropUnread(
    rewriting.builder.finish(
      live.binders,
      live.outputs.map((output) => read(rewriting, output)),
    ),
  );
}
