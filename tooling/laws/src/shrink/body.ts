import type { Variable } from "@proj/array/core";
import { dropUnread, innerJaxprs, makeEquation, type Atom, type Equation, type Jaxpr } from "@proj/array/core";
import { isConstant, substituted, withInnerJaxprs, withParams, zeros } from "./atoms.ts";

/** Every equation of a body, in turn, replaced by zeros, and what then nobody reads left out. */
export function* withoutEquations(body: Jaxpr): Generator<Jaxpr> {
  for (const [position, equation] of body.equations.entries()) {
    if (isConstant(equation)) continue;
    const filled = equation.outputs.map(zeros);
    const pairs = new Map<Variable, Atom>(equation.outputs.map((output, k) => [output, filled[k]!.atom]));
    const equations = body.equations.toSpliced(position, 1, ...filled.flatMap((one) => one.equations));
    yield dropUnread(substituted({ ...body, equations }, pairs));
  }
}

/** A body with one of its own bodies made smaller. */
export function* withSmallerBodies(jaxpr: Jaxpr): Generator<Jaxpr> {
  for (const [position, equation] of jaxpr.equations.entries())
    for (const smaller of smallerBodies(equation))
      yield { ...jaxpr, equations: jaxpr.equations.with(position, smaller) };
}

function* smaller(body: Jaxpr): Generator<Jaxpr> {
  yield* withoutEquations(body);
  yield* withSmallerBodies(body);
}

/** The equation with something simpler in its bodies; its operands and results stay. */
export function* smallerBodies(equation: Equation): Generator<Equation> {
  const bodies = innerJaxprs(equation);
  for (const [k, body] of bodies.entries()) {
    // With another condition a loop might not end.
    if (equation.primitive === "while" && body === equation.params.condition) continue;
    for (const one of smaller(body)) yield withInnerJaxprs(equation, bodies.with(k, one));
  }
}

const readBy = ({ equations, outputs }: Jaxpr): Set<Atom> =>
  new Set([...outputs, ...equations.flatMap((equation): readonly Atom[] => equation.inputs)]);

/** A scan without constants, inputs, outputs and carries that make no difference, one at a time. */
export function* narrowerScans(equation: Equation<"scan">, read: ReadonlySet<Atom>): Generator<Equation> {
  const { jaxpr, numConsts, numCarry } = equation.params;
  const inner = readBy(jaxpr);
  const without = (binder: number | null, output: number | null, params: object): Equation =>
    makeEquation(
      "scan",
      equation.inputs.filter((_, k) => k !== binder),
      {
        ...equation.params,
        ...params,
        jaxpr: dropUnread({
          ...jaxpr,
          binders: jaxpr.binders.filter((_, k) => k !== binder),
          outputs: jaxpr.outputs.filter((_, k) => k !== output),
        }),
      },
      equation.outputs.filter((_, k) => k !== output),
    );
  for (const [k, binder] of jaxpr.binders.entries()) {
    const unread = !inner.has(binder);
    if (k < numConsts && unread) yield without(k, null, { numConsts: numConsts - 1 });
    if (k >= numConsts + numCarry && unread) yield without(k, null, {});
  }
  for (let k = 0; k < numCarry; k++) {
    const binder = jaxpr.binders[numConsts + k]!;
    const onlyItself = jaxpr.outputs.every((output, other) => other === k || output !== binder);
    const readElsewhere = jaxpr.equations.some((one) => (one.inputs as readonly Atom[]).includes(binder));
    if (!read.has(equation.outputs[k]!) && onlyItself && !readElsewhere)
      yield without(numConsts + k, k, { numCarry: numCarry - 1 });
    // What the loop computes for this carry may not matter.
    if (jaxpr.outputs[k] !== binder)
      yield withParams(equation, { jaxpr: dropUnread({ ...jaxpr, outputs: jaxpr.outputs.with(k, binder) }) });
  }
  for (const [k, output] of equation.outputs.entries())
    if (k >= numCarry && !read.has(output)) yield without(null, k, {});
}
