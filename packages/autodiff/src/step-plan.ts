import {
  applyJaxpr,
  dropUnread,
  inputTypes,
  memoize,
  stage,
  type Atom,
  type ClosedJaxpr,
  type Jaxpr,
  type Linearization,
} from "@proj/array/core";
import { transposeJaxpr } from "./backward-pass.ts";

/** A loop's body, taken apart for the way back. */
export interface StepPlan {
  /** Which of the carry the way back has to know. */
  readonly needed: readonly number[];
  /** From constants and carry to the next carry. */
  readonly whole: Jaxpr;
  /** From constants and the needed carry to the next needed carry. */
  readonly advance: Jaxpr;
  /** From constants, needed carry and tangents (of constants, of the carry) to the next needed carry and tangents of the carry. */
  readonly push: Jaxpr;
  /** From constants, needed carry and cotangents of the next carry to cotangents of the carry, then of constants. */
  readonly pull: ClosedJaxpr;
  /** Which of the constants with tangents have cotangents. */
  readonly constMask: readonly boolean[];
}

/** The places among the binders from `first` on of those from which some atoms follow. */
function readFrom(jaxpr: Jaxpr, first: number, atoms: readonly Atom[]): number[] {
  const { equations } = dropUnread(jaxpr, atoms, "drop effects");
  const read = new Set<Atom>([...atoms, ...equations.flatMap(({ inputs }): readonly Atom[] => inputs)]);
  return jaxpr.binders.slice(first).flatMap((binder, k) => (read.has(binder) ? [k] : []));
}

/**
 * Takes the body of a loop apart.
 *
 * @param numConsts - of the split body: those that rules brought along, and its own.
 */
export const planStep = memoize(
  (
    { primal, linear, residuals }: Linearization,
    numConsts: number,
    numCarry: number,
    numConstTangents: number,
  ): StepPlan => {
    const remembered = residuals.map(({ from, index }) => (from === "input" ? primal.binders : primal.outputs)[index]!);
    let needed = readFrom(primal, numConsts, remembered);
    for (;;) {
      const next = needed.map((k) => primal.outputs[k]!);
      const grown = readFrom(primal, numConsts, [...remembered, ...next]);
      if (grown.length === needed.length) break;
      needed = grown;
    }
    const next = needed.map((k) => primal.outputs[k]!);
    const binders = [...primal.binders.slice(0, numConsts), ...needed.map((k) => primal.binders[numConsts + k]!)];
    const again = (outputs: readonly Atom[]): Jaxpr => dropUnread({ ...primal, binders }, outputs, "drop effects");
    const advance = again(next);
    const recalled = again([...next, ...remembered]);
    const known = inputTypes(recalled);
    const tangents = inputTypes(linear).slice(residuals.length);
    const cotangents = linear.outputs.map(({ aval }) => aval);

    const push = stage(
      (args) => {
        const results = applyJaxpr(recalled, args.slice(0, known.length));
        const values = results.slice(needed.length);
        return [...results.slice(0, needed.length), ...applyJaxpr(linear, [...values, ...args.slice(known.length)])];
      },
      [...known, ...tangents],
      "whileLoop",
    );
    const transposed = transposeJaxpr(
      linear,
      inputTypes(linear).map((_, k) => k >= residuals.length),
      cotangents.map(() => true),
      tangents.map((_, k) => k >= numConstTangents),
    );
    const constMask = transposed.outputMask.slice(0, numConstTangents);
    const pull = stage(
      (args) => {
        const values = applyJaxpr(recalled, args.slice(0, known.length)).slice(needed.length);
        const sent = applyJaxpr(transposed.jaxpr, [...transposed.consts, ...values, ...args.slice(known.length)]);
        const numSums = sent.length - cotangents.length;
        return [...sent.slice(numSums), ...sent.slice(0, numSums)];
      },
      [...known, ...cotangents],
      "whileLoop",
    );
    const whole = dropUnread(primal, primal.outputs.slice(0, numCarry));
    return { needed, whole, advance, push: push.jaxpr, pull: { ...pull, jaxpr: dropUnread(pull.jaxpr) }, constMask };
  },
  (_, ...numbers) => numbers.join(),
  ({ pull }) => pull.consts.length === 0,
);
