import type { DType } from "@proj/array";
import { isInteger, isZero, realNumber } from "@proj/array/core";
import { operandsOf, type Expression, type ExpressionId, type IndexComponent, type Loop } from "@proj/jit/core";
import { sumOf, type Addresses } from "../../wgsl/address.ts";
import { bitcast, convert } from "../../wgsl/convert.ts";
import { fusedMultiplyAdd } from "../../../math/fused-multiply-add.ts";
import type { KernelBuilder } from "../../wgsl/kernel-builder.ts";
import { hasCommonTerms, hidden, hiddenConstants } from "../../wgsl/hidden.ts";
import { literal } from "../../wgsl/literal.ts";
import { binaryFunction, unaryFunction } from "../../../math/functions.ts";
import { packHalves } from "../../../math/half.ts";
import { isShift, shiftBy } from "../../../math/integer.ts";
import type { Scope } from "../../threads/scope.ts";
import { bare } from "../../wgsl/text.ts";

/** True for amounts by which WGSL shifts. */
const isShiftAmount = (amount: number): boolean => amount >= 0 && amount < 32;

/**
 * The operands of an expression that must not be literals there, though they are constant: WGSL refuses constant expressions
 * that overflow, divide by zero or shift too far, where a program gives them a meaning.
 */
function opaqueOperands(expression: Expression, all: readonly Expression[]): readonly ExpressionId[] {
  const operands = operandsOf(expression);
  if (expression.op === "gather" || expression.op === "select") return [];
  if (operands.every((id) => all[id]!.op === "constant")) return operands;
  if (expression.op !== "binary") return [];
  const y = all[expression.y]!;
  if (y.op !== "constant") return [];
  const { name } = expression;
  const refused =
    name === "div" || name === "rem" ? isZero(y.value) : isShift(name) && !isShiftAmount(realNumber(y.value));
  return refused ? [expression.y] : [];
}

/**
 * The expressions of a loop, as lines that go where their values are first known: depth 0 is the step, which has no axes yet,
 * and each axis has a depth at which its position is known.
 */
export class Expressions {
  readonly #kernel: KernelBuilder;
  readonly #loop: Loop;
  readonly #addresses: Addresses;
  readonly #axes: readonly string[];
  readonly #depths: readonly number[];
  readonly #values: string[];

  /**
   * @param kernel - where the loop is emitted.
   * @param loop - the loop.
   * @param addresses - those of the loop's views.
   * @param axes - the name of the position along each axis, parallel ones first, of type i32.
   * @param depths - the depth of each axis.
   * @param scope - what surrounds the loop.
   */
  constructor(
    kernel: KernelBuilder,
    loop: Loop,
    addresses: Addresses,
    axes: readonly string[],
    depths: readonly number[],
    scope: Scope,
  ) {
    this.#kernel = kernel;
    this.#loop = loop;
    this.#addresses = addresses;
    this.#axes = axes;
    const live = this.#live();
    this.#depths = this.#depthsOf(depths, live);
    const opaque = new Set(
      loop.expressions.flatMap((expression, id) => (live.has(id) ? opaqueOperands(expression, loop.expressions) : [])),
    );
    const concealed = new Set(
      loop.expressions.flatMap((expression, id) => (live.has(id) ? hiddenConstants(expression, loop.expressions) : [])),
    );
    this.#values = loop.expressions.map((expression, id) => {
      switch (expression.op) {
        case "constant": {
          if (!live.has(id)) return "";
          const text = literal(expression.dtype, expression.value, kernel);
          if (concealed.has(id)) return kernel.let("c", hidden(text));
          return opaque.has(id) ? kernel.let("c", text) : text;
        }
        case "index":
          return axes[expression.axis]!;
        case "counter": {
          const counter = scope.counters.get(expression.counter);
          if (counter === undefined) throw new Error(`counter t${expression.counter} is read outside its scan`);
          return counter;
        }
        case "load":
        case "gather":
        case "unary":
        case "binary":
        case "fma":
        case "select":
        case "convert":
        case "bitcast":
        case "packHalves":
          return `e${id}`;
      }
    });
  }

  /** The value of an expression: a name, a literal in parentheses if it is negative, or a counter. */
  value(id: ExpressionId): string {
    return this.#values[id]!;
  }

  /** Adds the lines of the expressions that are known at a depth and not before. */
  emit(depth: number): void {
    this.#loop.expressions.forEach((expression, id) => {
      if (this.#depths[id] !== depth) return;
      // Halves are numbers of single precision already.
      if (expression.op === "convert" && expression.dtype === "float32" && this.#dtype(expression.x) === "float16") {
        this.#values[id] = this.value(expression.x);
        return;
      }
      const text = this.#text(expression);
      if (text === null) return;
      // What the step itself knows shares the block with other steps.
      if (depth === 0) this.#values[id] = this.#kernel.let(`e${id}_`, text);
      else this.#kernel.line(`let e${id} = ${bare(text)};`);
    });
  }

  #live(): Set<ExpressionId> {
    const { expressions, reductions, stores } = this.#loop;
    const live = new Set(
      reductions.length > 0 ? reductions.map(({ value }) => value) : stores.map(({ value }) => value),
    );
    for (let id = expressions.length - 1; id >= 0; id--)
      if (live.has(id)) for (const operand of operandsOf(expressions[id]!)) live.add(operand);
    return live;
  }

  /** -1 for what nothing needs. */
  #depthsOf(axes: readonly number[], live: ReadonlySet<ExpressionId>): readonly number[] {
    const depths: number[] = [];
    this.#loop.expressions.forEach((expression, id) => {
      const uses =
        expression.op === "load" || expression.op === "gather"
          ? expression.view.strides.map((stride, axis) => (stride === 0 ? 0 : axes[axis]!))
          : expression.op === "index"
            ? [axes[expression.axis]!]
            : [];
      depths.push(
        live.has(id) ? Math.max(0, ...uses, ...operandsOf(expression).map((operand) => depths[operand]!)) : -1,
      );
    });
    return depths;
  }

  #dtype(id: ExpressionId): DType {
    return this.#loop.expressions[id]!.dtype;
  }

  /** Null for what needs no line. */
  #text(expression: Expression): string | null {
    const [kernel, value] = [this.#kernel, (id: ExpressionId) => this.value(id)];
    switch (expression.op) {
      case "constant":
      case "index":
      case "counter":
        return null;
      case "load":
        return this.#addresses.load(expression.view, this.#axes);
      case "unary":
        return unaryFunction(expression.name, this.#dtype(expression.x), value(expression.x), kernel);
      case "binary": {
        const { name, dtype } = expression;
        const by = this.#loop.expressions[expression.y]!;
        const amount = by.op === "constant" ? realNumber(by.value) : -1;
        if (isShift(name) && isInteger(dtype) && isShiftAmount(amount))
          return shiftBy(name, dtype === "int32" ? "i32" : "u32", value(expression.x), amount);
        const right = value(expression.y);
        return binaryFunction(
          name,
          this.#dtype(expression.x),
          value(expression.x),
          hasCommonTerms(expression, this.#loop.expressions) ? hidden(right) : right,
          kernel,
        );
      }
      case "select":
        return `select(${value(expression.onFalse)}, ${value(expression.onTrue)}, ${value(expression.condition)})`;
      case "convert":
        return convert(this.#dtype(expression.x), expression.dtype, value(expression.x), kernel);
      case "bitcast":
        return bitcast(this.#dtype(expression.x), expression.dtype, value(expression.x));
      case "packHalves":
        return `${kernel.helper(packHalves)}(${value(expression.x)}, ${value(expression.y)})`;
      case "fma":
        return fusedMultiplyAdd(value(expression.x), value(expression.y), value(expression.z), kernel);
      case "gather":
        return this.#gather(expression);
    }
  }

  #gather({ dtype, view, indices, mode, fill }: Extract<Expression, { readonly op: "gather" }>): string {
    const clamped = ({ value, limit, stride }: IndexComponent<ExpressionId>): { stride: number; value: string } => ({
      stride,
      value: limit === 0 ? "0" : `clamp(${this.value(value)}, 0, ${limit})`,
    });
    const element = this.#addresses.load(view, this.#axes, sumOf(indices.map(clamped)));
    if (mode === "clip" || indices.length === 0) return element;
    // A negative index is a large one without its sign.
    const inside = indices.map(({ value, limit }) => `(bitcast<u32>(${this.value(value)}) <= ${limit}u)`).join(" & ");
    return `select(${literal(dtype, fill, this.#kernel)}, ${bare(element)}, ${bare(inside)})`;
  }
}
