import { Sharding } from "../sharding/sharding.ts";
import { formatAbstractArray } from "../types/abstract-array.ts";
import { isFloat, type DType } from "../types/dtype.ts";
import { isComplex, type ScalarValue } from "../types/scalar-value.ts";
import { Variable, type Atom, type Equation, type Jaxpr, type Literal } from "./jaxpr.ts";

/*
 * Jaxprs in JAX's notation, so that programs can be compared side by side:
 *
 *   { lambda constants ; arguments. let equations in (results) }
 *
 * A Jaxpr that fits on one line is printed on one; otherwise each equation has its own, and an equation with inner Jaxprs
 * spreads its parameters over several.
 */

const lineWidth = 100;

/** a … z, aa … az, ba …: bijective numbers to the base 26. */
function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}

/** Names variables in the order in which they are first asked for. */
class Names {
  readonly #names = new Map<Variable, string>();

  of(variable: Variable): string {
    let name = this.#names.get(variable);
    if (name === undefined) {
      name = letters(this.#names.size);
      this.#names.set(variable, name);
    }
    return name;
  }

  binding(variable: Variable, isRead = true): string {
    return `${isRead ? this.of(variable) : "_"}:${formatAbstractArray(variable.aval)}`;
  }

  atom(atom: Atom): string {
    return atom instanceof Variable ? this.of(atom) : formatLiteral(atom);
  }
}

function formatNumber(value: number, dtype: DType): string {
  if (dtype === "bool") return value === 0 ? "False" : "True";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (isFloat(dtype) && Number.isInteger(value)) return Object.is(value, -0) ? "-0.0" : value.toFixed(1);
  return String(value);
}

/** A scalar as NumPy writes it: `1.0`, `nan`, `True`, `(1.0-2.0j)`. */
function formatScalar(value: ScalarValue, dtype: DType): string {
  if (typeof value === "bigint") return String(value);
  if (!isComplex(value)) return formatNumber(value, dtype);
  const [re, im] = [formatNumber(value.re, dtype), formatNumber(value.im, dtype)];
  return `(${re}${im.startsWith("-") ? "" : "+"}${im}j)`;
}

function formatLiteral({ value, aval }: Literal): string {
  return `${formatScalar(value, aval.dtype)}:${formatAbstractArray(aval)}`;
}

/** `reduceSum` as JAX writes it: `reduce_sum`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const isJaxpr = (value: unknown): value is Jaxpr =>
  typeof value === "object" && value !== null && "binders" in value && "equations" in value;

function indent(text: string): string {
  return text.replaceAll("\n", "\n  ");
}

/** A list as Python writes a tuple. */
function tuple(items: readonly string[]): string {
  return `(${items.join(", ")}${items.length === 1 ? "," : ""})`;
}

function formatParam(value: unknown, names: Names): string {
  if (isJaxpr(value)) return format(value, 0, names);
  if (Array.isArray(value)) {
    const items = value.map((item) => formatParam(item, names));
    const tall = items.some((item) => item.includes("\n")) || tuple(items).length > lineWidth;
    return tall ? `(\n  ${items.map(indent).join("\n  ")}\n)` : tuple(items);
  }
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "function") return value.name || "function";
  if (typeof value === "object" && value !== null) {
    if (value instanceof Sharding) return value.toString();
    return `{${Object.entries(value)
      .map(([key, item]) => `${snakeCase(key)}=${formatParam(item, names)}`)
      .join(" ")}}`;
  }
  return String(value);
}

/** What an equation is called, and its parameters: a routine stands for itself, as in JAX, and what an equation brings along is not shown. */
function named(equation: Equation): readonly [name: string, params: object] {
  const { primitive, params } = equation;
  if (primitive === "routine") return [params.routine.name, params.options];
  return [primitive, "rules" in params || "form" in params ? { ...params, rules: undefined, form: undefined } : params];
}

function formatEquation(equation: Equation, names: Names, read: ReadonlySet<Atom>): string {
  const results = equation.outputs.map((output) => names.binding(output, read.has(output))).join(" ");
  const operands = equation.inputs.map((input) => names.atom(input));
  const [primitive, shown] = named(equation);
  const params = Object.entries(shown)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${snakeCase(key)}=${formatParam(value, names)}`);
  const oneLine = params.length === 0 ? "" : `[${params.join(" ")}]`;
  const tall = oneLine.includes("\n") || oneLine.length > lineWidth;
  const bracket = tall ? `[\n  ${params.map(indent).join("\n  ")}\n]` : oneLine;
  return `${results} = ${[`${snakeCase(primitive)}${bracket}`, ...operands].join(" ")}`;
}

function format(jaxpr: Jaxpr, numConsts: number, names: Names): string {
  const binders = jaxpr.binders.map((binder) => names.binding(binder));
  const consts = binders.slice(0, numConsts).join(" ");
  const head = [`{ lambda ${consts};`, ...binders.slice(numConsts)].join(" ");
  const read = new Set([...jaxpr.outputs, ...jaxpr.equations.flatMap((equation): readonly Atom[] => equation.inputs)]);
  const equations = jaxpr.equations.map((equation) => formatEquation(equation, names, read));
  const results = tuple(jaxpr.outputs.map((output) => names.atom(output)));
  const oneLine = `${head}. let${equations.length === 0 ? "" : ` ${equations.join("; ")}`} in ${results} }`;
  if (oneLine.length <= lineWidth && !oneLine.includes("\n")) return oneLine;
  return [
    `${head}. let`,
    ...equations.map((equation) => `    ${equation.replaceAll("\n", "\n    ")}`),
    `  in ${results} }`,
  ].join("\n");
}

/**
 * Writes a Jaxpr in JAX's notation.
 *
 * @param jaxpr - the program.
 * @param numConsts - how many of its first binders are constants; they are written before the semicolon. Default 0.
 * @example
 * import { array, makeJaxpr, type NDArray } from "@proj/array";
 * import { formatJaxpr } from "@proj/array/core";
 * formatJaxpr(makeJaxpr((x: NDArray) => x.neg())(array([1, 2])).jaxpr); // → "{ lambda ; a:f32[2]. let b:f32[2] = neg a in (b,) }"
 */
export function formatJaxpr(jaxpr: Jaxpr, numConsts = 0): string {
  return format(jaxpr, numConsts, new Names());
}
