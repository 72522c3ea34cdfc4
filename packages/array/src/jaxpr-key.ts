import { describeArray } from "./abstract-array.ts";
import { Variable, type Atom, type Jaxpr } from "./jaxpr.ts";

/*
 * Programs as texts that are equal exactly if the programs are. Printed Jaxprs will not do: they round numbers and show of a
 * function its name alone.
 */

const identities = new WeakMap<object, number>();
let nextIdentity = 0;

/** A number for a function or object, which is equal to itself alone. */
function identityOf(value: object): string {
  let identity = identities.get(value);
  if (identity === undefined) identities.set(value, (identity = nextIdentity++));
  return `#${identity}`;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A parameter of a primitive as text. */
export function parameterKey(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return identityOf(value);
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if ("equations" in value) return jaxprKey(value as Jaxpr);
  if (Array.isArray(value)) return `[${value.map(parameterKey).join()}]`;
  if (!isPlain(value)) return identityOf(value);
  return `{${Object.entries(value)
    .map(([name, item]) => `${name}:${parameterKey(item)}`)
    .join()}}`;
}

const keys = new WeakMap<Jaxpr, string>();

/** A text that two Jaxprs share exactly if they are the same program. */
export function jaxprKey(jaxpr: Jaxpr): string {
  let key = keys.get(jaxpr);
  if (key === undefined) keys.set(jaxpr, (key = writeJaxpr(jaxpr)));
  return key;
}

function writeJaxpr({ binders, equations, outputs }: Jaxpr): string {
  const numbers = new Map<Variable, number>();
  const bound = (variable: Variable): string => {
    numbers.set(variable, numbers.size);
    return describeArray(variable.aval);
  };
  const read = (atom: Atom): string =>
    atom instanceof Variable
      ? `v${numbers.get(atom)}`
      : `${describeArray(atom.aval)} ${Object.is(atom.value, -0) ? "-0" : atom.value}`;
  return [
    binders.map(bound).join(),
    ...equations.map(({ primitive, inputs, params, outputs: results }) => {
      const operands = inputs.map(read).join();
      return `${primitive}${parameterKey(params)}(${operands})${results.map(bound).join()}`;
    }),
    outputs.map(read).join(),
  ].join(";");
}
