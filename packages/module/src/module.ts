import { UsageError } from "@proj/array";
import { describeValue } from "@proj/array/core";
import { treeNode } from "@proj/tree";
import type { NodeRule, NodeType, treeType } from "@proj/tree";
import {
  fieldRules,
  readSchema,
  rulesFrom,
  rulesOf,
  type FieldChildren,
  type FieldRules,
  type FieldSchema,
  type FieldValues,
  type GivenFields,
} from "./fields.ts";
import { treeFormat } from "./tree-format.ts";

/** What every module has besides its fields. */
export interface ModuleMembers<Fields extends object, Children extends object = Fields> {
  /** For the compiler: the fields, static ones aside, are the children of the module as a tree. */
  readonly [treeType]: NodeType<Children>;
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

/** Set while a tree is put together again around any children, which are neither converted nor checked. */
let isRebuilding = false;

class ModuleNode {
  static readonly [fieldRules]: FieldRules | undefined = undefined;

  constructor(fields: unknown) {
    const isRebuilt = isRebuilding;
    isRebuilding = false;
    if (typeof fields !== "object" || fields === null) throw notRecord(new.target.name, fields);
    const rules = new.target[fieldRules];
    const values = rules === undefined || isRebuilt ? fields : rules.complete(new.target.name, fields);
    const { orders, checks } = knownOf(new.target.prototype);
    for (const name of rules?.names ?? orderIn(orders, values)) {
      (this as Record<string, unknown>)[name] = (values as Record<string, unknown>)[name];
    }
    Object.freeze(this);
    if (!isRebuilt) for (const check of checks) check.call(this);
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
 * anything. Builders belong into static functions, by custom `static init(…, { key })`; by custom too, the
 * computation is called `call`. A method `checkInit` is called on each new module, that of every class in the chain, but
 * not where a tree is rebuilt. Converters, defaults and static fields are declared by {@link withFields}. A module is a tree whose children are its fields, in the order in which the class was first
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

/** A base class for modules whose fields have converters, defaults or are static; made by {@link withFields}. */
export interface FieldsClass<Schema extends FieldSchema> {
  new (fields: GivenFields<Schema>): ModuleWithFields<Schema>;
}

/** A module whose fields {@link withFields} declared. */
export type ModuleWithFields<Schema extends FieldSchema> = FieldValues<Schema> &
  ModuleMembers<GivenFields<Schema>, FieldChildren<Schema>>;

/**
 * A base class for modules whose fields have converters or defaults, or are static: part of the structure of the tree, so
 * that they are never traced, differentiated or saved. What the class is built from is completed and converted, and what is
 * missing or unknown is an error. Trees that are rebuilt keep whatever they are rebuilt around.
 *
 * @param fields - one `field(…)` for each name. Children of the tree come in this order.
 * @param base - another class made by `withFields`, whose fields come first and whose methods are inherited.
 * @throws UsageError if they are no fields.
 * @example
 * import { asarray, type NDArray } from "@proj/array";
 * import { field, withFields } from "@proj/module";
 * import { leaves } from "@proj/tree";
 * class Affine extends withFields({
 *   slope: field({ converter: asarray }),
 *   offset: field({ converter: asarray, default: 0 }),
 *   name: field({ static: true, default: "affine" }),
 * }) {
 *   call(x: NDArray) {
 *     return this.slope.mul(x).add(this.offset);
 *   }
 * }
 * const model = new Affine({ slope: 2 });
 * model.call(asarray(3)).item(); // → 6
 * leaves(model).length; // → 2
 * new Affine({ name: "a" } as never); // throws new Affine received no value for the field "slope"
 */
export function withFields<Schema extends FieldSchema>(fields: Schema): FieldsClass<Schema>;
export function withFields<Schema extends FieldSchema, Base extends ModuleBase>(
  fields: Schema,
  base: Base,
): new (fields: GivenFields<Schema> & ConstructorParameters<Base>[0]) => InstanceType<Base> & ModuleWithFields<Schema>;
export function withFields(fields: FieldSchema, base?: ModuleBase): ModuleBase {
  const parent = (base ?? ModuleNode) as typeof ModuleNode;
  const rules = rulesFrom({ ...parent[fieldRules]?.schema, ...readSchema(fields) });
  return class Module extends parent {
    static override readonly [fieldRules] = rules;
  };
}

/** A class made by {@link withFields}, or a subclass. */
type ModuleBase = abstract new (fields: never) => object;

const fieldsRule: NodeRule<object> = {
  flatten(node) {
    const rules = rulesOf(node);
    const names = rules?.childNames ?? orderOf(Object.getPrototypeOf(node) as object, node);
    const aux = rules === undefined ? names : valuesOf(node, rules.staticNames);
    return { children: valuesOf(node, names), keys: names, aux };
  },
  unflatten(aux, children, nodeClass) {
    const rules = (nodeClass as { readonly [fieldRules]?: FieldRules })[fieldRules];
    const fields: Record<string, unknown> = {};
    (rules?.childNames ?? (aux as readonly string[])).forEach((name, i) => (fields[name] = children[i]));
    rules?.staticNames.forEach((name, i) => (fields[name] = (aux as readonly unknown[])[i]));
    isRebuilding = true;
    return new (nodeClass as unknown as new (fields: object) => object)(fields);
  },
};

const valuesOf = (node: object, names: readonly string[]): unknown[] =>
  names.map((name) => (node as Record<string, unknown>)[name]);

/** What is known about a class of modules. */
interface Known {
  /*
   * Two modules with the same fields must have the same structure, in whatever order the fields were written. The order of
   * the first instance of a class is the most readable one that does it.
   */
  readonly orders: (readonly string[])[];
  /** The methods `checkInit` of the class and those above it. */
  readonly checks: readonly (() => void)[];
}

const knownByClass = new WeakMap<object, Known>();

function knownOf(prototype: object): Known {
  let known = knownByClass.get(prototype);
  if (known === undefined) {
    knownByClass.set(prototype, (known = { orders: [], checks: checksOf(prototype) }));
    // Engines name an object by it where a field of a frozen instance is assigned; they do not call a getter for it.
    Object.defineProperty(prototype, Symbol.toStringTag, { value: prototype.constructor.name, configurable: true });
  }
  return known;
}

function checksOf(prototype: object): (() => void)[] {
  const checks: (() => void)[] = [];
  for (let p: object | null = prototype; p !== null; p = Object.getPrototypeOf(p) as object | null) {
    if (Object.hasOwn(p, "checkInit")) checks.push((p as { readonly checkInit: () => void }).checkInit);
  }
  return checks;
}

function orderOf(prototype: object, fields: object): readonly string[] {
  return orderIn(knownOf(prototype).orders, fields);
}

function orderIn(orders: (readonly string[])[], fields: object): readonly string[] {
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
    received: describeValue(fields),
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
