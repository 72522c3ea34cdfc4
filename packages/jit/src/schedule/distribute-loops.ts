import { dtypes, sizeOf, stridesOf, unaryFunctions } from "@proj/array/core";
import { Declarations } from "../program/declarations.ts";
import { liveExpressions, withoutDead } from "../program/live-expressions.ts";
import { operandsOf } from "../program/operands.ts";
import type { Expression, ExpressionId, Loop, Program, Step, View } from "../program/program.ts";
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

/** The polynomials that stand behind a long chain, and behind no other such polynomial. */
function behindChains({ expressions }: Loop): ReadonlyMap<ExpressionId, Expression & { readonly op: "unary" }> {
  const depths: number[] = [];
  const isBehind: boolean[] = [];
  const found = new Map<ExpressionId, Expression & { readonly op: "unary" }>();
  expressions.forEach((expression, id) => {
    const operands = operandsOf(expression);
    depths[id] = 1 + Math.max(0, ...operands.map((operand) => depths[operand]!));
    isBehind[id] = operands.some((operand) => isBehind[operand]!);
    if (isBehind[id] || depths[id] <= longChain || !isPolynomial(expression)) return;
    isBehind[id] = true;
    found.set(id, expression);
  });
  return found;
}

/** The loops that take the place of a loop, in order: the chains, the polynomials behind them where there are others, and the rest. */
function distributed(loop: Loop, declarations: Declarations, role: "scratch" | "private"): readonly Loop[] {
  const { parallel, expressions, stores } = loop;
  const points = sizeOf(parallel);
  if (loop.reductions.length > 0 || points < fewestPoints || points > mostPoints) return [loop];
  const polynomials = behindChains(loop);
  const ends = new Set([...polynomials.values()].map(({ x }) => x));
  if (ends.size === 0 || repeats(loop, ends)) return [loop];
  const kept = (values: Iterable<ExpressionId>): ReadonlyMap<ExpressionId, View> =>
    new Map(
      [...values].map((id): [ExpressionId, View] => {
        const buffer = declarations.buffer(expressions[id]!.dtype, points, role);
        return [id, { buffer, offset: 0, strides: stridesOf(parallel), dynamic: [] }];
      }),
    );
  /** The loop from what is kept up to other values. */
  const between = (from: ReadonlyMap<ExpressionId, View>, to: ReadonlyMap<ExpressionId, View> | null): Loop =>
    withoutDead({
      ...loop,
      expressions: cutAt(expressions, from),
      stores: to === null ? stores : [...to].map(([value, view]) => ({ view, value })),
    });
  const ahead = kept(ends);
  const first = between(new Map(), ahead);
  const isAlone = expressions.every((expression, id) => !isPolynomial(expression) || polynomials.has(id));
  if (isAlone) return [first, between(ahead, null)];
  const results = kept(polynomials.keys());
  return [first, between(ahead, results), ...distributed(between(results, null), declarations, role)];
}

/** The expressions with loads of what is kept. */
function cutAt(expressions: readonly Expression[], kept: ReadonlyMap<ExpressionId, View>): Expression[] {
  return expressions.map((expression, id) => {
    const view = kept.get(id);
    return view === undefined ? expression : { op: "load", dtype: expression.dtype, view };
  });
}

/** Whether much of the chains is also needed behind their ends, where it would be computed again. */
function repeats(loop: Loop, ends: ReadonlySet<ExpressionId>): boolean {
  const nowhere: View = { buffer: 0, offset: 0, strides: [], dynamic: [] };
  const expressions = cutAt(loop.expressions, new Map([...ends].map((id) => [id, nowhere])));
  const values = loop.stores.map(({ value }) => value);
  const behind = liveExpressions({ ...loop, expressions }, values);
  const both = [...liveExpressions(loop, ends)].filter(
    (id) => behind.has(id) && !ends.has(id) && loop.expressions[id]!.op !== "constant",
  );
  return both.length > longChain / 4;
}

function distributedStep(step: Step, declarations: Declarations, role: "scratch" | "private"): readonly Step[] {
  if (isComputeStep(step)) return step.kind === "loop" ? distributed(step, declarations, role) : [step];
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
