import { defect, shapesEqual, sizeOf, stridesOf, type Atom, type Equation, type RoutineName } from "@proj/array/core";
import type { View } from "../../program/program.ts";
import type { Block } from "../block.ts";
import type { LoweringRule } from "../rule.ts";
import { denseArray, type StridedArray } from "../strided-array.ts";

/** Whether the elements of each member lie one after the other. */
function isDense({ shape, strides }: StridedArray, rank: number): boolean {
  const core = shape.slice(rank);
  const kept = core.flatMap((length, axis) => (length === 1 ? [] : [axis]));
  const dense = stridesOf(core);
  return (
    sizeOf(shape) === 0 ||
    shapesEqual(
      kept.map((axis) => strides[rank + axis]!),
      kept.map((axis) => dense[axis]!),
    )
  );
}

/** A dense array over the batch axes and the elements of one member. */
function viewOf({ buffer, offset, strides, dynamic }: StridedArray, rank: number): View {
  return { buffer, offset, strides: [...strides.slice(0, rank), 1], dynamic };
}

/** Lowers a routine to the procedure that it writes for these types. */
function lowerRoutine(block: Block, equation: Equation<"routine">): void {
  const { inputs, outputs, params } = equation;
  const { name, rules } = params.routine;
  const { procedure } = rules;
  params.routine.checkCompiles(inputs);
  if (typeof procedure !== "function") throw defect(`${name} is still one operation`);
  const rank = inputs[0]!.aval.shape.length - rules.operandRanks[0]!;
  const batch = inputs[0]!.aval.shape.slice(0, rank);
  let level = 0;
  const operand = (atom: Atom): StridedArray => {
    const place = block.located(atom);
    level = Math.max(level, block.opaqueLevel([atom]));
    if (isDense(place, rank)) return place;
    const copy = block.allocate(place.shape, place.dtype);
    level = Math.max(level, block.store(atom, copy) + 1);
    return copy;
  };
  const operands = inputs.map(operand);
  const targets = outputs.map((output) => {
    const wanted = block.destination(output);
    const { shape, dtype } = output.aval;
    return isDense(wanted, rank) ? wanted : denseArray(block.allocate(shape, dtype).buffer, shape, dtype);
  });
  const coreTypes = (atoms: readonly Atom[]) => atoms.map(({ aval }) => ({ ...aval, shape: aval.shape.slice(rank) }));
  const written = procedure(coreTypes(inputs), coreTypes(outputs), params.options);
  const copies = block.program.limits.parallelism === null ? 1 : sizeOf(batch);
  const workspaces = written.arrays
    .filter(({ role }) => role === "workspace")
    .map(({ dtype, size }) => block.program.buffer(dtype, size * copies, "scratch", block.depth));
  block.run(level, {
    kind: "procedure",
    name,
    procedure: written,
    batch,
    operands: operands.map((place) => viewOf(place, rank)),
    results: targets.map((place) => viewOf(place, rank)),
    workspaces,
    shared: false,
  });
  outputs.forEach((output, index) => {
    block.placeOpaque(output, targets[index]!, level);
  });
}

export const routineLoweringRules: { readonly [P in RoutineName]: LoweringRule<P> } = {
  routine: { role: "opaque", lower: lowerRoutine },
};
