import { describeArray } from "../types/abstract-array.ts";
import { scalarKey } from "../types/scalar-value.ts";
import { Variable, type Atom, type Jaxpr } from "./jaxpr.ts";

/*
 * Programs as texts that are equal exactly if the programs are. Printed Jaxprs will not do: they round numbers and show of a
 * function its name alone.
 *
 * Functions among the parameters are rules of differentiation. They tell programs apart that may still be differentiated;
 * whoever only runs them can leave the rules out, of which each trace makes new ones.
 */

/**
 * Whether rules of differentiation tell programs apart. As they are written, programs are told apart by what can be seen of them: other
 * functions and objects among the parameters, of which each trace may make new ones, count by their names.
 */
export type Rules = "with rules" | "without rules" | "as written";

const identities = new WeakMap<object, number>();
let nextIdentity = 0;

/** A number for a function or object, which is equal to itself alone. */
function identityOf(value: object): string {
  let identity = identities.get(value);
  if (identity === undefined) identities.set(value, (identity = nextIdentity++));
  return `#${identity}`;
}

function nameOf(value: object): string {
  return "name" in value ? String(value.name) : value.constructor.name;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * A parameter of a primitive, or other plain data, as a text that equal ones share.
 *
 * Compilers ask for one of each expression, so it is put together without intermediate lists.
 */
export function parameterKey(value: unknown, rules: Rules): string {
  switch (typeof value) {
    case "number":
    case "bigint":
      return scalarKey(value);
    case "string":
      // With its length before it, a text needs no escaping to end where it ends.
      return `${value.length}"${value}`;
    case "function":
      return rules === "with rules" ? identityOf(value) : "rule";
    case "object":
      return value === null ? "null" : objectKey(value, rules);
    case "boolean":
    case "undefined":
    case "symbol":
      return String(value);
  }
}

function objectKey(value: object, rules: Rules): string {
  if (Array.isArray(value)) {
    let key = "[";
    for (const item of value as readonly unknown[]) key += `${parameterKey(item, rules)},`;
    return `${key}]`;
  }
  if (!isPlain(value)) return rules === "as written" ? nameOf(value) : identityOf(value);
  if ("equations" in value) return jaxprKey(value as Jaxpr, rules);
  let key = "{";
  for (const name in value) key += `${name}:${parameterKey((value as Record<string, unknown>)[name], rules)},`;
  return `${key}}`;
}

const keys: { readonly [R in Rules]: WeakMap<Jaxpr, string> } = {
  "with rules": new WeakMap(),
  "without rules": new WeakMap(),
  "as written": new WeakMap(),
};

/** A text that two Jaxprs share exactly if they are the same program. */
export function jaxprKey(jaxpr: Jaxpr, rules: Rules): string {
  let key = keys[rules].get(jaxpr);
  if (key === undefined) keys[rules].set(jaxpr, (key = writeJaxpr(jaxpr, rules)));
  return key;
}

function writeJaxpr({ binders, equations, outputs }: Jaxpr, rules: Rules): string {
  const numbers = new Map<Variable, number>();
  const bound = (variable: Variable): string => {
    numbers.set(variable, numbers.size);
    return describeArray(variable.aval);
  };
  const read = (atom: Atom): string =>
    atom instanceof Variable ? `v${numbers.get(atom)}` : `${describeArray(atom.aval)} ${scalarKey(atom.value)}`;
  return [
    binders.map(bound).join(),
    ...equations.map(({ primitive, inputs, params, outputs: results }) => {
      const operands = inputs.map(read).join();
      return `${primitive}${parameterKey(params, rules)}(${operands})${results.map(bound).join()}`;
    }),
    outputs.map(read).join(),
  ].join(";");
}
