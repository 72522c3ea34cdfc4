import { Variable, type Atom, type Equation, type Jaxpr } from "@proj/array/core";
import { costOfElement } from "./materialize.ts";
import { loweringRule } from "./rules/index.ts";

/*
 * Where fused work is cut. Loops compute elementwise work where it is read, so without an end to it a long program would be one
 * expression. The equations of a Jaxpr are therefore taken in segments, in their order: what a later segment reads of a fused
 * value is in memory, and the loops of a segment come after all those before. A program of ordinary size is one segment.
 */

/** What one element of all results of a segment's equations costs at most, in additions. */
const mostInSegment = 4096;
/** The same of a chain of fused equations that read each other. */
const mostInChain = 256;
/** A value that is computed from nothing at such a cost is repeated rather than kept. */
const mostRepeated = 8;

/** A Jaxpr cut in segments. */
export interface Segments {
  /** The equations with which segments begin, but for the first. */
  readonly starts: ReadonlySet<Equation>;
  /** Fused values that a later segment reads. */
  readonly crossing: ReadonlySet<Variable>;
}

/**
 * Cuts a Jaxpr in segments.
 *
 * @param jaxpr - what is lowered.
 * @param late - outputs that are computed after all equations.
 */
export function segmentsOf(jaxpr: Jaxpr, late: readonly Atom[]): Segments {
  const starts = new Set<Equation>();
  const crossing = new Set<Variable>();
  const segmentOf = new Map<Variable, number>();
  /** What fused values of the current segment cost with all that they read. */
  const chains = new Map<Variable, number>();
  /** The fused value that a view shows; what has a place anyway is not here. */
  const roots = new Map<Variable, Variable>();
  let [segment, size] = [0, 0];

  const begin = (): void => {
    segment++;
    size = 0;
    chains.clear();
  };
  const read = (atom: Atom): void => {
    const root = atom instanceof Variable ? roots.get(atom) : undefined;
    if (root !== undefined && segmentOf.get(root) !== segment) crossing.add(root);
  };

  for (const equation of jaxpr.equations) {
    const cost = costOfElement(equation);
    // Also what costs nothing is a link of a chain.
    const own = cost === null ? null : Math.max(1, cost);
    let longest = 0;
    for (const input of equation.inputs)
      if (input instanceof Variable) longest = Math.max(longest, chains.get(input) ?? 0);
    if (size + (own ?? 1) > mostInSegment || longest + (own ?? 0) > mostInChain) {
      begin();
      longest = 0;
      starts.add(equation);
    }
    size += own ?? 1;
    equation.inputs.forEach(read);
    if (own === null) continue;
    const chain = longest + own;
    const isView = loweringRule(equation).role === "view";
    const source: Atom | undefined = equation.inputs.find((input) => input instanceof Variable);
    if (source === undefined && own <= mostRepeated) continue;
    for (const output of equation.outputs) {
      segmentOf.set(output, segment);
      chains.set(output, chain);
      const root = isView && source instanceof Variable ? roots.get(source) : output;
      if (root !== undefined) roots.set(output, root);
    }
  }
  if (segment > 0) {
    begin();
    late.forEach(read);
  }
  return { starts, crossing };
}
