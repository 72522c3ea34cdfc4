import { isInFamily, type Applied } from "../core/families.ts";
import { Literal, type Atom, type Equation, type Jaxpr } from "../core/jaxpr/jaxpr.ts";
import type { Params } from "../core/primitives.ts";

/*
 * How the results of a program are spread when its arguments are. Each element goes where the elements lie from which it is
 * computed, as far as that is one place; results of all other operations are on all devices.
 */

/** The axes of a mesh along which each axis of an array is cut. */
export type CutAxes = readonly (readonly string[])[];

const whole: CutAxes = [];

/** Each axis of a mesh once: axes of the array that name one which was named before are not cut. */
function once(cut: CutAxes): CutAxes {
  const seen = new Set<string>();
  return cut.map((names) => {
    if (names.some((name) => seen.has(name))) return [];
    for (const name of names) seen.add(name);
    return names;
  });
}

const at = (cut: CutAxes, axis: number): readonly string[] => cut[axis] ?? [];

/** What operands of one shape agree on; where they do not, the axis is not cut. */
function together(cuts: readonly CutAxes[], rank: number): CutAxes {
  return once(
    Array.from({ length: rank }, (_, axis) => {
      const wanted = new Set(cuts.map((cut) => at(cut, axis).join()).filter((names) => names !== ""));
      return wanted.size === 1 ? cuts.map((cut) => at(cut, axis)).find((names) => names.length > 0)! : [];
    }),
  );
}

/** The axes that keep their length when axes of length 1 come and go; null for other changes of shape. */
function keptAxes(
  from: readonly number[],
  to: readonly number[],
): readonly (readonly [from: number, to: number])[] | null {
  const long = (shape: readonly number[]): number[] => shape.flatMap((length, axis) => (length === 1 ? [] : [axis]));
  const [before, after] = [long(from), long(to)];
  if (before.length !== after.length || before.some((axis, k) => from[axis] !== to[after[k]!])) return null;
  return before.map((axis, k) => [axis, after[k]!]);
}

function contracted(
  { lhsContracting, rhsContracting, lhsBatch, rhsBatch }: Params<"dotGeneral">,
  lhs: Atom,
  rhs: Atom,
  a: CutAxes,
  b: CutAxes,
): CutAxes {
  const free = (atom: Atom, used: readonly number[], cut: CutAxes): CutAxes =>
    atom.aval.shape.flatMap((_, axis) => (used.includes(axis) ? [] : [at(cut, axis)]));
  const shared = lhsBatch.map((axis, k) => together([[at(a, axis)], [at(b, rhsBatch[k]!)]], 1)[0]!);
  return once([
    ...shared,
    ...free(lhs, [...lhsBatch, ...lhsContracting], a),
    ...free(rhs, [...rhsBatch, ...rhsContracting], b),
  ]);
}

function cutsOf(equation: Equation, cuts: readonly CutAxes[]): readonly CutAxes[] {
  const applied = equation as Applied;
  const rank = equation.outputs[0]?.aval.shape.length ?? 0;
  const shapes = (equation.inputs as readonly Atom[]).map(({ aval }) => aval.shape);
  if (isInFamily(applied, "elementwise")) {
    const like = cuts.filter((_, k) => shapes[k]!.length === rank);
    return [together(like, rank)];
  }
  if (applied.primitive === "jit") return propagate(applied.params.jaxpr, cuts);
  if (applied.primitive === "transpose") return [applied.params.permutation.map((axis) => at(cuts[0]!, axis))];
  if (applied.primitive === "broadcastInDim") {
    const { shape, broadcastDimensions } = applied.params;
    return [
      shape.map((length, axis) => {
        const from = broadcastDimensions.indexOf(axis);
        return from >= 0 && shapes[0]![from] === length ? at(cuts[0]!, from) : [];
      }),
    ];
  }
  if (applied.primitive === "reshape") {
    const kept = keptAxes(shapes[0]!, applied.params.shape);
    if (kept === null) return [whole];
    return [applied.params.shape.map((_, to) => at(cuts[0]!, kept.find((pair) => pair[1] === to)?.[0] ?? -1))];
  }
  if (applied.primitive === "dotGeneral") {
    const [lhs, rhs] = equation.inputs as readonly Atom[];
    return [contracted(applied.params, lhs!, rhs!, cuts[0]!, cuts[1]!)];
  }
  if (
    applied.primitive === "reduceSum" ||
    applied.primitive === "reduceProd" ||
    applied.primitive === "reduceMax" ||
    applied.primitive === "reduceMin"
  ) {
    const { axes } = applied.params;
    return [shapes[0]!.flatMap((_, axis) => (axes.includes(axis) ? [] : [at(cuts[0]!, axis)]))];
  }
  return equation.outputs.map(() => whole);
}

/** How the results of a program are cut when its arguments are cut so. */
export function propagate(jaxpr: Jaxpr, inputs: readonly CutAxes[]): readonly CutAxes[] {
  const known = new Map<Atom, CutAxes>(jaxpr.binders.map((binder, k) => [binder, inputs[k]!]));
  const of = (atom: Atom): CutAxes => (atom instanceof Literal ? whole : (known.get(atom) ?? whole));
  for (const equation of jaxpr.equations) {
    const cuts = cutsOf(equation, (equation.inputs as readonly Atom[]).map(of));
    equation.outputs.forEach((output, k) => known.set(output, cuts[k]!));
  }
  return jaxpr.outputs.map(of);
}
