import {
  anyOption,
  booleanOption,
  functionOption,
  readArgument,
  readOptions,
  type OptionReaders,
} from "@proj/array/core";
import { UsageError } from "@proj/array";

/** How one field of a module is read and stored; made by {@link field}. */
export interface Field<Given, Value, IsStatic extends boolean = false, HasDefault extends boolean = false> {
  readonly convert: (given: Given) => Value;
  readonly isStatic: IsStatic;
  readonly hasDefault: HasDefault;
  /** What stands for a value that was not given. */
  readonly makeDefault: () => unknown;
}

/** A record of {@link Field}s. */
export type FieldSchema = Readonly<Record<string, Field<never, unknown, boolean, boolean>>>;

type Names<Schema extends FieldSchema, Flag extends "isStatic" | "hasDefault", Wanted extends boolean> = {
  [Name in keyof Schema]: Schema[Name][Flag] extends Wanted ? Name : never;
}[keyof Schema];

type Given<Schema extends FieldSchema, Name extends keyof Schema> = Parameters<Schema[Name]["convert"]>[0];

/** What is given to build a module with some fields. */
export type GivenFields<Schema extends FieldSchema> = {
  readonly [Name in Names<Schema, "hasDefault", false>]: Given<Schema, Name>;
} & { readonly [Name in Names<Schema, "hasDefault", true>]?: Given<Schema, Name> };

/** What a module with some fields holds. */
export type FieldValues<Schema extends FieldSchema> = {
  readonly [Name in keyof Schema]: ReturnType<Schema[Name]["convert"]>;
};

/** Which of the fields are its children as a tree. */
export type FieldChildren<Schema extends FieldSchema> = Pick<FieldValues<Schema>, Names<Schema, "isStatic", false>>;

/** How {@link field} reads and stores. */
interface FieldOptions {
  /** From what is given, or the default, to what is stored. Default: the same value. */
  readonly converter?: (given: unknown) => unknown;
  /** What stands for a value that is not given. */
  readonly default?: unknown;
  /** Makes what stands for a value that is not given, anew for each module. */
  readonly defaultFactory?: () => unknown;
  /** Whether the field belongs to the structure of the tree instead of being a child. Default false. */
  readonly static?: boolean;
}

const fieldReaders: OptionReaders<FieldOptions> = {
  converter: functionOption<(given: unknown) => unknown>(),
  default: anyOption<unknown>(),
  defaultFactory: functionOption<() => unknown>(),
  static: booleanOption,
};

interface Converting<Given, Value> {
  readonly converter: (given: Given) => Value;
}
interface Plain {
  readonly converter?: undefined;
}
type WithDefault<Default> = { readonly default: Default } | { readonly defaultFactory: () => Default };
interface WithoutDefault {
  readonly default?: undefined;
  readonly defaultFactory?: undefined;
}
interface Static {
  readonly static: true;
}
interface Child {
  readonly static?: false;
}

/**
 * One field of a module, for {@link withFields}.
 *
 * @typeParam Given - what is given; needed where neither a converter nor a default tells.
 * @typeParam Value - what is stored.
 * @param options - `converter`: from what is given, or the default, to what is stored; `default`, or `defaultFactory`, a function
 *   that makes it for each module; `static` (default false): the field belongs to the structure of the tree, as settings do.
 * @throws UsageError for options that do not exist, and for two defaults.
 * @example
 * import { asarray } from "@proj/array";
 * import { field, withFields } from "@proj/module";
 * class Spring extends withFields({ stiffness: field({ converter: asarray, default: 1 }), name: field<string>({ static: true }) }) {}
 * const spring = new Spring({ name: "left" });
 * String(spring); // → "Spring { stiffness: weak_f32[], name: \"left\" }"
 */
export function field<Given, Value>(
  options: Converting<Given, Value> & WithDefault<NoInfer<Given>> & Static,
): Field<Given, Value, true, true>;
export function field<Given, Value>(
  options: Converting<Given, Value> & WithDefault<NoInfer<Given>> & Child,
): Field<Given, Value, false, true>;
export function field<Value>(options: Plain & WithDefault<Value> & Static): Field<Value, Value, true, true>;
export function field<Value>(options: Plain & WithDefault<Value> & Child): Field<Value, Value, false, true>;
export function field<Given, Value>(
  options: Converting<Given, Value> & WithoutDefault & Static,
): Field<Given, Value, true>;
export function field<Given, Value>(options: Converting<Given, Value> & WithoutDefault & Child): Field<Given, Value>;
export function field<Value>(options: Plain & WithoutDefault & Static): Field<Value, Value, true>;
export function field<Value>(options?: Plain & WithoutDefault & Child): Field<Value, Value>;
export function field(options?: object): Field<unknown, unknown, boolean, boolean> {
  const read = readOptions<FieldOptions>("field", options, fieldReaders);
  const { converter = (given: unknown): unknown => given, static: isStatic = false, defaultFactory } = read;
  if ("default" in read && defaultFactory !== undefined) {
    throw new UsageError({
      operation: "field",
      received: "both default and defaultFactory",
      expected: "one of them",
      remedy: "keep default for a value that all modules may share, defaultFactory for one of each module's own",
    });
  }
  return {
    convert: converter,
    isStatic,
    hasDefault: "default" in read || defaultFactory !== undefined,
    makeDefault: defaultFactory ?? (() => read.default),
  };
}

/** What a class of modules knows about its fields, under {@link fieldRules}. */
export interface FieldRules {
  readonly schema: FieldSchema;
  readonly names: readonly string[];
  readonly staticNames: readonly string[];
  readonly childNames: readonly string[];
  /** All fields, converted, from those that were given. */
  complete(className: string, given: object): Readonly<Record<string, unknown>>;
}

/** Where a class of modules keeps its {@link FieldRules}. */
export const fieldRules: unique symbol = Symbol("fieldRules");

/** The rules of a module's class, if it has any. */
export function rulesOf(module: object): FieldRules | undefined {
  return (module.constructor as { readonly [fieldRules]?: FieldRules } | undefined)?.[fieldRules];
}

/** The rules that follow from a schema. */
export function rulesFrom(schema: FieldSchema): FieldRules {
  const names = Object.keys(schema);
  return {
    schema,
    names,
    staticNames: names.filter((name) => schema[name]!.isStatic),
    childNames: names.filter((name) => !schema[name]!.isStatic),
    complete(className, given) {
      const unknown = Object.keys(given).find((name) => !Object.hasOwn(schema, name));
      if (unknown !== undefined) throw unknownField(className, unknown, names);
      const values: Record<string, unknown> = {};
      for (const name of names) {
        const { convert, hasDefault, makeDefault } = schema[name]!;
        const value = (given as Readonly<Record<string, unknown>>)[name];
        if (value === undefined && !hasDefault) throw missingField(className, name, names);
        values[name] = convert((value === undefined ? makeDefault() : value) as never);
      }
      return values;
    },
  };
}

/** Reads a record of fields, as {@link withFields} takes it. */
export function readSchema(fields: unknown): FieldSchema {
  const isField = (value: unknown): boolean => typeof value === "object" && value !== null && "makeDefault" in value;
  return readArgument("withFields", "fields", fields, (value) => {
    if (typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(isField))
      return value as FieldSchema;
    throw new UsageError({
      operation: "withFields",
      received: `fields: ${typeof value === "object" && value !== null ? "an object that holds something else than fields" : typeof value}`,
      expected: "an object with a field(…) for each name",
      remedy: "write withFields({ weight: field<NDArray>(), size: field<number>({ static: true }) })",
    });
  });
}

function missingField(className: string, name: string, names: readonly string[]): UsageError {
  return new UsageError({
    operation: `new ${className}`,
    received: `no value for the field "${name}"`,
    expected: `values for ${names.join(", ")}, of which only those with a default can be left out`,
    remedy: `give ${name}, or give the field a default: field({ default: … })`,
  });
}

function unknownField(className: string, name: string, names: readonly string[]): UsageError {
  return new UsageError({
    operation: `new ${className}`,
    received: `a value for "${name}", which is no field`,
    expected: names.length === 0 ? "no fields" : `values for ${names.join(", ")}`,
    remedy: "correct the name, or declare the field where the class is made",
  });
}
