import { UsageError, type NDArray } from "@proj/array";
import {
  bind,
  inputTypes,
  isLinear,
  LinearInput,
  Literal,
  maskKey,
  memoize,
  onBehalfOfLibrary,
  scalar,
  stage,
  zeros,
  type Atom,
  type Cotangent,
  type Equation,
  type Jaxpr,
  type LinearOperand,
  type Operands,
  type Params,
  type PrimitiveName,
  type TransposeContext,
  type TransposedJaxpr,
  type Variable,
  type Nonlinear,
  type TransposeRule,
} from "@proj/array/core";
import { add } from "@proj/array/lax";
import { linearPart, type LinearPart } from "./linear-part.ts";
import { transpositionRule } from "./transpose-rules/index.ts";

/*
 * Transposition: a linear Jaxpr is read backwards. Each variable collects the cotangents that its uses send back; when its
 * own equation is reached they are complete, and the primitive's rule passes them on to the operands.
 */

const context: TransposeContext = { transposeJaxpr: (...args) => transposeJaxpr(...args) };

/**
 * Sends cotangents backwards through a Jaxpr that is linear in some of its inputs.
 *
 * Equations that do not depend on those inputs are evaluated first, as they stand; so are results that do not of equations that do.
 *
 * @param args - one for each binder: its value, or a {@link LinearInput}.
 * @param cotangents - one for each output; `null` is zero.
 * @param operation - what the user called, for messages.
 * @returns the cotangent of each linear input, `null` for the others.
 */
export function backwardPass(
  jaxpr: Jaxpr,
  args: readonly LinearOperand[],
  cotangents: readonly Cotangent[],
  operation: string,
): Cotangent[] {
  const values = new Map<Variable, NDArray>();
  const collected = new Map<Variable, NDArray>();
  const read = (atom: Atom): LinearOperand => {
    if (atom instanceof Literal) return scalar(atom.value, atom.aval.dtype, atom.aval.weakType);
    return values.get(atom) ?? new LinearInput(atom.aval);
  };
  const collect = (atom: Atom, cotangent: Cotangent): void => {
    if (cotangent === null || atom instanceof Literal || values.has(atom)) return;
    const sum = collected.get(atom);
    collected.set(atom, sum === undefined ? cotangent : add(sum, cotangent));
  };
  return onBehalfOfLibrary(() => {
    jaxpr.binders.forEach((binder, k) => {
      const arg = args[k]!;
      if (!isLinear(arg)) values.set(binder, arg);
    });
    const know = ({ outputs }: Equation, results: readonly (NDArray | null)[]): void => {
      results.forEach((result, k) => {
        if (result !== null) values.set(outputs[k]!, result);
      });
    };
    const linear: Backwards[] = [];
    for (const equation of jaxpr.equations) {
      const operands = equation.inputs.map(read);
      if (!operands.some(isLinear)) {
        know(equation, evaluate(equation, operands as NDArray[]));
        continue;
      }
      const part = linearPart(equation, operands);
      if (part !== null) know(equation, part.known);
      const send: Backwards["send"] =
        part === null
          ? (received) => transposeEquation(equation, operands, received, operation)
          : (received) => backwardThrough(part, operands, received, operation);
      linear.push({ equation, send });
    }
    jaxpr.outputs.forEach((output, k) => collect(output, cotangents[k]!));
    for (const { equation, send } of linear.reverse()) {
      const received = equation.outputs.map((output) => collected.get(output) ?? null);
      if (received.every((cotangent) => cotangent === null)) continue;
      for (const output of equation.outputs) collected.delete(output);
      const sent = send(received);
      equation.inputs.forEach((input, k) => collect(input, sent[k]!));
    }
    return jaxpr.binders.map((binder) => collected.get(binder) ?? null);
  });
}

/** An equation with linear operands, and how cotangents of its results become those of its operands. */
interface Backwards {
  readonly equation: Equation;
  readonly send: (received: readonly Cotangent[]) => readonly Cotangent[];
}

function backwardThrough(
  { linear, residuals, outputMask }: LinearPart,
  operands: readonly LinearOperand[],
  received: readonly Cotangent[],
  operation: string,
): readonly Cotangent[] {
  const cotangents = received.filter((_, k) => outputMask[k]);
  const sent = backwardPass(linear, [...residuals, ...operands.filter(isLinear)], cotangents, operation);
  const ofLinear = sent.slice(residuals.length);
  return operands.map((operand) => (isLinear(operand) ? ofLinear.shift()! : null));
}

function evaluate<P extends PrimitiveName>(equation: Equation<P>, operands: readonly NDArray[]): readonly NDArray[] {
  const { primitive, params } = equation as Equation;
  return bind(primitive as P, operands as unknown as Operands<P, NDArray>, params as Params<P>);
}

function transposeEquation<P extends PrimitiveName>(
  equation: Equation<P>,
  operands: readonly LinearOperand[],
  cotangents: readonly Cotangent[],
  operation: string,
): readonly Cotangent[] {
  const { primitive, params } = equation as Equation;
  const rule: TransposeRule<P> | Nonlinear = transpositionRule(primitive as P);
  const sent =
    "nonlinear" in rule ? rule : rule(cotangents, operands as unknown as Operands<P, LinearOperand>, params, context);
  if (!("nonlinear" in sent)) return sent;
  throw new UsageError({
    operation,
    received: `an equation "${primitive}" to be read backwards: ${sent.nonlinear}`,
    expected: sent.expected ?? "a function that is linear in the transposed arguments",
    remedy: sent.remedy ?? "use vjp for functions that are not linear",
  });
}

/**
 * Transposes a Jaxpr without knowing its inputs.
 *
 * @param linear - in which inputs it is linear.
 * @param cotangents - which outputs have a cotangent.
 * @param instantiate - for which linear inputs a zero cotangent is wanted as an array.
 */
export const transposeJaxpr = memoize(
  (
    jaxpr: Jaxpr,
    linear: readonly boolean[],
    cotangents: readonly boolean[],
    instantiate: readonly boolean[],
  ): TransposedJaxpr => {
    let outputMask: boolean[] = [];
    const types = inputTypes(jaxpr);
    const knownTypes = types.filter((_, k) => !linear[k]!);
    const cotangentTypes = jaxpr.outputs.flatMap(({ aval }, k) => (cotangents[k]! ? [aval] : []));
    const closed = stage(
      (args) => {
        const inputs = args.slice(0, knownTypes.length);
        const received = args.slice(knownTypes.length);
        const operands = types.map((aval, k) => (linear[k]! ? new LinearInput(aval) : inputs.shift()!));
        const sent = backwardPass(jaxpr, operands, cotangents.map((has) => (has ? received.shift()! : null)), "transpose"); // prettier-ignore
        const full = sent
          .filter((_, k) => linear[k]!)
          .map(
            (cotangent, k) =>
              cotangent ?? (instantiate[k] === true ? zeros(types.filter((_, n) => linear[n]!)[k]!) : null),
          );
        outputMask = full.map((cotangent) => cotangent !== null);
        return full.filter((cotangent) => cotangent !== null);
      },
      [...knownTypes, ...cotangentTypes],
      "transpose",
    );
    return { ...closed, outputMask };
  },
  (_, ...masks) => masks.map(maskKey).join(";"),
  ({ consts }) => consts.length === 0,
);
