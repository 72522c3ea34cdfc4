import type { treeNode } from "./classes.ts";

/**
 * Types that follow the shape of a tree. A type is read as follows:
 *
 * - arrays, tuples, `Map`, `null` and object types are the nodes they are at run time;
 * - a class is a node if it declares what it holds under the symbol `treeType`; then it maps to itself, or to the type
 *   it names. A class that is a node at run time but declares nothing maps to itself, its leaves are `unknown`;
 * - an interface or class with methods and without such a declaration is a leaf;
 * - a tree of which only the leaves are known is a `Tree<Leaf>`; it maps to a `Tree<Result>`.
 */

/** The symbol under which a class declares, for the compiler alone, what it holds. See `NodeType`. */
export declare const treeType: unique symbol;

/**
 * Declares what a class node holds.
 *
 * A class node maps to its own type. A class that is generic in its leaves can say what it becomes instead, by an
 * interface whose `result` is written in terms of `this["mapped"]`, the children after mapping.
 *
 * @example
 * import type { NodeType, treeType } from "@proj/tree";
 * interface PairType<A, B> extends NodeType<{ first: A; second: B }> {
 *   readonly result: Pair<this["mapped"]["first"], this["mapped"]["second"]>;
 * }
 * class Pair<A, B> {
 *   declare readonly [treeType]: PairType<A, B>;
 * }
 */
export interface NodeType<Children = unknown> {
  /** The children: an object or tuple type. */
  readonly children: Children;
  /** The children after mapping. */
  readonly mapped: { readonly [K in keyof Children]: unknown };
  /** What the node becomes; `unknown` stands for the class itself. */
  readonly result: unknown;
}

/**
 * Any tree with leaves of one type, its shape unknown to the compiler.
 *
 * Object types written with `interface` have no index signature, so the compiler does not take them for this type; those
 * written with `type` it does.
 */
export type Tree<Leaf> =
  | Leaf
  | null
  | readonly Tree<Leaf>[]
  | ReadonlyMap<unknown, Tree<Leaf>>
  | { readonly [key: string]: Tree<Leaf> }
  | { readonly [treeType]: { readonly children: Tree<Leaf> } };

/**
 * The types of the leaves of a tree.
 *
 * `Stop` is what an `isLeaf` predicate stops at: nodes of this type count as leaves.
 *
 * @example
 * import type { Leaves } from "@proj/tree";
 * type L = Leaves<{ a: number; b: [string, null] }>; // number | string
 */
export type Leaves<T, Stop = never> = LeavesBelow<T, Stop, never>;

/** `Above` has the types on the way down: a type within itself adds no leaves, and following it would never end. */
type LeavesBelow<T, Stop, Above> = unknown extends T
  ? unknown
  : IsDynamic<T> extends true
    ? DynamicLeaf<T>
    : LeavesOf<T, Stop, Above>;

type LeavesOf<T, Stop, Above> = T extends Stop
  ? T
  : T extends null
    ? never
    : T extends Atom
      ? T
      : Exactly<T> extends Above
        ? never
        : T extends { readonly [treeType]: { readonly children: infer Children } }
          ? LeavesBelow<Children, Stop, Above | Exactly<T>>
          : T extends { readonly [treeNode]: unknown }
            ? unknown
            : T extends readonly (infer Element)[]
              ? LeavesBelow<Element, Stop, Above>
              : T extends ReadonlyMap<unknown, infer Value>
                ? LeavesBelow<Value, Stop, Above>
                : IsRecord<T> extends true
                  ? { [K in keyof T]-?: LeavesBelow<T[K], Stop, Above | Exactly<T>> }[keyof T]
                  : T;

/** Assignable to that of the same type alone. */
type Exactly<T> = (type: T) => T;

/**
 * The type of a tree after every leaf became a `Result`: `{ a: NDArray; b: [NDArray, null] }` becomes
 * `{ a: R; b: [R, null] }`.
 *
 * `Stop` is what an `isLeaf` predicate stops at: nodes of this type count as leaves.
 *
 * @example
 * import type { Mapped } from "@proj/tree";
 * type M = Mapped<{ a: number; b: [string, null] }, boolean>; // { a: boolean; b: [boolean, null] }
 */
export type Mapped<T, Result, Stop = never> = unknown extends T
  ? unknown
  : IsDynamic<T> extends true
    ? Tree<Result>
    : MappedNode<T, Result, Stop>;

// The shapes are written out in place, since the compiler would print the name of an alias instead of the shape.
type MappedNode<T, Result, Stop> = T extends Stop
  ? Result
  : T extends null
    ? null
    : T extends Atom
      ? Result
      : T extends { readonly [treeType]: infer Declared extends NodeType }
        ? MappedClass<T, Declared, Mapped<Declared["children"], Result, Stop>>
        : T extends { readonly [treeNode]: unknown }
          ? T
          : T extends readonly unknown[]
            ? { [I in keyof T]: Mapped<T[I], Result, Stop> }
            : T extends ReadonlyMap<infer Key, infer Value>
              ? Map<Key, Mapped<Value, Result, Stop>>
              : IsRecord<T> extends true
                ? // `Required` takes away the `undefined` that stands for an absent key, and that alone.
                  { [K in keyof T]: Mapped<Required<T>[K], Result, Stop> }
                : Result;

type MappedClass<T, Declared extends NodeType, Children> = unknown extends Declared["result"]
  ? T
  : (Declared & { readonly mapped: Children })["result"];

/** What a tree must look like for `T`'s structure to be a prefix of it. */
export type Continues<T> = unknown extends T
  ? unknown
  : IsDynamic<T> extends true
    ? unknown
    : T extends null
      ? null
      : T extends Atom | { readonly [treeType]: unknown } | { readonly [treeNode]: unknown }
        ? unknown
        : T extends readonly unknown[]
          ? { readonly [K in keyof T]: Continues<T[K]> }
          : T extends ReadonlyMap<infer Key, infer Value>
            ? ReadonlyMap<Key, Continues<Value>>
            : IsRecord<T> extends true
              ? { readonly [K in keyof T]: Continues<T[K]> }
              : unknown;

/** The types of the subtrees of `Other` that stand where `T` has leaves. */
export type SubtreesAt<T, Other> = unknown extends T
  ? unknown
  : IsDynamic<T> extends true
    ? Leaves<Other>
    : T extends null
      ? never
      : T extends Atom
        ? Other
        : T extends { readonly [treeType]: { readonly children: infer Children } }
          ? Other extends { readonly [treeType]: { readonly children: infer OtherChildren } }
            ? SubtreesAt<Children, OtherChildren>
            : unknown
          : T extends { readonly [treeNode]: unknown }
            ? unknown
            : T extends readonly (infer Element)[]
              ? Other extends readonly unknown[]
                ? number extends T["length"]
                  ? SubtreesAt<Element, Other[number]>
                  : { [K in keyof T]: K extends keyof Other ? SubtreesAt<T[K], Other[K]> : never }[number]
                : never
              : T extends ReadonlyMap<unknown, infer Value>
                ? Other extends ReadonlyMap<unknown, infer OtherValue>
                  ? SubtreesAt<Value, OtherValue>
                  : never
                : IsRecord<T> extends true
                  ? { [K in keyof T]-?: K extends keyof Other ? SubtreesAt<T[K], Other[K]> : never }[keyof T]
                  : Other;

/**
 * A function whose arguments the compiler cannot know: unless annotated they are `unknown`, and it takes any annotation
 * at its word (parameters of a method may be narrower than declared).
 */
export type Unchecked<Args extends readonly unknown[], Result> = { call(...args: Args): Result }["call"];

/** Never a node, whatever its members are. */
type Atom =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | undefined
  | ((...args: never[]) => unknown)
  | (abstract new (...args: never[]) => unknown)
  | ArrayBufferView
  | ArrayBufferLike;

/**
 * Object type literals are records. So are interfaces and classes without methods: interfaces name plain data as often as
 * literals do, and the compiler tells neither from a class.
 */
type IsRecord<T> = T extends { readonly [key: string]: unknown }
  ? true
  : [Extract<T[keyof T], (...args: never[]) => unknown>] extends [never]
    ? true
    : false;

/** Whether a type is `Tree` of something, and not merely assignable to it. */
type IsDynamic<T> = [T] extends [Tree<infer Leaf>] ? ([Tree<Leaf>] extends [T] ? true : false) : false;

type DynamicLeaf<T> = [T] extends [Tree<infer Leaf>] ? Leaf : never;
