import { Variable, type Atom, type Equation, type Jaxpr } from "@proj/array/core";
import type { LoweringRule } from "./rule.ts";

/*
 * Which updates of what a loop carries may be done where the carried array lies. An update makes a new array that differs from the old
 * one in a part; a loop that updates what it carries would copy all of it in every step. It need not if nobody reads the old array
 * after that.
 */

/** An update that may be done where its operand lies. */
export interface UpdateInPlace {
  readonly result: Variable;
  /**
   * What is computed from the old array and must be in memory before the update, which is done when its turn comes, since the step
   * reads the new array too. Null for one that only the next step sees: it is done last, when everything has been read.
   */
  readonly before: readonly Variable[] | null;
  /** Slices of the old array that are read after the update, and therefore copied. */
  readonly copied: readonly Variable[];
}

/** Which values the equations of a Jaxpr read, and which the caller. */
class Reads {
  readonly #jaxpr: Jaxpr;
  readonly #makers = new Map<Atom, number>();
  readonly #readers = new Map<Atom, number[]>();

  constructor(jaxpr: Jaxpr) {
    this.#jaxpr = jaxpr;
    jaxpr.equations.forEach(({ inputs, outputs }, position) => {
      for (const output of outputs) this.#makers.set(output, position);
      for (const input of inputs) {
        const known = this.#readers.get(input);
        if (known === undefined) this.#readers.set(input, [position]);
        else known.push(position);
      }
    });
  }

  equation(position: number): Equation {
    return this.#jaxpr.equations[position]!;
  }

  makerOf(atom: Atom): number | null {
    return this.#makers.get(atom) ?? null;
  }

  readersOf(atom: Atom): readonly number[] {
    return this.#readers.get(atom) ?? [];
  }

  timesReturned(atom: Atom): number {
    return this.#jaxpr.outputs.reduce((times, output) => times + (output === atom ? 1 : 0), 0);
  }
}

/** How a result is made from an operand of which it takes the place. */
interface Source {
  readonly operand: Atom;
  /** Whether the operand is changed by steps of its own, which may not read it elsewhere. */
  readonly byLoop: boolean;
}

/** The operand whose place a result may take; null if there is none. */
function sourceOf(equation: Equation, result: Atom, roleOf: RoleOf): Source | null {
  if (isUpdate(equation)) return { operand: equation.inputs[0]!, byLoop: false };
  const position = equation.outputs.findIndex((output) => output === result);
  const carried = (body: Jaxpr, constants: number, first: number): Source | null => {
    const isInPlace = (updatesInPlace(body, constants, roleOf)[position] ?? null) !== null;
    return isInPlace ? { operand: equation.inputs[first + position]!, byLoop: true } : null;
  };
  if (equation.primitive === "scan") {
    const { jaxpr, numConsts, numCarry } = equation.params;
    return position < numCarry ? carried(jaxpr, numConsts, numConsts) : null;
  }
  if (equation.primitive === "while") {
    const { body, numConditionConsts, numBodyConsts } = equation.params;
    return carried(body, numBodyConsts, numConditionConsts + numBodyConsts);
  }
  return null;
}

/** What part an equation takes in fusion. */
type RoleOf = (equation: Equation) => LoweringRule["role"];

/** What must be in memory, or copied, before the equation at `position` changes an array; null if the array is read later. */
function readBefore(
  reads: Reads,
  { operand, byLoop }: Source,
  position: number,
  someAreLast: boolean,
  roleOf: RoleOf,
): Pick<UpdateInPlace, "before" | "copied"> | null {
  const before = new Set<Variable>();
  const copied = new Set<Variable>();
  /** Makes sure that a fused value is computed before, by what reads it or by itself. */
  const compute = (value: Variable): void => {
    const readers = reads.readersOf(value);
    const isKept = (reader: number): boolean => {
      const role = roleOf(reads.equation(reader));
      return reader <= position && (role === "reduction" || role === "opaque");
    };
    if (reads.timesReturned(value) > 0 || !readers.every(isKept)) before.add(value);
  };
  const isReadBefore = (atom: Atom): boolean => {
    const readers = reads.readersOf(atom);
    return (
      reads.timesReturned(atom) === 0 &&
      readers.every((reader) => {
        if (reader === position)
          return !byLoop || (atom === operand && readers.filter((other) => other === position).length === 1);
        const equation = reads.equation(reader);
        if (reader > position || (someAreLast && isUpdate(equation))) return false;
        const role = roleOf(equation);
        if (role === "view") return equation.outputs.every(isReadBefore);
        if (equation.primitive === "dynamicSlice") {
          const slice = equation.outputs[0]!;
          if (!isReadBefore(slice)) copied.add(slice);
        }
        if (role === "elementwise" || role === "gather") equation.outputs.forEach(compute);
        return true;
      })
    );
  };
  return isReadBefore(operand) ? { before: [...before], copied: [...copied] } : null;
}

const isUpdate = ({ primitive }: Equation): boolean => primitive === "dynamicUpdateSlice" || primitive === "scatter";

const known = new WeakMap<Jaxpr, Updates>();

/**
 * For each value that a loop carries: the updates that may be done in its place and make its next value from the current one, the last
 * first; null for a value that is made anew.
 *
 * @param body - what the loop does in a step.
 * @param first - the position of the first carried value among its binders.
 * @param roleOf - what part an equation takes in fusion.
 */
export function updatesInPlace(body: Jaxpr, first: number, roleOf: RoleOf): Updates {
  const found = known.get(body) ?? better(find(body, first, true, roleOf), () => find(body, first, false, roleOf));
  known.set(body, found);
  return found;
}

type Updates = readonly (readonly UpdateInPlace[] | null)[];

/** Updates that are done last need no order among the rest of the step; but nothing may then read early what they read late. */
function better(someLast: Updates, noneLast: () => Updates): Updates {
  const missing = (updates: Updates): number => updates.filter((found) => found === null).length;
  if (missing(someLast) === 0) return someLast;
  const others = noneLast();
  return missing(others) < missing(someLast) ? others : someLast;
}

/** The updates of each carried value; with `someAreLast`, those are done last of which nothing else in the step sees something. */
function find(body: Jaxpr, first: number, someAreLast: boolean, roleOf: RoleOf): Updates {
  const reads = new Reads(body);
  return body.outputs.map((output, index) => {
    const updates: UpdateInPlace[] = [];
    const binder = body.binders[first + index];
    let isLast = someAreLast;
    let atom: Atom = output;
    while (atom !== binder) {
      const position = reads.makerOf(atom);
      const source = position === null ? null : sourceOf(reads.equation(position), atom, roleOf);
      if (position === null || source === null || !(atom instanceof Variable)) return null;
      isLast &&= !source.byLoop && reads.readersOf(atom).length + reads.timesReturned(atom) === 1;
      const order = isLast ? { before: null, copied: [] } : readBefore(reads, source, position, someAreLast, roleOf);
      if (order === null) return null;
      updates.push({ result: atom, ...order });
      atom = source.operand;
    }
    return updates.length === 0 ? null : updates;
  });
}
