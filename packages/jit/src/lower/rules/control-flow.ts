import type { Atom, ControlFlowName, Equation, Jaxpr, Variable } from "@proj/array/core";
import { sizeOf } from "@proj/array/core";
import type { Carry, Step } from "../../program/program.ts";
import type { Block, Binding } from "../block.ts";
import type { LoweringRule } from "../rule.ts";
import { denseArray, sliceAtCounter, type StridedArray } from "../strided-array.ts";

interface CarriedValue extends Carry {
  readonly place: StridedArray;
  readonly nextPlace: StridedArray;
}

/** Memory for a carried value, which the iterations of the block inside change, perhaps where it lies. */
function carriedValue(block: Block, atom: Jaxpr["outputs"][number], inPlace: boolean): CarriedValue {
  const { shape, dtype } = atom.aval;
  const make = (): StridedArray =>
    denseArray(block.program.buffer(dtype, sizeOf(shape), "scratch", block.depth + 1), shape, dtype);
  const place = make();
  const nextPlace = inPlace ? place : make();
  return { current: place.buffer, next: nextPlace.buffer, place, nextPlace };
}

/** Memory for what a loop carries. */
interface CarriedValues {
  readonly carries: readonly CarriedValue[];
  /** Results of updates that lie where their operands do. */
  readonly changed: ReadonlyMap<Variable, StridedArray>;
}

/**
 * Memory for what a loop carries. An array of which a step only replaces parts, one after the other, with nobody reading what
 * comes of it in the same step, is changed where it lies: otherwise each step would copy it as a whole.
 */
function carriedValues(block: Block, body: Jaxpr, first: number, numCarry: number): CarriedValues {
  const definitions = new Map<Atom, Equation>();
  const reads = new Map<Atom, number>();
  for (const equation of body.equations) {
    for (const output of equation.outputs) definitions.set(output, equation);
    for (const input of equation.inputs) reads.set(input, (reads.get(input) ?? 0) + 1);
  }
  for (const output of body.outputs) reads.set(output, (reads.get(output) ?? 0) + 1);
  const changed = new Map<Variable, StridedArray>();
  const carries = body.outputs.slice(0, numCarry).map((output, k) => {
    const updates: Variable[] = [];
    let atom: Atom = output;
    for (;;) {
      const equation = definitions.get(atom);
      if (equation?.primitive !== "dynamicUpdateSlice" || reads.get(atom) !== 1) break;
      updates.push(equation.outputs[0]!);
      atom = equation.inputs[0]!;
    }
    const inPlace = updates.length > 0 && atom === body.binders[first + k];
    const carried = carriedValue(block, output, inPlace);
    if (inPlace) for (const update of updates) changed.set(update, carried.place);
    return carried;
  });
  return { carries, changed };
}

/** What a block reads of an outer value: a literal, or its place. */
function bindingOf(block: Block, atom: Equation["inputs"][number]): Binding {
  const resolved = block.resolve(atom);
  return "value" in resolved ? resolved : block.located(resolved);
}

function lowerScan(block: Block, equation: Equation<"scan">): void {
  const { jaxpr, numConsts, numCarry, length, reverse } = equation.params;
  const inputs = equation.inputs;
  const { carries, changed } = carriedValues(block, jaxpr, numConsts, numCarry);
  let level = 0;
  carries.forEach(({ place }, index) => (level = Math.max(level, block.store(inputs[numConsts + index]!, place) + 1)));
  const consts = inputs.slice(0, numConsts).map((input) => bindingOf(block, input));
  const stacked = inputs.slice(numConsts + numCarry).map((input) => block.located(input));
  level = Math.max(level, block.opaqueLevel([...inputs.slice(0, numConsts), ...inputs.slice(numConsts + numCarry)]));
  const stackedOutputs = equation.outputs.slice(numCarry).map((output) => block.destination(output));

  const counter = block.program.counter(block.depth + 1);
  const inner = block.inner(changed);
  const body = inner.lower(
    jaxpr,
    [...consts, ...carries.map(({ place }) => place), ...stacked.map((place) => sliceAtCounter(place, counter))],
    [...carries.map(({ nextPlace }) => nextPlace), ...stackedOutputs.map((place) => sliceAtCounter(place, counter))],
  );
  block.run(level, ...inner.prologue, {
    kind: "scan",
    counter,
    length,
    reverse,
    carries: carries.map(({ current, next }) => ({ current, next })),
    body,
  });
  equation.outputs.forEach((output, index) =>
    block.placeOpaque(output, index < numCarry ? carries[index]!.place : stackedOutputs[index - numCarry]!, level),
  );
}

function lowerWhile(block: Block, equation: Equation<"while">): void {
  const { condition, numConditionConsts, body, numBodyConsts } = equation.params;
  const inputs = equation.inputs;
  const { carries, changed } = carriedValues(block, body, numBodyConsts, body.outputs.length);
  const firstCarry = numConditionConsts + numBodyConsts;
  let level = 0;
  carries.forEach(({ place }, index) => (level = Math.max(level, block.store(inputs[firstCarry + index]!, place) + 1)));
  const constants = inputs.slice(0, firstCarry);
  const bindings = constants.map((input) => bindingOf(block, input));
  level = Math.max(level, block.opaqueLevel(constants));
  const places = carries.map(({ place }) => place);
  const predicate = denseArray(block.program.buffer("bool", 1, "scratch", block.depth + 1), [], "bool");
  const conditionBlock = block.inner();
  const conditionSteps = conditionBlock.lower(
    condition,
    [...bindings.slice(0, numConditionConsts), ...places],
    [predicate],
  );
  const bodyBlock = block.inner(changed);
  const bodySteps = bodyBlock.lower(
    body,
    [...bindings.slice(numConditionConsts), ...places],
    carries.map(({ nextPlace }) => nextPlace),
  );
  block.run(level, ...conditionBlock.prologue, ...bodyBlock.prologue, {
    kind: "while",
    carries: carries.map(({ current, next }) => ({ current, next })),
    condition: conditionSteps,
    predicate: predicate.buffer,
    body: bodySteps,
  });
  equation.outputs.forEach((output, index) => block.placeOpaque(output, places[index]!, level));
}

function lowerCond(block: Block, equation: Equation<"cond">): void {
  const [index, ...operands] = equation.inputs;
  const { buffer, offset, dynamic } = block.located(index!);
  const bindings = operands.map((operand) => bindingOf(block, operand));
  const level = block.opaqueLevel(equation.inputs);
  const places = equation.outputs.map((output) => block.destination(output));
  const prologue: Step[] = [];
  const branches = equation.params.branches.map((branch) => {
    const inner = block.inner();
    const steps = inner.lower(branch, bindings, places);
    prologue.push(...inner.prologue);
    return steps;
  });
  block.run(level, ...prologue, { kind: "cond", index: { buffer, offset, strides: [], dynamic }, branches });
  equation.outputs.forEach((output, position) => block.placeOpaque(output, places[position]!, level));
}

export const controlFlowLoweringRules: { readonly [P in ControlFlowName]: LoweringRule<P> } = {
  scan: { role: "opaque", lower: lowerScan },
  while: { role: "opaque", lower: lowerWhile },
  cond: { role: "opaque", lower: lowerCond },
};
