import type { JvpRule, Nonlinear, TransposeRule } from "../differentiation/rules.ts";
import type { ShapeRule } from "./abstract-eval/index.ts";
import type { EvaluationRule } from "./evaluate/index.ts";
import type { CollectiveName, ControlFlowName, RandomName } from "./families.ts";
import type { Atom, Equation, Jaxpr, Variable } from "./jaxpr/jaxpr.ts";
import type { Params, PrimitiveName } from "./primitives.ts";
import type { AbstractArray } from "./types/abstract-array.ts";

/** What an equation brings along that only its own function makes. */
export interface BroughtRules<P extends PrimitiveName> {
  readonly types: ShapeRule<P>;
  readonly evaluate: EvaluationRule<P>;
  readonly jvp: JvpRule<P>;
  readonly transpose: TransposeRule<P>;
}

/** One for each operand, or for each result. */
export type Mask = readonly boolean[];

/**
 * Which results of an equation depend on some of its operands.
 *
 * @param operands - the operands in question.
 * @param dependentOutputs - says the same of the outputs of a body.
 * @returns null if all do.
 */
export type DependenceRule<P extends PrimitiveName> = (
  params: Params<P>,
  operands: Mask,
  dependentOutputs: (body: Jaxpr, inputs: Mask) => Mask,
) => Mask | null;

/** How many operands stand for so many operands from one on, where bodies take others. */
export type Counted = (count: number, from: number) => number;

/** The parameters of an equation with its bodies rewritten. */
export type BodiesRule<P extends PrimitiveName> = (
  params: Params<P>,
  rewrite: (body: Jaxpr) => Jaxpr,
  counted: Counted,
) => Params<P>;

/** What the equation of a loop or branch brings along. */
export interface ControlFlowRules<P extends ControlFlowName> extends BroughtRules<P> {
  readonly dependence: DependenceRule<P>;
  readonly withBodies: BodiesRule<P>;
}

/** Where a program is written again, equation by equation. */
export interface ProgramWriter {
  /** The equation that binds a variable, or undefined for a binder. */
  definition(atom: Atom): Equation | undefined;
  emit<P extends PrimitiveName>(
    primitive: P,
    inputs: readonly Atom[],
    params: Params<P>,
    types?: readonly AbstractArray[],
  ): readonly Variable[];
  emitOne<P extends PrimitiveName>(primitive: P, inputs: readonly Atom[], params: Params<P>): Variable;
}

/**
 * Writes a scan in a simpler form, without what nobody reads and with what does not change before it.
 *
 * @param wanted - which results are read.
 * @param simplify - of a body.
 * @returns what its results are now; null for what is not wanted.
 */
export type ScanSimplification = (
  scan: Equation<"scan">,
  inputs: readonly Atom[],
  wanted: readonly boolean[],
  outer: ProgramWriter,
  simplify: (body: Jaxpr) => Jaxpr,
) => readonly (Atom | null)[];

/** What the equation of a scan brings along. */
export interface ScanRules extends ControlFlowRules<"scan"> {
  readonly simplified: ScanSimplification;
}

/** What the equation of a loop brings along whose end is not known before it runs. */
export interface WhileRules extends Omit<ControlFlowRules<"while">, "transpose"> {
  /** Why it has none. */
  readonly transpose: Nonlinear;
}

/** The results' types are written in the equation of a linear map. */
export type LinearMapRules = Omit<BroughtRules<"customLinear">, "types">;

/** What the equation of a collective brings along; not all of them are linear. */
export type CollectiveRules<P extends CollectiveName> = Omit<BroughtRules<P>, "transpose">;

/** Sums and stacks over members are linear. */
export type LinearCollectiveRules<P extends "psum" | "allGather"> = BroughtRules<P>;

/** Arithmetic of unsigned words of 32 bits, in which targets are told how random bits are made. */
export interface Words<V> {
  word(value: number): V;
  binary(name: "add" | "or" | "xor" | "shiftLeft" | "shiftRightLogical", x: V, y: V): V;
}

/** Random bits have no derivatives; what they are is also a formula for targets. */
export interface RandomRules<P extends RandomName> extends Pick<BroughtRules<P>, "types" | "evaluate"> {
  readonly formula: <V>(f: Words<V>, operands: readonly V[]) => readonly V[];
}
