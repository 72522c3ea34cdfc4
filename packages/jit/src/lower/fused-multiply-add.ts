import { castScalar, sameScalar } from "@proj/array/core";
import type { Expression, ExpressionId, Loop, Step } from "../program/program.ts";
import { ExpressionBuilder } from "./expression-builder.ts";
import { withoutDead, withValues } from "../program/live-expressions.ts";
import { withOperands } from "../program/operands.ts";
import { withNestedSteps } from "../program/walk.ts";

/*
 * On a target without float64, what float32 code computes by a detour through it: sums and products of float32 numbers that
 * are rounded once, at the end. Such an expression x · y + z becomes `fma`. A sum or a product alone becomes the float32
 * operation: float64 has more than twice the digits, so that rounding to it first changes nothing (S. A. Figueroa, "When is
 * double rounding innocuous?", 1995). Whatever else is float64 stays, for compilation to complain about.
 */

/** Rewrites the expressions of one loop. */
class Narrowing {
  readonly #expressions: readonly Expression[];
  readonly #builder = new ExpressionBuilder();
  readonly #renamed: ExpressionId[] = [];

  constructor(expressions: readonly Expression[]) {
    this.#expressions = expressions;
  }

  /** Each old expression's new position, and the new ones. */
  run(): readonly [renamed: readonly ExpressionId[], expressions: readonly Expression[]] {
    for (const expression of this.#expressions) {
      const narrow =
        expression.op === "convert" && expression.dtype === "float32" && this.#old(expression.x).dtype === "float64"
          ? this.#rounded(expression.x)
          : null;
      this.#renamed.push(narrow ?? this.#builder.add(withOperands(expression, (id) => this.#renamed[id]!)));
    }
    return [this.#renamed, this.#builder.expressions];
  }

  #old(id: ExpressionId): Expression {
    return this.#expressions[id]!;
  }

  /** The float32 expression that equals a float64 one exactly, or null if there is none. */
  #exact(id: ExpressionId): ExpressionId | null {
    const expression = this.#old(id);
    if (expression.op === "convert" && this.#old(expression.x).dtype === "float32") return this.#renamed[expression.x]!;
    if (expression.op === "constant" && sameScalar(castScalar(expression.value, "float32"), expression.value))
      return this.#builder.constant(expression.value, "float32");
    if (expression.op === "unary" && expression.name === "neg") return this.#negated(this.#exact(expression.x));
    return null;
  }

  #negated(x: ExpressionId | null): ExpressionId | null {
    return x === null ? null : this.#builder.add({ op: "unary", dtype: "float32", name: "neg", x });
  }

  /** The float32 expression that a float64 one rounds to, or null if it is none of those above. */
  #rounded(id: ExpressionId): ExpressionId | null {
    const expression = this.#old(id);
    if (expression.op !== "binary") return this.#exact(id);
    const { name } = expression;
    if (name !== "add" && name !== "sub" && name !== "mul") return null;
    const [x, y] = [this.#exact(expression.x), this.#exact(expression.y)];
    if (x !== null && y !== null) return this.#builder.add({ op: "binary", dtype: "float32", name, x, y });
    if (name === "mul") return null;
    if (y !== null) return this.#multiplyAdd(expression.x, name === "sub" ? this.#negated(y) : y, false);
    return x === null ? null : this.#multiplyAdd(expression.y, x, name === "sub");
  }

  /** ± product + z. */
  #multiplyAdd(product: ExpressionId, z: ExpressionId | null, negative: boolean): ExpressionId | null {
    const expression = this.#old(product);
    if (z === null || expression.op !== "binary" || expression.name !== "mul") return null;
    const x = this.#exact(expression.x);
    const y = this.#exact(expression.y);
    const factor = negative ? this.#negated(x) : x;
    return factor === null || y === null ? null : this.#builder.add({ op: "fma", dtype: "float32", x: factor, y, z });
  }
}

function narrowLoop(loop: Loop): Loop {
  if (!loop.expressions.some(({ dtype }) => dtype === "float64")) return loop;
  const [renamed, expressions] = new Narrowing(loop.expressions).run();
  return withoutDead(withValues({ ...loop, expressions }, (id) => renamed[id]!));
}

function narrowStep(step: Step): Step {
  switch (step.kind) {
    case "loop":
      return narrowLoop(step);
    case "scan":
    case "while":
    case "cond":
    case "tiles":
    case "group":
      return withNestedSteps(step, (steps) => steps.map(narrowStep));
    case "contract":
    case "pack":
    case "scatter":
    case "sort":
    case "cumulative":
    case "callback":
    case "procedure":
      return step;
  }
}

/**
 * Replaces the detours of float32 numbers through float64, for `TargetLimits.fuseMultiplyAdd`: a target without float64 brings along
 * what it can compute instead.
 *
 * @param steps - the steps of a lowered program.
 * @returns the steps, in which fused multiply-adds may stand.
 * @example
 * import { interpreter, fuseMultiplyAdd } from "@proj/jit/core";
 * const { limits } = interpreter({ dtypes: ["bool", "int32", "float32"], fuseMultiplyAdd });
 * limits.fuseMultiplyAdd?.([]); // → []
 */
export function fuseMultiplyAdd(steps: readonly Step[]): readonly Step[] {
  return steps.map(narrowStep);
}
