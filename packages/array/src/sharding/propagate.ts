import { Literal, type Atom, type Equation, type Jaxpr } from "../core/jaxpr/jaxpr.ts";
import type { Params, PrimitiveName } from "../core/primitives.ts";
import { binaryNames } from "../core/scalar/binary.ts";
import { unaryNames } from "../core/scalar/unary.ts";
import type { Mesh } from "../core/sharding/mesh.ts";
import { NamedSharding } from "../core/sharding/named-sharding.ts";
import { PartitionSpec } from "../core/sharding/partition-spec.ts";
import { tableOf } from "../core/table.ts";
import type { Shape } from "../core/types/shape.ts";

/*
 * How the results of a program are spread when its arguments are. Each element goes where the elements lie from which it is
 * computed, as far as that is one place; results of all other operations are on all devices.
 */

/** The axes of a mesh along which each axis of an array is cut. */
export type CutAxes = readonly (readonly string[])[];

/** An operand or a result: its shape, and how it is cut. */
interface Spread {
  readonly shape: Shape;
  readonly cut: CutAxes;
}

/**
 * How the results of one primitive are cut.
 *
 * @param operands - their shapes and cuts.
 * @param params - the primitive's parameters.
 * @param results - the shapes of the results.
 * @param mesh - whose axes the cuts name.
 */
type PropagationRule<P extends PrimitiveName> = {
  bivarianceHack(
    operands: readonly Spread[],
    params: Params<P>,
    results: readonly Shape[],
    mesh: Mesh,
  ): readonly CutAxes[];
}["bivarianceHack"];

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

/** The axes of an array that satisfy a condition, as they are cut; the others are not. */
const where = ({ shape, cut }: Spread, keeps: (axis: number) => boolean): CutAxes =>
  shape.map((_, axis) => (keeps(axis) ? at(cut, axis) : []));

const without = ({ shape, cut }: Spread, axes: readonly number[]): CutAxes =>
  shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [at(cut, axis)]));

/** Results on all devices. */
const everywhere: PropagationRule<PrimitiveName> = (_, __, results) => results.map(() => whole);

/** Each element where those are from which it is computed; scalars are on all devices. */
const elementwise: PropagationRule<PrimitiveName> = (operands, _, results) => {
  const rank = results[0]!.length;
  const cut = together(
    operands.flatMap((operand) => (operand.shape.length === rank ? [operand.cut] : [])),
    rank,
  );
  return results.map(() => cut);
};

const reduction: PropagationRule<"reduceSum"> = ([x], { axes }) => [without(x!, axes)];
const extremum: PropagationRule<"argmax"> = ([x], { axis }) => [without(x!, [axis])];
const running: PropagationRule<"cumsum"> = ([x], params) => [where(x!, (axis) => axis !== params.axis)];

/** The axes that keep their length when axes of length 1 come and go; null for other changes of shape. */
function keptAxes(from: Shape, to: Shape): readonly (readonly [from: number, to: number])[] | null {
  const long = (shape: Shape): number[] => shape.flatMap((length, axis) => (length === 1 ? [] : [axis]));
  const [before, after] = [long(from), long(to)];
  if (before.length !== after.length || before.some((axis, k) => from[axis] !== to[after[k]!])) return null;
  return before.map((axis, k) => [axis, after[k]!]);
}

const reshape: PropagationRule<"reshape"> = ([x], { shape }) => {
  const kept = keptAxes(x!.shape, shape);
  if (kept === null) return [whole];
  return [shape.map((_, to) => at(x!.cut, kept.find((pair) => pair[1] === to)?.[0] ?? -1))];
};

const broadcastInDim: PropagationRule<"broadcastInDim"> = ([x], { shape, broadcastDimensions }) => [
  shape.map((length, axis) => {
    const from = broadcastDimensions.indexOf(axis);
    return from >= 0 && x!.shape[from] === length ? at(x!.cut, from) : [];
  }),
];

/** A constraint for another mesh says nothing in the names of this one. */
const shardingConstraint: PropagationRule<"shardingConstraint"> = ([x], { sharding }, _, mesh) => {
  if (!(sharding instanceof NamedSharding) || !sharding.mesh.equals(mesh)) return [whole];
  const { axes, entries } = sharding.spec;
  return [
    once(
      x!.shape.map((_, axis) => (entries[axis] === PartitionSpec.UNCONSTRAINED ? at(x!.cut, axis) : at(axes, axis))),
    ),
  ];
};

const dotGeneral: PropagationRule<"dotGeneral"> = (
  [lhs, rhs],
  { lhsContracting, rhsContracting, lhsBatch, rhsBatch },
) => {
  const shared = lhsBatch.map((axis, k) => together([[at(lhs!.cut, axis)], [at(rhs!.cut, rhsBatch[k]!)]], 1)[0]!);
  const free = [without(lhs!, [...lhsBatch, ...lhsContracting]), without(rhs!, [...rhsBatch, ...rhsContracting])];
  return [once([...shared, ...free.flat()])];
};

/** Slices that are whole along an axis leave it as it is; one result for each index has the place of the index. */
const gather: PropagationRule<"gather"> = ([x, indices], { dimensions, sliceSizes }, [shape]) => {
  const { offsetDims, collapsedSliceDims, operandBatchingDims } = dimensions;
  const throughSlice = x!.shape.flatMap((_, axis) =>
    collapsedSliceDims.includes(axis) || operandBatchingDims.includes(axis) ? [] : [axis],
  );
  let batch = 0;
  const cut = shape!.map((_, axis) => {
    const place = offsetDims.indexOf(axis);
    if (place < 0) return at(indices!.cut, batch++);
    const from = throughSlice[place]!;
    return sliceSizes[from] === x!.shape[from] ? at(x!.cut, from) : [];
  });
  return [once(cut)];
};

/** Windows that are whole along an axis, and axes in step, leave it as it is. */
const scatter: PropagationRule<"scatter"> = ([x, , updates], { dimensions }) => {
  const { updateWindowDims, insertedWindowDims, operandBatchingDims } = dimensions;
  const throughWindow = x!.shape.flatMap((_, axis) =>
    insertedWindowDims.includes(axis) || operandBatchingDims.includes(axis) ? [] : [axis],
  );
  return [
    where(x!, (axis) => {
      const window = updateWindowDims[throughWindow.indexOf(axis)];
      return operandBatchingDims.includes(axis) || (window !== undefined && updates!.shape[window] === x!.shape[axis]);
    }),
  ];
};

const sort: PropagationRule<"sort"> = (operands, { dimension }, results) => {
  const rank = results[0]?.length ?? 0;
  const cut = together(operands.map((x) => where(x, (axis) => axis !== dimension)), rank); // prettier-ignore
  return results.map(() => cut);
};

/** What a routine does along batch axes it does for each element of them. */
const routine: PropagationRule<"routine"> = (operands, { routine: { rules } }, results) => {
  const rank = operands[0]!.shape.length - rules.operandRanks[0]!;
  const cut = together(operands.map((x) => x.cut), rank); // prettier-ignore
  return results.map(() => cut);
};

const called = (operands: readonly Spread[], { jaxpr }: { readonly jaxpr: Jaxpr }, _: unknown, mesh: Mesh) =>
  propagate(jaxpr, cutsOf(operands), mesh);

const cutsOf = (operands: readonly Spread[]): readonly CutAxes[] => operands.map(({ cut }) => cut);

/** How often the body of a loop is looked at until what it carries is cut as before. */
const mostRounds = 4;

/** How a loop leaves what it carries: as before and after a round, where they agree. */
function carried(
  first: readonly CutAxes[],
  shapes: readonly Shape[],
  round: (carry: readonly CutAxes[]) => readonly CutAxes[],
): readonly CutAxes[] {
  let carry = first;
  for (let k = 0; k < mostRounds; k++) {
    const next = round(carry);
    const agreed = carry.map((cut, place) => together([cut, next[place]!], shapes[place]!.length));
    if (agreed.every((cut, place) => cut.join(";") === together([carry[place]!], cut.length).join(";"))) break;
    carry = agreed;
  }
  return carry;
}

const scan: PropagationRule<"scan"> = (operands, { jaxpr, numConsts, numCarry }, results, mesh) => {
  const cuts = cutsOf(operands);
  const constants = cuts.slice(0, numConsts);
  const slices = cuts.slice(numConsts + numCarry).map((cut) => cut.slice(1));
  const body = (carry: readonly CutAxes[]): readonly CutAxes[] =>
    propagate(jaxpr, [...constants, ...carry, ...slices], mesh);
  const carry = carried(cuts.slice(numConsts, numConsts + numCarry), results, body);
  return [...carry, ...body(carry).slice(numCarry).map((cut): CutAxes => [[], ...cut])]; // prettier-ignore
};

const whileLoop: PropagationRule<"while"> = (operands, { body, numConditionConsts, numBodyConsts }, results, mesh) => {
  const cuts = cutsOf(operands);
  const first = numConditionConsts + numBodyConsts;
  const constants = cuts.slice(numConditionConsts, first);
  return carried(cuts.slice(first), results, (carry) => propagate(body, [...constants, ...carry], mesh));
};

const cond: PropagationRule<"cond"> = (operands, { branches }, results, mesh) => {
  const cuts = cutsOf(operands).slice(1);
  const outcomes = branches.map((branch) => propagate(branch, cuts, mesh));
  return results.map((shape, k) => together(outcomes.map((outcome) => outcome[k]!), shape.length)); // prettier-ignore
};

const rules: { readonly [P in PrimitiveName]: PropagationRule<P> } = {
  ...tableOf(unaryNames, () => elementwise),
  ...tableOf(binaryNames, () => elementwise),
  select: elementwise,
  integerPow: elementwise,
  convertElementType: elementwise,
  bitcastConvertType: elementwise,
  complex: elementwise,
  real: elementwise,
  imag: elementwise,
  broadcastInDim,
  reshape,
  transpose: ([x], { permutation }) => [permutation.map((axis) => at(x!.cut, axis))],
  reverse: ([x], { dimensions }) => [where(x!, (axis) => !dimensions.includes(axis))],
  slice: ([x], { start, limit, strides }) => [
    where(x!, (axis) => start[axis] === 0 && limit[axis] === x!.shape[axis] && strides[axis] === 1),
  ],
  pad: ([x], { low, high, interior }) => [
    where(x!, (axis) => low[axis] === 0 && high[axis] === 0 && interior[axis] === 0),
  ],
  concatenate: (operands, { dimension }, [shape]) => [
    together(operands.map((x) => where(x, (axis) => axis !== dimension)), shape!.length), // prettier-ignore
  ],
  split: ([x], { axis: along, sizes }) => sizes.map(() => where(x!, (axis) => axis !== along)),
  windows: ([x], { axis: along }) => [[...where(x!, (axis) => axis !== along), []]],
  shardingConstraint,
  iota: everywhere,
  reduceSum: reduction,
  reduceProd: reduction,
  reduceMax: reduction,
  reduceMin: reduction,
  reduceAnd: reduction,
  reduceOr: reduction,
  argmax: extremum,
  argmin: extremum,
  cumsum: running,
  cumprod: running,
  cummax: running,
  cummin: running,
  dotGeneral,
  dynamicSlice: ([x], { sizes }) => [where(x!, (axis) => sizes[axis] === x!.shape[axis])],
  dynamicUpdateSlice: ([x, update]) => [where(x!, (axis) => update!.shape[axis] === x!.shape[axis])],
  gather,
  scatter,
  sort,
  threefry2x32: elementwise,
  routine,
  scan,
  while: whileLoop,
  cond,
  jit: called,
  checkpoint: called,
  customJvpCall: called,
  customVjpCall: called,
  customLinear: (operands, { forward }, results, mesh) =>
    forward === null ? results.map(() => whole) : propagate(forward, cutsOf(operands), mesh),
  callback: everywhere,
  psum: everywhere,
  pmax: everywhere,
  pmin: everywhere,
  allGather: everywhere,
  axisIndex: everywhere,
};

/** How the results of a program are cut when its arguments are cut so. */
export function propagate(jaxpr: Jaxpr, inputs: readonly CutAxes[], mesh: Mesh): readonly CutAxes[] {
  const known = new Map<Atom, CutAxes>(jaxpr.binders.map((binder, k) => [binder, inputs[k]!]));
  const of = (atom: Atom): CutAxes => (atom instanceof Literal ? whole : (known.get(atom) ?? whole));
  for (const { primitive, inputs, params, outputs } of jaxpr.equations as readonly Equation[]) {
    const rule: PropagationRule<PrimitiveName> = rules[primitive];
    const operands = (inputs as readonly Atom[]).map((atom) => ({ shape: atom.aval.shape, cut: of(atom) }));
    const shapes = outputs.map(({ aval }) => aval.shape);
    const cuts = rule(operands, params, shapes, mesh);
    outputs.forEach((output, k) => known.set(output, cuts[k]!));
  }
  return jaxpr.outputs.map(of);
}
