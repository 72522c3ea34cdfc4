import { sizeOf, Variable, type Atom, type Equation, type Jaxpr } from "@proj/array/core";
import { loweringRule } from "./rules/index.ts";

/*
 * What is worth memory. A value that elementwise work produces can be computed inside every loop that reads it, or once
 * into a buffer. It gets a buffer when several loops would compute it and that costs more than a store and a load, or when
 * a broadcast would compute it once per repetition. Everything that an opaque step reads or produces has one anyway.
 */

/** What storing and loading an element costs in the same units. */
const memoryCost = 6;

/** What a loop spends on one element of an equation, or null if no loop computes it on its way. */
function costOfElement(equation: Equation): number | null {
  const rule = loweringRule(equation);
  switch (rule.role) {
    case "elementwise":
    case "gather":
      return rule.cost(equation.params);
    case "view":
      return 1;
    case "reduction":
    case "assembly":
    case "opaque":
      return null;
  }
}

/**
 * The variables that get a buffer although a loop could compute them where they are read.
 *
 * @param jaxpr - what is lowered.
 * @param packed - by output, whether a loop of its own packs it.
 */
export function chooseMaterialized(jaxpr: Jaxpr, packed: readonly boolean[]): Set<Variable> {
  const cost = new Map<Variable, number>();
  const phase = new Map<Variable, number>();
  const costOf = (atom: Atom): number => (atom instanceof Variable ? (cost.get(atom) ?? 0) : 0);
  const phaseOf = (atom: Atom): number => (atom instanceof Variable ? (phase.get(atom) ?? 0) : 0);
  for (const equation of jaxpr.equations) {
    const inputPhase = Math.max(0, ...equation.inputs.map(phaseOf));
    const own = costOfElement(equation);
    const total =
      own === null ? 0 : Math.min(1e6, own + equation.inputs.reduce((sum, input) => sum + costOf(input), 0));
    for (const output of equation.outputs) {
      cost.set(output, total);
      phase.set(output, own === null ? inputPhase + 1 : inputPhase);
    }
  }

  const materialized = new Set<Variable>();
  const readers = new Map<Variable, Set<string>>();
  const addReaders = (atom: Atom, keys: Iterable<string>): void => {
    if (!(atom instanceof Variable)) return;
    let set = readers.get(atom);
    if (set === undefined) readers.set(atom, (set = new Set()));
    for (const key of keys) set.add(key);
  };
  const loopKey = (atom: Atom): string => `${phaseOf(atom)}|${atom.aval.shape.join(",")}`;
  const require = (atom: Atom): void => {
    if (atom instanceof Variable) materialized.add(atom);
  };
  jaxpr.outputs.forEach((output, index) => {
    if (packed[index]!) addReaders(output, [`packed ${loopKey(output)}`]);
    else {
      require(output);
      addReaders(output, [loopKey(output)]);
    }
  });
  for (let index = jaxpr.equations.length - 1; index >= 0; index--) {
    const equation = jaxpr.equations[index]!;
    const { role } = loweringRule(equation);
    switch (role) {
      case "elementwise":
      case "view":
      case "gather": {
        const keys = new Set<string>();
        for (const output of equation.outputs) {
          const own = readers.get(output);
          if (own === undefined) continue;
          if (!materialized.has(output) && role !== "view" && own.size > 1 && costOf(output) > memoryCost)
            materialized.add(output);
          if (materialized.has(output) && role !== "view") keys.add(loopKey(output));
          else own.forEach((key) => keys.add(key));
        }
        if (equation.primitive === "gather") require(equation.inputs[0]);
        // A view of a buffer is free, so what needs memory is the viewed array.
        if (role === "view" && equation.outputs.some((output) => materialized.has(output)))
          require(equation.inputs[0]!);
        if (equation.primitive === "broadcastInDim") {
          const [source] = equation.inputs;
          if (costOf(source) > memoryCost && sizeOf(equation.params.shape) > sizeOf(source.aval.shape)) require(source);
        }
        for (const input of equation.inputs) addReaders(input, keys);
        break;
      }
      case "reduction":
        for (const input of equation.inputs) addReaders(input, [`reduction ${index}`]);
        break;
      case "assembly":
        for (const input of equation.inputs) addReaders(input, [loopKey(input)]);
        break;
      case "opaque":
        for (const input of equation.inputs) {
          require(input);
          addReaders(input, [loopKey(input)]);
        }
        break;
    }
  }
  return materialized;
}
