import {
  sizeOf,
  Variable,
  type Atom,
  type BinaryName,
  type Equation,
  type Jaxpr,
  type PrimitiveName,
  type UnaryName,
} from "@proj/array/core";

/*
 * What is worth memory. A value that elementwise work produces can be computed inside every loop that reads it, or once
 * into a buffer. It gets a buffer when several loops would compute it and that costs more than a store and a load, or when
 * a broadcast would compute it once per repetition. Everything that an opaque step reads or produces has one anyway.
 */

/** Costs of scalar functions in units of one addition; only their order of magnitude matters. */
const costOfUnary: { readonly [P in UnaryName]: number } = {
  neg: 1, sign: 2, abs: 1, floor: 1, ceil: 1, round: 1, isFinite: 1, not: 1, stopGradient: 0, optimizationBarrier: 0,
  exp: 12, exp2: 12, expm1: 16, log: 14, log1p: 16, sqrt: 4, rsqrt: 6, cbrt: 20, logistic: 16,
  sin: 16, cos: 16, tan: 24, asin: 20, acos: 20, atan: 20, sinh: 20, cosh: 20, tanh: 16, asinh: 24, acosh: 24, atanh: 24,
  erf: 18, erfc: 24, erfInv: 30,
}; // prettier-ignore
const costOfBinary: { readonly [P in BinaryName]: number } = {
  add: 1, sub: 1, mul: 1, div: 4, rem: 8, pow: 30, max: 1, min: 1, atan2: 26, nextAfter: 6, and: 1, or: 1, xor: 1,
  shiftLeft: 1, shiftRightLogical: 1, shiftRightArithmetic: 1, eq: 1, ne: 1, lt: 1, le: 1, gt: 1, ge: 1,
}; // prettier-ignore

/** What storing and loading an element costs in the same units. */
const memoryCost = 6;

/** How an equation takes part in fusion. */
export type FusionRole =
  /** Computes each element from the same element of its operands. */
  | "elementwise"
  /** Moves elements, by an affine map of indices. */
  | "view"
  /** Reads elements at computed places. */
  | "gather"
  /** Folds elements, and can compute them on the way. */
  | "reduction"
  /** Puts computed elements side by side, and can compute them on the way. */
  | "assembly"
  /** A step with its own algorithm. */
  | "opaque";

/** The role of every primitive; those that simplification removes are opaque here. */
export const fusionRoles: { readonly [P in PrimitiveName]: FusionRole } = {
  ...(Object.fromEntries(Object.keys(costOfUnary).map((name) => [name, "elementwise"])) as {
    [P in UnaryName]: FusionRole;
  }),
  ...(Object.fromEntries(Object.keys(costOfBinary).map((name) => [name, "elementwise"])) as {
    [P in BinaryName]: FusionRole;
  }),
  select: "elementwise",
  integerPow: "elementwise",
  convertElementType: "elementwise",
  bitcastConvertType: "elementwise",
  threefry2x32: "elementwise",
  broadcastInDim: "view",
  reshape: "view",
  transpose: "view",
  reverse: "view",
  slice: "view",
  split: "view",
  iota: "elementwise",
  gather: "gather",
  reduceSum: "reduction",
  reduceProd: "reduction",
  reduceMax: "reduction",
  reduceMin: "reduction",
  reduceAnd: "reduction",
  reduceOr: "reduction",
  argmax: "reduction",
  argmin: "reduction",
  concatenate: "assembly",
  pad: "assembly",
  dynamicUpdateSlice: "assembly",
  cumsum: "opaque",
  cumprod: "opaque",
  cummax: "opaque",
  cummin: "opaque",
  dotGeneral: "opaque",
  dynamicSlice: "opaque",
  scatter: "opaque",
  sort: "opaque",
  jit: "opaque",
  checkpoint: "opaque",
  scan: "opaque",
  while: "opaque",
  cond: "opaque",
  customJvpCall: "opaque",
  customVjpCall: "opaque",
  customLinear: "opaque",
  psum: "opaque",
  pmax: "opaque",
  pmin: "opaque",
  allGather: "opaque",
  axisIndex: "opaque",
};

/** True for equations that are computed inside the loops that read them, unless they are materialised. */
export function isFusable(equation: Equation): boolean {
  const role = fusionRoles[equation.primitive];
  return role === "elementwise" || role === "view" || role === "gather";
}

function ownCost(equation: Equation): number {
  const { primitive } = equation;
  if (primitive in costOfUnary) return costOfUnary[primitive as UnaryName];
  if (primitive in costOfBinary) return costOfBinary[primitive as BinaryName];
  switch (primitive) {
    case "threefry2x32":
      return 130;
    case "integerPow":
      return 2 * Math.ceil(Math.log2(Math.abs(equation.params.exponent) + 1));
    case "gather":
      return 8;
    default:
      return 1;
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
    const fusable = isFusable(equation);
    const total = fusable
      ? Math.min(1e6, ownCost(equation) + equation.inputs.reduce((sum, input) => sum + costOf(input), 0))
      : 0;
    for (const output of equation.outputs) {
      cost.set(output, total);
      phase.set(output, fusable ? inputPhase : inputPhase + 1);
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
    switch (fusionRoles[equation.primitive]) {
      case "elementwise":
      case "view":
      case "gather": {
        const keys = new Set<string>();
        for (const output of equation.outputs) {
          const own = readers.get(output);
          if (own === undefined) continue;
          const role = fusionRoles[equation.primitive];
          if (!materialized.has(output) && role !== "view" && own.size > 1 && costOf(output) > memoryCost)
            materialized.add(output);
          if (materialized.has(output) && role !== "view") keys.add(loopKey(output));
          else own.forEach((key) => keys.add(key));
        }
        if (equation.primitive === "gather") require(equation.inputs[0]);
        // A view of a buffer is free, so what needs memory is the viewed array.
        if (fusionRoles[equation.primitive] === "view" && equation.outputs.some((output) => materialized.has(output)))
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
