import type { Atom, ControlFlowName, Equation, Jaxpr, Variable } from "@proj/array/core";
import { sizeOf } from "@proj/array/core";
import type { Carry, Step } from "../../program/program.ts";
import type { Block, Binding, PlacedUpdate } from "../block.ts";
import type { LoweringRule } from "../rule.ts";
import { denseArray, sliceAtCounter, type StridedArray } from "../strided-array.ts";

interface CarriedValue extends Carry {
  readonly place: StridedArray;
  readonly nextPlace: StridedArray;
}

/** Memory for what a loop carries. */
interface CarriedValues {
  readonly carries: readonly CarriedValue[];
  /** Results of updates that lie where their operands do. */
  readonly updates: ReadonlyMap<Variable, PlacedUpdate>;
  /** The first level at which the loop may run. */
  readonly level: () => number;
}

/**
 * Memory for what a loop carries, with the values from which it starts. What the loop only updates is changed where it lies; if the block
 * around it may change the value where it lies, it is not copied either.
 *
 * @param results - of the loop, for the carried values.
 * @param init - from what they start.
 */
function carriedValues(
  block: Block,
  body: Jaxpr,
  first: number,
  results: readonly Variable[],
  init: readonly Atom[],
): CarriedValues {
  const changes = block.updatesInPlace(body, first);
  const updates = new Map<Variable, PlacedUpdate>();
  let stored = 0;
  const changed: Variable[] = [];
  const carries = results.map((result, k) => {
    const { shape, dtype } = result.aval;
    const make = (): StridedArray =>
      denseArray(block.program.buffer(dtype, sizeOf(shape), "scratch", block.depth + 1), shape, dtype);
    const own = block.changedInPlace(result);
    const place = own ?? make();
    if (own === null) stored = Math.max(stored, block.store(init[k]!, place) + 1);
    else {
      block.program.deepen(own.buffer, block.depth + 1);
      changed.push(result);
    }
    const change = changes[k] ?? null;
    for (const update of change ?? []) updates.set(update.result, { ...update, place });
    const nextPlace = change === null ? make() : place;
    return { current: place.buffer, next: nextPlace.buffer, place, nextPlace };
  });
  return {
    carries,
    updates,
    level: () => changed.reduce((level, result) => Math.max(level, block.levelOfChange(result)), stored),
  };
}

/** What a block reads of an outer value: a literal, or its place. */
function bindingOf(block: Block, atom: Equation["inputs"][number]): Binding {
  const resolved = block.resolve(atom);
  return "value" in resolved ? resolved : block.located(resolved);
}

function lowerScan(block: Block, equation: Equation<"scan">): void {
  const { jaxpr, numConsts, numCarry, length, reverse } = equation.params;
  const inputs = equation.inputs;
  const {
    carries,
    updates,
    level: levelOfCarries,
  } = carriedValues(
    block,
    jaxpr,
    numConsts,
    equation.outputs.slice(0, numCarry),
    inputs.slice(numConsts, numConsts + numCarry),
  );
  const consts = inputs.slice(0, numConsts).map((input) => bindingOf(block, input));
  const stacked = inputs.slice(numConsts + numCarry).map((input) => block.located(input));
  const operands = [...inputs.slice(0, numConsts), ...inputs.slice(numConsts + numCarry)];
  const level = Math.max(levelOfCarries(), block.opaqueLevel(operands));
  const stackedOutputs = equation.outputs.slice(numCarry).map((output) => block.destination(output));

  const counter = block.program.counter(block.depth + 1);
  const inner = block.inner(updates);
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
  const firstCarry = numConditionConsts + numBodyConsts;
  const {
    carries,
    updates,
    level: levelOfCarries,
  } = carriedValues(block, body, numBodyConsts, equation.outputs, inputs.slice(firstCarry));
  const constants = inputs.slice(0, firstCarry);
  const bindings = constants.map((input) => bindingOf(block, input));
  const level = Math.max(levelOfCarries(), block.opaqueLevel(constants));
  const places = carries.map(({ place }) => place);
  const predicate = denseArray(block.program.buffer("bool", 1, "scratch", block.depth + 1), [], "bool");
  const conditionBlock = block.inner();
  const conditionSteps = conditionBlock.lower(
    condition,
    [...bindings.slice(0, numConditionConsts), ...places],
    [predicate],
  );
  const bodyBlock = block.inner(updates);
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
