import { UsageError } from "@proj/array";
import { treeNode } from "@proj/tree";
import type { NodeRule, NodeType, treeType } from "@proj/tree";
import { treeFormat } from "./tree-format.ts";

/** What every module has besides its fields. */
export interface ModuleMembers<Fields extends object> {
  /** For the compiler: the fields are the children of the module as a tree. */
  readonly [treeType]: NodeType<Fields>;
  /**
   * The same module with some fields changed.
   *
   * @throws UsageError if a name is not one of the fields.
   */
  with(changes: Partial<Fields>): this;
  /** The module as text, arrays by dtype and shape. */
  toString(): string;
}

/** A module with some fields; without type argument any module. */
export type Module<Fields extends object = object> = Readonly<Fields> & ModuleMembers<Fields>;

/** What {@link Module} is as a value: a base class for each record of fields. */
export interface ModuleClass {
  new <Fields extends object>(fields: Fields): Module<Fields>;
}

class ModuleNode {
  constructor(fields: unknown) {
    if (typeof fields !== "object" || fields === null) throw notRecord(new.target.name, fields);
    for (const name of orderOf(new.target.prototype, fields)) {
      (this as Record<string, unknown>)[name] = (fields as Record<string, unknown>)[name];
    }
    Object.freeze(this);
  }

  with(changes: object): this {
    const unknown = Object.keys(changes).find((name) => !Object.hasOwn(this, name));
    if (unknown !== undefined) throw unknownField(this, unknown);
    return new (this.constructor as new (fields: object) => this)(Object.assign({}, this, changes));
  }

  get [treeNode](): NodeRule<object> {
    return fieldsRule;
  }

  toString(): string {
    return treeFormat(this);
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/**
 * The base class of models: frozen, typed, callable trees of parameters.
 *
 * A subclass names its fields as a type argument and adds methods. The constructor takes the record of fields, stores them
 * and freezes the instance, and does nothing else: trees are rebuilt around masks, tracers and `null`, so any field may hold
 * anything. Builders and checks belong into static functions, by custom `static init(…, { key })`; by custom too, the
 * computation is called `call`. A module is a tree whose children are its fields, in the order in which the class was first
 * given them; arrays among its leaves are parameters, anything else is static to `filterJit`, `filterGrad` and `filterVmap`.
 *
 * A method needs its module: pass `(x) => model.call(x)` to a transformation, not `model.call`.
 *
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { Module } from "@proj/module";
 * import { map } from "@proj/tree";
 * class Affine extends Module<{ slope: NDArray; offset: NDArray }> {
 *   call(x: NDArray) {
 *     return this.slope.mul(x).add(this.offset);
 *   }
 * }
 * const model = new Affine({ slope: array([1, 2]), offset: array(3) });
 * model.call(array([10, 10])).toList(); // → [13, 23]
 * model.with({ offset: array(0) }).call(array([1, 1])).toList(); // → [1, 2]
 * map((x) => x.mul(2), model).slope.toList(); // → [2, 4]
 */
export const Module = ModuleNode as unknown as ModuleClass;

const fieldsRule: NodeRule<object> = {
  flatten(node) {
    const names = orderOf(Object.getPrototypeOf(node) as object, node);
    return { children: names.map((name) => (node as Record<string, unknown>)[name]), keys: names, aux: names };
  },
  unflatten(aux, children, nodeClass) {
    const fields: Record<string, unknown> = {};
    (aux as readonly string[]).forEach((name, i) => (fields[name] = children[i]));
    return new (nodeClass as unknown as new (fields: object) => object)(fields);
  },
};

/*
 * Two modules with the same fields must have the same structure, in whatever order the fields were written. The order of the
 * first instance of a class is the most readable one that does it.
 */
const ordersOfClasses = new WeakMap<object, (readonly string[])[]>();

function orderOf(prototype: object, fields: object): readonly string[] {
  let orders = ordersOfClasses.get(prototype);
  if (orders === undefined) {
    ordersOfClasses.set(prototype, (orders = []));
    // Engines name an object by it where a field of a frozen instance is assigned; they do not call a getter for it.
    Object.defineProperty(prototype, Symbol.toStringTag, { value: prototype.constructor.name, configurable: true });
  }
  const names = Object.keys(fields);
  const known = orders.find(
    (order) => order.length === names.length && order.every((name) => Object.hasOwn(fields, name)),
  );
  if (known === undefined) orders.push(names);
  return known ?? names;
}

function notRecord(name: string, fields: unknown): UsageError {
  return new UsageError({
    operation: `new ${name}`,
    received: fields === null ? "null" : `a value of type ${typeof fields}`,
    expected: "one object with all fields of the module",
    remedy: `name the fields: new ${name}({ … }); to build one from sizes and a key, use ${name}.init(…) if there is one`,
  });
}

function unknownField(module: object, unknown: string): UsageError {
  const names = Object.keys(module);
  return new UsageError({
    operation: `${module.constructor.name}.with`,
    received: `a change of "${unknown}"`,
    expected: names.length === 0 ? "no changes: the module has no fields" : `changes of ${names.join(", ")}`,
    remedy: "correct the name, or build a new module to change its fields themselves",
  });
}
