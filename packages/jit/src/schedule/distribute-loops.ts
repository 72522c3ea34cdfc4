import { dtypes, sizeOf, stridesOf, unaryFunctions } from "@proj/array/core";
import { Declarations } from "../program/declarations.ts";
import { liveExpressions, withoutDead } from "../program/live-expressions.ts";
import { operandsOf } from "../program/operands.ts";
import type { Expression, ExpressionId, Loop, Program, Step, Store, View } from "../program/program.ts";
import { isComputeStep, withNestedSteps } from "../program/walk.ts";
import type { TargetLimits } from "../target.ts";

/*
 * Loop distribution. A processor looks ahead by a few hundred instructions, and so computes several points of a loop at once, as long
 * as a point takes fewer. A polynomial behind a long chain, such as a normal number behind its random bits, takes more: then the
 * chain and the polynomial each wait for themselves. In two loops, with what goes from one to the other in the cache, neither does.
 */

/** Operations one after the other, from which on the next point is out of sight. */
const longChain = 50;
/** Unary functions of so many additions are polynomials. */
const polynomialCost = 12;
/** With fewer points, a second loop takes longer than it saves; with more, what goes between leaves the cache. */
const [fewestPoints, mostPoints] = [64, 2 ** 17];

const isPolynomial = (expression: Expression): expression is Expression & { readonly op: "unary" } =>
  expression.op === "unary" &&
  unaryFunctions[expression.name].cost >= polynomialCost &&
  dtypes[expression.dtype].bytes === 4;

/** Whether a polynomial of a loop can stand behind a long chain at all: behind another polynomial, or behind many operations. */
function mayHaveLongChains({ expressions }: Loop): boolean {
  let polynomials = 0;
  for (const expression of expressions) if (isPolynomial(expression)) polynomials++;
  return polynomials > 1 || (polynomials === 1 && expressions.length > longChain);
}

/** Polynomials that stand behind long chains, and others. */
interface Polynomials {
  /** Those that stand behind a long chain and behind no other such polynomial, with what they are computed from. */
  readonly behind: ReadonlyMap<ExpressionId, ExpressionId>;
  /** Those that stand behind none. */
  readonly others: readonly ExpressionId[];
  /** Whether the chains are other polynomials, each of which is a long one. */
  readonly areChained: boolean;
}

/** The polynomials that some expressions of a loop need. If some stand behind other polynomials, none of those behind other chains is told. */
function polynomialsOf({ expressions }: Loop, live: ReadonlySet<ExpressionId>): Polynomials {
  const depths: number[] = [];
  const isBehind: boolean[] = [];
  const isChained: boolean[] = [];
  const found: ExpressionId[] = [];
  const others: ExpressionId[] = [];
  expressions.forEach((expression, id) => {
    let [depth, behind, chained] = [0, false, false];
    for (const operand of operandsOf(expression)) {
      depth = Math.max(depth, depths[operand]!);
      behind ||= isBehind[operand]!;
      chained ||= isChained[operand]! || others.includes(operand);
    }
    const isOne = isPolynomial(expression) && live.has(id);
    depths[id] = depth + (isOne ? longChain : 1);
    isChained[id] = chained;
    isBehind[id] = behind || (isOne && depth >= longChain);
    if (isOne && !behind) (isBehind[id] ? found : others).push(id);
  });
  const areChained = found.some((id) => isChained[id]);
  const wanted = found.filter((id) => isChained[id] === areChained);
  return { behind: new Map(wanted.map((id) => [id, operandsOf(expressions[id]!)[0]!])), others, areChained };
}

/** What a loop's stores need. */
const needed = (loop: Loop): ReadonlySet<ExpressionId> =>
  liveExpressions(
    loop,
    loop.stores.map(({ value }) => value),
  );

const nowhere: View = { buffer: 0, offset: 0, strides: [], dynamic: [] };

/** Expressions some of whose values are found somewhere. */
const withLoads = (expressions: readonly Expression[], at: ReadonlyMap<ExpressionId, View>): Expression[] =>
  expressions.map((expression, id) => {
    const view = expression.op === "constant" ? undefined : at.get(id);
    return view === undefined ? expression : { op: "load", dtype: expression.dtype, view };
  });

/** A loop that computes some values, and one that finds them and does the rest; null if that would compute much twice. */
function cut(
  loop: Loop,
  values: ReadonlySet<ExpressionId>,
  declarations: Declarations,
  role: "scratch" | "private",
): readonly [Loop, Loop] | null {
  const { parallel, expressions, stores } = loop;
  const ahead = liveExpressions(loop, values);
  // What the loop itself reads stays until its last point has been computed.
  const read = new Set(expressions.map((expression) => ("view" in expression ? expression.view.buffer : null)));
  const isEarly = ({ value, view }: Store): boolean => ahead.has(value) && !read.has(view.buffer);
  const early = stores.filter(isEarly);
  const handedOn = new Map(early.map(({ value, view }) => [value, view]));
  const kept: Store[] = [];
  for (const value of values) {
    if (handedOn.has(value)) continue;
    const buffer = declarations.buffer(expressions[value]!.dtype, sizeOf(parallel), role);
    const view: View = { buffer, offset: 0, strides: stridesOf(parallel), dynamic: [] };
    handedOn.set(value, view);
    kept.push({ value, view });
  }
  const rest: Loop = {
    ...loop,
    expressions: withLoads(expressions, handedOn),
    stores: stores.filter((store) => !isEarly(store)),
  };
  const again = needed(rest);
  const repeated = [...ahead].filter((id) => again.has(id) && !handedOn.has(id) && expressions[id]!.op !== "constant");
  return repeated.length > longChain / 4 ? null : [{ ...loop, stores: [...early, ...kept] }, rest];
}

/** The loops that take the place of a loop, in order: the chains, the polynomials behind them where there are others, and the rest. */
function distributed(loop: Loop, declarations: Declarations, role: "scratch" | "private"): readonly Loop[] {
  const { parallel, expressions } = loop;
  const points = sizeOf(parallel);
  if (loop.reductions.length > 0 || points < fewestPoints || points > mostPoints) return [loop];
  if (!mayHaveLongChains(loop)) return [loop];
  const { behind, others, areChained } = polynomialsOf(loop, needed(loop));
  if (behind.size === 0) return [loop];
  const ends = new Set(behind.values());
  const after = needed({ ...loop, expressions: withLoads(expressions, new Map([...ends].map((id) => [id, nowhere]))) });
  const besides = others.filter((id) => after.has(id));
  const ahead = areChained ? new Set([...ends, ...besides]) : ends;
  const [first, rest] = cut(loop, ahead, declarations, role) ?? [loop];
  if (rest === undefined) return [loop];
  const isAlone = areChained || besides.length === 0;
  const [second, more] = (isAlone ? null : cut(rest, new Set(behind.keys()), declarations, role)) ?? [];
  return second === undefined || more === undefined
    ? [first, ...distributed(rest, declarations, role)]
    : [first, second, ...distributed(more, declarations, role)];
}

function distributedStep(step: Step, declarations: Declarations, role: "scratch" | "private"): readonly Step[] {
  if (isComputeStep(step)) {
    if (step.kind !== "loop") return [step];
    const loops = distributed(step, declarations, role);
    return loops.length === 1 ? loops : loops.map(withoutDead);
  }
  const inside = step.kind === "tiles" ? "private" : role;
  return [withNestedSteps(step, (steps) => steps.flatMap((inner) => distributedStep(inner, declarations, inside)))];
}

/**
 * Makes several loops of those in which polynomials stand behind long chains, for a target with a few threads.
 *
 * @param program - what `cutForThreads` gave.
 * @param limits - what the target can do; without threading no loop changes.
 * @returns a program that means the same.
 * @example
 * import { log, makeJaxpr, ones, type NDArray } from "@proj/array";
 * import { cutForThreads, distributeLoops, interpreter, lower, schedule, simplify, tileScans } from "@proj/jit/core";
 * const { limits } = interpreter({ threading: { leastEffort: 2 ** 20, leastIntensity: 0, pieces: 4, atOnce: true } });
 * const chain = (x: NDArray) => Array.from({ length: 30 }).reduce<NDArray>((y) => y.mul(3).add(1), x);
 * const { jaxpr } = makeJaxpr((x: NDArray) => log(chain(x)))(ones(100));
 * const program = cutForThreads(schedule(tileScans(lower("f", simplify(jaxpr), limits), limits), limits), limits);
 * // The chain, and the logarithm of what it gives.
 * [program.steps.length, distributeLoops(program, limits).steps.length]; // → [1, 2]
 */
export function distributeLoops(program: Program<"scheduled">, limits: TargetLimits): Program<"scheduled"> {
  if (limits.threading === null) return program;
  const declarations = new Declarations(program);
  const steps = program.steps.flatMap((step) => distributedStep(step, declarations, "scratch"));
  return { ...program, buffers: declarations.buffers, steps };
}
