import { cond, scan, stack, where, zeros, type ArrayLike, type NDArray } from "@proj/array";
import { fromHostData, scalar } from "@proj/array/core";
import { dynamicUpdateIndexInDim } from "@proj/array/lax";
import { stopGradient, vmap } from "@proj/autodiff";
import { firstFailure, isSuccessful, RESULTS } from "../result.ts";
import { implicitRoot } from "../root-finders/root-find.ts";
import type { StepResult } from "../solver.ts";
import type { Term } from "../terms/term.ts";
import type { TermKind, TermStructures } from "../terms/term-structure.ts";
import { asTime, mapArrays, minus, plus, scaled, widestFloat } from "../trees.ts";
import { stageTime, type FirstSameAsLast } from "./explicit-runge-kutta.ts";
import { ImplicitSolver } from "./implicit-solver.ts";

/** The coefficients with which one term takes part in the stages of a step. The first stage is explicit. */
export interface StageTableau {
  /** c without the first, which is 0. */
  readonly c: readonly number[];
  /** Row i holds the weights of stages 0 … i in stage i + 1. */
  readonly a: readonly (readonly number[])[];
  readonly b: readonly number[];
  readonly bError: readonly number[];
}

/** The coefficients of a term that is treated implicitly. */
export interface ImplicitStageTableau extends StageTableau {
  /** The weight of each stage from the second in itself. */
  readonly diagonal: readonly number[];
  /** Row i holds the weights of stages 0 … i in the guess for stage i + 1. */
  readonly predictor: readonly (readonly number[])[];
}

/** A term with its coefficients. */
interface Part<Y, Args> {
  readonly term: Term<Y, Args>;
  readonly tableau: StageTableau;
}

/** The ends of a step and its stages, for each term a tree whose arrays have the stages along their first axis. */
export interface StackedStages {
  readonly y0: unknown;
  readonly y1: unknown;
  readonly k: readonly unknown[];
}

/** A matrix of coefficients, short rows filled up with zeros. */
function matrix(rows: readonly (readonly number[])[], width: number, dtype: "float32" | "float64"): NDArray {
  const values = rows.flatMap((row) => [...row, ...Array.from({ length: width - row.length }, () => 0)]);
  return fromHostData(
    dtype === "float64" ? Float64Array.from(values) : Float32Array.from(values),
    [rows.length, width],
    dtype,
  );
}

/** Σ weightᵢ · stageᵢ of stages along the first axis. */
function weighted<Y>(weights: NDArray, stages: Y): Y {
  return mapArrays((stages) => {
    const { shape } = stages;
    const flat = stages.reshape([shape[0]!, -1]);
    return weights.astype(flat.dtype).dot(flat).reshape(shape.slice(1));
  }, stages);
}

const vector = (values: readonly number[], dtype: "float32" | "float64"): NDArray =>
  matrix([values], values.length, dtype).reshape([values.length]);

/** Stages of which none is known yet, like a tree. */
function noStages(like: unknown, count: number): unknown {
  return mapArrays((x) => zeros([count, ...x.shape], { dtype: x.dtype }), like);
}

/**
 * A diagonally implicit Runge–Kutta method with an explicit first stage; other terms may be treated explicitly at the same
 * stages.
 *
 * Stages are vector fields where the last one is the next step's first, else increments; the equation of a stage is solved in
 * the same terms. With one diagonal for all stages there is one Jacobian a step, at the guess for the second stage.
 */
export abstract class ImplicitRungeKutta<Kind extends TermKind> extends ImplicitSolver<
  Kind,
  FirstSameAsLast,
  StackedStages
> {
  /** The terms in the order in which they were given. */
  protected abstract partsOf<Y, Args>(terms: TermStructures<Y, Args>[Kind]): readonly Part<Y, Args>[];
  /** The tableau of the term that is treated implicitly. */
  protected abstract readonly implicit: ImplicitStageTableau;

  init<Y, Args>(
    terms: TermStructures<Y, Args>[Kind],
    t0: ArrayLike,
    t1: ArrayLike,
    y0: Y,
    args: Args,
  ): FirstSameAsLast {
    const parts = this.partsOf<Y, Args>(terms);
    const [start, end] = [asTime(t0, y0), asTime(t1, y0)];
    if (!carriesSlope(this.implicit, parts, start, end, y0, args)) return null;
    return { slope: parts.map(({ term }) => term.vf(start, y0, args)) };
  }

  step<Y, Args>(
    terms: TermStructures<Y, Args>[Kind],
    t0: ArrayLike,
    t1: ArrayLike,
    y0: Y,
    args: Args,
    state: FirstSameAsLast,
    madeJump: boolean | NDArray,
  ): StepResult<Y, FirstSameAsLast, StackedStages> {
    const parts = this.partsOf<Y, Args>(terms);
    const [start, end] = [asTime(t0, y0), asTime(t1, y0)];
    const h = end.sub(start);
    const { implicit, rootFinder, rootFindMaxSteps: maxSteps } = this;
    const at = parts.findIndex(({ tableau }) => tableau === implicit);
    const count = implicit.b.length;
    const inSlopes = carriesSlope(this.implicit, parts, start, end, y0, args);
    const controls = parts.map(({ term }) => term.contr(start, end));
    const evaluate = (index: number, t: NDArray, y: Y, args: Args): unknown => {
      const { term } = parts[index]!;
      return inSlopes ? term.vf(t, y, args) : term.vfProd(t, y, args, controls[index]);
    };
    const increment = (index: number, stage: unknown): Y =>
      inSlopes ? parts[index]!.term.prod(stage, controls[index]) : (stage as Y);

    const dtype = widestFloat(y0);
    const rows = parts.map(({ tableau }) => matrix(tableau.a, count, dtype));
    const predictors = matrix(implicit.predictor, count, dtype);
    const times = parts.map(({ tableau }) => stack(tableau.c.map((c) => stageTime(start, end, h, c))));
    const oneDiagonal = implicit.diagonal.every((weight) => weight === implicit.diagonal[0]);

    const first = (): readonly unknown[] => parts.map((_, index) => evaluate(index, start, y0, args));
    const begin =
      !inSlopes || state === null || madeJump === true
        ? first()
        : madeJump === false
          ? (state.slope as readonly unknown[])
          : cond(madeJump, first, () => state.slope as readonly unknown[]);
    const put = (stages: unknown, stage: unknown, index: NDArray): unknown =>
      mapArrays((all, one) => dynamicUpdateIndexInDim(all, one, index), stages, stage);
    const empty = begin.map((stage) => put(noStages(stage, count), stage, scalar(0, "int32")));

    /** The equation of a stage for the implicit term, and the state at a solution. */
    const equationOf = (
      { known, y0, args }: { readonly known: readonly unknown[]; readonly y0: Y; readonly args: Args },
      row: readonly NDArray[],
      t: NDArray,
      diagonal: number | NDArray,
    ): { readonly stateAt: (stage: unknown) => Y; readonly residual: (stage: unknown) => unknown } => {
      const base = known
        .map((stages, index) => increment(index, weighted(row[index]!, stages)))
        .reduce((y, increment) => plus(y, increment), y0);
      const stateAt = (stage: unknown): Y => plus(base, scaled(increment(at, stage), diagonal));
      return { stateAt, residual: (stage) => minus(stage, evaluate(at, t, stateAt(stage), args)) };
    };

    const second = (xs: NDArray): NDArray => xs.get(0);
    const linearised = (): unknown => {
      const still = stopGradient({ known: empty, y0, args });
      const { residual } = equationOf(still, rows.map(second), second(times[at]!), implicit.diagonal[0]!);
      return stopGradient(rootFinder.linearise(residual, weighted(second(predictors), still.known[at])));
    };
    const linearisation = oneDiagonal ? linearised() : undefined;

    interface Carry {
      readonly known: readonly unknown[];
      readonly y: Y;
      readonly last: readonly unknown[];
      readonly result: NDArray;
    }
    const [done] = scan(
      (
        { known, result }: Carry,
        {
          index,
          row,
          predictor,
          t,
          diagonal,
        }: {
          readonly index: NDArray;
          readonly row: readonly NDArray[];
          readonly predictor: NDArray;
          readonly t: readonly NDArray[];
          readonly diagonal: NDArray;
        },
      ): readonly [Carry, null] => {
        const { stateAt, residual } = equationOf({ known, y0, args }, row, t[at]!, diagonal);
        const guess = weighted(predictor, known[at]);
        const search = { maxSteps, linearisation };
        const found = implicitRoot(residual, (start) => rootFinder.find(residual, start, search), guess);
        const y = stateAt(found.value);
        const stages = parts.map((_, part) => (part === at ? found.value : evaluate(part, t[part]!, y, args)));
        return [
          {
            known: known.map((all, part) => put(all, stages[part], index)),
            y,
            last: stages,
            result: firstFailure(result, found.result)!.astype("int32"),
          },
          null,
        ];
      },
      { known: empty, y: y0, last: begin, result: scalar(RESULTS.successful, "int32") },
      {
        index: fromHostData(
          Int32Array.from(implicit.c, (_, index) => index + 1),
          [count - 1],
          "int32",
        ),
        row: rows,
        predictor: predictors,
        t: times,
        diagonal: vector(implicit.diagonal, dtype),
      },
    );
    const k = done.known.map((stages, part) => increments(parts[part]!.term, stages, controls[part], inSlopes));
    const sum = (weightsOf: (tableau: StageTableau) => readonly number[]): Y =>
      k
        .map((stages, part) => weighted(vector(weightsOf(parts[part]!.tableau), dtype), stages) as Y)
        .reduce((a, b) => plus(a, b));
    const y1 = plus(
      y0,
      sum(({ b }) => b),
    );
    const okay = isSuccessful(done.result);
    return {
      y1,
      error: mapArrays(
        (x) => where(okay, x, Infinity).astype(x.dtype),
        sum(({ bError }) => bError),
      ),
      dense: { y0, y1, k },
      state: inSlopes ? { slope: done.last } : null,
      result: done.result,
    };
  }

  func<Y, Args>(terms: TermStructures<Y, Args>[Kind], t: NDArray, y: Y, args: Args): unknown {
    const slopes = this.partsOf<Y, Args>(terms).map(({ term }) => term.vf(t, y, args));
    return slopes.length === 1 ? slopes[0] : slopes;
  }
}

/** Whether the last stage is the next step's first, in all parts. */
function carriesSlope<Y, Args>(
  implicit: ImplicitStageTableau,
  parts: readonly Part<Y, Args>[],
  t0: NDArray,
  t1: NDArray,
  y0: Y,
  args: Args,
): boolean {
  return parts.every(
    ({ term, tableau }) => endsAtLastStage(tableau, implicit) && !term.isVfExpensive(t0, t1, y0, args),
  );
}

/** The stages as increments of the state, along the first axis. */
function increments<Y, Args>(term: Term<Y, Args>, stages: unknown, control: unknown, inSlopes: boolean): unknown {
  if (!inSlopes) return stages;
  return vmap((stage: NDArray) => term.prod(stage, control) as NDArray)(stages as NDArray);
}

/** Whether the last stage has the weights of the result: then it is the next step's first. */
function endsAtLastStage(tableau: StageTableau, implicit: ImplicitStageTableau): boolean {
  const last = [...tableau.a.at(-1)!, tableau === implicit ? implicit.diagonal.at(-1)! : 0];
  return tableau.b.every((weight, index) => weight === last[index]);
}
