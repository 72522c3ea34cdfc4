import { parameterKey, sizeOf, Variable, type Atom, type Equation, type Jaxpr } from "@proj/array/core";
import { loweringRule } from "./rules/index.ts";

/*
 * What is worth memory. A value that elementwise work produces can be computed inside every loop that reads it, or once
 * into a buffer. It gets a buffer when several loops would compute it and that costs more than a store and a load, or when
 * a broadcast or windows would compute it once per repetition, or when one loop would compute it at many places, each of its own. Everything
 * that an opaque step reads or produces has one anyway.
 */

/** What storing and loading an element costs in the same units. */
const memoryCost = 6;

/** At how many places, each displaced in its own way, one loop computes a value before it is better kept. */
const mostPlaces = 8;

/** What a loop spends on one element of an equation, in additions; null if no loop computes it on its way. */
export function costOfElement(equation: Equation): number | null {
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

/** Numbers for the places at which one loop computes a value, equal for equal places that views make of one another. */
type Places = ReadonlySet<number>;

/** A value that is computed where the loop is. */
const here: Places = new Set([0]);

/** Numbers the places that views make of others. */
function displacements(): (places: Places, view: Equation, result: Variable) => Places {
  const numbers = new Map<string, number>();
  return (places, view, result) => {
    const by = `${view.primitive} ${parameterKey(view.params, "without rules")} ${view.outputs.indexOf(result)}`;
    const numbered = (place: number): number => {
      const key = `${place} ${by}`;
      const known = numbers.get(key) ?? numbers.size + 1;
      numbers.set(key, known);
      return known;
    };
    return new Set([...places].map(numbered));
  };
}

/**
 * The variables that get a buffer although a loop could compute them where they are read.
 *
 * @param jaxpr - what is lowered.
 * @param packed - by output, whether a loop of its own packs it.
 * @param crossing - values that need memory because fused work is cut behind them.
 */
export function chooseMaterialized(
  jaxpr: Jaxpr,
  packed: readonly boolean[],
  crossing: ReadonlySet<Variable>,
): Set<Variable> {
  const cost = new Map<Variable, number>();
  const phase = new Map<Variable, number>();
  const counters = new Set<Atom>();
  const costOf = (atom: Atom): number => (atom instanceof Variable ? (cost.get(atom) ?? 0) : 0);
  const phaseOf = (atom: Atom): number => (atom instanceof Variable ? (phase.get(atom) ?? 0) : 0);
  for (const equation of jaxpr.equations) {
    if (equation.primitive === "iota") counters.add(equation.outputs[0]!);
    const own = costOfElement(equation);
    let [total, last] = [own ?? 0, 0];
    for (const input of equation.inputs) {
      if (own !== null) total += costOf(input);
      last = Math.max(last, phaseOf(input));
    }
    for (const output of equation.outputs) {
      cost.set(output, Math.min(1e6, total));
      phase.set(output, own === null ? last + 1 : last);
    }
  }

  const materialized = new Set<Variable>(crossing);
  const readers = new Map<Variable, Set<string>>();
  const addReaders = (atom: Atom, keys: Iterable<string>): void => {
    if (!(atom instanceof Variable)) return;
    let set = readers.get(atom);
    if (set === undefined) readers.set(atom, (set = new Set()));
    // Whether there are several is all that matters.
    for (const key of keys) if (set.size < 2) set.add(key);
  };
  const displaced = displacements();
  const places = new Map<Variable, Places>();
  const addPlaces = (atom: Atom, added: Places): void => {
    if (!(atom instanceof Variable)) return;
    const known = places.get(atom);
    places.set(atom, known === undefined || known === added ? added : new Set([...known, ...added]));
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
        const placesOfInputs: Places[] = [];
        for (const output of equation.outputs) {
          const readersOf = readers.get(output);
          if (readersOf === undefined) continue;
          const placesOf = places.get(output) ?? here;
          const isRepeated = readersOf.size > 1 || placesOf.size > mostPlaces;
          if (!materialized.has(output) && role !== "view" && isRepeated && costOf(output) > memoryCost)
            materialized.add(output);
          if (materialized.has(output) && role !== "view") keys.add(loopKey(output));
          else {
            readersOf.forEach((key) => keys.add(key));
            placesOfInputs.push(role === "view" ? displaced(placesOf, equation, output) : placesOf);
          }
        }
        if (placesOfInputs.length === 0) placesOfInputs.push(here);
        for (const input of equation.inputs) for (const added of placesOfInputs) addPlaces(input, added);
        if (equation.primitive === "gather") require(equation.inputs[0]);
        // A view of a buffer is free, so what needs memory is the viewed array.
        if (role === "view" && equation.outputs.some((output) => materialized.has(output)))
          require(equation.inputs[0]!);
        if (equation.primitive === "broadcastInDim") {
          const [source] = equation.inputs;
          if (costOf(source) > memoryCost && sizeOf(equation.params.shape) > sizeOf(source.aval.shape)) require(source);
        }
        if (equation.primitive === "windows" && costOf(equation.inputs[0]) > memoryCost) require(equation.inputs[0]);
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
          // A step that cannot count for itself puts numbers into memory when it asks where they are.
          if (!counters.has(input)) require(input);
          addReaders(input, [loopKey(input)]);
        }
        break;
    }
  }
  return materialized;
}
